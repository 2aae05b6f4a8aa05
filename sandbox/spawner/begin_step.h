// Where the spawner's own steps begin: in the test build they can fail there; see child/fault.h.
#ifndef JUDGE_SANDBOX_SPAWNER_BEGIN_STEP_H_
#define JUDGE_SANDBOX_SPAWNER_BEGIN_STEP_H_

#include "absl/status/status.h"
#include "sandbox/child/fault.h"

namespace judge::sandbox {

inline absl::Status BeginStep(const char* step) {
  const int error = child::FaultAt(step);
  return error == 0 ? absl::OkStatus() : absl::ErrnoToStatus(error, step);
}

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SPAWNER_BEGIN_STEP_H_
