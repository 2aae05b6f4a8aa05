#include "problem/metadata.h"

#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "problem/decimal.h"
#include "problem/yaml.h"

namespace judge::problem {
namespace {

using v1::Problem;

constexpr uint64_t kKib = 1024, kMib = 1024 * 1024;
constexpr double kMinSeconds = 0.001, kMaxSeconds = 24 * 60 * 60;

absl::Status Unsupported(const std::string& message) {
  return absl::UnimplementedError(absl::StrCat(message, "; this judge does pass-fail problems for now"));
}

absl::StatusOr<Problem::Format> ReadFormat(const YamlMap& yaml) {
  JUDGE_ASSIGN_OR_RETURN(const auto version, yaml.Text("problem_format_version"));
  if (!version || *version == "legacy" || *version == "legacy-icpc") return Problem::LEGACY;
  if (*version == "2025-09") return Problem::FORMAT_2025_09;
  return absl::UnimplementedError(
      yaml.Message("problem_format_version", absl::StrCat("'", EscapeForLine(version->substr(0, 40)),
                                                          "' is not supported; this judge reads legacy and 2025-09")));
}

// An unknown key is an error in the format. Legacy packages in use have many (their tools did not look), so those warn;
// an unknown limit is never let pass: it would be judged with another one.
absl::Status CheckKeys(const YamlMap& yaml, const std::vector<absl::string_view>& known, bool legacy,
                       std::vector<std::string>& warnings) {
  for (const std::string& unknown : yaml.UnknownKeys(known)) {
    if (!legacy) return absl::InvalidArgumentError(absl::StrCat(unknown, "; correct or remove it"));
    warnings.push_back(absl::StrCat(unknown, " is ignored"));
  }
  return absl::OkStatus();
}

absl::Status CheckType(const YamlMap& yaml) {
  JUDGE_ASSIGN_OR_RETURN(const auto types, yaml.Texts("type"));
  if (!types) return absl::OkStatus();
  if (types->empty()) return yaml.Error("type", "names no type; write pass-fail");
  for (const std::string& type : *types) {
    if (type == "pass-fail") continue;
    if (type == "scoring" || type == "interactive" || type == "multi-pass" || type == "submit-answer")
      return Unsupported(yaml.Message("type", absl::StrCat(type, " problems are not supported yet")));
    return yaml.Error(
        "type", absl::StrCat("'", EscapeForLine(type.substr(0, 40)), "' is no type of the format; write pass-fail"));
  }
  return absl::OkStatus();
}

absl::Status ReadName(const YamlMap& yaml, Problem& problem) {
  const YamlNode* name = yaml.Find("name");
  if (name == nullptr) return absl::OkStatus();
  const YamlNode* chosen = name;
  if (name->kind == YamlNode::kMap && !name->items.empty()) {
    chosen = &name->items[0];
    for (size_t i = 0; i < name->keys.size(); ++i)
      if (name->keys[i] == "en") chosen = &name->items[i];
  }
  if (chosen->kind != YamlNode::kText) return yaml.Error("name", "has to be text, or a map of languages to texts");
  problem.set_name(ToValidUtf8(chosen->text));
  return absl::OkStatus();
}

absl::Status ReadLegacyValidation(const YamlMap& yaml, Metadata& metadata) {
  JUDGE_ASSIGN_OR_RETURN(const auto validation, yaml.Text("validation"));
  const std::vector<std::string> words =
      absl::StrSplit(validation.value_or("default"), absl::ByAnyChar(" \t\n"), absl::SkipEmpty());
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (i == 0 && (word == "default" || word == "custom")) continue;
    if (i > 0 && words[0] == "custom" && (word == "interactive" || word == "score" || word == "multi-pass"))
      return Unsupported(yaml.Message("validation", absl::StrCat("'custom ", word, "' is not supported yet")));
    return yaml.Error("validation", "has to be 'default' or 'custom'");
  }
  metadata.problem.set_custom_validator(!words.empty() && words[0] == "custom");
  JUDGE_ASSIGN_OR_RETURN(const auto flags, yaml.Text("validator_flags"));
  metadata.validator_flags = absl::StrSplit(flags.value_or(""), absl::ByAnyChar(" \t\n"), absl::SkipEmpty());
  return absl::OkStatus();
}

// What changes the meaning of a 2025-09 package and is not done yet.
absl::Status Check2025Features(const YamlMap& yaml, std::vector<std::string>& warnings) {
  for (const char* key : {"name", "uuid"})
    if (!yaml.Has(key)) return yaml.Error(key, "is required in format 2025-09; add it");
  const YamlNode* constants = yaml.Find("constants");
  if (constants != nullptr && !constants->items.empty())
    return absl::UnimplementedError(yaml.Message("constants", "are not supported yet; write the values out"));
  JUDGE_ASSIGN_OR_RETURN(const auto languages, yaml.Texts("languages"));
  if (languages && *languages != std::vector<std::string>{"all"})
    warnings.push_back(yaml.Message("languages", "not enforced yet: every language is taken"));
  return absl::OkStatus();
}

// Rounded up to whole milliseconds; 16.1 s are 16100 ms, although the double 16.1 is a little more.
uint64_t Milliseconds(double seconds) { return static_cast<uint64_t>(std::ceil(seconds * 1000 - 1e-6)); }

absl::StatusOr<uint64_t> ReadSize(const YamlMap& limits, absl::string_view key, uint64_t unit) {
  JUDGE_ASSIGN_OR_RETURN(const auto value, limits.WholeNumber(key, 1, 1 << 20));
  return value.value_or(0) * unit;
}

absl::StatusOr<uint64_t> ReadMilliseconds(const YamlMap& limits, absl::string_view key) {
  JUDGE_ASSIGN_OR_RETURN(const auto value, limits.Number(key, kMinSeconds, kMaxSeconds));
  return value ? Milliseconds(*value) : 0;
}

absl::Status ReadTiming(const YamlMap& limits, Metadata& metadata) {
  constexpr double kMaxFactor = 1000;
  v1::Timing& timing = *metadata.problem.mutable_timing();
  if (metadata.problem.format() == Problem::LEGACY) {
    JUDGE_ASSIGN_OR_RETURN(const auto multiplier, limits.Number("time_multiplier", 1, kMaxFactor));
    JUDGE_ASSIGN_OR_RETURN(const auto margin, limits.Number("time_safety_margin", 1, kMaxFactor));
    timing.set_ac_to_time_limit(multiplier.value_or(5));
    timing.set_time_limit_to_tle(margin.value_or(2));
    timing.set_resolution_seconds(1);
    return absl::OkStatus();
  }
  JUDGE_ASSIGN_OR_RETURN(const YamlMap multipliers, limits.Map("time_multipliers"));
  JUDGE_RETURN_IF_ERROR(
      CheckKeys(multipliers, {"ac_to_time_limit", "time_limit_to_tle"}, /*legacy=*/false, metadata.warnings));
  JUDGE_ASSIGN_OR_RETURN(const auto to_limit, multipliers.Number("ac_to_time_limit", 1, kMaxFactor));
  JUDGE_ASSIGN_OR_RETURN(const auto to_tle, multipliers.Number("time_limit_to_tle", 1, kMaxFactor));
  JUDGE_ASSIGN_OR_RETURN(const auto resolution, limits.Number("time_resolution", kMinSeconds, kMaxSeconds));
  timing.set_ac_to_time_limit(to_limit.value_or(2));
  timing.set_time_limit_to_tle(to_tle.value_or(1.5));
  timing.set_resolution_seconds(resolution.value_or(1));
  return absl::OkStatus();
}

absl::Status ReadLimits(const YamlMap& limits, Metadata& metadata) {
  std::vector<absl::string_view> known = {"time_limit",       "memory",
                                          "output",           "code",
                                          "compilation_time", "compilation_memory",
                                          "validation_time",  "validation_memory",
                                          "validation_output"};
  if (metadata.problem.format() == Problem::LEGACY)
    known.insert(known.end(), {"time_multiplier", "time_safety_margin"});
  else
    known.insert(known.end(), {"time_multipliers", "time_resolution"});
  if (limits.Has("validation_passes"))
    return Unsupported(limits.Message("validation_passes", "multi-pass problems are not supported yet"));
  JUDGE_RETURN_IF_ERROR(CheckKeys(limits, known, /*legacy=*/false, metadata.warnings));
  JUDGE_RETURN_IF_ERROR(ReadTiming(limits, metadata));

  Problem& problem = metadata.problem;
  v1::Limits& run = *problem.mutable_limits();
  JUDGE_ASSIGN_OR_RETURN(const uint64_t time_limit_ms, ReadMilliseconds(limits, "time_limit"));
  JUDGE_ASSIGN_OR_RETURN(const uint64_t memory, ReadSize(limits, "memory", kMib));
  JUDGE_ASSIGN_OR_RETURN(const uint64_t output, ReadSize(limits, "output", kMib));
  JUDGE_ASSIGN_OR_RETURN(const uint64_t code, ReadSize(limits, "code", kKib));
  run.set_cpu_time_ms(time_limit_ms);
  run.set_memory_bytes(memory);
  run.set_output_bytes(output);
  problem.set_code_bytes(code);

  JUDGE_ASSIGN_OR_RETURN(const uint64_t compilation_ms, ReadMilliseconds(limits, "compilation_time"));
  JUDGE_ASSIGN_OR_RETURN(const uint64_t compilation_memory, ReadSize(limits, "compilation_memory", kMib));
  problem.mutable_compilation_limits()->set_cpu_time_ms(compilation_ms);
  problem.mutable_compilation_limits()->set_memory_bytes(compilation_memory);

  JUDGE_ASSIGN_OR_RETURN(const uint64_t validation_ms, ReadMilliseconds(limits, "validation_time"));
  JUDGE_ASSIGN_OR_RETURN(const uint64_t validation_memory, ReadSize(limits, "validation_memory", kMib));
  JUDGE_ASSIGN_OR_RETURN(const uint64_t validation_output, ReadSize(limits, "validation_output", kMib));
  problem.mutable_validation_limits()->set_cpu_time_ms(validation_ms);
  problem.mutable_validation_limits()->set_memory_bytes(validation_memory);
  problem.mutable_validation_limits()->set_output_bytes(validation_output);
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> ParseTimeLimit(absl::string_view text, const std::string& place) {
  const std::optional<double> seconds = ParseDecimal(absl::StripAsciiWhitespace(text));
  if (!seconds || *seconds < kMinSeconds || *seconds > kMaxSeconds)
    return absl::InvalidArgumentError(absl::StrCat(place, ": a time limit is a number of seconds from ", kMinSeconds,
                                                   " to ", kMaxSeconds, ", not '", EscapeForLine(text.substr(0, 40)),
                                                   "'"));
  return Milliseconds(*seconds);
}

// Other tools write the limit into .timelimit (seconds, alone) or domjudge-problem.ini (timelimit='1.5'). 0: neither.
absl::StatusOr<uint64_t> ReadTimeLimitFiles(const PackageFiles& files) {
  constexpr int64_t kMaxBytes = 64 * 1024;
  JUDGE_ASSIGN_OR_RETURN(const std::optional<Entry> plain, files.Find(".timelimit"));
  if (plain) {
    JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadFile(plain->path, kMaxBytes, Links::kRefuse));
    return ParseTimeLimit(text, ".timelimit:1");
  }
  JUDGE_ASSIGN_OR_RETURN(const std::optional<Entry> ini, files.Find("domjudge-problem.ini"));
  if (!ini) return 0;
  JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadFile(ini->path, kMaxBytes, Links::kRefuse));
  int line_number = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    ++line_number;
    const std::pair<absl::string_view, absl::string_view> setting = absl::StrSplit(line, absl::MaxSplits('=', 1));
    if (absl::StripAsciiWhitespace(setting.first) != "timelimit") continue;
    absl::string_view value = absl::StripAsciiWhitespace(setting.second);
    for (const char* quote : {"'", "\""})
      if (absl::ConsumePrefix(&value, quote)) absl::ConsumeSuffix(&value, quote);
    return ParseTimeLimit(value, absl::StrCat("domjudge-problem.ini:", line_number));
  }
  return 0;
}

