#include "worker/facts.h"

#include <algorithm>
#include <cstdint>
#include <variant>

#include "absl/time/time.h"

namespace judge::worker {
namespace {

uint64_t Microseconds(absl::Duration duration) {
  return static_cast<uint64_t>(std::max<int64_t>(0, absl::ToInt64Microseconds(duration)));
}

void SetEnding(const sandbox::Ending& ending, v1::Facts& facts) {
  if (const auto* exited = std::get_if<sandbox::Exited>(&ending)) {
    facts.set_ending(v1::Facts::EXITED);
    facts.set_exit_code(exited->code);
  } else if (const auto* signaled = std::get_if<sandbox::Signaled>(&ending)) {
    facts.set_ending(v1::Facts::SIGNALED);
    facts.set_signal(signaled->signal);
  } else if (const auto* blocked = std::get_if<sandbox::BlockedSyscall>(&ending)) {
    facts.set_ending(v1::Facts::BLOCKED_SYSCALL);
    facts.mutable_blocked_syscall()->set_name(blocked->name);
    facts.mutable_blocked_syscall()->set_architecture(blocked->architecture);
    for (const uint64_t argument : blocked->arguments) facts.mutable_blocked_syscall()->add_arguments(argument);
  } else {
    facts.set_ending(v1::Facts::KILLED);
  }
}

v1::Facts::Limit LimitOf(sandbox::Limit limit) {
  switch (limit) {
    case sandbox::Limit::kCpuTime:
      return v1::Facts::CPU_TIME;
    case sandbox::Limit::kWallTime:
      return v1::Facts::WALL_TIME;
    case sandbox::Limit::kMemory:
      return v1::Facts::MEMORY;
    case sandbox::Limit::kOutput:
      return v1::Facts::OUTPUT;
  }
  return v1::Facts::LIMIT_UNSPECIFIED;
}

}  // namespace

v1::Accounting AccountingOf(sandbox::Accounting accounting) {
  switch (accounting) {
    case sandbox::Accounting::kCgroupV1:
      return v1::CGROUP_V1;
    case sandbox::Accounting::kCgroupV2:
      return v1::CGROUP_V2;
    case sandbox::Accounting::kRlimits:
      return v1::RLIMITS;
  }
  return v1::ACCOUNTING_UNSPECIFIED;
}

v1::Facts FactsOf(const sandbox::Result& result) {
  v1::Facts facts;
  facts.set_cpu_us(Microseconds(result.cpu_time));
  facts.set_user_us(Microseconds(result.user_time));
  facts.set_system_us(Microseconds(result.system_time));
  facts.set_wall_us(Microseconds(result.wall_time));
  facts.set_setup_us(Microseconds(result.setup_time));
  facts.set_memory_bytes(std::max<int64_t>(0, result.peak_memory_bytes));
  facts.set_page_cache_bytes(std::max<int64_t>(0, result.page_cache_bytes));
  facts.set_oom_kills(static_cast<uint32_t>(result.oom_kills));
  facts.set_peak_processes(static_cast<uint32_t>(result.peak_processes.value_or(0)));
  facts.set_process_limit_hits(result.process_limit_hits);
  facts.set_stdout_bytes(result.stdout_bytes);
  facts.set_stderr_bytes(result.stderr_bytes);
  facts.set_accounting(AccountingOf(result.accounting));
  SetEnding(result.ending, facts);
  if (result.limit_hit.has_value()) facts.set_limit(LimitOf(*result.limit_hit));
  return facts;
}

}  // namespace judge::worker
