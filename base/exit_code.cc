#include "base/exit_code.h"

#include <cstdio>

#include "base/escape.h"

namespace judge {

ExitCode ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kOk;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kUnauthenticated:
      return kBadInput;
    // ENOSPC and EMFILE are RESOURCE_EXHAUSTED, EROFS and many others FAILED_PRECONDITION.
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kUnavailable:
      return kMachine;
    default:
      return kFailed;
  }
}

ExitCode Fail(const std::string& program, const absl::Status& status) {
  std::fprintf(stderr, "%s: %s\n", program.c_str(), EscapeForLine(status.message()).c_str());
  return ExitCodeOf(status);
}

}  // namespace judge
