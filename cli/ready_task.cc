#include "cli/ready_task.h"

#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/escape.h"
#include "base/status_macros.h"
#include "cli/words.h"
#include "worker/time_limit.h"

namespace judge::cli {
namespace {

void Warn(const std::string& what) { std::fprintf(stderr, "judge-cli: warning: %s\n", EscapeForLine(what).c_str()); }

absl::StatusOr<std::string> Measure(worker::Machine& machine, const problem::Package& package, worker::Task& task,
                                    Terminal& terminal) {
  ProgressObserver progress(terminal, "measuring the time limit");
  const absl::StatusOr<worker::MeasuredLimit> measured = MeasureTimeLimit(machine, package, task, progress);
  terminal.ClearProgress();
  if (!measured.ok()) return measured.status();
  for (const std::string& name : measured->left_out)
    Warn(absl::StrCat(name, " is not measured for the time limit: its language has no profile"));
  task.limits.set_cpu_time_ms(static_cast<uint64_t>(absl::ToInt64Milliseconds(measured->limit)));
  return absl::StrCat(measured->kept ? "measured before" : "measured now", ": the slowest accepted submission, ",
                      measured->slowest_program, ", takes ",
                      TimeText(static_cast<uint64_t>(absl::ToInt64Microseconds(measured->slowest))));
}

}  // namespace

absl::StatusOr<problem::Package> ReadPackage(const std::string& folder) {
  absl::StatusOr<problem::Package> package = problem::LoadPackage(folder);
  if (!package.ok()) return package.status();
  for (const std::string& warning : package->warnings) Warn(warning);
  return package;
}

absl::StatusOr<ReadyTask> MakeReady(worker::Machine& machine, const problem::Package& package, bool has_time_limit,
                                    Terminal& terminal) {
  ReadyTask ready;
  if (package.output_validator.has_value()) terminal.Progress("compiling the output validator ...");
  absl::StatusOr<worker::Task> task = worker::TaskOf(machine, package);
  terminal.ClearProgress();
  if (!task.ok()) return task.status();
  ready.task = *std::move(task);
  ready.time_limit_origin = "from the package";
  if (ready.task.limits.cpu_time_ms() == 0 && !has_time_limit) {
    JUDGE_ASSIGN_OR_RETURN(ready.time_limit_origin, Measure(machine, package, ready.task, terminal));
  }
  return ready;
}

void ProgressObserver::Compiling() { terminal_.Progress(absl::StrCat(what_, ": compiling ...")); }

void ProgressObserver::TestStarted(const worker::Test& test) {
  terminal_.Progress(absl::StrCat(what_, ": test ", EscapeForLine(test.name), " ..."));
}

}  // namespace judge::cli
