// What one spawner owns on the machine besides its cgroups: a locked runtime folder, and a block of user ids.
//
// Any number of spawners may run at once. Whatever a dead one left is found by its lock, which nobody holds any more.
#ifndef JUDGE_SANDBOX_SPAWNER_SITE_H_
#define JUDGE_SANDBOX_SPAWNER_SITE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/fd.h"

namespace judge::sandbox {

// <runtime>/<name>/ with `lock` (held while this lives), `cgroups` (one folder a line), and `root`, an empty folder to
// mount on (inside of a box's own mount namespace: the host never sees it).
class RuntimeFolder {
 public:
  // Sweeps what dead spawners left in `runtime`, then makes a folder of its own. What could not be swept is told in
  // `warnings`, and tried again by the next.
  static absl::StatusOr<RuntimeFolder> Make(const std::string& runtime, std::vector<std::string>& warnings);

  const std::string& name() const { return name_; }
  std::string mount_point() const { return path_ + "/root"; }

  // The cgroup folders that will be made, noted down before they are.
  absl::Status RecordCgroups(const std::vector<std::string>& folders) const;

  // To be called last, when all that was recorded is gone.
  absl::Status Remove();

 private:
  RuntimeFolder(std::string runtime, std::string path, std::string name, Fd lock)
      : runtime_(std::move(runtime)), path_(std::move(path)), name_(std::move(name)), lock_(std::move(lock)) {}
  std::string runtime_;
  std::string path_;
  std::string name_;
  Fd lock_;
};

// User ids that no account has and no other spawner uses while this lives: each box gets two, one for init and one for
// the target. They are handed out in turn, so that one is not used again soon.
class IdentityBlock {
 public:
  // Takes the first free block, by a lock in one folder for the whole machine: spawners with runtime folders of their
  // own must not share ids either.
  static absl::StatusOr<IdentityBlock> Take();

  struct Identity {
    uint32_t init_id;
    uint32_t target_id;
  };
  Identity Next();

 private:
  IdentityBlock(uint32_t first, Fd lock) : first_(first), lock_(std::move(lock)) {}
  uint32_t first_;
  uint32_t next_ = 0;
  Fd lock_;
};

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SPAWNER_SITE_H_
