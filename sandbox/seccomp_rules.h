// The text side of seccomp_policy.h: .policy files read, checked and put together. No libseccomp program is made here.
#ifndef JUDGE_SANDBOX_SECCOMP_RULES_H_
#define JUDGE_SANDBOX_SECCOMP_RULES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace judge::sandbox {

// (argument & mask) == value.
struct ArgumentCondition {
  unsigned argument = 0;  // 0 to 5
  uint64_t mask = ~uint64_t{0};
  uint64_t value = 0;
  bool operator==(const ArgumentCondition&) const = default;
};

// What a policy says of one call.
struct SyscallRule {
  std::string name;
  int error = 0;  // 0: allowed; else the errno that it fails with
  // Holds where all conditions of one alternative hold. No alternatives: always.
  std::vector<std::vector<ArgumentCondition>> alternatives;
  std::string place;  // "FILE:LINE" that mentioned it first
};

// By number, of the native architecture.
using SyscallRules = std::map<int, SyscallRule>;

// FOLDER/NAME.policy with all that it includes; each file counts once. Errors as SeccompPolicy::Load tells.
absl::StatusOr<SyscallRules> ReadSyscallRules(const std::string& folder, const std::string& name);

// The value of a name that conditions may use ("CLONE_THREAD"), see seccomp_constants.cc. Negative ones sign-extended.
std::optional<uint64_t> SeccompConstant(absl::string_view name);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SECCOMP_RULES_H_
