// WatchRun: one client who watches one run.
#ifndef JUDGE_SERVER_WATCH_STREAM_H_
#define JUDGE_SERVER_WATCH_STREAM_H_

#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "judge/v1/judge.grpc.pb.h"
#include "server/dispatcher.h"
#include "server/executor.h"
#include "server/keys.h"
#include "server/store.h"

namespace judge::server {

// Writes one event after the other, each when the client has taken the one before: a client who does not read has one
// event waiting, and a place in the run's log. At any time either a write is under way, or a wake is awaited, or it is
// over; so steps never meet, but with a cancellation, for which there is the lock.
class WatchStream final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  // Belongs to itself, until gRPC is done with it.
  static WatchStream* Start(const Caller& caller, const std::string& run_id, Dispatcher& dispatcher, Store& store,
                            Executor& executor);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  explicit WatchStream(const Caller& caller) : caller_(caller) {}

  absl::Status Open(const std::string& run_id, Dispatcher& dispatcher, Store& store);
  void Step();
  void End(const absl::Status& status);

  const Caller caller_;
  std::shared_ptr<WatchStream> self_;

  std::mutex mutex_;  // guards what follows
  bool over_ = false;
  std::unique_ptr<Watch> watch_;
  grpc::ByteBuffer writing_;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_WATCH_STREAM_H_
