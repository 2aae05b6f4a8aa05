// What judge-cli's exit code says. Also told by judge-cli --help.
#ifndef JUDGE_CLI_EXIT_CODES_H_
#define JUDGE_CLI_EXIT_CODES_H_

#include "absl/status/status.h"
#include "judge/v1/result.pb.h"

namespace judge::cli {

enum ExitCode {
  kOk = 0,           // accepted; or, without a problem, ended well; or what was asked for is done
  kNotAccepted = 1,  // a verdict other than AC; a submission that verify did not expect so; a damaged image
  kBadInput = 2,     // the command line, a source, a profile or a package is wrong: nothing was judged
  kJudgeError = 3,   // the judge failed, or the server did; which says nothing about the submission
  kMachine = 4,      // this machine lacks something: a namespace, a cgroup, an image, disk space. See judge-cli doctor
};

// Whose fault an error is that came out of the judge.
ExitCode ExitCodeOf(const absl::Status& status);

// Of a submission that was judged; VERDICT_UNSPECIFIED: it ran, and ended well.
ExitCode ExitCodeOf(v1::Verdict verdict);

// Prints "judge-cli: MESSAGE" on stderr, safe for a terminal, and returns the code.
ExitCode Fail(ExitCode code, const absl::Status& status);
inline ExitCode Fail(const absl::Status& status) { return Fail(ExitCodeOf(status), status); }

}  // namespace judge::cli

#endif  // JUDGE_CLI_EXIT_CODES_H_
