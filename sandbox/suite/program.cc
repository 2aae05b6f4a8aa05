#include "sandbox/suite/program.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <variant>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/file.h"
#include "base/places.h"
#include "base/status_macros.h"

namespace judge::sandbox {
namespace {

constexpr int64_t kMaxSourceBytes = 1 << 20;

absl::StatusOr<int64_t> ParseSize(absl::string_view text) {
  int64_t unit = 1;
  if (absl::ConsumeSuffix(&text, "K")) unit = 1 << 10;
  if (absl::ConsumeSuffix(&text, "M")) unit = 1 << 20;
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number) || number <= 0) {
    return absl::InvalidArgumentError(absl::StrCat("'", text, "' is no size"));
  }
  return number * unit;
}

absl::Status SetLimit(Limits& limits, const std::string& name, const std::string& value) {
  if (name == "time" || name == "wall") {
    absl::Duration duration;
    if (!absl::ParseDuration(value, &duration)) return absl::InvalidArgumentError(value + " is no duration");
    (name == "time" ? limits.cpu_time : limits.wall_time) = duration;
    return absl::OkStatus();
  }
  const std::map<std::string, std::optional<int64_t> Limits::*> sizes = {
      {"memory", &Limits::memory_bytes},  {"processes", &Limits::processes}, {"stdout", &Limits::stdout_bytes},
      {"file", &Limits::file_size_bytes}, {"disk", &Limits::disk_bytes},     {"inodes", &Limits::disk_inodes},
      {"files", &Limits::open_files},     {"stack", &Limits::stack_bytes},
  };
  const auto found = sizes.find(name);
  if (found == sizes.end()) return absl::InvalidArgumentError(absl::StrCat("no limit is called ", name));
  JUDGE_ASSIGN_OR_RETURN(limits.*(found->second), ParseSize(value));
  return absl::OkStatus();
}

absl::Status SetLimits(Limits& limits, const std::string& text) {
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> limit = absl::StrSplit(word, absl::MaxSplits('=', 1));
    JUDGE_RETURN_IF_ERROR(SetLimit(limits, limit.first, limit.second));
  }
  return absl::OkStatus();
}

absl::StatusOr<Reliance> ParseReliance(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, " else ");
  if (parts.size() != 2) return absl::InvalidArgumentError(absl::StrCat("'", text, "' is not DEFENCE else OUTCOME"));
  return Reliance{absl::StrSplit(parts[0], " and "), parts[1]};
}

absl::Status Set(HostileProgram& program, const std::string& key, const std::string& value) {
  if (key == "limits") return SetLimits(program.limits, value);
  if (key == "relies-on") {
    JUDGE_ASSIGN_OR_RETURN(Reliance reliance, ParseReliance(value));
    program.reliances.push_back(std::move(reliance));
    return absl::OkStatus();
  }
  const std::map<std::string, std::string HostileProgram::*> texts = {
      {"expect", &HostileProgram::expect},
      {"policy", &HostileProgram::policy},
      {"stdin", &HostileProgram::stdin_text},
      {"stdout", &HostileProgram::stdout_line},
      {"output", &HostileProgram::output},
      {"evidence", &HostileProgram::evidence},
      {"check", &HostileProgram::check},
      {"as-user", &HostileProgram::as_user},
      {"by-rlimits", &HostileProgram::by_rlimits},
      {"in-one-box", &HostileProgram::in_one_box},
      {"why", &HostileProgram::why},
  };
  const auto found = texts.find(key);
  if (found == texts.end()) return absl::InvalidArgumentError(absl::StrCat("unknown key ", key));
  program.*(found->second) = value;
  return absl::OkStatus();
}

std::string SignalName(int signal) {
  const char* const name = sigabbrev_np(signal);
  return name == nullptr ? absl::StrCat(signal) : absl::StrCat("SIG", name);
}

std::string CallWords(const BlockedSyscall& call) {
  std::string words = absl::StrCat("SV ", call.name, " arch=", call.architecture);
  for (size_t i = 0; i < call.arguments.size(); ++i) absl::StrAppendFormat(&words, " arg%d=%#x", i, call.arguments[i]);
  return words;
}

