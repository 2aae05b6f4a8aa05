// judge-micro-bench: what single steps of judging cost, each by itself. Takes Google Benchmark's flags.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <random>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "problem/default_validator.h"
#include "sandbox/seccomp_policy.h"
#include "worker/compile.h"
#include "worker/machine.h"

namespace judge::bench {
namespace {

constexpr size_t kTextBytes = 10'000'000;

// A benchmark that measured something else than it says returns why.
using Body = absl::Status (*)(benchmark::State& state);

// --- The compile cache

worker::MachineOptions OptionsOfMachine() {
  worker::MachineOptions options;
  if (const char* const state_folder = std::getenv("JUDGE_STATE")) options.state_folder = state_folder;
  options.profiles_folder = JUDGE_SOURCE_DIR "/profiles";
  return options;
}

// From the sources to a program that is ready to be put into a box.
absl::Status SecondCompile(benchmark::State& state) {
  JUDGE_ASSIGN_OR_RETURN(const std::unique_ptr<worker::Machine> machine, worker::Machine::Open(OptionsOfMachine()));
  worker::Submission submission;
  submission.sources.push_back({.name = "sum.cpp"});
  JUDGE_ASSIGN_OR_RETURN(
      submission.sources[0].bytes,
      ReadFile(JUDGE_SOURCE_DIR "/testcases/sum/submissions/accepted/sum.cpp", worker::kDefaultSourceBytes));
  const auto compile = [&] { return worker::Compile(*machine, submission, worker::kDefaultSourceBytes, {}); };
  JUDGE_RETURN_IF_ERROR(compile().status());  // the first: it may run the compiler
  for (auto _ : state) {
    JUDGE_ASSIGN_OR_RETURN(const worker::Compilation compilation, compile());
    if (!compilation.result.cached()) return absl::InternalError("the second compile is not taken from the cache");
    if (!compilation.program.has_value()) return absl::InternalError("the program does not compile");
  }
  state.SetLabel("goal: under 5 ms");
  return absl::OkStatus();
}

// --- The default validator

// An answer file and an output that is accepted, but not for being the same bytes: that has a short cut.
struct Texts {
  std::string answer;
  std::string output;
};

Texts Tokens() {
  std::mt19937 random(1);
  Texts texts;
  while (texts.answer.size() < kTextBytes) {
    const unsigned number = random() % 1'000'000'000;
    absl::StrAppend(&texts.answer, number, " ");
    absl::StrAppend(&texts.output, number, "\n");
  }
  return texts;
}

// The output has more digits than the answer, as printf("%.12f") has: each pair has to be read as numbers.
Texts Floats() {
  std::mt19937 random(1);
  Texts texts;
  while (texts.output.size() < kTextBytes) {
    const double number = random() / 1e4;
    absl::StrAppendFormat(&texts.answer, "%.9f\n", number);
    absl::StrAppendFormat(&texts.output, "%.12f\n", number + 1e-10);
  }
  return texts;
}

absl::Status Validate(benchmark::State& state, const Texts& texts, const problem::ValidatorFlags& flags) {
  for (auto _ : state) {
    const problem::Judgement judgement = problem::ValidateOutput(texts.answer, texts.output, flags);
    if (!judgement.accepted) return absl::InternalError(judgement.message);
  }
  state.SetBytesProcessed(static_cast<int64_t>(texts.output.size()) * state.iterations());
  return absl::OkStatus();
}

absl::Status ValidateTokens(benchmark::State& state) { return Validate(state, Tokens(), {}); }

absl::Status ValidateFloats(benchmark::State& state) {
  return Validate(state, Floats(), {.float_absolute_tolerance = 1e-6, .float_relative_tolerance = 1e-6});
}

// --- Seccomp

// From the files of the policy to its BPF program.
absl::Status LoadPolicy(benchmark::State& state) {
  for (auto _ : state) {
    const auto policy = sandbox::SeccompPolicy::Load(JUDGE_SOURCE_DIR "/profiles/seccomp", "native");
    JUDGE_RETURN_IF_ERROR(policy.status());
  }
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  bool failed = false;
  // Wall time: the disk and other threads are a part of what a step costs.
  const auto add = [&failed](const char* name, Body body, benchmark::TimeUnit unit) {
    const auto run = [&failed, body](benchmark::State& state) {
      const absl::Status status = body(state);
      if (status.ok()) return;
      state.SkipWithError(EscapeForLine(status.message()).c_str());
      failed = true;  // Google Benchmark itself would end with 0
    };
    benchmark::RegisterBenchmark(name, run)->Unit(unit)->UseRealTime();
  };
  add("compile again, C++20, sum.cpp", SecondCompile, benchmark::kMillisecond);
  add("validate 10 MB of tokens", ValidateTokens, benchmark::kMillisecond);
  add("validate 10 MB of floats", ValidateFloats, benchmark::kMillisecond);
  add("load the policy native", LoadPolicy, benchmark::kMillisecond);

  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  if (benchmark::RunSpecifiedBenchmarks() == 0) return 2;
  return failed ? 1 : 0;
}

}  // namespace
}  // namespace judge::bench

int main(int argc, char** argv) { return judge::bench::Main(argc, argv); }
