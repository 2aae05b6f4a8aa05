#include "sandbox/tool/exit_code.h"

#include <cstdio>
#include <string>

#include "base/escape.h"

namespace judge::sandbox {

ExitCode Fail(ExitCode code, const absl::Status& status) {
  std::fprintf(stderr, "judge-sandbox: %s\n", EscapeForLine(std::string(status.message())).c_str());
  return code;
}

bool IsMisuse(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsNotFound(status) || absl::IsFailedPrecondition(status);
}

}  // namespace judge::sandbox
