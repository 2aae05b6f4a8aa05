// What judging needs of this machine, opened once a process and shared: profiles, policies, images, the compile cache,
// and the spawner of boxes.
#ifndef JUDGE_WORKER_MACHINE_H_
#define JUDGE_WORKER_MACHINE_H_

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/places.h"
#include "image/store.h"
#include "sandbox/seccomp_policy.h"
#include "sandbox/spawner_client.h"
#include "worker/compile_cache.h"
#include "worker/profile_set.h"

namespace judge::worker {

struct MachineOptions {
  // Belongs to the user who judges, as all that is in it.
  std::string state_folder = DefaultStateFolder();
  std::string runtime_folder = DefaultRuntimeFolder();
  // The state folder whose images are used; empty: FolderWithImages(state_folder).
  std::string folder_with_images;
  // With languages/, seccomp/ and images/ in it.
  std::string profiles_folder;
  // The judge-spawner program; empty: where SpawnerClient finds it.
  std::string spawner_program;
  // See SpawnerOptions::best_effort.
  bool best_effort = false;

  // Where measured time limits are kept.
  std::string time_limit_folder() const { return state_folder + "/cache/timelimit"; }
  // Where packages of servers are kept.
  std::string package_folder() const { return state_folder + "/cache/packages"; }
};

// Where boxes run.
struct Cpus {
  std::vector<int> numbers;  // empty: all
  bool shared = false;       // with other runs of workers, at the same time
};

// Thread-safe. A copy is the same machine.
class Machine {
 public:
  // INVALID_ARGUMENT, NOT_FOUND: the profiles are wrong. FAILED_PRECONDITION: this machine lacks something (a user
  // namespace, a cgroup ...). Others: the state folder cannot be used.
  static absl::StatusOr<std::unique_ptr<Machine>> Open(const MachineOptions& options);
  // In two steps, for who gives up root in between: the spawner keeps it. The state and runtime folders of the second
  // are then the user's, and folder_with_images root's.
  static absl::StatusOr<std::unique_ptr<sandbox::SpawnerClient>> StartSpawner(const MachineOptions& options);
  static absl::StatusOr<std::unique_ptr<Machine>> Open(const MachineOptions& options,
                                                       std::unique_ptr<sandbox::SpawnerClient> spawner);

  // The same, with its boxes on these CPUs alone.
  Machine On(const Cpus& cpus) const;
  const Cpus& cpus() const { return cpus_; }
  // The same, for one judging that ends as soon as this is readable (an eventfd): whatever runs in its boxes.
  Machine CancelledBy(int cancel_fd) const;
  // CANCELLED: it is. What its boxes came to meanwhile says nothing.
  absl::Status CheckCancelled() const;

  const MachineOptions& options() const { return parts_->options; }
  const ProfileSet& profiles() const { return parts_->profiles; }
  const image::ImageStore& images() const { return parts_->images; }
  const CompileCache& compile_cache() const { return parts_->cache; }

  sandbox::Accounting accounting() const { return parts_->spawner->accounting(); }
  // Nothing can be judged with this machine any more: start the program again.
  bool HasLostSpawner() const { return parts_->spawner->HasDied(); }

  // The policy by name, read once.
  absl::StatusOr<std::shared_ptr<const sandbox::SeccompPolicy>> Policy(const std::string& name);

  // Digests of the image's layers, the uppermost first; its files are in the page cache by then. FAILED_PRECONDITION
  // for an image that is not built says how to build it.
  absl::StatusOr<std::vector<std::string>> Layers(const std::string& image);

  // What else runs at the same time, on this machine, of those that judge on it with the same runtime folder.
  enum class Company { kAny, kAlone };

  // SpawnerClient::Run() on cpus(), with stdin from its offset 0, and except that a spec which it refuses is INTERNAL:
  // our mistake, not a caller's bad input. A run that had to read its image from the disk, because something had
  // evicted the page cache, was measured wrong (its memory is full of pages that are taken away and read again): the
  // image is read once more, and the run done again. Alone: waits for the runs under way to end, and holds up those to
  // come. CANCELLED: see CancelledBy.
  absl::StatusOr<sandbox::Result> RunBox(const sandbox::RunSpec& spec, Company company = Company::kAny);

 private:
  struct Parts {
    const MachineOptions options;
    const ProfileSet profiles;
    const image::ImageStore images;
    const CompileCache cache;
    std::unique_ptr<sandbox::SpawnerClient> spawner;  // set once, before anybody has the machine

    std::mutex mutex;
    std::map<std::string, std::shared_ptr<const sandbox::SeccompPolicy>> policies;  // guarded by mutex
    std::map<std::string, std::vector<std::string>> layers;                         // guarded by mutex
  };

  explicit Machine(std::shared_ptr<Parts> parts) : parts_(std::move(parts)) {}
  static absl::StatusOr<std::unique_ptr<Machine>> OpenWithoutSpawner(const MachineOptions& options);

  absl::StatusOr<Fd> WaitForTurn(Company company) const;
  absl::StatusOr<sandbox::Result> RunOnce(const sandbox::RunSpec& spec);

  std::shared_ptr<Parts> parts_;
  Cpus cpus_;
  int cancel_fd_ = -1;
};

}  // namespace judge::worker

#endif  // JUDGE_WORKER_MACHINE_H_