bool MatchesCall(const std::vector<std::string>& words, const BlockedSyscall& call) {
  if (words.size() < 2 || words[1] != call.name) return false;
  std::string architecture = "x86_64";
  for (size_t i = 2; i < words.size(); ++i) {
    if (absl::StartsWith(words[i], "arch=")) {
      architecture = words[i].substr(5);
    } else {  // argN=VALUE
      const size_t index = words[i][3] - '0';
      if (index >= call.arguments.size()) return false;
      const uint64_t wanted = static_cast<uint64_t>(std::strtoll(words[i].c_str() + 5, nullptr, 0));
      if (call.arguments[index] != wanted) return false;
    }
  }
  return architecture == call.architecture;
}

}  // namespace

absl::StatusOr<std::vector<std::pair<std::string, std::string>>> ReadHead(const std::string& path) {
  JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxSourceBytes));
  std::vector<std::pair<std::string, std::string>> head;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!absl::ConsumePrefix(&line, "// ") && !absl::ConsumePrefix(&line, "# ")) break;
    const size_t colon = line.find(": ");
    const bool has_key = colon != absl::string_view::npos && line.substr(0, colon).find(' ') == absl::string_view::npos;
    if (has_key) {
      head.emplace_back(std::string(line.substr(0, colon)), std::string(line.substr(colon + 2)));
    } else if (!head.empty()) {
      absl::StrAppend(&head.back().second, " ", line);
    }
  }
  if (head.empty()) return absl::InvalidArgumentError(absl::StrCat(path, ": has no head"));
  return head;
}

absl::StatusOr<HostileProgram> ReadHostileProgram(const std::string& path) {
  HostileProgram program;
  program.path = path;
  program.name = std::filesystem::path(path).stem().string();
  program.policy = program.is_python() ? "python" : "native";
  program.limits.cpu_time = absl::Seconds(10);
  program.limits.wall_time = absl::Seconds(30);
  program.limits.memory_bytes = 256 << 20;
  program.limits.processes = 64;
  program.limits.stdout_bytes = 64 << 20;
  JUDGE_ASSIGN_OR_RETURN(const auto head, ReadHead(path));
  for (const auto& [key, value] : head) {
    if (const absl::Status status = Set(program, key, value); !status.ok()) return Annotate(status, path);
  }
  if (program.expect.empty()) return absl::InvalidArgumentError(absl::StrCat(path, ": does not say what to expect"));
  return program;
}

std::vector<std::string> HostileProgramFiles(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string extension = entry.path().extension().string();
    if (extension == ".c" || extension == ".cpp" || extension == ".py") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string VerdictWords(const Result& result) {
  if (const auto* const call = std::get_if<BlockedSyscall>(&result.ending)) return CallWords(*call);
  if (result.limit_hit == Limit::kMemory) return "MLE";
  if (result.limit_hit == Limit::kCpuTime) return "TLE cpu";
  if (result.limit_hit == Limit::kWallTime) return "TLE wall";
  if (result.limit_hit == Limit::kOutput) return "OLE";
  if (const auto* const signaled = std::get_if<Signaled>(&result.ending)) return "RE " + SignalName(signaled->signal);
  if (const auto* const exited = std::get_if<Exited>(&result.ending)) {
    return exited->code == 0 ? "OK" : absl::StrCat("RE ", exited->code);
  }
  return "killed for no limit";
}

const std::string& ExpectationOf(const HostileProgram& program, const Result& result) {
  if (result.accounting == Accounting::kRlimits && !program.by_rlimits.empty()) return program.by_rlimits;
  return !IsRoot() && !program.as_user.empty() ? program.as_user : program.expect;
}

bool MatchesExpectation(const std::string& expect, const Result& result) {
  const std::vector<std::string> words = absl::StrSplit(expect, ' ', absl::SkipEmpty());
  if (expect == "any") return true;
  if (words[0] != "SV") return VerdictWords(result) == expect;
  const auto* const call = std::get_if<BlockedSyscall>(&result.ending);
  return call != nullptr && MatchesCall(words, *call);
}

}  // namespace judge::sandbox
