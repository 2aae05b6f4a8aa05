#include "server/admission.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/status_macros.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "problem/default_validator.h"
#include "problem/package_files.h"
#include "server/rich_status.h"

namespace judge::server {
namespace {

constexpr int kMaxSources = 64;
constexpr size_t kMaxNameBytes = 100;
constexpr int kMaxInlineTests = 1000;
constexpr size_t kMaxLabels = 16;
constexpr size_t kMaxLabelKeyBytes = 63;
constexpr size_t kMaxLabelValueBytes = 255;
constexpr size_t kMaxIdempotencyKeyBytes = 128;
constexpr int kMaxPriority = 10;

// What is wrong with a request, field by field.
class Violations {
 public:
  // Where `holds` does not. Of a field, the first that is wrong.
  void Demand(bool holds, const std::string& field, const std::string& description) {
    const bool is_known =
        std::any_of(found_.begin(), found_.end(), [&](const auto& one) { return one.field == field; });
    if (!holds && !is_known) found_.push_back({field, description});
  }
  absl::Status status() const { return found_.empty() ? absl::OkStatus() : BadRequest(found_); }

 private:
  std::vector<FieldViolation> found_;
};

// What a log line, a table and a terminal can show as it is.
bool IsPlain(const std::string& text) { return EscapeForLine(text) == text; }

// One that is judged alone gets another name in its box where its own would not do; several know each other by theirs.
void CheckSourceName(const std::string& name, bool is_alone, const std::string& field, Violations& violations) {
  violations.Demand(!name.empty() && name.size() <= kMaxNameBytes, field,
                    absl::StrCat("1 to ", kMaxNameBytes, " bytes"));
  violations.Demand(IsPlain(name) && name.find('/') == std::string::npos && name != "." && name != "..", field,
                    "a file's name: no '/', no control characters, valid UTF-8");
  violations.Demand(is_alone || problem::IsSafeName(name), field,
                    "of several sources: letters, digits, '.', '_', '+' and '-', no '.' or '-' in front");
}

void CheckSources(const v1::SubmitRunRequest& request, Violations& violations) {
  violations.Demand(request.sources_size() > 0, "sources", "there is no source");
  violations.Demand(request.sources_size() <= kMaxSources, "sources", absl::StrCat("at most ", kMaxSources, " files"));
  std::set<std::string> names;
  for (int i = 0; i < std::min(request.sources_size(), kMaxSources); ++i) {
    const v1::SourceFile& source = request.sources(i);
    const std::string field = absl::StrCat("sources[", i, "]");
    CheckSourceName(source.name(), request.sources_size() == 1, field + ".name", violations);
    violations.Demand(names.insert(source.name()).second, field + ".name", "another source has it");
    violations.Demand(!source.content().empty(), field + ".content", "the file is empty");
  }
}

void CheckInline(const v1::SubmitRunRequest& request, Violations& violations) {
  for (const v1::InlineTest& test : request.tests().tests()) {
    violations.Demand(test.name().size() <= kMaxNameBytes && IsPlain(test.name()), "tests.name",
                      absl::StrCat("at most ", kMaxNameBytes, " bytes, without control characters"));
  }
  const absl::Status flags =
      problem::ParseValidatorFlags({request.tests().validator_flags().begin(), request.tests().validator_flags().end()})
          .status();
  violations.Demand(flags.ok(), "tests.validator_flags", std::string(flags.message()));
  violations.Demand(!request.has_tests() || request.tests().tests_size() > 0, "tests", "there is no test in it");
  violations.Demand(request.tests().tests_size() <= kMaxInlineTests, "tests",
                    absl::StrCat("at most ", kMaxInlineTests, " tests; for more, upload a problem"));
}

void CheckLabels(const v1::SubmitRunRequest& request, Violations& violations) {
  violations.Demand(request.labels().size() <= kMaxLabels, "labels", absl::StrCat("at most ", kMaxLabels));
  for (const auto& [key, value] : request.labels()) {
    violations.Demand(!key.empty() && key.size() <= kMaxLabelKeyBytes && IsPlain(key), "labels",
                      absl::StrCat("a key has 1 to ", kMaxLabelKeyBytes, " bytes, without control characters"));
    violations.Demand(value.size() <= kMaxLabelValueBytes && IsPlain(value), "labels",
                      absl::StrCat("a value has at most ", kMaxLabelValueBytes, " bytes, without control characters"));
  }
}

// With less no box can be made, however little the program needs: its own files are in there, too.
v1::Limits LeastLimits() {
  v1::Limits limits;
  limits.set_disk_inodes(128);
  limits.set_open_files(16);
  return limits;
}

// Field by field: all of them are numbers, and 0 is "not set".
void CheckLimits(const v1::Limits& limits, const v1::Limits& max, Violations& violations) {
  const auto number = [](const google::protobuf::Message& message, const google::protobuf::FieldDescriptor* field) {
    const auto* const reflection = message.GetReflection();
    return field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_UINT64
               ? reflection->GetUInt64(message, field)
               : reflection->GetUInt32(message, field);
  };
  const v1::Limits min = LeastLimits();
  const auto* const descriptor = v1::Limits::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* const field = descriptor->field(i);
    const uint64_t asked = number(limits, field), least = number(min, field), most = number(max, field);
    const std::string name = absl::StrCat("limits.", field->name());
    violations.Demand(asked == 0 || asked >= least, name, absl::StrCat("at least ", least));
    violations.Demand(most == 0 || asked <= most, name, absl::StrCat("at most ", most, " on this server"));
  }
}

absl::Status CheckRole(Role role, const v1::SubmitRunRequest& request) {
  if (role == Role::kWorker) return absl::PermissionDeniedError("a worker's key submits nothing");
  if (role != Role::kSubmit) return absl::OkStatus();
  if (request.priority() > 0) return absl::PermissionDeniedError("priority: above 0 needs the role grade");
  if (request.has_problem() && request.has_limits())
    return absl::PermissionDeniedError("limits: other ones than the problem's need the role grade");
  return absl::OkStatus();
}

int64_t SourceBytes(const v1::SubmitRunRequest& request) {
  int64_t bytes = 0;
  for (const v1::SourceFile& source : request.sources()) bytes += static_cast<int64_t>(source.content().size());
  return bytes;
}

int64_t InlineBytes(const v1::SubmitRunRequest& request) {
  auto bytes = static_cast<int64_t>(request.stdin().size());
  for (const v1::InlineTest& test : request.tests().tests())
    bytes += static_cast<int64_t>(test.input().size() + test.answer().size());
  for (const std::string& flag : request.tests().validator_flags()) bytes += static_cast<int64_t>(flag.size());
  return bytes;
}

// What the worker gets, but for the profile, which was perhaps guessed, and the problem: there it is a digest, by now
// perhaps another one. And what makes two requests with one key the same.
std::string Submission(v1::SubmitRunRequest request) {
  request.clear_priority();
  request.clear_labels();
  request.clear_idempotency_key();
  return request.SerializeAsString();
}

}  // namespace

