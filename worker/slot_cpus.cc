#include "worker/slot_cpus.h"

#include <sched.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/file.h"
#include "spdlog/spdlog.h"
#include "worker/tool_version.h"

namespace judge::worker {
namespace {

// With a tool that answers elsewhere: where there is none, nothing is judged.
absl::Status RunBoxOn(const Cpus& cpus, Machine machine) {
  for (const v1::Profile& profile : machine.profiles().profiles()) {
    if (!ToolVersion(machine, profile).ok()) continue;
    Machine there = machine.On(cpus);
    return ToolVersion(there, profile).status();
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<int> AllowedCpus() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return {0};
  std::vector<int> cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
    if (CPU_ISSET(cpu, &set)) cpus.push_back(cpu);
  return cpus;
}

absl::StatusOr<SlotCpus> SlotCpus::Take(const std::string& runtime_folder, const std::vector<int>& allowed, int slots) {
  std::vector<Fd> locks;
  std::vector<Cpus> own;
  Cpus all = {.numbers = {allowed.front()}, .shared = true};
  for (size_t i = 1; i < allowed.size() && own.size() < static_cast<size_t>(slots); ++i) {
    absl::StatusOr<Fd> lock = LockFile(absl::StrCat(runtime_folder, "/cpu.", allowed[i]), /*wait=*/false);
    if (absl::IsUnavailable(lock.status())) continue;
    if (!lock.ok()) return lock.status();
    locks.push_back(*std::move(lock));
    own.push_back({.numbers = {allowed[i]}});
    all.numbers.push_back(allowed[i]);
  }
  if (own.size() < static_cast<size_t>(slots)) own.assign(slots, all);
  return SlotCpus(std::move(locks), std::move(own));
}

void SlotCpus::TryOut(const Machine& machine) {
  for (const Cpus& cpus : cpus_) {
    const absl::Status status = RunBoxOn(cpus, machine);
    if (!status.ok()) {
      spdlog::warn("slots have no CPUs of their own: {}", EscapeForLine(status.message()));
      cpus_.assign(cpus_.size(), {.shared = true});
      return locks_.clear();
    }
    if (cpus.shared) return;
  }
}

}  // namespace judge::worker
