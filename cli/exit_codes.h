// How judge-cli comes to its exit code.
#ifndef JUDGE_CLI_EXIT_CODES_H_
#define JUDGE_CLI_EXIT_CODES_H_

#include "absl/status/status.h"
#include "base/exit_code.h"
#include "judge/v1/result.pb.h"

namespace judge::cli {

using ::judge::ExitCodeOf;

// Of a submission that was judged; VERDICT_UNSPECIFIED: it ran, and ended well.
ExitCode ExitCodeOf(v1::Verdict verdict);

// Prints "judge-cli: MESSAGE" on stderr, safe for a terminal, and returns the code. A message may have lines.
ExitCode Fail(ExitCode code, const absl::Status& status);
inline ExitCode Fail(const absl::Status& status) { return Fail(ExitCodeOf(status), status); }

}  // namespace judge::cli

#endif  // JUDGE_CLI_EXIT_CODES_H_
