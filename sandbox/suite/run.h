// Runs a program of the suite, and says whether the sandbox held.
#ifndef JUDGE_SANDBOX_SUITE_RUN_H_
#define JUDGE_SANDBOX_SUITE_RUN_H_

#include <string>

#include "absl/status/statusor.h"
#include "sandbox/result.h"
#include "sandbox/suite/machine.h"
#include "sandbox/suite/program.h"

namespace judge::sandbox {

// What came of a program.
struct Finding {
  std::string expected;            // in the words of heads
  std::string got;                 // in the same words; or what the sandbox failed by
  bool ended_as_expected = false;  // `got` is what was expected
  std::string complaints;          // what else is not so, a line each
  std::string story;               // what it said and did, in lines

  bool held() const { return ended_as_expected && complaints.empty(); }
};

// One line, then what the finding tells; "" where it held.
std::string WhyNotHeld(const Finding& finding);

// The sandbox could not run it.
Finding Failed(const std::string& expected, const absl::Status& status);

// A program that is run by itself, or as two of it at once where its head says so. Thread-safe.
Finding RunProgram(SuiteMachine& machine, const HostileProgram& program);

// A program of pairs/: run in two boxes at once, in one box, and in a box after the other's with the same user id. The
// words are "apart", "met", and "met-later". Restarts the spawner.
Finding RunPair(SuiteMachine& machine, const HostileProgram& program);
// Only its first part: "apart", "met", or how its two sides ended.
Finding RunPairAtOnce(SuiteMachine& machine, const HostileProgram& program);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SUITE_RUN_H_
