#include "worker/judge.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/fd.h"
#include "base/status_macros.h"
#include "worker/certificate.h"
#include "worker/limits.h"

namespace judge::worker {
namespace {

constexpr int kMostRepeats = 10;

v1::TestResult Skipped(const Test& test) {
  v1::TestResult result;
  result.set_name(test.name);
  result.set_verdict(v1::SK);
  return result;
}

v1::TestResult ReportOf(const TestRun& run, int64_t output_bytes) {
  v1::TestResult report = run.result;
  const auto size = static_cast<size_t>(output_bytes);
  report.set_stdout(ToValidUtf8(absl::string_view(run.stdout_data).substr(0, size)));
  report.set_stdout_truncated(report.facts().stdout_bytes() > size);
  report.set_stderr(ToValidUtf8(absl::string_view(run.stderr_data).substr(0, size)));
  report.set_stderr_truncated(report.facts().stderr_bytes() > std::min(size, run.stderr_data.size()));
  return report;
}

// The submission's verdict is that of its first test that failed; but where the judge failed, not all was judged.
void Conclude(const v1::TestResult& test, v1::RunResult& result) {
  const bool failed_before = result.verdict() != v1::AC && result.verdict() != v1::VERDICT_UNSPECIFIED;
  if (failed_before && test.verdict() != v1::JE) return;
  // What nobody knows the answer of takes nothing from what was judged.
  if (test.verdict() == v1::VERDICT_UNSPECIFIED) return;
  result.set_verdict(test.verdict());
  if (test.verdict() == v1::AC) return;
  result.set_explanation(absl::StrCat("test ", test.name(), ": ", test.explanation()));
}

}  // namespace

absl::StatusOr<v1::RunResult> Judge::Run(const Submission& submission, const Task& task, const JudgeOptions& options,
                                         Observer& observer) {
  observer.Compiling();
  JUDGE_ASSIGN_OR_RETURN(
      const Compilation compilation,
      Compile(machine_, submission, task.source_bytes.value_or(kDefaultSourceBytes), task.compilation_limits));
  observer.Compiled(compilation.result);

  v1::RunResult result;
  result.set_problem(task.problem);
  result.set_profile(compilation.profile->id());
  *result.mutable_compile() = compilation.result;
  *result.mutable_limits() = MergeLimits(submission.limits, task.limits, compilation.profile->run().limits());
  // Before the tests: an image that is missing is said as such, and nothing that was judged is lost to an error.
  JUDGE_ASSIGN_OR_RETURN(*result.mutable_certificate(),
                         CertificateOf(machine_, submission, *compilation.profile, task, result.limits()));
  if (compilation.program.has_value()) {
    JUDGE_RETURN_IF_ERROR(RunTests(*compilation.program, task, options, observer, result));
  } else {
    result.set_verdict(v1::CE);
    result.set_explanation(ToValidUtf8(compilation.explanation));
  }
  return result;
}

absl::Status Judge::RunTests(const Program& program, const Task& task, const JudgeOptions& options, Observer& observer,
                             v1::RunResult& result) {
  bool stop = false;
  int repeats = 0;
  for (int i = 0; i < static_cast<int>(task.tests.size()); ++i) {
    if (stop) {
      *result.add_tests() = Skipped(task.tests[i]);
      continue;
    }
    observer.TestStarted(task.tests[i]);
    const double margin = repeats < kMostRepeats ? options.repeat_margin : 0;
    const TestRun run = RunTest(machine_, program, task, i, result.limits(), margin);
    JUDGE_RETURN_IF_ERROR(machine_.CheckCancelled());
    repeats += run.result.earlier_facts_size();
    // It does sleep: it need not keep the machine from others in its further tests, too.
    if (repeats > 0 && run.result.facts().limit() == v1::Facts::WALL_TIME) repeats = kMostRepeats;
    observer.TestEnded(run);
    *result.add_tests() = ReportOf(run, options.output_bytes);
    Conclude(run.result, result);
    const bool well = result.verdict() == v1::AC || result.verdict() == v1::VERDICT_UNSPECIFIED;
    stop = result.verdict() == v1::JE || (!well && !options.all_tests);
  }
  return absl::OkStatus();
}

}  // namespace judge::worker
