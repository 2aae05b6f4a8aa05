// The calls of clients and workers, for benchmarks.
#ifndef JUDGE_BENCH_SERVER_CLIENT_H_
#define JUDGE_BENCH_SERVER_CLIENT_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/v1/judge.grpc.pb.h"
#include "judge/v1/worker.grpc.pb.h"

namespace judge::bench {

// With a connection of its own.
class Client {
 public:
  explicit Client(const std::string& address) : channel_(ChannelTo(address)) {}

  absl::Status Submit(const v1::SubmitRunRequest& request, std::string& run_id);
  // All of them are durable when this returns.
  absl::Status SubmitMany(const v1::SubmitRunRequest& request, int runs);
  // Waits until it is done.
  absl::StatusOr<v1::Run> Watch(const std::string& run_id);

  // As a worker that knows C does.
  absl::Status Announce();
  // Empty: there was none.
  absl::StatusOr<v1::Assignment> Lease();
  absl::Status Accept(const v1::Assignment& assignment);

 private:
  static std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address);

  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::JudgeService::Stub> judge_ = v1::JudgeService::NewStub(channel_);
  const std::unique_ptr<v1::WorkerService::Stub> worker_ = v1::WorkerService::NewStub(channel_);
};

}  // namespace judge::bench

#endif  // JUDGE_BENCH_SERVER_CLIENT_H_
