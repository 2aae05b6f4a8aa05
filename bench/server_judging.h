// What judging takes through the service: a server and a real worker of one slot, beside what the same takes without.
#ifndef JUDGE_BENCH_SERVER_JUDGING_H_
#define JUDGE_BENCH_SERVER_JUDGING_H_

#include <string>

#include "absl/status/status.h"

namespace judge::bench {

// Prints the memory of an idle worker; what a run of 20 tests takes over its boxes, the median of `runs`; and how many
// trivial runs one slot does in a second, beside judge-cli. The images are those of the state folder, and the store is
// made there.
absl::Status MeasureJudging(const std::string& state_folder, int runs);

}  // namespace judge::bench

#endif  // JUDGE_BENCH_SERVER_JUDGING_H_
