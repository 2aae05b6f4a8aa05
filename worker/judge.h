// The judge: one submission in, one result out.
#ifndef JUDGE_WORKER_JUDGE_H_
#define JUDGE_WORKER_JUDGE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "judge/v1/result.pb.h"
#include "worker/machine.h"
#include "worker/run_test.h"
#include "worker/submission.h"
#include "worker/task.h"

namespace judge::worker {

struct JudgeOptions {
  // Judges every test; else those after the first failure are skipped (SK).
  bool all_tests = false;
  // A test that ended this near to a time limit (a share of it; 0: never) is run again, alone: see IsTooClose. At most
  // ten tests of a submission are, since it holds up everybody else.
  double repeat_margin = 0.05;
  // How much of a program's stdout and stderr, each, goes into a TestResult.
  int64_t output_bytes = 64 << 10;
};

// Told what happens, as it happens, in the thread that judges.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void Compiling() {}
  virtual void Compiled(const v1::CompileResult&) {}
  virtual void TestStarted(const Test&) {}
  virtual void TestEnded(const TestRun&) {}
};

class Judge {
 public:
  explicit Judge(Machine& machine) : machine_(machine) {}

  // Compiles the submission and runs it on the task's tests in order. The result has a verdict for whatever the
  // submission did; when the judge fails on a test (its validator crashes, the spawner dies ...), that test and the
  // whole are JE, those before it keep what they got, and the rest is SK. A Status: nothing was judged.
  // INVALID_ARGUMENT or NOT_FOUND for a submission that cannot be taken (no such profile, an empty source ...),
  // CANCELLED: see Machine::CancelledBy. Others for a failure of the judge, which a retry may mend.
  absl::StatusOr<v1::RunResult> Run(const Submission& submission, const Task& task, const JudgeOptions& options,
                                    Observer& observer);

 private:
  absl::Status RunTests(const Program& program, const Task& task, const JudgeOptions& options, Observer& observer,
                        v1::RunResult& result);

  Machine& machine_;
};

}  // namespace judge::worker

#endif  // JUDGE_WORKER_JUDGE_H_
