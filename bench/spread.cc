// judge-spread: the same solution judged very often, on an idle machine and on one with far too much to do. Fails where
// a goal is missed.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/status_macros.h"
#include "bench/statistics.h"
#include "worker/judge.h"

namespace judge::bench {
namespace {

struct Options {
  int runs = 200;
  int overcommit = 3;  // runs at once for each CPU
  std::string state_folder = "/var/lib/judge";
};

// Computes always the same, in registers and in more memory than a core's own cache, for most of a second: as long as
// the programs that limits are made for. How long some tens of milliseconds take depends on more than the program.
constexpr char kSolution[] = R"(
static unsigned table[1 << 18];
int main() {
  unsigned x = 1;
  for (long i = 0; i < 500000000; ++i) {
    x = x * 1664525 + 1013904223;
    table[x >> 14] += x;
  }
  return table[x >> 14] == 1;
})";

constexpr double kMaxShift = 0.03;  // of the median CPU time, busy against idle

struct Measured {
  std::vector<double> cpu_ms;
  std::vector<double> wall_ms;
  int repeated = 0;
  int flipped = 0;  // any other verdict than "ended well"
};

absl::StatusOr<v1::RunResult> RunOnce(worker::Machine& machine, uint64_t limit_ms) {
  worker::Submission submission = {.sources = {{"work.c", kSolution}}};
  submission.limits.set_cpu_time_ms(limit_ms);
  worker::Observer nobody;
  return worker::Judge(machine).Run(submission, worker::TaskOf(nullptr), {}, nobody);
}

// `runs` runs more, `streams` at once.
absl::Status Measure(worker::Machine& machine, uint64_t limit_ms, int runs, int streams, Measured& measured) {
  absl::Status failure;
  std::mutex mutex;  // guards both
  std::atomic<int> left = runs;
  const auto stream = [&] {
    while (left-- > 0) {
      const absl::StatusOr<v1::RunResult> result = RunOnce(machine, limit_ms);
      const std::lock_guard lock(mutex);
      if (!result.ok() || result->tests().empty()) {
        failure = result.ok() ? absl::InternalError(result->explanation()) : result.status();
        return;
      }
      const v1::TestResult& test = result->tests(0);
      // A repeated one was alone the second time: what counts is how it was among the others.
      const v1::Facts& facts = test.earlier_facts().empty() ? test.facts() : test.earlier_facts(0);
      measured.cpu_ms.push_back(static_cast<double>(facts.cpu_us()) / 1000);
      measured.wall_ms.push_back(static_cast<double>(facts.wall_us()) / 1000);
      measured.repeated += !test.earlier_facts().empty();
      measured.flipped += result->verdict() != v1::VERDICT_UNSPECIFIED;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < streams; ++i) threads.emplace_back(stream);
  for (std::thread& thread : threads) thread.join();
  return failure;
}

void Print(const char* name, const Measured& measured) {
  const auto cpu = [&](double q) { return Quantile(measured.cpu_ms, q); };
  std::printf("%-22s %8.1f %8.1f %8.1f %8.1f  %11.1f  %8d %8d\n", name, cpu(0), cpu(0.5), cpu(0.95), cpu(1),
              Quantile(measured.wall_ms, 0.5), measured.repeated, measured.flipped);
  std::fflush(stdout);
}

absl::Status CheckGoals(const Measured& idle, const Measured& busy) {
  const double shift = Quantile(busy.cpu_ms, 0.5) / Quantile(idle.cpu_ms, 0.5) - 1;
  const int flipped = idle.flipped + busy.flipped;
  std::printf(
      "\nCPU time of the median run, busy against idle: %+.1f %% (goal: within %.0f)\nVerdicts that flipped: %d (goal: "
      "none)\n",
      shift * 100, kMaxShift * 100, flipped);
  if (flipped > 0) return absl::InternalError("a goal is missed: verdicts flipped");
  if (std::abs(shift) > kMaxShift) return absl::InternalError("a goal is missed: load changes the CPU time too much");
  return absl::OkStatus();
}

absl::Status Spread(const Options& options) {
  worker::MachineOptions machine_options;
  machine_options.state_folder = options.state_folder;
  machine_options.profiles_folder = JUDGE_SOURCE_DIR "/profiles";
  JUDGE_ASSIGN_OR_RETURN(const auto machine, worker::Machine::Open(machine_options));
  constexpr uint64_t kGenerousMs = 20'000;
  Measured first, idle, busy;
  JUDGE_RETURN_IF_ERROR(Measure(*machine, kGenerousMs, 5, 1, first));
  const auto limit_ms = static_cast<uint64_t>(Quantile(first.cpu_ms, 0.5) / 0.8);
  const int cpus = static_cast<int>(std::thread::hardware_concurrency());
  std::printf(
      "The same program judged %d times; its time limit is %lu ms, of which it needs four fifths. Milliseconds.\n\n",
      options.runs, static_cast<unsigned long>(limit_ms));
  std::printf("%-22s %8s %8s %8s %8s  %11s  %8s %8s\n", "", "CPU min", "median", "p95", "max", "wall median",
              "repeated", "flipped");
  const int streams = options.overcommit * cpus;
  // In turns, as the machine's own speed changes from minute to minute where it is shared with others. The last runs of
  // a turn have the machine for themselves: few of many.
  const int turn = 4 * streams;
  for (int left = options.runs; left > 0; left -= turn) {
    JUDGE_RETURN_IF_ERROR(Measure(*machine, limit_ms, std::min(left, turn), 1, idle));
    JUDGE_RETURN_IF_ERROR(Measure(*machine, limit_ms, std::min(left, turn), streams, busy));
  }
  Print("one at a time", idle);
  Print(absl::StrCat(streams, " at once, ", cpus, " CPUs").c_str(), busy);
  return CheckGoals(idle, busy);
}

int Main(int argc, char** argv) {
  Options options;
  if (const char* const state = std::getenv("JUDGE_STATE")) options.state_folder = state;
  CLI::App app("Shows how much the load of a machine changes what is measured. Needs root and the images.",
               "judge-spread");
  app.add_option("--runs", options.runs, "Runs, idle and busy each (200)")
      ->check(CLI::Range(1, 100000))
      ->option_text("N");
  app.add_option("--overcommit", options.overcommit, "Runs at once for each CPU (3)")
      ->check(CLI::Range(1, 16))
      ->option_text("N");
  app.add_option("--state", options.state_folder, "State folder ($JUDGE_STATE, /var/lib/judge)")->option_text("DIR");
  CLI11_PARSE(app, argc, argv);
  if (const absl::Status status = Spread(options); !status.ok()) {
    std::fprintf(stderr, "judge-spread: %s\n", EscapeForLine(std::string(status.message())).c_str());
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace judge::bench

int main(int argc, char** argv) { return judge::bench::Main(argc, argv); }
