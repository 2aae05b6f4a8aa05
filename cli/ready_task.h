// What run and verify share: packages read and made ready, with all that is worth a word told to the user.
#ifndef JUDGE_CLI_READY_TASK_H_
#define JUDGE_CLI_READY_TASK_H_

#include <string>

#include "absl/status/statusor.h"
#include "base/terminal.h"
#include "problem/package.h"
#include "worker/judge.h"
#include "worker/machine.h"
#include "worker/ready_task.h"

namespace judge::cli {

// Reads the package and prints its warnings on stderr.
absl::StatusOr<problem::Package> ReadPackage(const std::string& folder);

// worker::MakeReady, which may take a while: told on the terminal, as is what was not measured.
absl::StatusOr<worker::ReadyTask> MakeReady(worker::Machine& machine, const problem::Package& package,
                                            bool has_time_limit, Terminal& terminal);

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
