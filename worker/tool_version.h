// Which compiler or interpreter a profile's image really holds.
#ifndef JUDGE_WORKER_TOOL_VERSION_H_
#define JUDGE_WORKER_TOOL_VERSION_H_

#include <string>

#include "absl/status/statusor.h"
#include "judge/v1/profile.pb.h"
#include "worker/machine.h"

namespace judge::worker {

// The first line that the profile's version_command prints, in a box of its compile step's image, or else of its run's:
// "g++ (Debian 12.2.0-14) 12.2.0".
absl::StatusOr<std::string> ToolVersion(Machine& machine, const v1::Profile& profile);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_TOOL_VERSION_H_
