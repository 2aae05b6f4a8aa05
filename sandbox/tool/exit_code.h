// What judge-sandbox's exit code says. Also told by its --help.
#ifndef JUDGE_SANDBOX_TOOL_EXIT_CODE_H_
#define JUDGE_SANDBOX_TOOL_EXIT_CODE_H_

#include "absl/status/status.h"

namespace judge::sandbox {

enum ExitCode {
  kWell = 0,       // the command ended well; the sandbox holds
  kOtherwise = 1,  // the command ended otherwise; something of the suite did not hold
  kUsageError = 2,
  kSandboxFailure = 3,
};

// Prints "judge-sandbox: MESSAGE" on stderr, on one line, and returns the code.
ExitCode Fail(ExitCode code, const absl::Status& status);

// Whether an error says that what was asked for was wrong, rather than the sandbox.
bool IsMisuse(const absl::Status& status);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_TOOL_EXIT_CODE_H_
