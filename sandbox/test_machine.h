// The suite's machine as the build and the source tree have it. For tests.
#ifndef JUDGE_SANDBOX_TEST_MACHINE_H_
#define JUDGE_SANDBOX_TEST_MACHINE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "sandbox/suite/machine.h"

namespace judge::sandbox {

// Not one of the tests' own: user ids are shared out by locks in it.
inline const std::string kTestRuntimeFolder = DefaultRuntimeFolder();

// The suite, the programs and the profiles of this build, the base image of the state folder ($JUDGE_STATE,
// /var/lib/judge).
SuitePlaces TestPlaces();

// FAILED_PRECONDITION: there is no base image, no root ...
// `spawner`: another than the build's own.
absl::StatusOr<std::unique_ptr<SuiteMachine>> StartTestMachine(int prepared_boxes = 2, const std::string& spawner = "");

// Runs a program that was built from testdata/measured/.
absl::StatusOr<RunSpec> SpecForMeasured(SuiteMachine& machine, const std::string& name);
// Runs the program of the suite that does nothing at all.
absl::StatusOr<RunSpec> SpecForNothing(SuiteMachine& machine);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_TEST_MACHINE_H_
