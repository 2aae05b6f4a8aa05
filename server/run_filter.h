// Which runs a client means.
#ifndef JUDGE_SERVER_RUN_FILTER_H_
#define JUDGE_SERVER_RUN_FILTER_H_

#include "absl/status/statusor.h"
#include "judge/v1/judge.pb.h"
#include "server/keys.h"
#include "server/store.h"

namespace judge::server {

// Of the caller's tenant alone, unless its role is admin: PERMISSION_DENIED. INVALID_ARGUMENT with a BadRequest.
absl::StatusOr<Filter> FilterOf(const Caller& caller, const v1::RunFilter& asked);

}  // namespace judge::server

#endif  // JUDGE_SERVER_RUN_FILTER_H_
