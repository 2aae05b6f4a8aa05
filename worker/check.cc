#include "worker/check.h"

#include <sys/stat.h>

#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "problem/default_validator.h"
#include "worker/compile.h"
#include "worker/facts.h"
#include "worker/limits.h"
#include "worker/submission.h"

namespace judge::worker {
namespace {

constexpr int64_t kMaxMessageBytes = 64 << 10;
// testlib.h alone is 200 KB.
constexpr int64_t kMaxValidatorBytes = 4 << 20;

// What a submitter is told of a rejection unless the validator wrote a message for him: not why, for that tells the
// answer.
constexpr char kRejected[] = "wrong answer";

std::string FirstLine(const std::string& text) { return CutUtf8(text.substr(0, text.find('\n')), 200); }

Judgement Compare(absl::string_view answer, absl::string_view output, const problem::ValidatorFlags& flags) {
  problem::Judgement found = problem::ValidateOutput(answer, output, flags);
  return {.outcome = found.accepted ? Judgement::Outcome::kAccepted : Judgement::Outcome::kRejected,
          .explanation = found.accepted ? "" : kRejected,
          .judge_message = std::move(found.message)};
}

class DefaultValidator : public OutputValidator {
 public:
  explicit DefaultValidator(const problem::Package& package) : package_(package) {}

  absl::StatusOr<Judgement> Check(int index, const std::string& output) override {
    const auto& flag_words = package_.problem.tests(index).validator_flags();
    JUDGE_ASSIGN_OR_RETURN(const problem::ValidatorFlags flags,
                           problem::ParseValidatorFlags({flag_words.begin(), flag_words.end()}));
    JUDGE_ASSIGN_OR_RETURN(const std::string answer, ReadFile(package_.test_files[index].answer_path,
                                                              problem::kMaxTestFileBytes, Links::kRefuse));
    return Compare(answer, output, flags);
  }

 private:
  const problem::Package& package_;
};

// The same where there is no package.
class InlineValidator : public OutputValidator {
 public:
  InlineValidator(std::vector<std::string> answers, const problem::ValidatorFlags& flags)
      : answers_(std::move(answers)), flags_(flags) {}

  absl::StatusOr<Judgement> Check(int index, const std::string& output) override {
    return Compare(answers_[index], output, flags_);
  }

 private:
  const std::vector<std::string> answers_;
  const problem::ValidatorFlags flags_;
};

// Called as the package format says: VALIDATOR input answer feedback_dir/ [flags], the output on its stdin; 42 accepts,
// 43 rejects. The answer file enters this box alone, never the submission's.
class CustomValidator : public OutputValidator {
 public:
  CustomValidator(Machine& machine, const problem::Package& package, Program program)
      : machine_(machine), package_(package), program_(std::move(program)) {}

  absl::StatusOr<Judgement> Check(int index, const std::string& output) override {
    JUDGE_ASSIGN_OR_RETURN(const sandbox::RunSpec spec, SpecFor(index, output));
    const absl::StatusOr<sandbox::Result> box = machine_.RunBox(spec);
    if (!box.ok()) return Annotate(box.status(), Name());
    return JudgementOf(*box);
  }

 private:
  std::string Name() const { return absl::StrCat("output validator ", EscapeForLine(package_.output_validator->name)); }

  absl::StatusOr<sandbox::RunSpec> SpecFor(int index, const std::string& output) const {
    const v1::RunStep& run = program_.profile->run();
    sandbox::RunSpec spec;
    JUDGE_ASSIGN_OR_RETURN(spec.layers, machine_.Layers(run.image()));
    JUDGE_ASSIGN_OR_RETURN(spec.policy, machine_.Policy(run.seccomp()));
    JUDGE_ASSIGN_OR_RETURN(Fd stdin_file, SealedFileOf(output));
    spec.stdin_file = std::make_shared<Fd>(std::move(stdin_file));
    spec.argv = program_.argv;
    spec.argv.insert(spec.argv.end(), {"test.in", "test.ans", "feedback_dir/"});
    const auto& flags = package_.problem.tests(index).validator_flags();
    spec.argv.insert(spec.argv.end(), flags.begin(), flags.end());
    spec.environment = {run.environment().begin(), run.environment().end()};
    spec.inputs = program_.files;
    JUDGE_RETURN_IF_ERROR(AddInput("test.in", package_.test_files[index].input_path, spec));
    JUDGE_RETURN_IF_ERROR(AddInput("test.ans", package_.test_files[index].answer_path, spec));
    spec.folders = {"feedback_dir"};
    // Too long a message says nothing against the submission: it is cut, where the box hands it out at all.
    spec.outputs = {{.name = "feedback_dir/judgemessage.txt", .max_bytes = 16 * kMaxMessageBytes},
                    {.name = "feedback_dir/teammessage.txt", .max_bytes = 16 * kMaxMessageBytes}};
    spec.keep_stdout_bytes = 0;
    SetLimits(spec);
    return spec;
  }

