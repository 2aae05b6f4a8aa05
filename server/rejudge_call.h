// RejudgeRuns: one client who has runs judged again, perhaps very many.
#ifndef JUDGE_SERVER_REJUDGE_CALL_H_
#define JUDGE_SERVER_REJUDGE_CALL_H_

#include <cstdint>
#include <limits>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "judge/v1/judge.grpc.pb.h"
#include "server/admission.h"
#include "server/dispatcher.h"
#include "server/executor.h"
#include "server/problems.h"
#include "server/store.h"

namespace judge::server {

// Goes from the newest run to the oldest, a page at a time: the next is read once all of this one are on the disk. So
// others' writes come between, and runs that are submitted meanwhile are not met.
class RejudgeCall final : public grpc::ServerUnaryReactor {
 public:
  // All of these outlive it.
  struct Parts {
    const Admission& admission;
    Store& store;
    const Problems& problems;
    Dispatcher& dispatcher;
    Executor& executor;
  };

  // Belongs to itself, until gRPC is done with it. The filter leaves runs that are done alone.
  static RejudgeCall* Start(const grpc::CallbackServerContext* context, const Caller& caller, const Filter& filter,
                            const Parts& parts, v1::RejudgeRunsResponse* response);

  void OnDone() override { delete this; }

 private:
  RejudgeCall(const grpc::CallbackServerContext* context, const Caller& caller, const Filter& filter,
              const Parts& parts, v1::RejudgeRunsResponse* response)
      : context_(context), caller_(caller), filter_(filter), parts_(parts), response_(response) {}

  absl::Status CheckBacklog() const;
  void JudgePage();
  absl::StatusOr<std::string> DigestOfNow(const Run& run) const;
  void Count(const absl::Status& status);

  const grpc::CallbackServerContext* const context_;
  const Caller caller_;
  const Filter filter_;
  const Parts parts_;
  v1::RejudgeRunsResponse* const response_;
  int64_t before_ = std::numeric_limits<int64_t>::max();

  std::mutex mutex_;  // guards what follows
  size_t open_ = 0;   // of this page
  absl::Status failure_;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_REJUDGE_CALL_H_
