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
  // `piece_time`: how long a server may take for a piece of a package.
  explicit ServerLink(Connection connection, absl::Duration piece_time = absl::Seconds(30))
      : connection_(std::move(connection)),
        stub_(v1::WorkerService::NewStub(connection_.channel())),
        piece_time_(piece_time) {}

  absl::StatusOr<v1::AnnounceResponse> Announce(const v1::AnnounceRequest& announcement);
  // Nothing: there was no run in that time.
  absl::StatusOr<std::optional<v1::Assignment>> Lease(const std::string& worker, absl::Duration wait);
  // How many events the server has.
  absl::StatusOr<int> Renew(const v1::RenewRequest& renewal);
  absl::Status Report(const v1::ReportRequest& report);
  // Ends with DEADLINE_EXCEEDED where the next piece does not come in time, however long the whole takes.
  absl::Status FetchPackage(const std::string& digest, const std::function<absl::Status(absl::string_view)>& sink);

  // Every Lease, or FetchPackage, under way or to come, is CANCELLED.
  void EndLeases() { leases_.End(); }
  void EndFetches() { fetches_.End(); }

 private:
  // Calls of one kind that are under way. Thread-safe.
  class Calls {
   public:
    // False: there are to be no more.
    bool Add(grpc::ClientContext* call);
    void Remove(grpc::ClientContext* call);
    void End();

   private:
    std::mutex mutex_;
    std::set<grpc::ClientContext*> calls_;  // guarded by mutex_
    bool have_ended_ = false;               // guarded by mutex_
  };

  const Connection connection_;
  const std::unique_ptr<v1::WorkerService::Stub> stub_;
  const absl::Duration piece_time_;
  Calls leases_, fetches_;
};

}  // namespace judge::worker

#endif  // JUDGE_WORKER_SERVER_LINK_H_
