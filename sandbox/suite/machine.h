// A spawner and an image that programs of the suite run on.
#ifndef JUDGE_SANDBOX_SUITE_MACHINE_H_
#define JUDGE_SANDBOX_SUITE_MACHINE_H_

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/places.h"
#include "sandbox/seccomp_policy.h"
#include "sandbox/spawner_client.h"
#include "sandbox/suite/program.h"

namespace judge::sandbox {

// Of the "artifact" that a program of the suite makes.
inline constexpr int64_t kArtifactMaxBytes = 1 << 20;

// How many times slower than a real machine this one is: $JUDGE_SLOWNESS, which an emulated machine sets; else 1. For
// times that have nothing to do with what is tested.
int Slowness();

// Where things lie.
struct SuitePlaces {
  std::string suite_folder;     // see suite.h
  std::string profiles_folder;  // as of judge-cli
  std::string state_folder = DefaultStateFolder();
  std::string runtime_folder = DefaultRuntimeFolder();
  std::string judge_cli = ProgramFolder() + "/judge-cli";
  std::string spawner;              // empty: as SpawnerOptions says
  std::vector<std::string> layers;  // by their first digits, the uppermost first; empty: the one that has Python
};

// Thread-safe but for Restart.
class SuiteMachine {
 public:
  // NOT_FOUND, FAILED_PRECONDITION: there is no such image, no cgroup ...
  static absl::StatusOr<std::unique_ptr<SuiteMachine>> Start(const SuitePlaces& places, int prepared_boxes = 2);

  // Ends the spawner, and starts the next.
  absl::Status Restart();

  const SuitePlaces& places() const { return places_; }
  SpawnerClient& spawner() { return *spawner_; }
  const std::vector<std::string>& layers() const { return layers_; }
  std::string layers_folder() const { return FolderWithImages(places_.state_folder) + "/layers"; }

  // Of profiles/seccomp; "open" of the suite. Read once.
  absl::StatusOr<std::shared_ptr<const SeccompPolicy>> Policy(const std::string& name);

  // Runs a statically linked program of this machine's, with the policy "native" and no limits.
  absl::StatusOr<RunSpec> SpecForBinary(const std::string& path);
  // A program of the suite as its head wants it to be run; it hands out "artifact", if it makes one, up to
  // kArtifactMaxBytes.
  absl::StatusOr<RunSpec> SpecFor(const HostileProgram& program);

 private:
  SuiteMachine(SuitePlaces places, int prepared_boxes) : places_(std::move(places)), prepared_boxes_(prepared_boxes) {}

  const SuitePlaces places_;
  const int prepared_boxes_;
  std::vector<std::string> layers_;
  std::unique_ptr<SpawnerClient> spawner_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const SeccompPolicy>> policies_;  // guarded by mutex_
};

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SUITE_MACHINE_H_
