// What every call needs first: who calls, and which run of theirs is meant.
#ifndef JUDGE_SERVER_CALL_H_
#define JUDGE_SERVER_CALL_H_

#include <grpcpp/server_context.h>

#include <string>

#include "absl/status/statusor.h"
#include "server/keys.h"
#include "server/store.h"

namespace judge::server {

// UNAUTHENTICATED: see Keys::Find.
absl::StatusOr<Caller> CallerOf(const Keys& keys, const grpc::CallbackServerContext& context);

// NOT_FOUND also for a run of another tenant's: that it exists is nobody else's business.
absl::StatusOr<Run> FindRunOf(Store& store, const Caller& caller, const std::string& run_id);

}  // namespace judge::server

#endif  // JUDGE_SERVER_CALL_H_
