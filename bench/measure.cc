#include "bench/measure.h"

#include <atomic>
#include <mutex>
#include <thread>

#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "bench/statistics.h"

namespace judge::bench {
namespace {

// Not the wall clock, which may be set.
absl::Duration Now() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return absl::DurationFromTimespec(now);
}

absl::StatusOr<double> TimeOnce(Contender& contender) {
  const absl::Duration before = Now();
  absl::Status status = contender.Run();
  const absl::Duration after = Now();
  if (status.ok()) status = contender.Settle();
  if (!status.ok()) return Annotate(status, contender.name());
  return absl::ToDoubleMilliseconds(after - before);
}

// Runs until `end`; the first failure of any stream stops all.
absl::StatusOr<int> RunStreams(Contender& contender, int streams, absl::Duration end) {
  std::atomic<int> runs{0};
  std::mutex mutex;
  absl::Status failure;  // guarded by mutex
  std::atomic<bool> failed{false};
  const auto stream = [&] {
    while (!failed && Now() < end) {
      if (const absl::Status status = contender.Run(); !status.ok()) {
        const std::lock_guard lock(mutex);
        failure = Annotate(status, contender.name());
        failed = true;
        return;
      }
      ++runs;
    }
  };
  std::vector<std::jthread> threads;
  for (int i = 0; i < streams; ++i) threads.emplace_back(stream);
  threads.clear();
  if (!failure.ok()) return failure;
  return runs.load();
}

}  // namespace

absl::StatusOr<std::vector<std::vector<double>>> MeasureLoop(const Field& field, int runs, int turn) {
  std::vector<std::vector<double>> times(field.size());
  for (int done = 0; done < runs; done += turn) {
    for (size_t i = 0; i < field.size(); ++i) {
      JUDGE_RETURN_IF_ERROR(TimeOnce(*field[i]).status());
      for (int run = 0; run < std::min(turn, runs - done); ++run) {
        JUDGE_ASSIGN_OR_RETURN(const double time, TimeOnce(*field[i]));
        times[i].push_back(time);
      }
    }
  }
  return times;
}

absl::StatusOr<std::vector<std::vector<double>>> MeasurePaced(const Field& field, int runs, absl::Duration pause) {
  std::vector<std::vector<double>> times(field.size());
  for (int run = 0; run < runs; ++run) {
    for (size_t i = 0; i < field.size(); ++i) {
      absl::SleepFor(pause);
      JUDGE_ASSIGN_OR_RETURN(const double time, TimeOnce(*field[i]));
      times[i].push_back(time);
    }
  }
  return times;
}

absl::StatusOr<std::vector<double>> MeasureStreams(const Field& field, int streams, int turns, absl::Duration turn) {
  std::vector<std::vector<double>> rates(field.size());
  for (int round = 0; round < turns; ++round) {
    for (size_t i = 0; i < field.size(); ++i) {
      const absl::Duration start = Now();
      JUDGE_ASSIGN_OR_RETURN(const int runs, RunStreams(*field[i], streams, start + turn));
      rates[i].push_back(runs / absl::ToDoubleSeconds(Now() - start));
      JUDGE_RETURN_IF_ERROR(field[i]->Settle());
    }
  }
  std::vector<double> medians;
  for (const std::vector<double>& of_one : rates) medians.push_back(Quantile(of_one, 0.5));
  return medians;
}

}  // namespace judge::bench
