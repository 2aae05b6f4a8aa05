// The benchmark's table, and how it stands with the goals. Pure functions.
#ifndef JUDGE_BENCH_TABLE_H_
#define JUDGE_BENCH_TABLE_H_

#include <string>
#include <vector>

namespace judge::bench {

// One line of the table. Times in milliseconds.
struct Row {
  std::string name;
  double loop_median = 0, loop_p95 = 0;
  double paced_median = 0, paced_p95 = 0;
  double runs_per_second = 0;
};

std::string TableHead();
// The lines of one program, under its title.
std::string TableOf(const std::string& title, const std::vector<Row>& rows);

// One line a goal: what it is, what was measured, and whether it is reached.
std::string GoalsOf(const Row& plain, const Row& prepared, const Row& full_cycle);

}  // namespace judge::bench

#endif  // JUDGE_BENCH_TABLE_H_
