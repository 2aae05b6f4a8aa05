#include "server/run.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace judge::server {
namespace {

// A change of a run, in the order of the events.
struct Change {
  Run run;
  absl::Time now;

  absl::Status Refuse(const char* why) const {
    return absl::FailedPreconditionError(absl::StrCat("run ", run.id, " ", why));
  }

  absl::Status CheckLease(const std::string& nonce) const {
    if (run.state == State::kLeased && run.nonce == nonce) return absl::OkStatus();
    return Refuse("is no longer leased to this worker");
  }

  void EndLease(State state) {
    run.state = state;
    run.worker.clear();
    run.nonce.clear();
  }

  void Finish(v1::Verdict verdict, std::string explanation) {
    EndLease(State::kDone);
    run.verdict = verdict;
    run.explanation = std::move(explanation);
    run.finished = now;
  }

  absl::Status operator()(const Leased& lease) {
    if (run.state != State::kQueued) return Refuse("is not queued");
    run.state = State::kLeased;
    run.worker = lease.worker;
    run.nonce = lease.nonce;
    return absl::OkStatus();
  }

  absl::Status operator()(const GivenBack& given) {
    JUDGE_RETURN_IF_ERROR(CheckLease(given.nonce));
    EndLease(State::kQueued);
    return absl::OkStatus();
  }

  absl::Status operator()(const Lost& lost) {
    JUDGE_RETURN_IF_ERROR(CheckLease(lost.nonce));
    EndLease(State::kQueued);
    if (++run.attempts >= kMaxAttempts)
      Finish(v1::JE, absl::StrCat("judging failed ", run.attempts, " times, at last: ", lost.reason));
    return absl::OkStatus();
  }

  absl::Status operator()(const Finished& finished) {
    JUDGE_RETURN_IF_ERROR(CheckLease(finished.nonce));
    // Of the last attempt the result is shown.
    if (finished.verdict == v1::JE && ++run.attempts < kMaxAttempts) {
      EndLease(State::kQueued);
      return absl::OkStatus();
    }
    Finish(finished.verdict, finished.explanation);
    return absl::OkStatus();
  }

  absl::Status operator()(const Cancelled&) {
    if (run.state == State::kDone) return Refuse("is done: there is nothing to cancel");
    Finish(v1::CANCELLED, "cancelled");
    return absl::OkStatus();
  }

  absl::Status operator()(const Damaged&) {
    if (run.state != State::kQueued) return Refuse("is not queued");
    Finish(v1::JE, "what was submitted is damaged in the server's store");
    return absl::OkStatus();
  }

  absl::Status operator()(const Rejudged& rejudged) {
    if (run.state != State::kDone) return Refuse("is not done: there is nothing to judge again");
    run.state = State::kQueued;
    if (!rejudged.problem_digest.empty()) run.problem_digest = rejudged.problem_digest;
    run.judging += 1;
    run.attempts = 0;
    run.verdict = v1::VERDICT_UNSPECIFIED;
    run.explanation.clear();
    run.finished = absl::InfinitePast();
    return absl::OkStatus();
  }
};

}  // namespace

std::optional<std::string> ReasonOfLoss(const Event& event) {
  if (const auto* const lost = std::get_if<Lost>(&event)) return lost->reason;
  const auto* const finished = std::get_if<Finished>(&event);
  if (finished != nullptr && finished->verdict == v1::JE) return finished->explanation;
  return std::nullopt;
}

absl::StatusOr<Run> After(Run run, const Event& event, absl::Time now) {
  Change change = {std::move(run), now};
  JUDGE_RETURN_IF_ERROR(std::visit(change, event));
  return std::move(change.run);
}

}  // namespace judge::server
