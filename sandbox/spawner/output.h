// Files that a run leaves.
#ifndef JUDGE_SANDBOX_SPAWNER_OUTPUT_H_
#define JUDGE_SANDBOX_SPAWNER_OUTPUT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "base/fd.h"
#include "sandbox/result.h"
#include "sandbox/spawner/message.h"

namespace judge::sandbox {

// Opens a file below the folder of a box whose processes are all dead: whatever the target made of its name, nothing
// but a regular file in there is opened. `file` is set when it is kCollected, `size` also when it is kTooLarge. A
// Status: the machine failed (out of descriptors, memory ...).
absl::StatusOr<CollectedFile::State> OpenOutput(const Fd& folder, const Request::Output& output, Fd& file,
                                                int64_t& size);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SPAWNER_OUTPUT_H_
