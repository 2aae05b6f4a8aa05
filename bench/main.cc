// judge-bench: one table from one run.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/escape.h"
#include "base/kernel.h"
#include "base/status_macros.h"
#include "bench/measure.h"
#include "bench/statistics.h"
#include "bench/table.h"
#include "sandbox/tool/layers.h"

namespace judge::bench {
namespace {

struct Options {
  int loop_runs = 200;
  int paced_runs = 60;
  int stream_turns = 5;
  std::string state_folder = "/var/lib/judge";
};

constexpr absl::Duration kPause = absl::Milliseconds(50);
constexpr absl::Duration kStreamTurn = absl::Milliseconds(400);
constexpr int kStreams = 2;

void PrintMachine(const Options& options) {
  std::printf(
      "What one run costs. Linux %s, %u CPUs: %s.\n%d runs in a loop, %d paced, %d turns of two streams; the "
      "contenders take turns.\n\n",
      KernelRelease().c_str(), std::thread::hardware_concurrency(), CpuModel().c_str(), options.loop_runs,
      options.paced_runs, options.stream_turns);
}

// Something to be said on a terminal while minutes pass.
void Progress(const std::string& text) {
  if (isatty(STDERR_FILENO)) std::fprintf(stderr, "\r\033[K%s", text.c_str());
}

// The base image: what has the C++ library in it.
absl::StatusOr<std::string> FindLayer(const std::string& layers_folder) {
  JUDGE_ASSIGN_OR_RETURN(const std::vector<std::string> layers,
                         sandbox::LayersWith(layers_folder, "usr/lib/x86_64-linux-gnu/libstdc++.so.6"));
  if (layers.empty())
    return absl::FailedPreconditionError(
        absl::StrCat("no layer of ", layers_folder, " has libstdc++: run ./dev image"));
  return layers.front();
}

// Those that work on this machine; peers that do not are named and left out, our own sandbox has to work.
absl::StatusOr<std::vector<std::unique_ptr<Contender>>> MakeField(const Program& program) {
  std::vector<std::unique_ptr<Contender>> field;
  JUDGE_ASSIGN_OR_RETURN(auto plain, MakePlain(program));
  field.push_back(std::move(plain));
  for (const auto make : {MakeBubblewrap, MakeContainer}) {
    absl::StatusOr<std::unique_ptr<Contender>> peer = make(program);
    if (peer.ok()) {
      field.push_back(*std::move(peer));
    } else {
      std::printf("Not measured: %s\n", EscapeForLine(std::string(peer.status().message())).c_str());
    }
  }
  JUDGE_ASSIGN_OR_RETURN(auto prepared, MakePreparedBox(program));
  field.push_back(std::move(prepared));
  JUDGE_ASSIGN_OR_RETURN(auto full_cycle, MakeFullCycle(program));
  field.push_back(std::move(full_cycle));
  return field;
}

// In the order of MakeField: plain first, the prepared box and the full cycle last.
absl::StatusOr<std::vector<Row>> Measure(const Program& program, const Options& options) {
  JUDGE_ASSIGN_OR_RETURN(const auto contenders, MakeField(program));
  Field field;
  for (const auto& contender : contenders) field.push_back(contender.get());
  JUDGE_RETURN_IF_ERROR(MeasureLoop(field, 1).status());  // page caches, the first prepared boxes
  Progress(program.title + ": in a loop");
  JUDGE_ASSIGN_OR_RETURN(const auto loop, MeasureLoop(field, options.loop_runs));
  Progress(program.title + ": paced");
  JUDGE_ASSIGN_OR_RETURN(const auto paced, MeasurePaced(field, options.paced_runs, kPause));
  Progress(program.title + ": two streams");
  JUDGE_ASSIGN_OR_RETURN(const auto rates, MeasureStreams(field, kStreams, options.stream_turns, kStreamTurn));
  Progress("");
  std::vector<Row> rows;
  for (size_t i = 0; i < field.size(); ++i) {
    rows.push_back({field[i]->name(), Quantile(loop[i], 0.5), Quantile(loop[i], 0.95), Quantile(paced[i], 0.5),
                    Quantile(paced[i], 0.95), rates[i]});
  }
  return rows;
}

absl::Status Run(const Options& options) {
  const std::string layers_folder = options.state_folder + "/layers";
  JUDGE_ASSIGN_OR_RETURN(const std::string layer, FindLayer(layers_folder));
  const Program static_c = {"static C, returns 0", JUDGE_BENCH_PROGRAMS "/bench_static_c", layers_folder, layer};
  const Program dynamic_cpp = {"dynamic C++, prints a line", JUDGE_BENCH_PROGRAMS "/bench_dynamic_cpp", layers_folder,
                               layer};
  PrintMachine(options);
  JUDGE_ASSIGN_OR_RETURN(const std::vector<Row> static_rows, Measure(static_c, options));
  JUDGE_ASSIGN_OR_RETURN(const std::vector<Row> dynamic_rows, Measure(dynamic_cpp, options));
  std::printf("%s%s%s\nGoals, for the static program:\n%s", TableHead().c_str(),
              TableOf(static_c.title, static_rows).c_str(), TableOf(dynamic_cpp.title, dynamic_rows).c_str(),
              GoalsOf(static_rows.front(), *(static_rows.end() - 2), static_rows.back()).c_str());
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  Options options;
  if (const char* const state = std::getenv("JUDGE_STATE")) options.state_folder = state;
  CLI::App app("Prints what one run costs: plain, in other sandboxes, and in ours. Needs root and the base image.",
               "judge-bench");
  const CLI::Range count(1, 1000000);
  app.add_option("--runs", options.loop_runs, "Runs in a loop (200)")->check(count)->option_text("N");
  app.add_option("--paced-runs", options.paced_runs, "Runs after a pause of 50 ms each (60)")
      ->check(count)
      ->option_text("N");
  app.add_option("--turns", options.stream_turns, "Turns of 0.4 s of two streams (5)")->check(count)->option_text("N");
  app.add_option("--state", options.state_folder, "State folder ($JUDGE_STATE, /var/lib/judge)")->option_text("DIR");
  CLI11_PARSE(app, argc, argv);
  if (const absl::Status status = Run(options); !status.ok()) {
    std::fprintf(stderr, "judge-bench: %s\n", EscapeForLine(std::string(status.message())).c_str());
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace judge::bench

int main(int argc, char** argv) { return judge::bench::Main(argc, argv); }
