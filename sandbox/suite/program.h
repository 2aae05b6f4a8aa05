// A program of the suite, and what the comment at its head says should become of it.
#ifndef JUDGE_SANDBOX_SUITE_PROGRAM_H_
#define JUDGE_SANDBOX_SUITE_PROGRAM_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "sandbox/result.h"
#include "sandbox/spec.h"

namespace judge::sandbox {

// The head of a source: lines "// key: value" (or "# key: value"), a line without a key goes on with "why":
//   expect    OK, RE CODE, RE SIGNAL, TLE cpu, TLE wall, MLE, OLE, or SV CALL [arch=NAME] [argN=VALUE ...]
//   as-user   expect, where an ordinary user makes the box: init's stand-in and the target are one user; or "any"
//   by-rlimits expect, where no cgroup keeps the limits
//   limits    name=value ...: time wall memory processes stdout file disk inodes files stack
//   policy    allowlist: of profiles/seccomp, or "open" of the suite (native; python for *.py)
//   stdin     a line that it gets as its input
//   stdout    the line that it must print
//   output    artifact=collected|missing|not-regular|too-large, or several of them with | between
//   evidence  process-limit: forks must have failed for the limit
//   check     what is looked at besides: see check.cc
//   relies-on DEFENCE [and DEFENCE ...] else OUTCOME: without just these it ends otherwise; see weakened_test.cc
//   in-one-box of pairs/: "apart", where a limit keeps the two from meeting in one box, too; else they must (met)
//   why       what the attack is
struct Reliance {
  std::vector<std::string> defences;
  std::string otherwise;  // as VerdictWords, or "complaint": it ends as expected, and a check or output is wrong
};

struct HostileProgram {
  std::string name;  // of the file, without its extension
  std::string path;  // of the source
  std::string expect;
  std::string as_user;
  std::string by_rlimits;
  std::string policy;
  std::string stdin_text;
  std::string stdout_line;
  std::string output;
  std::string evidence;
  std::string check;
  std::string in_one_box = "met";
  std::string why;
  Limits limits;
  std::vector<Reliance> reliances;

  bool is_python() const { return path.size() > 3 && path.compare(path.size() - 3, 3, ".py") == 0; }
  // What was built from it, beside it.
  std::string binary() const { return path.substr(0, path.rfind('.')); }
};

// The keys and values of a head, in their order. INVALID_ARGUMENT: the file does not begin with one.
absl::StatusOr<std::vector<std::pair<std::string, std::string>>> ReadHead(const std::string& path);

// INVALID_ARGUMENT names the file and what is wrong: an unknown key or limit, no expectation.
absl::StatusOr<HostileProgram> ReadHostileProgram(const std::string& path);

// All *.c, *.cpp and *.py right in the folder, by name; none where there is no such folder.
std::vector<std::string> HostileProgramFiles(const std::string& folder);

// What became of it, in the words of "expect". A blocked call is told with its architecture and all arguments.
std::string VerdictWords(const Result& result);

// What the head expects of this result: where this process is an ordinary user's, or the result is by rlimits, it may
// say otherwise.
const std::string& ExpectationOf(const HostileProgram& program, const Result& result);

// Whether a result is what `expect` says. Arguments that it does not mention may be any.
bool MatchesExpectation(const std::string& expect, const Result& result);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SUITE_PROGRAM_H_
