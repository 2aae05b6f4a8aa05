#include "sandbox/test_machine.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "sandbox/tool/layers.h"

namespace judge::sandbox {
namespace {

absl::StatusOr<std::string> LayerWithPython(const std::string& layers_folder) {
  JUDGE_ASSIGN_OR_RETURN(const std::vector<std::string> layers, BuiltLayers(layers_folder));
  for (const std::string& digest : layers) {
    if (access(absl::StrCat(layers_folder, "/", digest, "/rootfs/usr/bin/python3").c_str(), F_OK) == 0) return digest;
  }
  return absl::FailedPreconditionError(
      absl::StrCat("no layer of ", layers_folder, " has python3: build the base image"));
}

absl::Status AddInput(RunSpec& spec, const std::string& name, const std::string& path, bool executable) {
  JUDGE_ASSIGN_OR_RETURN(Fd file, Open(path, O_RDONLY));
  spec.inputs.push_back({name, std::make_shared<Fd>(std::move(file)), executable});
  return absl::OkStatus();
}

}  // namespace

int Slowness() {
  const char* const times = std::getenv("JUDGE_SLOWNESS");
  return times == nullptr ? 1 : std::atoi(times);
}

absl::StatusOr<std::unique_ptr<TestMachine>> TestMachine::Start(int prepared_boxes, const std::string& program) {
  auto machine = std::unique_ptr<TestMachine>(new TestMachine());
  machine->layers_folder_ = FolderWithImages(DefaultStateFolder()) + "/layers";
  JUDGE_ASSIGN_OR_RETURN(std::string layer, LayerWithPython(machine->layers_folder_));
  machine->layers_ = {std::move(layer)};
  SpawnerOptions options;
  options.layers_folder = machine->layers_folder_;
  options.runtime_folder = kTestRuntimeFolder;
  options.best_effort = true;  // of no account to root
  options.program = program.empty() ? JUDGE_BIN_DIR "/judge-spawner" : program;
  options.prepared_boxes = prepared_boxes;
  JUDGE_ASSIGN_OR_RETURN(machine->spawner_, SpawnerClient::Start(options));
  return machine;
}

absl::StatusOr<std::shared_ptr<const SeccompPolicy>> TestMachine::Policy(const std::string& name) {
  std::shared_ptr<const SeccompPolicy>& policy = policies_[name];
  if (policy == nullptr) {
    const char* const folder =
        name == "open" ? JUDGE_SOURCE_DIR "/sandbox/testdata" : JUDGE_SOURCE_DIR "/profiles/seccomp";
    JUDGE_ASSIGN_OR_RETURN(policy, SeccompPolicy::Load(folder, name));
  }
  return policy;
}

absl::StatusOr<RunSpec> TestMachine::SpecForProgram(const std::string& name) {
  RunSpec spec;
  spec.layers = layers_;
  spec.argv = {"./" + name};
  JUDGE_ASSIGN_OR_RETURN(spec.policy, Policy("native"));
  JUDGE_RETURN_IF_ERROR(AddInput(spec, name, JUDGE_BIN_DIR "/../testdata/" + name, /*executable=*/true));
  return spec;
}

absl::StatusOr<RunSpec> TestMachine::SpecForScript(const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  RunSpec spec;
  spec.layers = layers_;
  spec.argv = {"/usr/bin/python3", name};
  JUDGE_ASSIGN_OR_RETURN(spec.policy, Policy("python"));
  JUDGE_RETURN_IF_ERROR(AddInput(spec, name, path, /*executable=*/false));
  return spec;
}

absl::StatusOr<RunSpec> TestMachine::SpecFor(const HostileProgram& program) {
  JUDGE_ASSIGN_OR_RETURN(RunSpec spec,
                         program.is_python() ? SpecForScript(program.path) : SpecForProgram(program.name));
  JUDGE_ASSIGN_OR_RETURN(spec.policy, Policy(program.policy));
  spec.limits = program.limits;
  // Where time is not what ends the program, its limits only guard the test.
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
