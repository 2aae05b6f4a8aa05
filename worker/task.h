// What a submission is judged on: tests, limits, and who says whether an output is right.
#ifndef JUDGE_WORKER_TASK_H_
#define JUDGE_WORKER_TASK_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/fd.h"
#include "judge/v1/judge.pb.h"
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
  // False: nobody knows what is right, and the program only runs.
  bool has_answer = true;
};

struct Task {
  std::string problem;         // short name; empty without a problem
  std::string problem_digest;  // the same
  v1::Limits limits;           // before the profile's, after the submission's
  v1::Limits compilation_limits;
  std::optional<int64_t> source_bytes;         // largest submission, where the problem or who asks says
  std::vector<Test> tests;                     // in the order of judging
  std::shared_ptr<OutputValidator> validator;  // of tests[i] by index, where they have answers
};

// The tests of a package, its validator ready. The machine and the package have to outlive the task. A package that
// names no time limit leaves limits.cpu_time_ms() at 0: see time_limit.h.
absl::StatusOr<Task> TaskOf(Machine& machine, const problem::Package& package);

// Tests that come with a submission: named as they say, else by their numbers; judged by the default validator where
// they have an answer. INVALID_ARGUMENT: its flags are wrong.
absl::StatusOr<Task> TaskOf(const v1::InlineTests& tests);

// One test, named "stdin", without an answer. `input`: a sealed memfd.
Task TaskOf(std::shared_ptr<Fd> input);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_TASK_H_
