#include "sandbox/suite/machine.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "sandbox/tool/layers.h"

namespace judge::sandbox {
namespace {

absl::StatusOr<std::vector<std::string>> LayerWithPython(const std::string& layers_folder) {
  JUDGE_ASSIGN_OR_RETURN(std::vector<std::string> layers, LayersWith(layers_folder, "usr/bin/python3"));
  if (layers.empty())
    return absl::FailedPreconditionError(
        absl::StrCat("no layer of ", layers_folder, " has python3: build the base image"));
  layers.resize(1);
  return layers;
}

absl::Status AddInput(RunSpec& spec, const std::string& name, const std::string& path, bool executable) {
  JUDGE_ASSIGN_OR_RETURN(Fd file, Open(path, O_RDONLY));
  spec.inputs.push_back({name, std::make_shared<Fd>(std::move(file)), executable});
  return absl::OkStatus();
}

absl::StatusOr<RunSpec> SpecForScript(const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  RunSpec spec;
  spec.argv = {"/usr/bin/python3", name};
  JUDGE_RETURN_IF_ERROR(AddInput(spec, name, path, /*executable=*/false));
  return spec;
}

}  // namespace

int Slowness() {
  const char* const times = std::getenv("JUDGE_SLOWNESS");
  return times == nullptr ? 1 : std::atoi(times);
}

absl::StatusOr<std::unique_ptr<SuiteMachine>> SuiteMachine::Start(const SuitePlaces& places, int prepared_boxes) {
  JUDGE_RETURN_IF_ERROR(CheckPlaces(places.state_folder, places.runtime_folder));
  auto machine = std::unique_ptr<SuiteMachine>(new SuiteMachine(places, prepared_boxes));
  const std::string folder = machine->layers_folder();
  JUDGE_ASSIGN_OR_RETURN(machine->layers_,
                         places.layers.empty() ? LayerWithPython(folder) : FindLayers(folder, places.layers));
  JUDGE_RETURN_IF_ERROR(machine->Restart());
  return machine;
}

absl::Status SuiteMachine::Restart() {
  spawner_.reset();
  SpawnerOptions options;
  options.layers_folder = layers_folder();
  options.runtime_folder = places_.runtime_folder;
  options.best_effort = true;  // of no account to root
  options.program = places_.spawner;
  options.prepared_boxes = prepared_boxes_;
  JUDGE_ASSIGN_OR_RETURN(spawner_, SpawnerClient::Start(options));
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const SeccompPolicy>> SuiteMachine::Policy(const std::string& name) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::shared_ptr<const SeccompPolicy>& policy = policies_[name];
  if (policy == nullptr) {
    const std::string folder = name == "open" ? places_.suite_folder : places_.profiles_folder + "/seccomp";
    JUDGE_ASSIGN_OR_RETURN(policy, SeccompPolicy::Load(folder, name));
  }
  return policy;
}

absl::StatusOr<RunSpec> SuiteMachine::SpecForBinary(const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  RunSpec spec;
  spec.layers = layers_;
  spec.argv = {"./" + name};
  JUDGE_ASSIGN_OR_RETURN(spec.policy, Policy("native"));
  JUDGE_RETURN_IF_ERROR(AddInput(spec, name, path, /*executable=*/true));
  return spec;
}

absl::StatusOr<RunSpec> SuiteMachine::SpecFor(const HostileProgram& program) {
  JUDGE_ASSIGN_OR_RETURN(RunSpec spec,
                         program.is_python() ? SpecForScript(program.path) : SpecForBinary(program.binary()));
  spec.layers = layers_;
  JUDGE_ASSIGN_OR_RETURN(spec.policy, Policy(program.policy));
  spec.limits = program.limits;
  // Where time is not what ends the program, its limits only guard the suite.
  if (!absl::StartsWith(program.expect, "TLE")) {
    *spec.limits.cpu_time *= Slowness();
    *spec.limits.wall_time *= Slowness();
  }
  if (!program.stdin_text.empty()) {
    JUDGE_ASSIGN_OR_RETURN(Fd input, SealedFileOf(program.stdin_text + "\n"));
    spec.stdin_file = std::make_shared<Fd>(std::move(input));
  }
  if (!program.output.empty()) spec.outputs.push_back({"artifact", kArtifactMaxBytes});
  return spec;
}

}  // namespace judge::sandbox
