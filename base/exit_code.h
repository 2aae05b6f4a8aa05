// What the exit codes of judge-cli, judge-server and judge-worker say. Also told by their --help and
// docs/operations.md.
#ifndef JUDGE_BASE_EXIT_CODE_H_
#define JUDGE_BASE_EXIT_CODE_H_

#include <string>

#include "absl/status/status.h"

namespace judge {

enum ExitCode {
  kOk = 0,           // accepted; without a problem: the program ended well; or what was asked for is done
  kNotAccepted = 1,  // a verdict other than AC; a submission that verify did not expect so; a damaged image
  kBadInput = 2,     // the command line, or a file, profile, package or API key that it names, is wrong
  kFailed = 3,       // the judge failed, or the server did; which says nothing about the submission
  kMachine = 4,      // this machine lacks something: a port, a namespace, a cgroup, an image, disk space
};

// Whose fault an error is that came out of this machine.
ExitCode ExitCodeOf(const absl::Status& status);

// Prints "PROGRAM: MESSAGE" on stderr, on one line, and returns ExitCodeOf(status).
ExitCode Fail(const std::string& program, const absl::Status& status);

}  // namespace judge

#endif  // JUDGE_BASE_EXIT_CODE_H_
