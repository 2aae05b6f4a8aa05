// The time limit of a problem whose package names none.
#ifndef JUDGE_PROBLEM_TIME_LIMIT_H_
#define JUDGE_PROBLEM_TIME_LIMIT_H_

#include "absl/time/time.h"
#include "judge/v1/problem.pb.h"

namespace judge::problem {

// The smallest positive multiple of the resolution that is at least ac_to_time_limit times the CPU time of the slowest
// accepted submission's slowest test.
absl::Duration MeasuredTimeLimit(const v1::Timing& timing, absl::Duration slowest_accepted);

}  // namespace judge::problem

#endif  // JUDGE_PROBLEM_TIME_LIMIT_H_
