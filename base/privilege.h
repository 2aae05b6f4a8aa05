// Giving up root.
#ifndef JUDGE_BASE_PRIVILEGE_H_
#define JUDGE_BASE_PRIVILEGE_H_

#include <sys/types.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace judge {

struct User {
  uid_t uid = 0;
  gid_t gid = 0;
};

// NOT_FOUND says how to make one.
absl::StatusOr<User> FindUser(const std::string& name);

// This process, with all its threads, is that user from now on, without groups, capabilities or a way back. To be
// called as root.
absl::Status BecomeUser(const User& user);

}  // namespace judge

#endif  // JUDGE_BASE_PRIVILEGE_H_
