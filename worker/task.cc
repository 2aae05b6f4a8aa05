#include "worker/task.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/file.h"
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

absl::StatusOr<Task> TaskOf(const v1::InlineTests& tests) {
  Task task;
  std::vector<std::string> answers;
  for (const v1::InlineTest& inline_test : tests.tests()) {
    Test& test = task.tests.emplace_back();
    test.name = inline_test.name().empty() ? absl::StrCat(task.tests.size()) : inline_test.name();
    test.has_answer = inline_test.has_answer();
    JUDGE_ASSIGN_OR_RETURN(Fd input, SealedFileOf(inline_test.input()));
    test.input = std::make_shared<Fd>(std::move(input));
    answers.push_back(inline_test.answer());
  }
  JUDGE_ASSIGN_OR_RETURN(task.validator, MakeOutputValidator(std::move(answers), {tests.validator_flags().begin(),
                                                                                  tests.validator_flags().end()}));
  return task;
}

Task TaskOf(std::shared_ptr<Fd> input) {
  Task task;
  task.tests.push_back({.name = "stdin", .input = std::move(input), .has_answer = false});
  return task;
}

}  // namespace judge::worker
