// Numbers of a benchmark.
#ifndef JUDGE_BENCH_STATISTICS_H_
#define JUDGE_BENCH_STATISTICS_H_

#include <vector>

namespace judge::bench {

// The value below which the share `q` (0 to 1) of the samples lies, interpolated between neighbours.
// REQUIRES: there is a sample.
double Quantile(std::vector<double> samples, double q);

}  // namespace judge::bench

#endif  // JUDGE_BENCH_STATISTICS_H_
