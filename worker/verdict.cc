#include "worker/verdict.h"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace judge::worker {
namespace {

// "1.234 s"
std::string Seconds(uint64_t us) { return absl::StrFormat("%.3f s", static_cast<double>(us) / 1e6); }

// A limit as a person wrote it: "2 s", "1.5 s"; "256 MiB", "1000 bytes".
std::string LimitSeconds(uint64_t ms) { return absl::StrCat(static_cast<double>(ms) / 1000, " s"); }
std::string Bytes(uint64_t bytes) {
  if (bytes > 0 && bytes % (1 << 20) == 0) return absl::StrCat(bytes >> 20, " MiB");
  if (bytes > 0 && bytes % (1 << 10) == 0) return absl::StrCat(bytes >> 10, " KiB");
  return absl::StrCat(bytes, " bytes");
}

// "socket(0x2, 0x1, 0x0)": the first three arguments; no call that is blocked is told apart by later ones.
std::string CallOf(const v1::BlockedSyscall& call) {
  std::string out = absl::StrCat(call.name(), "(");
  const int count = std::min(3, call.arguments_size());
  for (int i = 0; i < count; ++i) absl::StrAppend(&out, i > 0 ? ", " : "", "0x", absl::Hex(call.arguments(i)));
  out += ")";
  if (call.architecture() != "x86_64" && !call.architecture().empty())
    absl::StrAppend(&out, " of the ", call.architecture(), " system call table");
  return out;
}

bool OverMemory(const v1::Facts& facts) { return facts.oom_kills() > 0 || facts.limit() == v1::Facts::MEMORY; }

bool OverCpuTime(const v1::Facts& facts, const v1::Limits& limits) {
  return facts.limit() == v1::Facts::CPU_TIME ||
         (limits.cpu_time_ms() > 0 && facts.cpu_us() > limits.cpu_time_ms() * 1000);
}

bool OverWallTime(const v1::Facts& facts) { return facts.limit() == v1::Facts::WALL_TIME; }

std::string MemoryEvidence(const v1::Facts& facts, const v1::Limits& limits) {
  return absl::StrCat("needed more than the memory limit of ", Bytes(limits.memory_bytes()),
                      facts.oom_kills() > 0 ? " (ended by the kernel)" : "");
}

std::string CpuEvidence(const v1::Facts& facts, const v1::Limits& limits) {
  return absl::StrCat("used ", Seconds(facts.cpu_us()), " of CPU time, the limit is ",
                      LimitSeconds(limits.cpu_time_ms()));
}

// A program that ran out of real time without using the CPU waited for something: say so, it is another bug.
std::string WallEvidence(const v1::Facts& facts, const v1::Limits& limits) {
  const bool idle = facts.cpu_us() < facts.wall_us() / 2;
  return absl::StrCat("ran longer than the wall time limit of ", LimitSeconds(limits.wall_time_ms()), " with ",
                      Seconds(facts.cpu_us()), " of CPU time", idle ? ": it was idle" : "");
}

std::string SignalEvidence(const v1::Facts& facts, const v1::Limits& limits) {
  const std::string name = SignalName(facts.signal());
  switch (facts.signal()) {
    case SIGXFSZ:
      return absl::StrCat(name, ": wrote a file larger than the limit of ", Bytes(limits.file_size_bytes()));
    case SIGSEGV:
      return absl::StrCat(name, ": invalid memory access, or recursion deeper than the stack of ",
                          Bytes(limits.stack_bytes()));
    case SIGABRT:
      return absl::StrCat(name, ": abort, failed assertion or uncaught exception");
    case SIGFPE:
      return absl::StrCat(name, ": integer division by zero or overflow");
    default:
      return absl::StrCat("ended by ", name);
  }
}

// Fork that fails is no verdict by itself, but it explains many a run-time error.
std::string ProcessLimitNote(const v1::Facts& facts, const v1::Limits& limits) {
  if (facts.process_limit_hits() == 0) return "";
  return absl::StrCat(" (creating a process or thread failed ", facts.process_limit_hits(),
                      facts.process_limit_hits() == 1 ? " time" : " times", " at the limit of ", limits.processes(),
                      ")");
}

// What stopped the program from outside, if anything did. Common to submissions and compilers.
std::optional<Decision> DecideByLimits(const v1::Facts& facts, const v1::Limits& limits) {
  if (facts.ending() == v1::Facts::BLOCKED_SYSCALL)
    return Decision{v1::SV, absl::StrCat("blocked system call ", CallOf(facts.blocked_syscall()))};
  if (OverMemory(facts)) return Decision{v1::MLE, MemoryEvidence(facts, limits)};
  if (OverCpuTime(facts, limits)) return Decision{v1::TLE, CpuEvidence(facts, limits)};
  if (OverWallTime(facts)) return Decision{v1::TLE, WallEvidence(facts, limits)};
  if (facts.limit() == v1::Facts::OUTPUT)
    return Decision{v1::OLE, absl::StrCat("wrote more than the output limit of ", Bytes(limits.output_bytes()))};
  if (facts.ending() == v1::Facts::KILLED) return Decision{v1::CANCELLED, "cancelled"};
  return std::nullopt;
}

v1::Verdict VerdictOf(Judgement::Outcome outcome) {
  switch (outcome) {
    case Judgement::Outcome::kAccepted:
      return v1::AC;
    case Judgement::Outcome::kRejected:
      return v1::WA;
    case Judgement::Outcome::kFailed:
      break;
  }
  return v1::JE;
}

}  // namespace

