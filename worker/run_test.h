// One program on one test.
#ifndef JUDGE_WORKER_RUN_TEST_H_
#define JUDGE_WORKER_RUN_TEST_H_

#include <string>

#include "judge/v1/result.pb.h"
#include "worker/compile.h"
#include "worker/machine.h"
#include "worker/task.h"

namespace judge::worker {

struct TestRun {
  // Without the program's output: see below. VERDICT_UNSPECIFIED: it ended well and the test has no answer.
  v1::TestResult result;
  // What the program wrote, byte for byte, up to the output limit (stderr: up to 64 KiB).
  std::string stdout_data;
  std::string stderr_data;
};

// Runs the program on task.tests[index] in a fresh box, and has its output judged if it ended well. `limits` are those
// in force (MergeLimits). A failure of the judge is a verdict here, JE, which says what failed: tests before it were
// judged, and stay so. If the time it took is too near to a limit (IsTooClose with `margin`), it is run once more with
// nothing else beside it, and that run counts.
TestRun RunTest(Machine& machine, const Program& program, const Task& task, int index, const v1::Limits& limits,
                double margin);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_RUN_TEST_H_
