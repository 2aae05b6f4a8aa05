// What a worker calls to run a command in a box.
#ifndef JUDGE_SANDBOX_SPAWNER_CLIENT_H_
#define JUDGE_SANDBOX_SPAWNER_CLIENT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/places.h"
#include "sandbox/result.h"
#include "sandbox/spec.h"

namespace judge::sandbox {

struct SpawnerOptions {
  // Folder with one folder per layer digest, each holding "rootfs". Must belong to root or to this
  // user, and nobody else may write to it.
  std::string layers_folder;
  // Where spawners keep their locks and mount points.
  std::string runtime_folder = DefaultRuntimeFolder();
  // The judge-spawner program; empty: beside the running program, or in ../libexec/judge, or $JUDGE_SPAWNER.
  std::string program;
  // Boxes kept ready for each image stack in use (at most 4).
  int prepared_boxes = 2;
  // For an ordinary user without cgroups: limits that rlimits cannot keep exactly are kept as far as they can, instead
  // of being refused.
  bool best_effort = false;
};

// A running spawner process, which has all the privilege that its user has, and the connection to it. Ends, with every
// box in it, when this goes. Thread-safe: each Run is one box, and any number of threads may run at once (up to 64
// boxes; beyond it RESOURCE_EXHAUSTED).
class SpawnerClient {
 public:
  // Starts the spawner process, which first sweeps what dead ones left. FAILED_PRECONDITION tells in one line what the
  // machine lacks (a user namespace, a cgroup, ...) and what to do about it.
  static absl::StatusOr<std::unique_ptr<SpawnerClient>> Start(const SpawnerOptions& options);
  ~SpawnerClient();

  // What every run of this spawner is measured by.
  Accounting accounting() const;

  // Blocks until all of the target's processes are dead and returns the facts. A Status means that the sandbox failed,
  // and names the step; never that the target did. INVALID_ARGUMENT: the spec is wrong. NOT_FOUND: a layer is missing.
  // An ExecFailure (exec_failure.h): argv[0] is missing or cannot be executed ("exec ./solution: Exec format error").
  // `cancel_fd`, where given, ends the run as cancelled as soon as it is readable (an eventfd).
  absl::StatusOr<Result> Run(const RunSpec& spec, int cancel_fd = -1);

  // Has boxes of this image stack prepared, so that the next Run finds one. Returns once they are ready and every box
  // that ended before has been destroyed.
  absl::Status Prepare(const std::vector<std::string>& layers);

  // The spawner process is gone, and every Run is UNAVAILABLE from then on.
  bool HasDied() const;

 private:
  struct Connection;
  explicit SpawnerClient(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SPAWNER_CLIENT_H_
