// A spawner and an image for tests that run real boxes.
#ifndef JUDGE_SANDBOX_TEST_MACHINE_H_
#define JUDGE_SANDBOX_TEST_MACHINE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/file.h"
#include "base/places.h"
#include "sandbox/hostile_program.h"
#include "sandbox/seccomp_policy.h"
#include "sandbox/spawner_client.h"

namespace judge::sandbox {

// Not one of the tests' own: user ids are shared out by locks in it.
inline const std::string kTestRuntimeFolder = DefaultRuntimeFolder();

// Of the "artifact" that a program of testdata makes.
inline constexpr int64_t kArtifactMaxBytes = 1 << 20;

// How many times slower than a real machine this one is: $JUDGE_SLOWNESS, which an emulated machine sets; else 1. For
// times that have nothing to do with what is tested.
int Slowness();

// Uses the base image of the state folder ($JUDGE_STATE, /var/lib/judge). Thread-safe but for Policy.
class TestMachine {
 public:
  // FAILED_PRECONDITION: there is no base image, no root ...
  // `program`: another spawner than the build's own.
  static absl::StatusOr<std::unique_ptr<TestMachine>> Start(int prepared_boxes = 2, const std::string& program = "");

  SpawnerClient& spawner() { return *spawner_; }
  // The layer that has Python and the compilers.
  const std::vector<std::string>& layers() const { return layers_; }
  const std::string& layers_folder() const { return layers_folder_; }

  // Of profiles/seccomp; "open" of sandbox/testdata. Read once.
  absl::StatusOr<std::shared_ptr<const SeccompPolicy>> Policy(const std::string& name);

  // A spec that runs a program of the build (build/testdata/NAME) with the policy "native" and no limits.
  absl::StatusOr<RunSpec> SpecForProgram(const std::string& name);
  // The same for a Python script of sandbox/testdata, with the policy "python".
  absl::StatusOr<RunSpec> SpecForScript(const std::string& path);
  // A program of testdata as its head wants it to be run; it hands out "artifact", if it makes one, up to
  // kArtifactMaxBytes.
  absl::StatusOr<RunSpec> SpecFor(const HostileProgram& program);

 private:
  TestMachine() = default;

  std::string layers_folder_;
  std::vector<std::string> layers_;
  std::map<std::string, std::shared_ptr<const SeccompPolicy>> policies_;
  std::unique_ptr<SpawnerClient> spawner_;
};

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_TEST_MACHINE_H_