// problem.yaml goes first.
absl::Status AddTimeLimitOfFiles(const PackageFiles& files, Metadata& metadata) {
  JUDGE_ASSIGN_OR_RETURN(const uint64_t time_limit_ms, ReadTimeLimitFiles(files));
  v1::Limits& limits = *metadata.problem.mutable_limits();
  if (limits.cpu_time_ms() == 0) {
    limits.set_cpu_time_ms(time_limit_ms);
  } else if (time_limit_ms != 0 && time_limit_ms != limits.cpu_time_ms()) {
    metadata.warnings.push_back(absl::StrCat("the time limit is that of problem.yaml, ", limits.cpu_time_ms(),
                                             " ms; another file says ", time_limit_ms, " ms"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Metadata> ReadMetadata(const PackageFiles& files) {
  JUDGE_ASSIGN_OR_RETURN(const std::optional<Entry> file, files.Find("problem.yaml"));
  if (!file) return absl::NotFoundError("problem.yaml is missing; is this a problem package's folder?");
  JUDGE_ASSIGN_OR_RETURN(const YamlMap yaml, YamlMap::Read(*file));

  Metadata metadata;
  JUDGE_ASSIGN_OR_RETURN(const Problem::Format format, ReadFormat(yaml));
  metadata.problem.set_format(format);
  const bool legacy = format == Problem::LEGACY;
  JUDGE_RETURN_IF_ERROR(CheckType(yaml));
  std::vector<absl::string_view> known = {"problem_format_version", "type",   "name",    "uuid", "source", "license",
                                          "rights_owner",           "limits", "keywords"};
  if (legacy)
    known.insert(known.end(), {"author", "source_url", "validation", "validator_flags", "grading"});
  else
    known.insert(known.end(), {"version", "credits", "embargo_until", "languages", "allow_file_writing", "constants"});
  JUDGE_RETURN_IF_ERROR(CheckKeys(yaml, known, legacy, metadata.warnings));
  JUDGE_RETURN_IF_ERROR(ReadName(yaml, metadata.problem));
  if (legacy)
    JUDGE_RETURN_IF_ERROR(ReadLegacyValidation(yaml, metadata));
  else
    JUDGE_RETURN_IF_ERROR(Check2025Features(yaml, metadata.warnings));
  JUDGE_ASSIGN_OR_RETURN(const YamlMap limits, yaml.Map("limits"));
  JUDGE_RETURN_IF_ERROR(ReadLimits(limits, metadata));
  JUDGE_RETURN_IF_ERROR(AddTimeLimitOfFiles(files, metadata));
  return metadata;
}

}  // namespace judge::problem
