#include "cli/exit_codes.h"

#include <cstdio>
#include <string>

#include "base/escape.h"

namespace judge::cli {

ExitCode ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kOk;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kUnimplemented:
      return kBadInput;
    // ENOSPC and EMFILE are RESOURCE_EXHAUSTED, EROFS and many others FAILED_PRECONDITION.
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kUnavailable:
      return kMachine;
    default:
      return kJudgeError;
  }
}

ExitCode ExitCodeOf(v1::Verdict verdict) {
  switch (verdict) {
    case v1::AC:
    case v1::VERDICT_UNSPECIFIED:
      return kOk;
    case v1::JE:
      return kJudgeError;
    default:
      return kNotAccepted;
  }
}

ExitCode Fail(ExitCode code, const absl::Status& status) {
  // A message may quote a compiler, in lines.
  std::fprintf(stderr, "judge-cli: %s\n", EscapeForTerminal(status.message()).c_str());
  return code;
}

}  // namespace judge::cli
