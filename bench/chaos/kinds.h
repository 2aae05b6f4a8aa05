// Submissions of every sort, and what of their results must be the same each time.
#ifndef JUDGE_BENCH_CHAOS_KINDS_H_
#define JUDGE_BENCH_CHAOS_KINDS_H_

#include <string>
#include <vector>

#include "judge/v1/judge.pb.h"

namespace judge::bench {

// One for each end that a run can come to.
std::vector<v1::SubmitRunRequest> Kinds();

// Verdicts and what was printed; without times, which differ. In one line.
std::string Comparable(const v1::Run& run);

}  // namespace judge::bench

#endif  // JUDGE_BENCH_CHAOS_KINDS_H_
