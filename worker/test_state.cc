#include "worker/test_state.h"

#include <unistd.h>

#include <cstdlib>
#include <string>
#include <utility>

#include "base/status_macros.h"

namespace judge::worker {

absl::StatusOr<TemporaryFolder> MakeTestState() {
  JUDGE_ASSIGN_OR_RETURN(TemporaryFolder folder, TemporaryFolder::Make("judge-test-state-"));
  const char* const state = std::getenv("JUDGE_STATE");
  const std::string layers = std::string(state != nullptr ? state : "/var/lib/judge") + "/layers";
  if (::symlink(layers.c_str(), (folder.path() + "/layers").c_str()) < 0) return absl::ErrnoToStatus(errno, "symlink");
  return folder;
}

}  // namespace judge::worker
