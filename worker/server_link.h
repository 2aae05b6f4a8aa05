// The calls of worker.proto, as one worker makes them.
#ifndef JUDGE_WORKER_SERVER_LINK_H_
#define JUDGE_WORKER_SERVER_LINK_H_

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "judge/v1/worker.grpc.pb.h"
#include "proto/connection.h"

namespace judge::worker {

// Thread-safe. Every call blocks until it is answered or its time is up; none waits for a server that is away
// (UNAVAILABLE). Messages of errors are the server's: hostile until escaped.
class ServerLink {
 public:
  explicit ServerLink(Connection connection)
      : connection_(std::move(connection)), stub_(v1::WorkerService::NewStub(connection_.channel())) {}

  absl::Status Announce(const v1::AnnounceRequest& announcement);
  // Nothing: there was no run in that time.
  absl::StatusOr<std::optional<v1::Assignment>> Lease(const std::string& worker, absl::Duration wait);
  // How many events the server has.
  absl::StatusOr<int> Renew(const v1::RenewRequest& renewal);
  absl::Status Report(const v1::ReportRequest& report);
  absl::Status FetchPackage(const std::string& digest, const std::function<absl::Status(absl::string_view)>& sink);

  // Every Lease, under way or to come, is CANCELLED.
  void EndLeases();

 private:
  const Connection connection_;
  const std::unique_ptr<v1::WorkerService::Stub> stub_;

  std::mutex mutex_;
  std::set<grpc::ClientContext*> leases_;  // guarded by mutex_
  bool leases_ended_ = false;              // guarded by mutex_
};

}  // namespace judge::worker

#endif  // JUDGE_WORKER_SERVER_LINK_H_
