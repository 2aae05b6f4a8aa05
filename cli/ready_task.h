// From a package to a task that submissions can be judged on; run and verify share it.
#ifndef JUDGE_CLI_READY_TASK_H_
#define JUDGE_CLI_READY_TASK_H_

#include <string>

#include "absl/status/statusor.h"
#include "base/terminal.h"
#include "problem/package.h"
#include "worker/judge.h"
#include "worker/machine.h"
#include "worker/task.h"

namespace judge::cli {

// Reads the package and prints its warnings on stderr.
absl::StatusOr<problem::Package> ReadPackage(const std::string& folder);

struct ReadyTask {
  worker::Task task;
  std::string time_limit_origin;  // "from the package", "measured: twice ..."
};

// The package's task, its validator compiled; its time limit is measured where the package names none, unless
// `has_time_limit` says that the submission brings its own. The package and machine have to outlive it.
absl::StatusOr<ReadyTask> MakeReady(worker::Machine& machine, const problem::Package& package, bool has_time_limit,
                                    Terminal& terminal);

// Shows on a terminal what is going on.
class ProgressObserver : public worker::Observer {
 public:
  ProgressObserver(Terminal& terminal, std::string what) : terminal_(terminal), what_(std::move(what)) {}
  void Compiling() override;
  void TestStarted(const worker::Test& test) override;

 private:
  Terminal& terminal_;
  const std::string what_;
};

}  // namespace judge::cli

#endif  // JUDGE_CLI_READY_TASK_H_
