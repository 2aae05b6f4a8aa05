#include "worker/ready_task.h"

#include <utility>

#include "absl/time/time.h"
#include "base/status_macros.h"

namespace judge::worker {

absl::StatusOr<ReadyTask> MakeReady(Machine& machine, const problem::Package& package, bool has_time_limit,
                                    Observer& observer) {
  ReadyTask ready;
  JUDGE_ASSIGN_OR_RETURN(ready.task, TaskOf(machine, package));
  if (has_time_limit || ready.task.limits.cpu_time_ms() > 0) return ready;
  JUDGE_ASSIGN_OR_RETURN(ready.measured, MeasureTimeLimit(machine, package, ready.task, observer));
  ready.task.limits.set_cpu_time_ms(static_cast<uint64_t>(absl::ToInt64Milliseconds(ready.measured->limit)));
  return ready;
}

}  // namespace judge::worker