Decision DecideRun(const v1::Facts& facts, const v1::Limits& limits, const std::vector<int>& out_of_memory_exit_codes,
                   const std::optional<Judgement>& judgement) {
  if (std::optional<Decision> stopped = DecideByLimits(facts, limits)) return *std::move(stopped);
  const std::string note = ProcessLimitNote(facts, limits);
  if (facts.ending() == v1::Facts::SIGNALED) return {v1::RE, absl::StrCat(SignalEvidence(facts, limits), note)};
  if (facts.exit_code() != 0) {
    const auto& codes = out_of_memory_exit_codes;
    if (std::find(codes.begin(), codes.end(), facts.exit_code()) != codes.end())
      return {v1::MLE,
              absl::StrCat("exit code ", facts.exit_code(), ", by which the runtime says that memory ran out")};
    return {v1::RE, absl::StrCat("exit code ", facts.exit_code(), note)};
  }
  if (!judgement.has_value()) return {v1::VERDICT_UNSPECIFIED, ""};
  return {VerdictOf(judgement->outcome), judgement->explanation};
}

bool IsTooClose(const v1::Facts& facts, const v1::Limits& limits, double margin) {
  if (margin <= 0 || facts.ending() == v1::Facts::BLOCKED_SYSCALL || OverMemory(facts) ||
      facts.limit() == v1::Facts::OUTPUT)
    return false;
  if (OverWallTime(facts)) return true;
  const double limit_us = static_cast<double>(limits.cpu_time_ms()) * 1000;
  const double distance_us = std::abs(static_cast<double>(facts.cpu_us()) - limit_us);
  return limit_us > 0 && distance_us < margin * limit_us;
}

CompileDecision DecideCompile(const v1::Facts& facts, const v1::Limits& limits,
                              std::optional<sandbox::CollectedFile::State> artifact, int64_t artifact_bytes) {
  using State = sandbox::CollectedFile::State;
  if (const std::optional<Decision> stopped = DecideByLimits(facts, limits))
    return {false, absl::StrCat("while compiling: ", stopped->explanation)};
  const std::string note = ProcessLimitNote(facts, limits);
  if (facts.ending() == v1::Facts::SIGNALED)
    return {false, absl::StrCat("the compiler was ended by ", SignalName(facts.signal()), note)};
  if (facts.exit_code() != 0) return {false, absl::StrCat("the compiler's exit code is ", facts.exit_code(), note)};
  if (!artifact.has_value()) return {true, ""};
  switch (*artifact) {
    case State::kCollected:
      return {true, ""};
    case State::kMissing:
      return {false, "the compiler left no program"};
    case State::kNotRegular:
      return {false, "the compiled program is not a regular file"};
    case State::kTooLarge:
      return {false, absl::StrCat("the compiled program is larger than the limit of ", Bytes(artifact_bytes))};
  }
  return {};
}

std::string SignalName(int signal) {
  const char* const name = ::sigabbrev_np(signal);
  return name == nullptr ? absl::StrCat("signal ", signal) : absl::StrCat("SIG", name);
}

}  // namespace judge::worker
