#include "worker/task.h"

#include <utility>

#include "base/status_macros.h"

namespace judge::worker {

absl::StatusOr<Task> TaskOf(Machine& machine, const problem::Package& package) {
  const v1::Problem& problem = package.problem;
  Task task;
  task.problem = problem.short_name();
  task.problem_digest = problem.digest();
  task.limits = problem.limits();
  task.compilation_limits = problem.compilation_limits();
  if (problem.code_bytes() > 0) task.source_bytes = static_cast<int64_t>(problem.code_bytes());
  for (int i = 0; i < problem.tests_size(); ++i)
    task.tests.push_back({.name = problem.tests(i).name(), .input_path = package.test_files[i].input_path});
  JUDGE_ASSIGN_OR_RETURN(task.validator, MakeOutputValidator(machine, package));
  return task;
}

Task TaskOf(std::shared_ptr<Fd> input) {
  Task task;
  task.tests.push_back({.name = "stdin", .input = std::move(input)});
  return task;
}

}  // namespace judge::worker
