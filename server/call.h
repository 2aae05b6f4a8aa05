// What every call needs first: who calls, and which run of theirs is meant.
#ifndef JUDGE_SERVER_CALL_H_
#define JUDGE_SERVER_CALL_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/keys.h"
#include "server/rich_status.h"
#include "server/store.h"

namespace judge::server {

// UNAUTHENTICATED: see Keys::Find.
absl::StatusOr<Caller> CallerOf(const LiveKeys& keys, const grpc::CallbackServerContext& context);

// PERMISSION_DENIED.
absl::Status CheckReads(const Caller& caller);
absl::Status CheckGrades(const Caller& caller);

// How many a page of a list may have. INVALID_ARGUMENT.
absl::StatusOr<int> PageSizeOf(int asked);

// Answers at once.
grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context, const absl::Status& status);

// Ends a stream before it has begun. Belongs to itself.
template <typename Stream>
class Refused final : public Stream {
 public:
  explicit Refused(const absl::Status& status) { this->Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

// NOT_FOUND also for a run of another tenant's: that it exists is nobody else's business.
absl::StatusOr<Run> FindRunOf(Store& store, const Caller& caller, const std::string& run_id);

}  // namespace judge::server

#endif  // JUDGE_SERVER_CALL_H_
