#include "sandbox/tool/facts.h"

#include <cstring>
#include <nlohmann/json.hpp>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/escape.h"

namespace judge::sandbox {
namespace {

using Json = nlohmann::ordered_json;

const char* LimitName(Limit limit) {
  switch (limit) {
    case Limit::kCpuTime:
      return "cpu-time";
    case Limit::kWallTime:
      return "wall-time";
    case Limit::kMemory:
      return "memory";
    case Limit::kOutput:
      return "output";
  }
  return "unknown";
}

bool HasSize(CollectedFile::State state) {
  return state == CollectedFile::State::kCollected || state == CollectedFile::State::kTooLarge;
}

std::string SignalName(int signal) {
  const char* const name = sigabbrev_np(signal);
  return name == nullptr ? absl::StrCat(signal) : absl::StrCat("SIG", name);
}

std::string CallText(const BlockedSyscall& call) {
  std::string text = absl::StrCat(call.name, "(");
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    absl::StrAppend(&text, i == 0 ? "" : ", ", absl::StrFormat("%#x", call.arguments[i]));
  }
  absl::StrAppend(&text, ")");
  if (call.architecture != "x86_64") absl::StrAppend(&text, " of ", call.architecture);
  return text;
}

// The ending as ordered pairs: the first is always "ending".
struct EndingFacts {
  Json operator()(const Exited& exited) const { return {{"ending", "exited"}, {"exit_code", exited.code}}; }
  Json operator()(const Signaled& signaled) const {
    return {{"ending", "signaled"}, {"signal", SignalName(signaled.signal)}};
  }
  Json operator()(const BlockedSyscall& call) const {
    return {{"ending", "blocked-syscall"}, {"syscall", CallText(call)}};
  }
  Json operator()(const Killed&) const { return {{"ending", "killed"}}; }
};

// Everything but output and files.
Json PlainFacts(const Result& result) {
  Json facts = std::visit(EndingFacts(), result.ending);
  if (result.limit_hit) facts["limit"] = LimitName(*result.limit_hit);
  facts["accounting"] = AccountingName(result.accounting);
  facts["cpu_time"] = absl::ToDoubleSeconds(result.cpu_time);
  facts["user_time"] = absl::ToDoubleSeconds(result.user_time);
  facts["system_time"] = absl::ToDoubleSeconds(result.system_time);
  facts["wall_time"] = absl::ToDoubleSeconds(result.wall_time);
  facts["memory"] = result.peak_memory_bytes;
  facts["page_cache"] = result.page_cache_bytes;
  facts["oom_kills"] = result.oom_kills;
  if (result.peak_processes) facts["processes"] = *result.peak_processes;
  facts["process_limit_hits"] = result.process_limit_hits;
  facts["stdout_bytes"] = result.stdout_bytes;
  facts["stderr_bytes"] = result.stderr_bytes;
  return facts;
}

std::string ValueText(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return absl::StrFormat("%.6f", value.get<double>());
  return value.dump();
}

}  // namespace

const char* AccountingName(Accounting accounting) {
  switch (accounting) {
    case Accounting::kCgroupV1:
      return "cgroup-v1";
    case Accounting::kCgroupV2:
      return "cgroup-v2";
    case Accounting::kRlimits:
      return "rlimits";
  }
  return "unknown";
}

const char* StateName(CollectedFile::State state) {
  switch (state) {
    case CollectedFile::State::kCollected:
      return "collected";
    case CollectedFile::State::kMissing:
      return "missing";
    case CollectedFile::State::kNotRegular:
      return "not-regular";
    case CollectedFile::State::kTooLarge:
      return "too-large";
  }
  return "unknown";
}

std::string FactsAsText(const Result& result) {
  const Json facts = PlainFacts(result);
  std::string text;
  for (const auto& [key, value] : facts.items()) {
    std::string dashed = key;
    for (char& letter : dashed) letter = letter == '_' ? '-' : letter;
    absl::StrAppend(&text, dashed, ": ", EscapeForLine(ValueText(value)), "\n");
  }
  for (const CollectedFile& file : result.outputs) {
    absl::StrAppend(&text, "output: ", EscapeForLine(file.name), ": ", StateName(file.state));
    if (HasSize(file.state)) absl::StrAppend(&text, " ", file.size);
    absl::StrAppend(&text, "\n");
  }
  return text;
}

std::string FactsAsJson(const Result& result) {
  Json facts = PlainFacts(result);
  facts["outputs"] = Json::array();
  for (const CollectedFile& file : result.outputs) {
    Json output = {{"name", file.name}, {"state", StateName(file.state)}};
    if (HasSize(file.state)) output["size"] = file.size;
    facts["outputs"].push_back(std::move(output));
  }
  facts["stdout"] = result.stdout_data;
  facts["stderr"] = result.stderr_data;
  return facts.dump(2, ' ', false, Json::error_handler_t::replace);
}

bool EndedWell(const Result& result) {
  const Exited* const exited = std::get_if<Exited>(&result.ending);
  return exited != nullptr && exited->code == 0 && !result.limit_hit && !result.cancelled;
}

}  // namespace judge::sandbox
