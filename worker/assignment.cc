#include "worker/assignment.h"

#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "worker/ready_task.h"
#include "worker/submission.h"
#include "worker/task.h"

namespace judge::worker {
namespace {

Submission SubmissionOf(const v1::SubmitRunRequest& asked) {
  Submission submission;
  for (const v1::SourceFile& source : asked.sources()) submission.sources.push_back({source.name(), source.content()});
  submission.profile = asked.profile();
  submission.limits = asked.limits();
  return submission;
}

// A task, and the package that it reads from, where there is one.
struct HeldTask {
  std::shared_ptr<const problem::Package> package;
  Task task;
};

absl::StatusOr<HeldTask> TaskOfProblem(Machine& machine, const FindPackage& find_package,
                                       const v1::SubmitRunRequest& asked) {
  HeldTask held;
  const std::string digest(absl::StripPrefix(asked.problem(), "sha256:"));
  JUDGE_ASSIGN_OR_RETURN(held.package, find_package(digest));
  Observer nobody;
  JUDGE_ASSIGN_OR_RETURN(ReadyTask ready, MakeReady(machine, *held.package, asked.limits().cpu_time_ms() > 0, nobody));
  held.task = std::move(ready.task);
  return held;
}

absl::StatusOr<HeldTask> TaskOf(Machine& machine, const FindPackage& find_package, const v1::SubmitRunRequest& asked) {
  HeldTask held;
  switch (asked.task_case()) {
    case v1::SubmitRunRequest::kProblem:
      return TaskOfProblem(machine, find_package, asked);
    case v1::SubmitRunRequest::kTests: {
      JUDGE_ASSIGN_OR_RETURN(held.task, worker::TaskOf(asked.tests()));
      return held;
    }
    case v1::SubmitRunRequest::kStdin:
    case v1::SubmitRunRequest::TASK_NOT_SET:
      break;
  }
  JUDGE_ASSIGN_OR_RETURN(Fd input, SealedFileOf(asked.stdin()));
  held.task = worker::TaskOf(std::make_shared<Fd>(std::move(input)));
  return held;
}

// Whether it would be said again by every worker.
bool IsRefusal(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsNotFound(status) || absl::IsUnimplemented(status);
}

v1::RunResult Refused(const v1::SubmitRunRequest& asked, v1::Verdict verdict, const absl::Status& status) {
  v1::RunResult result;
  result.set_verdict(verdict);
  result.set_profile(asked.profile());
  result.set_explanation(absl::StrCat("cannot be judged: ", EscapeForLine(status.message())));
  return result;
}

}  // namespace

absl::StatusOr<v1::RunResult> JudgeAssignment(Machine& machine, const FindPackage& find_package,
                                              const v1::SubmitRunRequest& asked, Observer& observer) {
  absl::StatusOr<HeldTask> held = TaskOf(machine, find_package, asked);
  if (IsRefusal(held.status())) return Refused(asked, v1::JE, held.status());
  if (!held.ok()) return held.status();
  // How large submissions may be is the server's to say, and it took this one.
  if (!held->task.source_bytes) held->task.source_bytes = std::numeric_limits<int64_t>::max();
  const JudgeOptions options = {.all_tests = asked.all_tests()};
  absl::StatusOr<v1::RunResult> result = Judge(machine).Run(SubmissionOf(asked), held->task, options, observer);
  if (!IsRefusal(result.status())) return result;
  return Refused(asked, absl::IsInvalidArgument(result.status()) ? v1::CE : v1::JE, result.status());
}

}  // namespace judge::worker
