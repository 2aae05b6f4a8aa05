#include "sandbox/exec_failure.h"

#include "absl/strings/cord.h"

namespace judge::sandbox {
namespace {

constexpr char kPayload[] = "judge/exec-failure";

}  // namespace

absl::Status ExecFailure(absl::string_view message) {
  absl::Status status = absl::FailedPreconditionError(message);
  status.SetPayload(kPayload, absl::Cord());
  return status;
}

bool IsExecFailure(const absl::Status& status) { return status.GetPayload(kPayload).has_value(); }

}  // namespace judge::sandbox
