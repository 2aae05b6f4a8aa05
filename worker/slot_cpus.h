// Which CPUs the slots of a worker judge on.
#ifndef JUDGE_WORKER_SLOT_CPUS_H_
#define JUDGE_WORKER_SLOT_CPUS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/fd.h"
#include "worker/machine.h"

namespace judge::worker {

// That this process may run on, in order: at least one.
std::vector<int> AllowedCpus();

// Of the allowed CPUs the first is left for what is not timed: the judge itself, and whatever else the machine does.
// Each other belongs to one worker at a time, of those with the same runtime folder: boxes of others keep off it.
class SlotCpus {
 public:
  // One for each slot (there is one at least), of those that are free. Where there are too few, all slots share these
  // and the first.
  static absl::StatusOr<SlotCpus> Take(const std::string& runtime_folder, const std::vector<int>& allowed, int slots);

  // Runs boxes there. A machine that cannot keep them there has all slots share all CPUs, which is logged.
  void TryOut(const Machine& machine);

  const std::vector<Cpus>& of_slots() const { return cpus_; }
  bool shared() const { return cpus_.front().shared; }

 private:
  SlotCpus(std::vector<Fd> locks, std::vector<Cpus> cpus) : locks_(std::move(locks)), cpus_(std::move(cpus)) {}

  std::vector<Fd> locks_;
  std::vector<Cpus> cpus_;
};

}  // namespace judge::worker

#endif  // JUDGE_WORKER_SLOT_CPUS_H_