  // What a package does not say: a validator is trusted to need more than a submission does.
  static v1::Limits HouseLimits(v1::Limits limits) {
    limits.set_cpu_time_ms(60'000);
    limits.set_wall_time_ms(121'000);
    limits.set_memory_bytes(uint64_t{2} << 30);
    limits.clear_stack_bytes();
    return limits;
  }

  v1::Limits LimitsInForce() const {
    return MergeLimits({}, package_.problem.validation_limits(), HouseLimits(program_.profile->run().limits()));
  }

  void SetLimits(sandbox::RunSpec& spec) const {
    const v1::Limits limits = LimitsInForce();
    spec.limits = ToBoxLimits(limits);
    // Its own files come on top of the test's.
    for (const sandbox::InputFile& input : spec.inputs) {
      struct stat status;
      if (::fstat(input.file->get(), &status) == 0) *spec.limits.disk_bytes += status.st_size;
    }
  }

  static absl::Status AddInput(const std::string& name, const std::string& path, sandbox::RunSpec& spec) {
    JUDGE_ASSIGN_OR_RETURN(Fd file, OpenRegular(path, problem::kMaxTestFileBytes, Links::kRefuse));
    spec.inputs.push_back({.name = name, .file = std::make_shared<Fd>(std::move(file))});
    return absl::OkStatus();
  }

  absl::StatusOr<Judgement> JudgementOf(const sandbox::Result& box) const {
    Judgement judgement;
    judgement.outcome = OutcomeOf(box);
    JUDGE_ASSIGN_OR_RETURN(judgement.judge_message, MessageIn(box.outputs.at(0)));
    JUDGE_ASSIGN_OR_RETURN(judgement.team_message, MessageIn(box.outputs.at(1)));
    if (judgement.outcome == Judgement::Outcome::kRejected)
      judgement.explanation = judgement.team_message.empty() ? kRejected : FirstLine(judgement.team_message);
    if (judgement.outcome == Judgement::Outcome::kFailed) {
      judgement.explanation = WhyFailed(box);
      // Its author needs to know how; the submitter is not to, for it may tell the answer.
      judgement.judge_message += box.stderr_data;
    }
    return judgement;
  }

  static Judgement::Outcome OutcomeOf(const sandbox::Result& box) {
    constexpr int kAccept = 42;
    constexpr int kReject = 43;
    const auto* exited = std::get_if<sandbox::Exited>(&box.ending);
    if (exited == nullptr || box.limit_hit.has_value() || box.oom_kills > 0) return Judgement::Outcome::kFailed;
    if (exited->code == kAccept) return Judgement::Outcome::kAccepted;
    return exited->code == kReject ? Judgement::Outcome::kRejected : Judgement::Outcome::kFailed;
  }

  std::string WhyFailed(const sandbox::Result& box) const {
    const v1::Facts facts = FactsOf(box);
    std::string how = DecideRun(facts, LimitsInForce(), {}, std::nullopt).explanation;
    if (how.empty()) how = absl::StrCat("exit code ", facts.exit_code());
    return absl::StrCat(Name(), " failed: ", EscapeForLine(how), ", neither 42 (accept) nor 43 (reject)");
  }

  static absl::StatusOr<std::string> MessageIn(const sandbox::CollectedFile& file) {
    if (file.state != sandbox::CollectedFile::State::kCollected) return std::string();
    JUDGE_ASSIGN_OR_RETURN(std::string message, ReadAll(file.file, 16 * kMaxMessageBytes));
    if (static_cast<int64_t>(message.size()) > kMaxMessageBytes) message.resize(kMaxMessageBytes);
    return message;
  }

  Machine& machine_;
  const problem::Package& package_;
  const Program program_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<OutputValidator>> MakeOutputValidator(Machine& machine,
                                                                     const problem::Package& package) {
  if (!package.output_validator.has_value()) return std::make_unique<DefaultValidator>(package);
  const std::string name = absl::StrCat("output validator ", EscapeForLine(package.output_validator->name));
  JUDGE_ASSIGN_OR_RETURN(const Submission source, ReadProgram(*package.output_validator));
  absl::StatusOr<Compilation> compilation = Compile(machine, source, kMaxValidatorBytes, {});
  if (!compilation.ok()) return Annotate(compilation.status(), name);
  if (!compilation->program.has_value())
    return absl::InvalidArgumentError(absl::StrCat(name, " does not compile: ", EscapeForLine(compilation->explanation),
                                                   "\n", EscapeForTerminal(compilation->result.log())));
  return std::make_unique<CustomValidator>(machine, package, *std::move(compilation->program));
}

absl::StatusOr<std::unique_ptr<OutputValidator>> MakeOutputValidator(std::vector<std::string> answers,
                                                                     const std::vector<std::string>& flags) {
  JUDGE_ASSIGN_OR_RETURN(const problem::ValidatorFlags parsed, problem::ParseValidatorFlags(flags));
  return std::make_unique<InlineValidator>(std::move(answers), parsed);
}

}  // namespace judge::worker
