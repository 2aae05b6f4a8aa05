#include "worker/run_test.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "sandbox/exec_failure.h"
#include "worker/facts.h"
#include "worker/limits.h"
#include "worker/verdict.h"

namespace judge::worker {
namespace {

constexpr int64_t kKeepStderrBytes = 64 << 10;

// A file of the host must not be the program's stdin: its path could be read there, and its locks be shared.
absl::StatusOr<std::shared_ptr<Fd>> InputOf(const Test& test) {
  if (test.input != nullptr || test.input_path.empty()) return test.input;
  JUDGE_ASSIGN_OR_RETURN(const Fd file, OpenRegular(test.input_path, problem::kMaxTestFileBytes, Links::kRefuse));
  JUDGE_ASSIGN_OR_RETURN(Fd sealed, SealedFileOf(file));
  return std::make_shared<Fd>(std::move(sealed));
}

// Those in force, with the CPU time that tells a program which is a little too slow from one that is far too slow.
sandbox::Limits BoxLimits(const v1::Limits& limits, double margin) {
  sandbox::Limits box = ToBoxLimits(limits);
  if (box.cpu_time) *box.cpu_time *= 1 + margin;
  return box;
}

absl::StatusOr<sandbox::RunSpec> SpecFor(Machine& machine, const Program& program, const Test& test,
                                         const v1::Limits& limits, double margin) {
  const v1::RunStep& run = program.profile->run();
  sandbox::RunSpec spec;
  JUDGE_ASSIGN_OR_RETURN(spec.layers, machine.Layers(run.image()));
  JUDGE_ASSIGN_OR_RETURN(spec.policy, machine.Policy(run.seccomp()));
  JUDGE_ASSIGN_OR_RETURN(spec.stdin_file, InputOf(test));
  spec.argv = program.argv;
  spec.environment = {run.environment().begin(), run.environment().end()};
  spec.inputs = program.files;
  spec.limits = BoxLimits(limits, margin);
  spec.keep_stdout_bytes = static_cast<int64_t>(limits.output_bytes());
  spec.keep_stderr_bytes = kKeepStderrBytes;
  return spec;
}

// What a compiler made of a hostile source may be no program that the kernel runs (an interpreter that is not there, a
// script): that is the submission's fault, though it never ran.
bool IsUnexecutable(const absl::Status& status, const Program& program) {
  return !program.profile->compile().artifact().empty() && sandbox::IsExecFailure(status);
}

void SetVerdict(const Decision& decision, TestRun& run) {
  run.result.set_verdict(decision.verdict);
  run.result.set_explanation(ToValidUtf8(decision.explanation));
}

Decision DecideUnexecutable(const absl::Status& status) {
  return {v1::RE, absl::StrCat("the compiled program cannot be executed: ", status.message())};
}

// Fills `run`, as far as it comes, by what became of the box. A Status: the judge failed.
absl::Status Conclude(absl::StatusOr<sandbox::Result> box, const Program& program, const Task& task, int index,
                      const v1::Limits& limits, TestRun& run) {
  if (!box.ok() && IsUnexecutable(box.status(), program)) {
    SetVerdict(DecideUnexecutable(box.status()), run);
    return absl::OkStatus();
  }
  if (!box.ok()) return box.status();
  run.stdout_data = std::move(box->stdout_data);
  run.stderr_data = std::move(box->stderr_data);
  const v1::Facts facts = FactsOf(*box);
  *run.result.mutable_facts() = facts;

  const auto& oom_codes = program.profile->run().out_of_memory_exit_codes();
  const std::vector<int> out_of_memory_exit_codes(oom_codes.begin(), oom_codes.end());
  SetVerdict(DecideRun(facts, limits, out_of_memory_exit_codes, std::nullopt), run);
  if (run.result.verdict() != v1::VERDICT_UNSPECIFIED || !task.tests[index].has_answer) return absl::OkStatus();
  JUDGE_ASSIGN_OR_RETURN(const Judgement judgement, task.validator->Check(index, run.stdout_data));
  SetVerdict(DecideRun(facts, limits, out_of_memory_exit_codes, judgement), run);
  run.result.set_team_message(ToValidUtf8(judgement.team_message));
  run.result.set_judge_message(ToValidUtf8(judgement.judge_message));
  return absl::OkStatus();
}

}  // namespace

TestRun RunTest(Machine& machine, const Program& program, const Task& task, int index, const v1::Limits& limits,
                double margin) {
  const Test& test = task.tests[index];
  const absl::StatusOr<sandbox::RunSpec> spec = SpecFor(machine, program, test, limits, margin);
  const auto run_once = [&](Machine::Company company) {
    TestRun run;
    run.result.set_name(test.name);
    const absl::Status status =
        spec.ok() ? Conclude(machine.RunBox(*spec, company), program, task, index, limits, run) : spec.status();
    if (!status.ok()) SetVerdict({v1::JE, std::string(status.message())}, run);
    return run;
  };
  TestRun run = run_once(Machine::Company::kAny);
  if (run.result.verdict() == v1::JE || !IsTooClose(run.result.facts(), limits, margin)) return run;
  TestRun again = run_once(Machine::Company::kAlone);
  *again.result.add_earlier_facts() = run.result.facts();
  return again;
}

}  // namespace judge::worker
