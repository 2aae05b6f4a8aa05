#include "server/call.h"

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/status_macros.h"

namespace judge::server {

absl::StatusOr<Caller> CallerOf(const Keys& keys, const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find("authorization");
  if (found == metadata.end()) return keys.Find("");
  return keys.Find(absl::string_view(found->second.data(), found->second.size()));
}

absl::StatusOr<Run> FindRunOf(Store& store, const Caller& caller, const std::string& run_id) {
  absl::StatusOr<Run> run = store.Get(run_id);
  const bool is_hidden = run.ok() && run->tenant != caller.tenant && caller.role != Role::kAdmin;
  if (is_hidden || absl::IsNotFound(run.status()))
    return absl::NotFoundError(absl::StrCat("no run '", EscapeForLine(run_id), "'"));
  return run;
}

}  // namespace judge::server
