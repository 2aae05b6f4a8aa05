// judge-cli verify: every example submission of a package against the verdicts it was written for.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/escape.h"
#include "base/status_macros.h"
#include "base/table.h"
#include "cli/commands.h"
#include "cli/ready_task.h"
#include "cli/report.h"
#include "cli/words.h"
#include "problem/expectation.h"
#include "worker/judge.h"

namespace judge::cli {
namespace {

std::vector<v1::Verdict> VerdictsOf(const v1::RunResult& result) {
  if (result.verdict() == v1::CE) return {v1::CE};
  std::vector<v1::Verdict> verdicts;
  for (const v1::TestResult& test : result.tests()) verdicts.push_back(test.verdict());
  return verdicts;
}

// Stops at the first failure, as judging does, and goes on to every test only where that could change the answer.
// Nothing for a submission whose language has no profile.
absl::StatusOr<std::optional<v1::RunResult>> JudgeExample(worker::Machine& machine, const problem::Submission& example,
                                                          const worker::Task& task, Terminal& terminal) {
  ProgressObserver progress(terminal, "  " + EscapeForLine(example.program.name));
  JUDGE_ASSIGN_OR_RETURN(const worker::Submission submission, worker::ReadProgram(example.program));
  if (!ProfileOf(machine.profiles(), submission).ok()) return std::nullopt;
  worker::Judge judge(machine);
  absl::StatusOr<v1::RunResult> result = judge.Run(submission, task, {}, progress);
  if (result.ok() && result->verdict() != v1::JE && !Agrees(example.expectation, VerdictsOf(*result)) &&
      MightAgreeWithEveryTest(example.expectation, VerdictsOf(*result)))
    result = judge.Run(submission, task, {.all_tests = true}, progress);
  terminal.ClearProgress();
  return result;
}

// What became of all submissions of one or more packages.
struct Tally {
  int agreed = 0;
  int disagreed = 0;
  int judge_errors = 0;
  int not_supported = 0;  // no profile for the language: not judged, and nobody's fault
};

class VerifyTable {
 public:
  VerifyTable(const Terminal& terminal, const problem::Package& package)
      : table_(terminal, {{"submission", Width(package, [](const auto& s) { return s.program.name; })},
                          {"expected", Width(package, [](const auto& s) { return ToString(s.expectation); })},
                          {"got", 4},
                          {"CPU", 9, true},
                          {"memory", 11, true},
                          {""}}) {}

  std::string Header() const { return table_.Header(); }

  std::string Row(const problem::Submission& example, const v1::RunResult& result, bool agrees) const {
    const Peak peak = PeakOf(result);
    const bool ran = result.tests_size() > 0;
    return table_.Row({{example.program.name},
                       {ToString(example.expectation)},
                       {VerdictText(result.verdict()), agrees ? Color::kGreen : Color::kRed},
                       {ran ? TimeText(peak.cpu_us) : ""},
                       {ran ? MemoryText(peak.memory_bytes) : ""},
                       {agrees ? "" : absl::StrCat("NOT AS EXPECTED ", result.explanation()), Color::kRed}});
  }

  // Of a submission that was not judged.
  std::string Row(const problem::Submission& example, const Cell& got, const std::string& why) const {
    return table_.Row({{example.program.name}, {ToString(example.expectation)}, got, {""}, {""}, {why}});
  }

 private:
  template <typename Text>
  static size_t Width(const problem::Package& package, Text text) {
    size_t width = 0;
    for (const problem::Submission& example : package.submissions)
      width = std::max(width, DisplayWidth(EscapeForLine(text(example))));
    return std::min<size_t>(width, 48);
  }

