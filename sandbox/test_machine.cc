#include "sandbox/test_machine.h"

namespace judge::sandbox {

SuitePlaces TestPlaces() {
  SuitePlaces places;
  places.suite_folder = JUDGE_SUITE_FOLDER;
  places.profiles_folder = JUDGE_SOURCE_DIR "/profiles";
  places.judge_cli = JUDGE_BIN_DIR "/judge-cli";
  places.spawner = JUDGE_BIN_DIR "/judge-spawner";
  return places;
}

absl::StatusOr<std::unique_ptr<SuiteMachine>> StartTestMachine(int prepared_boxes, const std::string& spawner) {
  SuitePlaces places = TestPlaces();
  if (!spawner.empty()) places.spawner = spawner;
  return SuiteMachine::Start(places, prepared_boxes);
}

absl::StatusOr<RunSpec> SpecForMeasured(SuiteMachine& machine, const std::string& name) {
  return machine.SpecForBinary(JUDGE_MEASURED_FOLDER "/" + name);
}

absl::StatusOr<RunSpec> SpecForNothing(SuiteMachine& machine) {
  return machine.SpecForBinary(JUDGE_SUITE_FOLDER "/accepted_no_stdin");
}

}  // namespace judge::sandbox
