// Whether an ordinary user can make boxes on this machine: in a user namespace.
#ifndef JUDGE_SANDBOX_SPAWNER_USER_NAMESPACE_H_
#define JUDGE_SANDBOX_SPAWNER_USER_NAMESPACE_H_

#include <optional>
#include <string>

#include "absl/status/status.h"

namespace judge::sandbox {

// Makes a user namespace, mounts something in it, and lets it go. FAILED_PRECONDITION tells in one line what forbids it
// (a sysctl, AppArmor, a container that hides parts of /proc) and what to do.
absl::Status CheckUserNamespaces();

// Of the settings in the folder `sysctls` (/proc/sys), the one that keeps ordinary users from a user namespace, and how
// to change it, in one line; nothing where none does. Only where the namespace cannot be made: AppArmor's lets the
// programs through that have a profile for it.
std::optional<std::string> SettingAgainstUserNamespaces(const std::string& sysctls);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SPAWNER_USER_NAMESPACE_H_
