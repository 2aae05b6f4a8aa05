// judge-cli run: one submission, on a problem's tests or on an input of one's own, here or on a judge-server.
#include "cli/remote/run.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "base/file.h"
#include "base/status_macros.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/ready_task.h"
#include "cli/remote/call.h"
#include "cli/report.h"
#include "cli/submission_options.h"
#include "worker/judge.h"

namespace judge::cli {
namespace {

struct RunOptions {
  SubmissionOptions submission;
  ConnectionOptions server;  // without an address: this machine judges
  bool json = false;
  std::optional<double> repeat_margin_percent;
};

worker::JudgeOptions JudgeOptionsOf(const RunOptions& options) {
  worker::JudgeOptions judge;
  judge.all_tests = options.submission.all;
  if (options.repeat_margin_percent) judge.repeat_margin = *options.repeat_margin_percent / 100;
  return judge;
}

ExitCode RunOnProblem(worker::Machine& machine, const worker::Submission& submission, const problem::Package& package,
                      const RunOptions& options, Terminal& terminal) {
  const absl::StatusOr<worker::ReadyTask> ready =
      MakeReady(machine, package, submission.limits.cpu_time_ms() > 0, terminal);
  if (!ready.ok()) return FailRun(options.json, ready.status());
  TableReport table(terminal, NameWidth(ready->task));
  ProgressObserver quiet(terminal, "judging");
  worker::Observer& observer = options.json ? static_cast<worker::Observer&>(quiet) : table;
  const absl::StatusOr<v1::RunResult> result =
      worker::Judge(machine).Run(submission, ready->task, JudgeOptionsOf(options), observer);
  terminal.ClearProgress();
  if (!result.ok()) return FailRun(options.json, result.status());
  if (options.json) {
    PrintJson(*result);
  } else {
    table.Conclude(*result);
  }
  return ExitCodeOf(result->verdict());
}

ExitCode RunOnInput(worker::Machine& machine, const worker::Submission& submission, std::shared_ptr<Fd> input,
                    const RunOptions& options, Terminal& terminal) {
  OutputReport output(terminal);
  ProgressObserver quiet(terminal, "running");
  worker::Observer& observer = options.json ? static_cast<worker::Observer&>(quiet) : output;
  const absl::StatusOr<v1::RunResult> result =
      worker::Judge(machine).Run(submission, worker::TaskOf(std::move(input)), JudgeOptionsOf(options), observer);
  terminal.ClearProgress();
  if (!result.ok()) return FailRun(options.json, result.status());
  if (options.json)
    PrintJson(*result);
  else
    output.Conclude(*result);
  return ExitCodeOf(result->verdict());
}

absl::StatusOr<worker::Submission> ReadSubmission(const SubmissionOptions& options, int64_t max_bytes) {
  worker::Submission submission;
  submission.profile = options.profile;
  submission.limits = LimitsOf(options);
  JUDGE_ASSIGN_OR_RETURN(submission.sources, ReadSources(options, max_bytes));
  return submission;
}

absl::StatusOr<std::shared_ptr<Fd>> ReadSealedInput(const SubmissionOptions& options) {
  JUDGE_ASSIGN_OR_RETURN(const std::string input, ReadInput(options));
  JUDGE_ASSIGN_OR_RETURN(Fd sealed, SealedFileOf(input));
  return std::make_shared<Fd>(std::move(sealed));
}

// Whatever is wrong with the request is said before anything of the machine is touched.
ExitCode RunHere(const Globals& globals, const RunOptions& options, Terminal& terminal) {
  std::optional<problem::Package> package;
  std::shared_ptr<Fd> input;
  int64_t max_source_bytes = worker::kDefaultSourceBytes;
  if (!options.submission.problem.empty()) {
    absl::StatusOr<problem::Package> read = ReadPackage(options.submission.problem);
    if (!read.ok()) return Fail(kBadInput, read.status());
    package = *std::move(read);
    max_source_bytes = std::max<int64_t>(max_source_bytes, package->problem.code_bytes());
  }
  const absl::StatusOr<worker::Submission> submission = ReadSubmission(options.submission, max_source_bytes);
  if (!submission.ok()) return Fail(kBadInput, submission.status());
  if (!package.has_value()) {
    absl::StatusOr<std::shared_ptr<Fd>> read = ReadSealedInput(options.submission);
    if (!read.ok()) return Fail(kBadInput, read.status());
    input = *std::move(read);
  }

  const absl::StatusOr<std::unique_ptr<worker::Machine>> machine = worker::Machine::Open(globals.machine);
  if (!machine.ok()) return FailRun(options.json, machine.status());
  return package.has_value() ? RunOnProblem(**machine, *submission, *package, options, terminal)
                             : RunOnInput(**machine, *submission, input, options, terminal);
}

ExitCode RunCommand(const Globals& globals, RunOptions options) {
  Terminal terminal(globals.color);
  if (const absl::Status status = SettleInput(options.submission); !status.ok()) return Fail(status);
  if (options.server.address.empty()) return RunHere(globals, options, terminal);
  if (options.repeat_margin_percent)
    return Fail(absl::InvalidArgumentError("--repeat-margin is for judging on this machine: workers repeat at 5 %"));
  return RunOnServer(options.server, options.submission, options.json, terminal);
}

}  // namespace

void AddRun(CLI::App& app, const Globals& globals, Action& action) {
  const auto options = std::make_shared<RunOptions>();
  CLI::App* const run = app.add_subcommand("run", "Judge one submission, or just run it");
  DescribeSubmission(*run, options->submission);
  run->add_flag(
      "--json", options->json,
      "Print one JSON object (proto/judge/v1/result.proto, RunResult); none for a mistake in the call, exit code 2");
  run->add_option("--repeat-margin", options->repeat_margin_percent,
                  "Run a test again, alone on the machine, if its time was this near to the limit (5; 0: never)")
      ->type_name("PERCENT")
      ->check(CheckFinite)
      ->check(CLI::Range(0.0, 50.0));
  DescribeServer(*run, options->server);
  run->footer(
      "Examples:\n"
      "  judge-cli run sum.cpp --problem testcases/sum     a table of tests, then the verdict\n"
      "  echo 1 2 | judge-cli run sum.cpp -                the program's output, then what it used\n"
      "  judge-cli run sum.py --stdin in.txt --time 2 --memory 64\n"
      "  judge-cli run sum.cpp --problem testcases/sum --json | python3 -m json.tool\n"
      "  judge-cli run sum.cpp --problem sum --server localhost:50051     the same, judged by a judge-server");
  run->callback(
      [options, &globals, &action] { action = [options, &globals] { return RunCommand(globals, *options); }; });
}

}  // namespace judge::cli
