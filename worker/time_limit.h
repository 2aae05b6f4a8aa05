// The time limit of a package that names none: measured from its accepted submissions, on this machine, and kept.
#ifndef JUDGE_WORKER_TIME_LIMIT_H_
#define JUDGE_WORKER_TIME_LIMIT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "problem/package.h"
#include "worker/judge.h"
#include "worker/machine.h"
#include "worker/task.h"

namespace judge::worker {

struct MeasuredLimit {
  absl::Duration limit;
  absl::Duration slowest;       // CPU time of the slowest accepted submission's slowest test
  std::string slowest_program;  // hostile
  bool kept = false;            // from an earlier measurement: same problem, submissions, profiles ... and machine
  // Accepted submissions, hostile names, that were left out: their language has no profile.
  std::vector<std::string> left_out;
};

// Runs every accepted submission of the package on every test, one after the other. `task` is the package's.
// Where the limit cannot be kept (a full disk), a warning is logged. INVALID_ARGUMENT: there is none that has a
// profile, or one of them is not accepted.
absl::StatusOr<MeasuredLimit> MeasureTimeLimit(Machine& machine, const problem::Package& package, const Task& task,
                                               Observer& observer);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_TIME_LIMIT_H_
