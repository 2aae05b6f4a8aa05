// Submissions whose compilation is the attack: judged by judge-cli as any other.
#ifndef JUDGE_SANDBOX_SUITE_COMPILE_ATTACK_H_
#define JUDGE_SANDBOX_SUITE_COMPILE_ATTACK_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "sandbox/suite/machine.h"
#include "sandbox/suite/run.h"

namespace judge::sandbox {

// What `judge-cli run ARGUMENTS` prints, errors too. Not OK: it could not be started, crashed, or does not stop
// talking.
absl::StatusOr<std::string> RunJudgeCli(const SuitePlaces& places, const std::vector<std::string>& arguments);

// Judges the file. Its head tells what is expected, in these words:
//   expect    OK (it compiles, and runs to exit code 0), or CE with what ended the compile: "diagnostics" (the compiler
//             itself, with a message), "limit" (a limit of the compile's: which is the first depends on the machine's
//             speed), "*" (either)
//   log-has, log-lacks   a text that the compiler's log must or must not show
//   why       what the attack is
Finding RunCompileAttack(const SuitePlaces& places, const std::string& file);

// In the same words, for any file: "OK", "CE diagnostics", "CE limit", or the verdict.
absl::StatusOr<std::string> OutcomeOfJudging(const SuitePlaces& places, const std::string& file);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SUITE_COMPILE_ATTACK_H_
