#include "bench/table.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace judge::bench {
namespace {

constexpr double kPreparedLoopGoal = 0.6;  // ms over plain
constexpr double kPreparedPacedGoal = 1.0;
constexpr double kFullCycleGoal = 1.5;
constexpr double kStreamsGoal = 0.4;  // of plain's runs per second

std::string AtMost(const std::string& what, double measured, double goal) {
  return absl::StrFormat("  %-44s %6.2f ms over plain   at most %.2f   %s\n", what, measured, goal,
                         measured <= goal ? "reached" : "MISSED");
}

}  // namespace

std::string TableHead() {
  return absl::StrFormat("%-28s %18s %22s %16s\n%-28s %10s %7s %14s %7s %16s\n", "", "loop, ms", "paced 50 ms, ms",
                         "two streams", "", "median", "p95", "median", "p95", "runs/s");
}

std::string TableOf(const std::string& title, const std::vector<Row>& rows) {
  std::string text = title + "\n";
  for (const Row& row : rows) {
    absl::StrAppendFormat(&text, "  %-26s %10.2f %7.2f %14.2f %7.2f %16.0f\n", row.name, row.loop_median, row.loop_p95,
                          row.paced_median, row.paced_p95, row.runs_per_second);
  }
  return text;
}

std::string GoalsOf(const Row& plain, const Row& prepared, const Row& full_cycle) {
  const double share = prepared.runs_per_second / plain.runs_per_second;
  return absl::StrCat(
      AtMost("prepared box, loop", prepared.loop_median - plain.loop_median, kPreparedLoopGoal),
      AtMost("prepared box, paced", prepared.paced_median - plain.paced_median, kPreparedPacedGoal),
      AtMost("full cycle, loop", full_cycle.loop_median - plain.loop_median, kFullCycleGoal),
      absl::StrFormat("  %-44s %6.0f %% of plain       at least %.0f   %s\n", "two streams, prepared boxes",
                      share * 100, kStreamsGoal * 100, share >= kStreamsGoal ? "reached" : "MISSED"));
}

}  // namespace judge::bench
