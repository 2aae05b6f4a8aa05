// The base of tests that judge on this machine: its images, caches of their own, the project's profiles.
#ifndef JUDGE_WORKER_MACHINE_TEST_BASE_H_
#define JUDGE_WORKER_MACHINE_TEST_BASE_H_

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <utility>

#include "base/file.h"
#include "worker/machine.h"
#include "worker/test_state.h"

namespace judge::worker {

class MachineTest : public testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<TemporaryFolder> state = MakeTestState();
    ASSERT_TRUE(state.ok()) << state.status();
    state_.emplace(*std::move(state));
    MachineOptions options;
    options.state_folder = state_->path();
    options.profiles_folder = JUDGE_SOURCE_DIR "/profiles";
    options.spawner_program = JUDGE_BIN_DIR "/judge-spawner";
    absl::StatusOr<std::unique_ptr<Machine>> machine = Machine::Open(options);
    ASSERT_TRUE(machine.ok()) << machine.status();
    machine_ = *std::move(machine);
  }

  std::optional<TemporaryFolder> state_;
  std::unique_ptr<Machine> machine_;
};

}  // namespace judge::worker

#endif  // JUDGE_WORKER_MACHINE_TEST_BASE_H_
