// Our own sandbox, as a worker uses it.
#include <fcntl.h>

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "bench/contender.h"
#include "sandbox/seccomp_policy.h"
#include "sandbox/spawner_client.h"

namespace judge::bench {
namespace {

using sandbox::RunSpec;
using sandbox::SpawnerClient;

// Limits as a judge sets them, so that the cgroups for them are paid for.
absl::StatusOr<RunSpec> SpecOf(const Program& program) {
  RunSpec spec;
  spec.layers = {program.layer};
  spec.argv = {"./program"};
  spec.limits.cpu_time = absl::Seconds(10);
  spec.limits.wall_time = absl::Seconds(30);
  spec.limits.memory_bytes = 256 << 20;
  spec.limits.processes = 64;
  spec.limits.stdout_bytes = 64 << 20;
  JUDGE_ASSIGN_OR_RETURN(spec.policy, sandbox::SeccompPolicy::Load(JUDGE_SOURCE_DIR "/profiles/seccomp", "native"));
  JUDGE_ASSIGN_OR_RETURN(Fd file, Open(program.path, O_RDONLY));
  spec.inputs.push_back({"program", std::make_shared<Fd>(std::move(file)), /*executable=*/true});
  return spec;
}

class Box : public Contender {
 public:
  Box(std::string name, std::unique_ptr<SpawnerClient> spawner, RunSpec spec, bool full_cycle)
      : name_(std::move(name)), spawner_(std::move(spawner)), spec_(std::move(spec)), full_cycle_(full_cycle) {}

  std::string name() const override { return name_; }

  absl::Status Run() override {
    JUDGE_ASSIGN_OR_RETURN(const sandbox::Result result, spawner_->Run(spec_));
    if (result.ending != sandbox::Ending(sandbox::Exited{0})) return absl::InternalError("did not exit with 0");
    return full_cycle_ ? Settle() : absl::OkStatus();
  }

  // Returns once dead boxes are destroyed and the pool (which a full cycle does not have) is full.
  absl::Status Settle() override { return spawner_->Prepare(spec_.layers); }

 private:
  const std::string name_;
  const std::unique_ptr<SpawnerClient> spawner_;
  const RunSpec spec_;
  const bool full_cycle_;
};

absl::StatusOr<std::unique_ptr<Contender>> MakeBox(const Program& program, const std::string& name,
                                                   int prepared_boxes) {
  sandbox::SpawnerOptions options;
  options.layers_folder = program.layers_folder;
  options.prepared_boxes = prepared_boxes;
  JUDGE_ASSIGN_OR_RETURN(RunSpec spec, SpecOf(program));
  JUDGE_ASSIGN_OR_RETURN(auto spawner, SpawnerClient::Start(options));
  return std::make_unique<Box>(name, std::move(spawner), std::move(spec), /*full_cycle=*/prepared_boxes == 0);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Contender>> MakePreparedBox(const Program& program) {
  return MakeBox(program, "judge, prepared box", sandbox::SpawnerOptions().prepared_boxes);
}

absl::StatusOr<std::unique_ptr<Contender>> MakeFullCycle(const Program& program) {
  return MakeBox(program, "judge, full cycle", 0);
}

}  // namespace judge::bench
