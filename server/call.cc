#include "server/call.h"

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/status_macros.h"

namespace judge::server {
namespace {

constexpr int kDefaultPage = 50;
constexpr int kMaxPage = 1000;

}  // namespace

absl::StatusOr<Caller> CallerOf(const LiveKeys& keys, const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find("authorization");
  if (found == metadata.end()) return keys.Find("");
  return keys.Find(absl::string_view(found->second.data(), found->second.size()));
}

absl::Status CheckReads(const Caller& caller) {
  if (caller.role == Role::kWorker) return absl::PermissionDeniedError("a worker's key sees no runs and no problems");
  return absl::OkStatus();
}

absl::Status CheckGrades(const Caller& caller) {
  if (caller.role == Role::kGrade || caller.role == Role::kAdmin) return absl::OkStatus();
  return absl::PermissionDeniedError("this needs the role grade");
}

absl::StatusOr<int> PageSizeOf(int asked) {
  if (asked < 0 || asked > kMaxPage) return BadRequest({{"page_size", absl::StrCat("0 to ", kMaxPage)}});
  return asked == 0 ? kDefaultPage : asked;
}

grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context, const absl::Status& status) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  reactor->Finish(ToGrpc(status));
  return reactor;
}

absl::StatusOr<Run> FindRunOf(Store& store, const Caller& caller, const std::string& run_id) {
  absl::StatusOr<Run> run = store.Get(run_id);
  const bool is_hidden = run.ok() && run->tenant != caller.tenant && caller.role != Role::kAdmin;
  if (is_hidden || absl::IsNotFound(run.status()))
    return absl::NotFoundError(absl::StrCat("no run ", QuoteForLine(run_id)));
  return run;
}

}  // namespace judge::server
