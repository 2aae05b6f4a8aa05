#include "server/rejudge_call.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "base/status_macros.h"
#include "server/rich_status.h"

namespace judge::server {
namespace {

constexpr int kPage = 500;

}  // namespace

RejudgeCall* RejudgeCall::Start(const grpc::CallbackServerContext* context, const Caller& caller, const Filter& filter,
                                const Parts& parts, v1::RejudgeRunsResponse* response) {
  auto* const call = new RejudgeCall(context, caller, filter, parts, response);
  parts.executor.Run(caller.tenant, [call] {
    const absl::Status admitted = call->CheckBacklog();
    admitted.ok() ? call->JudgePage() : call->Finish(ToGrpc(admitted));
  });
  return call;
}

// Of all of them before the first: to refuse in the middle would leave nobody knowing which ones.
absl::Status RejudgeCall::CheckBacklog() const {
  int64_t all = 0;
  for (int64_t before = before_;;) {
    JUDGE_ASSIGN_OR_RETURN(const std::vector<Run> runs, parts_.store.List(filter_, before, kPage));
    if (runs.empty() || context_->IsCancelled()) return absl::OkStatus();
    all += static_cast<int64_t>(runs.size());
    JUDGE_RETURN_IF_ERROR(parts_.admission.CheckBacklog(all));
    before = runs.back().number;
  }
}

void RejudgeCall::JudgePage() {
  if (context_->IsCancelled()) return Finish(grpc::Status::CANCELLED);
  const absl::StatusOr<std::vector<Run>> runs = parts_.store.List(filter_, before_, kPage);
  if (!runs.ok() || runs->empty()) return Finish(ToGrpc(runs.status()));
  before_ = runs->back().number;
  {
    const std::lock_guard lock(mutex_);
    open_ = runs->size();
  }
  // The last one that is counted goes on, and may end this.
  for (const Run& run : *runs) {
    absl::StatusOr<std::string> digest = DigestOfNow(run);
    if (!digest.ok()) {
      Count(digest.status());
    } else {
      parts_.dispatcher.Rejudge(run.id, {*std::move(digest)},
                                [this](const absl::StatusOr<Run>& changed) { Count(changed.status()); });
    }
  }
}

// Empty: as before, since its problem has not changed or is gone, or that version was asked for.
absl::StatusOr<std::string> RejudgeCall::DigestOfNow(const Run& run) const {
  if (run.problem.empty()) return "";
  absl::StatusOr<Problems::Found> now = parts_.problems.Find(run.tenant, run.problem);
  if (!now.ok() || now->digest == run.problem_digest) return "";
  JUDGE_ASSIGN_OR_RETURN(const std::string submission, parts_.store.Submission(run.id));
  v1::SubmitRunRequest request;
  if (!request.ParseFromString(submission)) return absl::DataLossError("what was submitted cannot be read");
  return absl::StartsWith(request.problem(), kDigestPrefix) ? "" : std::move(now->digest);
}

void RejudgeCall::Count(const absl::Status& status) {
  absl::Status failure;
  {
    const std::lock_guard lock(mutex_);
    if (status.ok()) response_->set_runs(response_->runs() + 1);
    // Somebody else was quicker, who wants the same.
    if (!status.ok() && !absl::IsFailedPrecondition(status)) failure_.Update(status);
    if (--open_ > 0) return;
    failure = failure_;
  }
  if (!failure.ok()) return Finish(ToGrpc(failure));
  parts_.executor.Run(caller_.tenant, [this] { JudgePage(); });
}

}  // namespace judge::server
