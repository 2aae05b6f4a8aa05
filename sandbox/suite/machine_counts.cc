#include "sandbox/suite/machine_counts.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "sandbox/suite/machine.h"

namespace judge::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kFirstBoxUser = 0x77000000;  // see spawner/site.cc

int64_t CountLines(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  int64_t lines = 0;
  while (std::getline(file, line)) ++lines;
  return lines;
}

// Spawners (the test build has a longer name), init processes of boxes (which keep the spawner's name), whatever runs
// under a user id of boxes, and, where the boxes' user is an ordinary one, whatever of his is two pid namespaces below
// this one, as targets are. Other processes of the machine come and go.
int64_t CountProcesses() {
  int64_t count = 0;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream status(entry.path() / "status");
    std::string line, comm;
    int64_t uid = 0, namespaces = 0;
    while (std::getline(status, line)) {
      std::istringstream words(line);
      std::string key;
      words >> key;
      if (key == "Name:") words >> comm;
      if (key == "Uid:") words >> uid;
      if (key == "NSpid:") namespaces = std::distance(std::istream_iterator<std::string>(words), {});
    }
    const bool is_own = ::getuid() != 0 && uid == ::getuid();
    count += comm.rfind("judge-spawner", 0) == 0 || uid >= kFirstBoxUser || (is_own && namespaces > 2);
  }
  return count;
}

// Files that go while they are counted are no error.
int64_t CountTree(const std::string& folder, bool folders_only) {
  std::error_code error;
  int64_t count = 0;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
  while (!error && entry != fs::recursive_directory_iterator()) {
    std::error_code gone;
    if (!folders_only || entry->is_directory(gone)) ++count;
    entry.increment(error);
  }
  return count;
}

// The folders of running and of dead spawners, with what is in them. What lies beside them is meant to stay: locks, and
// notes on images that were read.
int64_t CountSpawnerFiles(const std::string& runtime_folder) {
  std::error_code error;
  int64_t count = 0;
  fs::directory_iterator entry(runtime_folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    if (entry->path().filename().string().rfind("spawner-", 0) == 0)
      count += 1 + CountTree(entry->path(), /*folders_only=*/false);
  }
  return count;
}

void CountCgroups(MachineCounts& counts) {
  counts["cgroup folders"] = CountTree("/sys/fs/cgroup", /*folders_only=*/true);
  std::ifstream file("/proc/cgroups");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string controller;
    int64_t hierarchy = 0, cgroups = 0;
    if (words >> controller >> hierarchy >> cgroups) counts["cgroups of " + controller] = cgroups;
  }
}

// The kernel caches the last memory cgroup it charged on each CPU, dead ones too, until something else is charged
// there: on a machine with nothing else to do, for ever. A pipe made on each CPU is charged to this process's own.
void ChargeOnEveryCpu() {
  cpu_set_t own;
  if (::sched_getaffinity(0, sizeof own, &own) != 0) return;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &own)) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    ::sched_setaffinity(0, sizeof one, &one);
    for (int i = 0; i < 64; ++i) {
      int fds[2];
      if (::pipe(fds) != 0) break;
      if (::write(fds[1], "x", 1) < 0) break;
      ::close(fds[0]);
      ::close(fds[1]);
    }
  }
  ::sched_setaffinity(0, sizeof own, &own);
}

// How many more there are than before.
int64_t More(const std::string& what, int64_t count, const MachineCounts& before) {
  const auto found = before.find(what);
  return count - (found == before.end() ? 0 : found->second);
}

// Whether all that is left is a few dead cgroups: fewer than the boxes that a broken spawner would leave them of.
bool IsAFewDeadCgroups(const MachineCounts& before, const MachineCounts& now) {
  constexpr int64_t kFew = 3;
  for (const auto& [what, count] : now) {
    if (More(what, count, before) > (what.rfind("cgroups of ", 0) == 0 ? kFew : 0)) return false;
  }
  return true;
}

// A page that was read in for a box as it ended keeps its memory cgroup, dead as it is, for as long as the page is
// cached: until somebody wants the memory. What only that holds is not lost. (For others than root nothing happens.)
void DropKernelCaches() { std::ofstream("/proc/sys/vm/drop_caches") << 3; }

}  // namespace

MachineCounts CountMachine(const std::string& runtime_folder) {
  MachineCounts counts;
  counts["processes of boxes"] = CountProcesses();
  counts["mounts"] = CountLines("/proc/self/mountinfo");
  counts["files of spawners"] = CountSpawnerFiles(runtime_folder);
  counts["shm segments"] = CountLines("/proc/sysvipc/shm");
  counts["message queues"] = CountLines("/proc/sysvipc/msg");
  counts["semaphores"] = CountLines("/proc/sysvipc/sem");
  counts["files in /dev/shm"] = CountTree("/dev/shm", /*folders_only=*/false);
  CountCgroups(counts);
  return counts;
}

std::string LeftBehind(const MachineCounts& before, const MachineCounts& now) {
  std::string left;
  for (const auto& [what, count] : now) {
    const int64_t more = More(what, count, before);
    if (more > 0) absl::StrAppend(&left, what, ": ", count, ", were ", count - more, "\n");
  }
  return left;
}

std::string WaitForNothingLeft(const MachineCounts& before, const std::string& runtime_folder) {
  const absl::Duration patience = absl::Seconds(30) * std::min(Slowness(), 4);
  const absl::Time begin = absl::Now();
  bool dropped = false;
  for (;;) {
    ChargeOnEveryCpu();
    const MachineCounts now = CountMachine(runtime_folder);
    const std::string left = LeftBehind(before, now);
    const absl::Duration waited = absl::Now() - begin;
    if (left.empty() || waited > patience) return left;
    if (!dropped && waited > patience / 2 && IsAFewDeadCgroups(before, now)) {
      DropKernelCaches();
      dropped = true;
    }
    absl::SleepFor(absl::Milliseconds(100));
  }
}

bool Eventually(const std::function<bool()>& condition) {
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  while (!condition()) {
    if (absl::Now() > deadline) return false;
    absl::SleepFor(absl::Milliseconds(1));
  }
  return true;
}

}  // namespace judge::sandbox
