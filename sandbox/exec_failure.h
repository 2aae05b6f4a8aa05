// The one failure of a run that may be its caller's fault: argv[0] is missing, or nothing that the kernel executes.
#ifndef JUDGE_SANDBOX_EXEC_FAILURE_H_
#define JUDGE_SANDBOX_EXEC_FAILURE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace judge::sandbox {

// A FAILED_PRECONDITION that is told apart from every other.
absl::Status ExecFailure(absl::string_view message);

// Whether a Status of SpawnerClient::Run is an ExecFailure. Annotated, it is one no more.
bool IsExecFailure(const absl::Status& status);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_EXEC_FAILURE_H_
