// A state folder for a test: this machine's images, and caches of its own.
#ifndef JUDGE_WORKER_TEST_STATE_H_
#define JUDGE_WORKER_TEST_STATE_H_

#include "absl/status/statusor.h"
#include "base/file.h"

namespace judge::worker {

// The images are those of $JUDGE_STATE, or /var/lib/judge.
absl::StatusOr<TemporaryFolder> MakeTestState();

}  // namespace judge::worker

#endif  // JUDGE_WORKER_TEST_STATE_H_
