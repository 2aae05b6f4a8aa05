#include "worker/limits.h"

#include <algorithm>
#include <limits>

namespace judge::worker {
namespace {

v1::Limits Defaults() {
  v1::Limits limits;
  limits.set_cpu_time_ms(10'000);
  limits.set_memory_bytes(512ull << 20);
  limits.set_processes(64);
  limits.set_output_bytes(64ull << 20);
  limits.set_file_size_bytes(64ull << 20);
  limits.set_disk_bytes(256ull << 20);
  limits.set_disk_inodes(16384);
  limits.set_open_files(256);
  return limits;
}

// A proto3 merge takes exactly the fields that say something (are not 0).
void Overrule(v1::Limits& limits, const v1::Limits& authority) {
  if (authority.cpu_time_ms() > 0) limits.clear_wall_time_ms();
  limits.MergeFrom(authority);
}

// Limits come from packages and profiles, as any 64-bit number: none becomes negative here.
int64_t Bounded(uint64_t value) {
  return static_cast<int64_t>(std::min<uint64_t>(value, std::numeric_limits<int64_t>::max()));
}

constexpr uint64_t kLongestMs = 24ull * 3600 * 1000;

absl::Duration Milliseconds(uint64_t ms) { return absl::Milliseconds(static_cast<int64_t>(std::min(ms, kLongestMs))); }

}  // namespace

v1::Limits MergeLimits(const v1::Limits& submission, const v1::Limits& problem, const v1::Limits& profile) {
  v1::Limits limits = Defaults();
  Overrule(limits, profile);
  Overrule(limits, problem);
  Overrule(limits, submission);
  limits.set_cpu_time_ms(std::min<uint64_t>(limits.cpu_time_ms(), kLongestMs));
  if (limits.wall_time_ms() == 0) limits.set_wall_time_ms(2 * limits.cpu_time_ms() + 1000);
  limits.set_wall_time_ms(std::min<uint64_t>(limits.wall_time_ms(), kLongestMs));
  if (limits.stack_bytes() == 0) limits.set_stack_bytes(limits.memory_bytes());
  return limits;
}

sandbox::Limits ToBoxLimits(const v1::Limits& limits) {
  sandbox::Limits box;
  if (limits.cpu_time_ms() > 0) box.cpu_time = Milliseconds(limits.cpu_time_ms());
  if (limits.wall_time_ms() > 0) box.wall_time = Milliseconds(limits.wall_time_ms());
  if (limits.memory_bytes() > 0) box.memory_bytes = Bounded(limits.memory_bytes());
  if (limits.processes() > 0) box.processes = limits.processes();
  if (limits.output_bytes() > 0) box.stdout_bytes = Bounded(limits.output_bytes());
  if (limits.file_size_bytes() > 0) box.file_size_bytes = Bounded(limits.file_size_bytes());
  if (limits.disk_bytes() > 0) box.disk_bytes = Bounded(limits.disk_bytes());
  if (limits.disk_inodes() > 0) box.disk_inodes = limits.disk_inodes();
  if (limits.open_files() > 0) box.open_files = limits.open_files();
  if (limits.stack_bytes() > 0) box.stack_bytes = Bounded(limits.stack_bytes());
  return box;
}

}  // namespace judge::worker
