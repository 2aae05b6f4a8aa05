// Measures contenders side by side: they take turns, so that what else happens on the machine meets all of them.
#ifndef JUDGE_BENCH_MEASURE_H_
#define JUDGE_BENCH_MEASURE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bench/contender.h"

namespace judge::bench {

using Field = std::vector<Contender*>;

// One run after the other: turns of `turn` runs (the first of each, which comes from a pause, does not count) until
// each has `runs`. Milliseconds, in the order of the field.
absl::StatusOr<std::vector<std::vector<double>>> MeasureLoop(const Field& field, int runs, int turn = 20);

// Each run after a pause, as a judge is loaded that has little to do: caches are cold and CPUs asleep.
absl::StatusOr<std::vector<std::vector<double>>> MeasurePaced(const Field& field, int runs, absl::Duration pause);

// As many runs as fit into turns of `turn` with `streams` threads; runs per second, the median of the turns.
absl::StatusOr<std::vector<double>> MeasureStreams(const Field& field, int streams, int turns, absl::Duration turn);

}  // namespace judge::bench

#endif  // JUDGE_BENCH_MEASURE_H_