v1::Limits DefaultMaxLimits() {
  v1::Limits limits;
  limits.set_cpu_time_ms(60'000);
  limits.set_wall_time_ms(180'000);
  limits.set_memory_bytes(uint64_t{2} << 30);
  limits.set_processes(256);
  limits.set_output_bytes(64 << 20);
  limits.set_file_size_bytes(1 << 30);
  limits.set_disk_bytes(1 << 30);
  limits.set_disk_inodes(100'000);
  limits.set_open_files(1024);
  limits.set_stack_bytes(uint64_t{2} << 30);
  return limits;
}

absl::StatusOr<NewRun> Admission::Admit(const Caller& caller, const v1::SubmitRunRequest& request, absl::Time submitted,
                                        SteadyTime now) {
  JUDGE_RETURN_IF_ERROR(CheckRole(caller.role, request));
  JUDGE_RETURN_IF_ERROR(CheckSize(request));
  Violations violations;
  CheckSources(request, violations);
  CheckInline(request, violations);
  CheckLabels(request, violations);
  CheckLimits(request.limits(), bounds_.limits, violations);
  violations.Demand(request.priority() >= -kMaxPriority && request.priority() <= kMaxPriority, "priority",
                    absl::StrCat(-kMaxPriority, " to ", kMaxPriority));
  violations.Demand(request.idempotency_key().size() <= kMaxIdempotencyKeyBytes, "idempotency_key",
                    absl::StrCat("at most ", kMaxIdempotencyKeyBytes, " bytes"));
  JUDGE_RETURN_IF_ERROR(violations.status());

  NewRun asked;
  asked.run.tenant = caller.tenant;
  asked.idempotency_key = request.idempotency_key();
  asked.refusal = Place(request, now, asked.run);
  // Before the whole of it is copied.
  if (!asked.refusal.ok() && asked.idempotency_key.empty()) return asked.refusal;
  asked.run.labels = {request.labels().begin(), request.labels().end()};
  asked.run.priority = request.priority();
  asked.run.submitted = submitted;
  asked.submission = Submission(request);
  return asked;
}

absl::Status Admission::CheckSize(const v1::SubmitRunRequest& request) const {
  if (const int64_t bytes = SourceBytes(request); bytes > bounds_.source_bytes)
    return OverQuota(
        "sources", absl::StrCat("sources: ", bytes, " bytes; at most ", bounds_.source_bytes, " in all files together"),
        absl::InfiniteDuration());
  const char* const field = request.has_tests() ? "tests" : "stdin";
  if (const int64_t bytes = InlineBytes(request); bytes > bounds_.inline_bytes)
    return OverQuota(
        field,
        absl::StrCat(field, ": ", bytes, " bytes; at most ", bounds_.inline_bytes, ": for more, upload a problem"),
        absl::InfiniteDuration());
  return absl::OkStatus();
}

// With what it is judged, and whether now.
absl::Status Admission::Place(const v1::SubmitRunRequest& request, SteadyTime now, Run& run) {
  const absl::StatusOr<std::string> profile = catalogue_.Find(request);
  if (absl::IsUnavailable(profile.status()))
    return WithRetry(WithReason(profile.status(), "NO_WORKER"), absl::Seconds(1));
  if (!profile.ok()) return BadRequest({{"profile", std::string(profile.status().message())}});
  run.profile = *profile;
  if (request.has_problem()) {
    absl::StatusOr<Problems::Found> found = problems_.Find(run.tenant, request.problem());
    if (!found.ok()) return BadRequest({{"problem", std::string(found.status().message())}});
    run.problem = std::move(found->name);
    run.problem_digest = std::move(found->digest);
  }
  JUDGE_RETURN_IF_ERROR(CheckQueue(run.tenant));
  return TakeAllowance(run.tenant, now);
}

absl::Status Admission::CheckQueue(const std::string& tenant) const {
  if (queue_.SubmittedBy(tenant) >= bounds_.queued)
    return OverQuota("tenant:" + tenant, absl::StrCat("this tenant has ", bounds_.queued, " runs waiting"),
                     absl::Seconds(1));
  return CheckBacklog(1);
}

absl::Status Admission::CheckBacklog(int64_t more) const {
  const int64_t waiting = queue_.Depth();
  if (waiting + more <= bounds_.backlog) return absl::OkStatus();
  return OverQuota("server",
                   absl::StrCat("this server has ", waiting, " runs waiting, and takes ", bounds_.backlog, " at most"),
                   absl::Seconds(5));
}

absl::Status Admission::TakeAllowance(const std::string& tenant, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  const auto [entry, is_new] = allowances_.try_emplace(tenant, Allowance{bounds_.burst, now});
  Allowance& allowance = entry->second;
  const double grown = absl::ToDoubleSeconds(std::max(now - allowance.at, absl::ZeroDuration())) * bounds_.rate;
  allowance.left = std::min(bounds_.burst, allowance.left + grown);
  allowance.at = std::max(now, allowance.at);
  if (allowance.left >= 1) {
    allowance.left -= 1;
    return absl::OkStatus();
  }
  return OverQuota("tenant:" + tenant, absl::StrCat("more than ", bounds_.rate, " submissions a second"),
                   absl::Seconds((1 - allowance.left) / bounds_.rate));
}

}  // namespace judge::server
