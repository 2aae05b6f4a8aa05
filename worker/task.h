// What a submission is judged on: tests, limits, and who says whether an output is right.
#ifndef JUDGE_WORKER_TASK_H_
#define JUDGE_WORKER_TASK_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/fd.h"
#include "judge/v1/spec.pb.h"
#include "problem/package.h"
#include "worker/check.h"
#include "worker/machine.h"
#include "worker/submission.h"

namespace judge::worker {

struct Test {
  std::string name;
  // The program's standard input: this file (a sealed memfd), else the package's file of this path, else nothing.
  std::shared_ptr<Fd> input;
  std::string input_path;
};

struct Task {
  std::string problem;         // short name; empty without a problem
  std::string problem_digest;  // the same
  v1::Limits limits;           // before the profile's, after the submission's
  v1::Limits compilation_limits;
  int64_t source_bytes = kDefaultSourceBytes;  // largest submission
  std::vector<Test> tests;                     // in the order of judging
  std::shared_ptr<OutputValidator> validator;  // of tests[i] by index; absent: nobody knows what is right
};

// The tests of a package, its validator ready. The machine and the package have to outlive the task. A package that
// names no time limit leaves limits.cpu_time_ms() at 0: see time_limit.h.
absl::StatusOr<Task> TaskOf(Machine& machine, const problem::Package& package);

// One test, named "stdin", whose right output nobody knows. `input`: a sealed memfd.
Task TaskOf(std::shared_ptr<Fd> input);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_TASK_H_
