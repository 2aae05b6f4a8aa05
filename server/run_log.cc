#include "server/run_log.h"

#include <variant>

#include "absl/strings/str_cat.h"
#include "base/log.h"
#include "spdlog/spdlog.h"

namespace judge::server {
namespace {

std::string ResultOf(const Run& run) {
  const std::string verdict = run.verdict == v1::VERDICT_UNSPECIFIED ? "no verdict" : v1::Verdict_Name(run.verdict);
  return run.explanation.empty() ? verdict : absl::StrCat(verdict, ": ", run.explanation);
}

}  // namespace

void RunLog::OnSubmitted(const Run& run) {
  const LogField field("run", run.id);
  spdlog::info("submitted by {}, profile {}, problem {}", run.tenant, run.profile,
               run.problem.empty() ? "none" : run.problem);
}

void RunLog::OnLeased(const Run& run) {
  const LogField field("run", run.id);
  spdlog::info("leased to {}, attempt {}", run.worker, run.attempts + 1);
}

void RunLog::OnChanged(const Run& run, const Event& event, const Hold& hold) {
  const LogField field("run", run.id);
  if (const auto reason = ReasonOfLoss(event))
    spdlog::warn("attempt {} at {} was lost: {}", run.attempts, hold.worker, *reason);
  if (std::holds_alternative<GivenBack>(event)) spdlog::info("given back by {}", hold.worker);
  if (std::holds_alternative<Rejudged>(event)) spdlog::info("to be judged again");
  if (run.state != State::kDone) return;
  spdlog::log(run.verdict == v1::JE ? spdlog::level::err : spdlog::level::info, "done after {} ms: {}",
              absl::ToInt64Milliseconds(hold.time), ResultOf(run));
}

}  // namespace judge::server
