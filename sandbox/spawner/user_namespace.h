// Whether an ordinary user can make boxes on this machine: in a user namespace.
#ifndef JUDGE_SANDBOX_SPAWNER_USER_NAMESPACE_H_
#define JUDGE_SANDBOX_SPAWNER_USER_NAMESPACE_H_

#include "absl/status/status.h"

namespace judge::sandbox {

// Makes a user namespace, mounts something in it, and lets it go. FAILED_PRECONDITION tells in one line what forbids it
// (a sysctl, AppArmor, a container that hides parts of /proc) and what to do.
absl::Status CheckUserNamespaces();

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SPAWNER_USER_NAMESPACE_H_
