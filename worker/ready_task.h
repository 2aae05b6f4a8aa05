// From a package to a task that submissions can be judged on.
#ifndef JUDGE_WORKER_READY_TASK_H_
#define JUDGE_WORKER_READY_TASK_H_

#include <optional>

#include "absl/status/statusor.h"
#include "problem/package.h"
#include "worker/judge.h"
#include "worker/machine.h"
#include "worker/task.h"
#include "worker/time_limit.h"

namespace judge::worker {

struct ReadyTask {
  Task task;
  std::optional<MeasuredLimit> measured;  // where the package names no time limit
};

// The package's task, its validator compiled; its time limit is measured where the package names none, unless
// `has_time_limit` says that the submission brings its own. The observer is told of the measuring. The package and
// machine have to outlive the task. Errors are those of TaskOf and MeasureTimeLimit.
absl::StatusOr<ReadyTask> MakeReady(Machine& machine, const problem::Package& package, bool has_time_limit,
                                    Observer& observer);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_READY_TASK_H_
