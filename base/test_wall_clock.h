// For tests: a clock on the wall that they put on and back, in the whole program.
#ifndef JUDGE_BASE_TEST_WALL_CLOCK_H_
#define JUDGE_BASE_TEST_WALL_CLOCK_H_

#include <atomic>
#include <ctime>

namespace judge {

extern std::atomic<time_t> wall_clock_is_ahead;  // seconds

}  // namespace judge

#endif  // JUDGE_BASE_TEST_WALL_CLOCK_H_
