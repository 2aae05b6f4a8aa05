#include "cli/ready_task.h"

#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/escape.h"

namespace judge::cli {
namespace {

void Warn(const std::string& what) { std::fprintf(stderr, "judge-cli: warning: %s\n", EscapeForLine(what).c_str()); }

}  // namespace

absl::StatusOr<problem::Package> ReadPackage(const std::string& folder) {
  absl::StatusOr<problem::Package> package = problem::LoadPackage(folder);
  if (!package.ok()) return package.status();
  for (const std::string& warning : package->warnings) Warn(warning);
  return package;
}

absl::StatusOr<worker::ReadyTask> MakeReady(worker::Machine& machine, const problem::Package& package,
                                            bool has_time_limit, Terminal& terminal) {
  if (package.output_validator.has_value()) terminal.Progress("compiling the output validator ...");
  ProgressObserver progress(terminal, "measuring the time limit");
  absl::StatusOr<worker::ReadyTask> ready = worker::MakeReady(machine, package, has_time_limit, progress);
  terminal.ClearProgress();
  if (!ready.ok() || !ready->measured.has_value()) return ready;
  for (const std::string& name : ready->measured->left_out)
    Warn(absl::StrCat(name, " is not measured for the time limit: its language has no profile"));
  return ready;
}

void ProgressObserver::Compiling() { terminal_.Progress(absl::StrCat(what_, ": compiling ...")); }

void ProgressObserver::TestStarted(const worker::Test& test) {
  terminal_.Progress(absl::StrCat(what_, ": test ", EscapeForLine(test.name), " ..."));
}

}  // namespace judge::cli