  const Table table_;
};

std::string TimeLimitOrigin(const std::optional<worker::MeasuredLimit>& measured) {
  if (!measured.has_value()) return "from the package";
  return absl::StrCat(measured->kept ? "measured before" : "measured now", ": the slowest accepted submission, ",
                      measured->slowest_program, ", takes ",
                      TimeText(static_cast<uint64_t>(absl::ToInt64Microseconds(measured->slowest))));
}

void PrintTitle(const problem::Package& package, const worker::ReadyTask& ready, const Terminal& terminal) {
  const v1::Limits& limits = ready.task.limits;
  std::string title = terminal.Paint(Color::kBold, EscapeForLine(package.problem.short_name()));
  absl::StrAppend(&title, ": ", ready.task.tests.size(), " tests, time limit ", LimitText(limits.cpu_time_ms()), " (",
                  TimeLimitOrigin(ready.measured), ")");
  if (limits.memory_bytes() > 0) absl::StrAppend(&title, ", memory limit ", MemoryText(limits.memory_bytes()));
  Print(title + "\n");
}

// Judges one submission, prints its row and counts it. A Status: to go on would only say the same again.
absl::Status VerifyExample(worker::Machine& machine, const problem::Submission& example, const worker::Task& task,
                           const VerifyTable& table, Terminal& terminal, Tally& tally) {
  const Cell judge_error = {"JE", Color::kYellow};
  const absl::StatusOr<std::optional<v1::RunResult>> judged = JudgeExample(machine, example, task, terminal);
  if (!judged.ok()) {
    ++tally.judge_errors;
    Print(table.Row(example, judge_error, std::string(judged.status().message())));
    return ExitCodeOf(judged.status()) == kMachine ? judged.status() : absl::OkStatus();
  }
  if (!judged->has_value()) {
    ++tally.not_supported;
    Print(table.Row(example, {"-", Color::kGrey}, "not supported: its language has no profile"));
    return absl::OkStatus();
  }
  const v1::RunResult& result = **judged;
  if (result.verdict() == v1::JE) {
    ++tally.judge_errors;
    Print(table.Row(example, judge_error, result.explanation()));
    for (const v1::TestResult& test : result.tests()) Print(FailureText(test));
    return absl::OkStatus();
  }
  const bool agrees = Agrees(example.expectation, VerdictsOf(result));
  ++(agrees ? tally.agreed : tally.disagreed);
  Print(table.Row(example, result, agrees));
  return absl::OkStatus();
}

absl::Status VerifyPackage(worker::Machine& machine, const problem::Package& package, Terminal& terminal,
                           Tally& tally) {
  if (package.submissions.empty())
    return absl::InvalidArgumentError(absl::StrCat(package.path, ": no submissions/ to verify"));
  JUDGE_ASSIGN_OR_RETURN(const worker::ReadyTask ready,
                         MakeReady(machine, package, /*has_time_limit=*/false, terminal));
  PrintTitle(package, ready, terminal);
  const VerifyTable table(terminal, package);
  Print(table.Header());
  for (const problem::Submission& example : package.submissions)
    JUDGE_RETURN_IF_ERROR(VerifyExample(machine, example, ready.task, table, terminal, tally));
  Print("\n");
  return absl::OkStatus();
}

std::string Summary(const Tally& tally) {
  const int all = tally.agreed + tally.disagreed + tally.judge_errors;
  if (all == 0) return "nothing was verified";
  if (tally.agreed == all) return absl::StrCat("all ", all, " submissions got what they were written for");
  return absl::StrCat(tally.disagreed, " of ", all, " submissions did not get what they were written for");
}

void PrintTally(const Tally& tally, const Terminal& terminal) {
  std::string line = Summary(tally);
  if (tally.judge_errors > 0) absl::StrAppend(&line, ", ", tally.judge_errors, " could not be judged");
  if (tally.not_supported > 0) absl::StrAppend(&line, ", ", tally.not_supported, " not supported");
  const bool good = tally.disagreed == 0 && tally.judge_errors == 0;
  Print(terminal.Paint(good ? Color::kGreen : Color::kRed, line) + "\n");
}

// What is not supported says nothing of a package; but neither is a package verified of which nothing could be judged.
ExitCode CodeOf(const Tally& tally) {
  if (tally.judge_errors > 0) return kFailed;
  if (tally.disagreed > 0) return kNotAccepted;
  return tally.agreed > 0 ? kOk : kBadInput;
}

ExitCode VerifyCommand(const Globals& globals, const std::vector<std::string>& folders) {
  Terminal terminal(globals.color);
  std::vector<problem::Package> packages;
  for (const std::string& folder : folders) {
    absl::StatusOr<problem::Package> package = ReadPackage(folder);
    if (!package.ok()) return Fail(kBadInput, package.status());
    packages.push_back(*std::move(package));
  }
  const absl::StatusOr<std::unique_ptr<worker::Machine>> machine = worker::Machine::Open(globals.machine);
  if (!machine.ok()) return Fail(machine.status());
  Tally tally;
  for (const problem::Package& package : packages) {
    const absl::Status status = VerifyPackage(**machine, package, terminal, tally);
    if (!status.ok()) return Fail(Annotate(status, package.problem.short_name()));
  }
  PrintTally(tally, terminal);
  return CodeOf(tally);
}

}  // namespace

void AddVerify(CLI::App& app, const Globals& globals, Action& action) {
  const auto folders = std::make_shared<std::vector<std::string>>();
  CLI::App* const verify = app.add_subcommand(
      "verify", "Judge every submission of problem packages; do they get what they were written for?");
  verify->add_option("DIR", *folders, "Problem packages")->required();
  verify->footer(
      "What a submission is written for, its folder says (submissions/accepted, submissions/wrong_answer ...), or a\n"
      "comment in its source: @EXPECTED_RESULTS@: WA, TLE\n"
      "One in a language without a profile is not supported: it is told, not judged, and does not change the exit "
      "code\n"
      "(which is 2 when nothing could be judged).\n\n"
      "Examples:\n"
      "  judge-cli verify testcases/*\n"
      "  judge-cli verify my_problem && echo ready for the contest");
  verify->callback(
      [folders, &globals, &action] { action = [folders, &globals] { return VerifyCommand(globals, *folders); }; });
}

}  // namespace judge::cli
