#include "cli/exit_codes.h"

#include <cstdio>
#include <string>

#include "base/escape.h"

namespace judge::cli {

ExitCode ExitCodeOf(v1::Verdict verdict) {
  switch (verdict) {
    case v1::AC:
    case v1::VERDICT_UNSPECIFIED:
      return kOk;
    case v1::JE:
      return kFailed;
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
