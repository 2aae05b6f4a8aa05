// Faults on purpose, in judge-spawner-faulty alone: the test build of the spawner, made of the same sources with
// JUDGE_FAULTS defined. There every step, of the spawner as of the processes of a box, is noted as it begins, and one
// step can be made to fail, or to wait for what the test does to somebody meanwhile. In the real program FaultAt is
// nothing at all.
#ifndef JUDGE_SANDBOX_CHILD_FAULT_H_
#define JUDGE_SANDBOX_CHILD_FAULT_H_

#include "child.h"

namespace judge::sandbox::child {

// The environment variable with the path of a file of this form, which the test makes and the spawner maps.
inline constexpr char kFaultVariable[] = "JUDGE_FAULT";

struct FaultPage {
  static constexpr int kMaxSteps = 256;
  static constexpr int kMaxName = 64;

  char step[kMaxName];  // this one is disturbed,
  uint32_t armed;       // once: it sets this to 0 again.
  int32_t error;        // The errno it fails with; 0: it waits
  uint32_t held;        // while this is 1, which it has set itself.
  uint32_t begun_count;
  char begun[kMaxSteps][kMaxName];  // every step that began, in order
};

#ifdef JUDGE_FAULTS
// 0, or the errno to fail with. To be called where the step begins.
int FaultAt(const char* step);
int FaultAt(Step step);
#else
constexpr int FaultAt(const char*) { return 0; }
constexpr int FaultAt(Step) { return 0; }
#endif

}  // namespace judge::sandbox::child

#endif  // JUDGE_SANDBOX_CHILD_FAULT_H_
