#include "worker/time_limit.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "problem/time_limit.h"
#include "spdlog/spdlog.h"
#include "worker/certificate.h"
#include "worker/limits.h"
#include "worker/profile_set.h"

namespace judge::worker {
namespace {

// An accepted submission that is slower than this is no measure.
constexpr uint64_t kGenerousMs = 60'000;

struct Accepted {
  std::string name;
  Submission submission;
};

// Those that this judge can run; the names of the others go to `left_out`.
absl::StatusOr<std::vector<Accepted>> AcceptedOf(const Machine& machine, const problem::Package& package,
                                                 std::vector<std::string>& left_out) {
  std::vector<Accepted> accepted;
  for (const problem::Submission& example : package.submissions) {
    if (example.expectation.permitted != std::vector<v1::Verdict>{v1::AC}) continue;
    JUDGE_ASSIGN_OR_RETURN(Submission submission, ReadProgram(example.program));
    if (!ProfileOf(machine.profiles(), submission).ok()) {
      left_out.push_back(example.program.name);
      continue;
    }
    submission.limits.set_cpu_time_ms(kGenerousMs);
    accepted.push_back({EscapeForLine(example.program.name), std::move(submission)});
  }
  if (accepted.empty())
    return absl::InvalidArgumentError(
        "the package names no time limit and has no accepted submission, in a language that has a profile, to measure "
        "one from: add limits.time_limit to problem.yaml, or give --time");
  return accepted;
}

// Everything that the measurement depends on, as the certificates of the runs would have it: sources, profiles,
// policies, images, kernel, CPU, judge, and the problem with its limits, tests and output validator.
absl::StatusOr<std::string> KeyOf(Machine& machine, const Task& task, const std::vector<Accepted>& accepted) {
  Sha256 key;
  for (const Accepted& program : accepted) {
    JUDGE_ASSIGN_OR_RETURN(const v1::Profile* const profile, ProfileOf(machine.profiles(), program.submission));
    const v1::Limits limits = MergeLimits(program.submission.limits, task.limits, profile->run().limits());
    JUDGE_ASSIGN_OR_RETURN(const v1::Certificate certificate,
                           CertificateOf(machine, program.submission, *profile, task, limits));
    key.Field(certificate.SerializeAsString());
  }
  return key.Hex();
}

// Three lines: the limit in ms, the slowest CPU time in us, and whose that was.
bool Load(const std::string& path, MeasuredLimit& measured) {
  const absl::StatusOr<std::string> text = ReadFile(path, 4096);
  if (!text.ok()) return false;
  const std::vector<std::string> lines = absl::StrSplit(*text, '\n');
  int64_t limit_ms = 0;
  int64_t slowest_us = 0;
  if (lines.size() != 4 || !absl::SimpleAtoi(lines[0], &limit_ms) || !absl::SimpleAtoi(lines[1], &slowest_us))
    return false;
  if (limit_ms <= 0 || slowest_us < 0) return false;
  measured.limit = absl::Milliseconds(limit_ms);
  measured.slowest = absl::Microseconds(slowest_us);
  measured.slowest_program = EscapeForLine(lines[2]);
  measured.kept = true;
  return true;
}

absl::Status Save(const std::string& path, const MeasuredLimit& measured) {
  return WriteFileAtomically(
      path, absl::StrCat(absl::ToInt64Milliseconds(measured.limit), "\n", absl::ToInt64Microseconds(measured.slowest),
                         "\n", measured.slowest_program, "\n"));
}

absl::StatusOr<absl::Duration> SlowestTestOf(Machine& machine, const Accepted& program, const Task& task,
                                             Observer& observer) {
  const absl::StatusOr<v1::RunResult> result = Judge(machine).Run(program.submission, task, {}, observer);
  if (!result.ok()) return Annotate(result.status(), program.name);
  if (result->verdict() == v1::JE)
    return absl::InternalError(absl::StrCat(program.name, ": ", EscapeForLine(result->explanation())));
  if (result->verdict() != v1::AC)
    return absl::InvalidArgumentError(absl::StrCat("the time limit cannot be measured: accepted submission ",
                                                   program.name, " got ", v1::Verdict_Name(result->verdict()), " (",
                                                   EscapeForLine(result->explanation()), ")"));
  uint64_t slowest_us = 0;
  for (const v1::TestResult& test : result->tests()) slowest_us = std::max(slowest_us, test.facts().cpu_us());
  return absl::Microseconds(static_cast<int64_t>(slowest_us));
}

}  // namespace

absl::StatusOr<MeasuredLimit> MeasureTimeLimit(Machine& machine, const problem::Package& package, const Task& task,
                                               Observer& observer) {
  MeasuredLimit measured;
  JUDGE_ASSIGN_OR_RETURN(const std::vector<Accepted> accepted, AcceptedOf(machine, package, measured.left_out));
  JUDGE_ASSIGN_OR_RETURN(const std::string key, KeyOf(machine, task, accepted));
  const std::string path = absl::StrCat(machine.options().time_limit_folder(), "/", key);
  if (Load(path, measured)) return measured;

  for (const Accepted& program : accepted) {
    JUDGE_ASSIGN_OR_RETURN(const absl::Duration slowest, SlowestTestOf(machine, program, task, observer));
    if (slowest < measured.slowest) continue;
    measured.slowest = slowest;
    measured.slowest_program = program.name;
  }
  measured.limit = problem::MeasuredTimeLimit(package.problem.timing(), measured.slowest);
  // To measure again costs time; judging does without it.
  const absl::Status saved = Save(path, measured);
  if (!saved.ok()) spdlog::warn("the measured time limit is not kept: {}", EscapeForLine(saved.message()));
  return measured;
}

}  // namespace judge::worker
