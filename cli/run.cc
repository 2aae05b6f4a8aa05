// judge-cli run: one submission, on a problem's tests or on an input of one's own.
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/ready_task.h"
#include "cli/report.h"
#include "worker/judge.h"

namespace judge::cli {
namespace {

constexpr int64_t kMaxInputBytes = int64_t{1} << 30;

struct RunOptions {
  std::vector<std::string> files;  // "-" among them: the program's input is our stdin
  std::string problem;
  std::string stdin_path;
  std::string profile;
  std::optional<double> time_seconds;
  std::optional<double> wall_seconds;
  std::optional<uint64_t> memory_mib;
  std::optional<uint64_t> output_mib;
  std::optional<uint32_t> processes;
  bool json = false;
  bool all = false;
  double repeat_margin_percent = 5;
};

v1::Limits LimitsOf(const RunOptions& options) {
  constexpr uint64_t kMiB = 1 << 20;
  const auto ms = [](double seconds) {
    return std::max<uint64_t>(1, static_cast<uint64_t>(std::llround(seconds * 1000)));
  };
  v1::Limits limits;
  if (options.time_seconds) limits.set_cpu_time_ms(ms(*options.time_seconds));
  if (options.wall_seconds) limits.set_wall_time_ms(ms(*options.wall_seconds));
  if (options.memory_mib) limits.set_memory_bytes(*options.memory_mib * kMiB);
  if (options.output_mib) limits.set_output_bytes(*options.output_mib * kMiB);
  if (options.processes) limits.set_processes(*options.processes);
  return limits;
}

worker::JudgeOptions JudgeOptionsOf(const RunOptions& options) {
  return {.all_tests = options.all, .repeat_margin = options.repeat_margin_percent / 100};
}

absl::StatusOr<worker::Submission> ReadSubmission(const RunOptions& options, int64_t max_bytes) {
  worker::Submission submission;
  submission.profile = options.profile;
  submission.limits = LimitsOf(options);
  for (const std::string& path : options.files) {
    worker::SourceFile& source = submission.sources.emplace_back();
    source.name = std::filesystem::path(path).filename().string();
    JUDGE_ASSIGN_OR_RETURN(source.bytes, ReadFile(path, max_bytes));
    if (source.bytes.empty()) return absl::InvalidArgumentError(absl::StrCat(path, ": the source is empty"));
  }
  return submission;
}

// The program's input where there is no problem: a file, our own stdin, or nothing.
absl::StatusOr<std::shared_ptr<Fd>> ReadInput(const RunOptions& options, bool own_stdin) {
  std::string input;
  if (own_stdin) {
    const Fd stdin_fd(::dup(STDIN_FILENO));
    absl::StatusOr<std::string> data = ReadAll(stdin_fd, kMaxInputBytes);
    if (!data.ok()) return Annotate(data.status(), "standard input");
    input = *std::move(data);
  } else if (!options.stdin_path.empty()) {
    JUDGE_ASSIGN_OR_RETURN(input, ReadFile(options.stdin_path, kMaxInputBytes));
  }
  JUDGE_ASSIGN_OR_RETURN(Fd sealed, SealedFileOf(input));
  return std::make_shared<Fd>(std::move(sealed));
}

ExitCode CodeOf(const v1::RunResult& result) {
  switch (result.verdict()) {
    case v1::AC:
    case v1::VERDICT_UNSPECIFIED:
      return kOk;
    case v1::JE:
      return kJudgeError;
    default:
      return kNotAccepted;
  }
}

// Machines get an object even when nothing could be judged; a line on stderr says it too.
ExitCode FailRun(const RunOptions& options, const absl::Status& status) {
  const ExitCode code = ExitCodeOf(status);
  if (options.json && code != kBadInput) {
    v1::RunResult result;
    result.set_verdict(v1::JE);
    result.set_explanation(ToValidUtf8(status.message()));
    PrintJson(result);
  }
  return Fail(code, status);
}

ExitCode RunOnProblem(worker::Machine& machine, const worker::Submission& submission, const problem::Package& package,
                      const RunOptions& options, Terminal& terminal) {
  const absl::StatusOr<worker::ReadyTask> ready =
      MakeReady(machine, package, submission.limits.cpu_time_ms() > 0, terminal);
  if (!ready.ok()) return FailRun(options, ready.status());
  TableReport table(terminal, ready->task);
  ProgressObserver quiet(terminal, "judging");
  worker::Observer& observer = options.json ? static_cast<worker::Observer&>(quiet) : table;
  const absl::StatusOr<v1::RunResult> result =
      worker::Judge(machine).Run(submission, ready->task, JudgeOptionsOf(options), observer);
  terminal.ClearProgress();
  if (!result.ok()) return FailRun(options, result.status());
  if (options.json) {
    PrintJson(*result);
  } else {
    table.Conclude(*result);
  }
  return CodeOf(*result);
}

ExitCode RunOnInput(worker::Machine& machine, const worker::Submission& submission, std::shared_ptr<Fd> input,
                    const RunOptions& options, Terminal& terminal) {
  OutputReport output(terminal);
  ProgressObserver quiet(terminal, "running");
  worker::Observer& observer = options.json ? static_cast<worker::Observer&>(quiet) : output;
  const absl::StatusOr<v1::RunResult> result =
      worker::Judge(machine).Run(submission, worker::TaskOf(std::move(input)), JudgeOptionsOf(options), observer);
  terminal.ClearProgress();
  if (!result.ok()) return FailRun(options, result.status());
  if (options.json)
    PrintJson(*result);
  else
    output.Conclude(*result);
  return CodeOf(*result);
}

// Whatever is wrong with the request is said before anything of the machine is touched.
ExitCode RunCommand(const Globals& globals, RunOptions options) {
  Terminal terminal(globals.color);
  const auto dashes = std::remove(options.files.begin(), options.files.end(), "-");
  const bool own_stdin = dashes != options.files.end() || options.stdin_path == "-";
  options.files.erase(dashes, options.files.end());
  if (options.files.empty()) return Fail(absl::InvalidArgumentError("no source file: judge-cli run FILE ..."));
  if (own_stdin && !options.problem.empty())
    return Fail(absl::InvalidArgumentError("a problem brings its own input: give either --problem or '-'"));

  std::optional<problem::Package> package;
  std::shared_ptr<Fd> input;
  int64_t max_source_bytes = worker::kDefaultSourceBytes;
  if (!options.problem.empty()) {
    absl::StatusOr<problem::Package> read = ReadPackage(options.problem);
    if (!read.ok()) return Fail(kBadInput, read.status());
    package = *std::move(read);
    max_source_bytes = std::max<int64_t>(max_source_bytes, package->problem.code_bytes());
  }
  const absl::StatusOr<worker::Submission> submission = ReadSubmission(options, max_source_bytes);
  if (!submission.ok()) return Fail(kBadInput, submission.status());
  if (!package.has_value()) {
    absl::StatusOr<std::shared_ptr<Fd>> read = ReadInput(options, own_stdin);
    if (!read.ok()) return Fail(kBadInput, read.status());
    input = *std::move(read);
  }

  const absl::StatusOr<std::unique_ptr<worker::Machine>> machine = worker::Machine::Open(globals.machine);
  if (!machine.ok()) return FailRun(options, machine.status());
  return package.has_value() ? RunOnProblem(**machine, *submission, *package, options, terminal)
                             : RunOnInput(**machine, *submission, input, options, terminal);
}

// CLI::Range lets "nan" through.
std::string CheckFinite(const std::string& text) {
  double number;
  return absl::SimpleAtod(text, &number) && std::isfinite(number) ? ""
                                                                  : absl::StrCat(text, " is not a number of seconds");
}

void DescribeLimits(CLI::App& run, RunOptions& options) {
  const std::string group = "Limits (else the problem's, else the profile's)";
  run.add_option("--time", options.time_seconds, "CPU time of all processes together, seconds")
      ->type_name("S")
      ->check(CheckFinite)
      ->check(CLI::Range(0.001, 3600.0))
      ->group(group);
  run.add_option("--wall", options.wall_seconds, "Real time, seconds (default: twice the CPU time plus 1)")
      ->type_name("S")
      ->check(CheckFinite)
      ->check(CLI::Range(0.001, 7200.0))
      ->group(group);
  run.add_option("--memory", options.memory_mib, "Memory, MiB")
      ->type_name("MiB")
      ->check(CLI::Range(1, 1 << 20))
      ->group(group);
  run.add_option("--output", options.output_mib, "Standard output, MiB")
      ->type_name("MiB")
      ->check(CLI::Range(1, 1024))
      ->group(group);
  run.add_option("--processes", options.processes, "Processes and threads at once")
      ->type_name("N")
      ->check(CLI::Range(1, 4096))
      ->group(group);
}

}  // namespace

void AddRun(CLI::App& app, const Globals& globals, Action& action) {
  const auto options = std::make_shared<RunOptions>();
  CLI::App* const run = app.add_subcommand("run", "Judge one submission, or just run it");
  run->add_option("FILE", options->files, "The sources; the first one's extension tells the language. '-': see --stdin")
      ->required();
  CLI::Option* const problem =
      run->add_option("-p,--problem", options->problem, "Judge it on the tests of this problem package")
          ->type_name("DIR");
  run->add_option("--stdin", options->stdin_path, "Without a problem: the program's input; '-' for judge-cli's own")
      ->type_name("FILE")
      ->excludes(problem);
  run->add_option("--profile", options->profile, "Language profile (see judge-cli profiles) instead of the guessed one")
      ->type_name("ID");
  run->add_flag("--all", options->all, "Judge every test, do not stop at the first failure");
  run->add_flag("--json", options->json, "Print one JSON object (proto/judge/v1/result.proto, RunResult)");
  run->add_option("--repeat-margin", options->repeat_margin_percent,
                  "Run a test again, alone on the machine, if its time was this near to the limit (5; 0: never)")
      ->type_name("PERCENT")
      ->check(CheckFinite)
      ->check(CLI::Range(0.0, 50.0));
  DescribeLimits(*run, *options);
  run->footer(
      "Examples:\n"
      "  judge-cli run sum.cpp --problem testcases/sum     a table of tests, then the verdict\n"
      "  echo 1 2 | judge-cli run sum.cpp -                the program's output, then what it used\n"
      "  judge-cli run sum.py --stdin in.txt --time 2 --memory 64\n"
      "  judge-cli run sum.cpp --problem testcases/sum --json | python3 -m json.tool");
  run->callback(
      [options, &globals, &action] { action = [options, &globals] { return RunCommand(globals, *options); }; });
}

}  // namespace judge::cli
