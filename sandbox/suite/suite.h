// The suite as a whole: what is in its folder, by the attacks that it shows.
//
//   security.md          docs/security.md, whose table says which program shows what
//   NAME.c .cpp .py      programs that do one hostile thing each, with what must come of it at their head
//   NAME                 the program that was built from it
//   pairs/               the same, for two boxes at once
//   compile/             sources alone, whose compilation is the attack
//   open.policy          a seccomp policy that lets almost everything through
#ifndef JUDGE_SANDBOX_SUITE_SUITE_H_
#define JUDGE_SANDBOX_SUITE_SUITE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "sandbox/suite/machine.h"
#include "sandbox/suite/run.h"

namespace judge::sandbox {

// A row of the table.
struct Attack {
  std::string name;      // "read files of the host, of init, of others"
  std::string defences;  // "own mount namespace and root, ..."
  std::vector<std::string> patterns;
};

struct SuiteProgram {
  std::string name;  // "spins", "pairs/meets_by_flock", "compile/macro_bomb"
  std::string path;  // of the source
  std::string why;   // of its head
};

struct AttackPrograms {
  Attack attack;
  std::vector<SuiteProgram> programs;
};

// The rows of the table of docs/security.md. INVALID_ARGUMENT: it has none.
absl::StatusOr<std::vector<Attack>> ReadAttacks(const std::string& document);

// Whether a program of that name shows the attack.
bool Shows(const std::string& program, const Attack& attack);

// Every program, by name.
absl::StatusOr<std::vector<SuiteProgram>> ReadSuitePrograms(const std::string& suite_folder);

// Every program, at the first attack that it shows. NOT_FOUND: there is no suite in this folder. INVALID_ARGUMENT:
// a program is in no row, or has a head that cannot be read.
absl::StatusOr<std::vector<AttackPrograms>> ReadSuite(const std::string& suite_folder);

// Whether it is judge-cli that runs it, beside this program.
bool NeedsJudgeCli(const SuiteProgram& program);

// Runs it as programs of its folder are run.
Finding RunSuiteProgram(SuiteMachine& machine, const SuiteProgram& program);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SUITE_SUITE_H_
