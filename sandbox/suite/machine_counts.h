// What runs may not leave on the machine, counted.
#ifndef JUDGE_SANDBOX_SUITE_MACHINE_COUNTS_H_
#define JUDGE_SANDBOX_SUITE_MACHINE_COUNTS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace judge::sandbox {

// By what was counted: "processes of boxes", "mounts", "cgroup folders", "cgroups of memory" (/proc/cgroups, which
// counts the dead ones that the kernel still holds), "shm segments", "files in ..." and so on.
using MachineCounts = std::map<std::string, int64_t>;

// Counts files that spawners keep in `runtime_folder` too.
MachineCounts CountMachine(const std::string& runtime_folder);

// The counts of `now` that are larger than before, as "mounts: 31, were 30" lines; empty where nothing was left.
std::string LeftBehind(const MachineCounts& before, const MachineCounts& now);

// Counts until nothing is left behind, for at most 30 s (four times that on an emulated machine): the kernel takes dead
// cgroups and namespaces down in its own time, and other processes of the machine come and go. Where only a few
// dead cgroups are left at half of the time, the kernel's caches are dropped, once. Returns the last LeftBehind.
std::string WaitForNothingLeft(const MachineCounts& before, const std::string& runtime_folder);

// Waits for a condition that has to come true, for at most 30 s; how long it takes is not what is tested.
bool Eventually(const std::function<bool()>& condition);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SUITE_MACHINE_COUNTS_H_
