// Limits: who has the say, and what a box makes of them.
#ifndef JUDGE_WORKER_LIMITS_H_
#define JUDGE_WORKER_LIMITS_H_

#include "judge/v1/spec.pb.h"
#include "sandbox/spec.h"

namespace judge::worker {

// Field by field: the submission's word, else the problem's, else the profile's, else a default of the house, so that
// every field of the answer is set: no run is unbounded, in time to a day. Wall time goes with CPU time: one that was
// given by a lower authority than the CPU time in force is not used; the default is twice the CPU time plus 1 s.
v1::Limits MergeLimits(const v1::Limits& submission, const v1::Limits& problem, const v1::Limits& profile);

// The same, as the sandbox takes them.
sandbox::Limits ToBoxLimits(const v1::Limits& limits);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_LIMITS_H_
