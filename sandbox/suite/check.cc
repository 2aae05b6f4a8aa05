#include "sandbox/suite/check.h"

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/escape.h"
#include "base/file.h"
#include "sandbox/tool/facts.h"

namespace judge::sandbox {
namespace {

std::string OutputComplaint(const HostileProgram& program, const Result& result) {
  if (result.outputs.size() != 1) return "there is not one output\n";
  const CollectedFile& file = result.outputs[0];
  std::vector<std::string> words = absl::StrSplit(absl::StripPrefix(program.output, file.name + "="), '|');
  if (std::find(words.begin(), words.end(), StateName(file.state)) == words.end())
    return absl::StrCat("expected ", program.output, ", got ", file.name, "=", StateName(file.state), "\n");
  if (file.file.valid() != (file.state == CollectedFile::State::kCollected)) return "a file without being collected\n";
  if (!file.file.valid()) return "";
  const absl::StatusOr<std::string> bytes = ReadAll(file.file, kArtifactMaxBytes);
  if (!bytes.ok()) return absl::StrCat(bytes.status().ToString(), "\n");
  if (absl::StrContains(*bytes, "root:")) return "the output is what a link led to\n";
  return static_cast<int64_t>(bytes->size()) == file.size ? "" : "the output has another size than was told\n";
}

// The limits hold in the facts too, whatever the verdict.
std::string LimitComplaint(const HostileProgram& program, const Result& result) {
  const Limits& limits = program.limits;
  if (result.limit_hit == Limit::kCpuTime && result.cpu_time < *limits.cpu_time) return "ended before its CPU time\n";
  if (result.limit_hit == Limit::kWallTime && result.wall_time < *limits.wall_time) return "ended before its time\n";
  // rlimits are watched, and a process may be quicker than the watch.
  const bool is_kept = result.accounting != Accounting::kRlimits;
  if (is_kept && limits.memory_bytes && result.peak_memory_bytes > *limits.memory_bytes)
    return "more memory than the limit\n";
  if (limits.processes && result.peak_processes > limits.processes) return "more processes than the limit\n";
  if (static_cast<int64_t>(result.stderr_data.size()) > RunSpec().keep_stderr_bytes)
    return "more stderr than is kept\n";
  return "";
}

std::string HostPathComplaint(const SuiteMachine& machine, const Result& result) {
  const SuitePlaces& places = machine.places();
  for (const std::string& path : {machine.layers_folder(), places.runtime_folder, places.suite_folder,
                                  places.profiles_folder, ProgramFolder(), std::string("/var/lib")}) {
    if (absl::StrContains(result.stdout_data, path)) return absl::StrCat(path, " shows\n");
  }
  return result.stdout_data.empty() ? "the program was to show what it sees\n" : "";
}

std::string NamespaceComplaint(const SuiteMachine&, const Result& result) {
  const std::vector<std::string> seen = absl::StrSplit(result.stdout_data, '\n', absl::SkipEmpty());
  if (seen.size() != 6) return absl::StrCat("not six namespaces: ", result.stdout_data);
  std::string complaints;
  for (const std::string& theirs : seen) {
    const std::string name = theirs.substr(0, theirs.find(':'));
    if (theirs == std::filesystem::read_symlink("/proc/self/ns/" + name).string())
      absl::StrAppend(&complaints, name, " namespace is ours\n");
  }
  return complaints;
}

std::string HostNameComplaint(const SuiteMachine&, const Result& result) {
  char name[256] = {};
  ::gethostname(name, sizeof(name) - 1);
  return absl::StripSuffix(result.stdout_data, "\n") == name ? "the host's name shows\n" : "";
}

// The program printed its clocks' seconds since boot.
std::string ClockComplaint(const SuiteMachine&, const Result& result) {
  std::string complaints;
  for (const absl::string_view line : absl::StrSplit(result.stdout_data, '\n', absl::SkipEmpty())) {
    double theirs = 0;
    timespec ours = {};
    ::clock_gettime(CLOCK_BOOTTIME, &ours);
    if (!absl::SimpleAtod(line, &theirs)) return absl::StrCat("no number: ", line, "\n");
    if (static_cast<double>(ours.tv_sec) - theirs < 2) absl::StrAppend(&complaints, "a clock is the machine's\n");
  }
  return result.stdout_data.empty() ? "it was to print clocks\n" : complaints;
}

// By the word behind "check:". "two-at-once" is for whoever runs it.
using Checks = std::map<std::string, std::function<std::string(const SuiteMachine&, const Result&)>>;
const Checks& KnownChecks() {
  static const Checks checks = {
      {"", [](const SuiteMachine&, const Result&) { return ""; }},
      {"two-at-once", [](const SuiteMachine&, const Result&) { return ""; }},
      {"no-host-paths", HostPathComplaint},
      {"fresh-namespaces", NamespaceComplaint},
      {"no-host-name", HostNameComplaint},
      {"clocks-of-its-own", ClockComplaint},
  };
  return checks;
}

std::string EvidenceComplaint(const HostileProgram& program, const Result& result) {
  if (program.evidence.empty()) return "";
  if (program.evidence != "process-limit") return absl::StrCat("unknown evidence ", program.evidence, "\n");
  // No kernel tells how often a fork failed for an rlimit; that the box came to an end shows that they did.
  if (result.accounting == Accounting::kRlimits) return "";
  return result.process_limit_hits > 0 ? "" : "no fork failed for the limit\n";
}

}  // namespace

std::string Complaints(const SuiteMachine& machine, const HostileProgram& program, const Result& result) {
  std::string complaints = LimitComplaint(program, result);
  if (!program.output.empty()) complaints += OutputComplaint(program, result);
  if (!program.stdout_line.empty() && result.stdout_data != program.stdout_line + "\n")
    complaints += "it printed something else\n";
  complaints += EvidenceComplaint(program, result);
  const auto check = KnownChecks().find(program.check);
  if (check == KnownChecks().end()) return absl::StrCat("unknown check ", program.check, "\n");
  return complaints + check->second(machine, result);
}

std::string Story(const Result& result) {
  return absl::StrCat("cpu ", absl::FormatDuration(result.cpu_time), ", wall ", absl::FormatDuration(result.wall_time),
                      ", memory ", result.peak_memory_bytes, ", oom kills ", result.oom_kills, ", process limit hits ",
                      result.process_limit_hits, "\nstdout: ", EscapeForTerminal(result.stdout_data.substr(0, 2000)),
                      "\nstderr: ", EscapeForTerminal(result.stderr_data.substr(0, 2000)));
}

}  // namespace judge::sandbox
