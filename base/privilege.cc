#include "base/privilege.h"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "absl/strings/str_cat.h"

namespace judge {

absl::StatusOr<User> FindUser(const std::string& name) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 16384> buffer{};
  const int error = ::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
  if (error != 0) return absl::ErrnoToStatus(error, absl::StrCat("user ", name));
  if (found == nullptr)
    return absl::NotFoundError(absl::StrCat("no user '", name, "' on this machine; make one: useradd --system ", name));
  return User{found->pw_uid, found->pw_gid};
}

absl::Status BecomeUser(const User& user) {
  int signal_at_parents_end = 0;
  if (::prctl(PR_GET_PDEATHSIG, &signal_at_parents_end) != 0)
    return absl::ErrnoToStatus(errno, "prctl(PR_GET_PDEATHSIG)");
  // The capabilities go with the last of the three user ids; the C library tells every thread.
  if (::setgroups(0, nullptr) != 0) return absl::ErrnoToStatus(errno, "setgroups");
  if (::setresgid(user.gid, user.gid, user.gid) != 0) return absl::ErrnoToStatus(errno, "setresgid");
  if (::setresuid(user.uid, user.uid, user.uid) != 0) return absl::ErrnoToStatus(errno, "setresuid");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return absl::ErrnoToStatus(errno, "prctl(PR_SET_NO_NEW_PRIVS)");
  // The kernel forgets it with the user: else what a supervisor watches would outlive it.
  if (::prctl(PR_SET_PDEATHSIG, signal_at_parents_end) != 0)
    return absl::ErrnoToStatus(errno, "prctl(PR_SET_PDEATHSIG)");
  if (user.uid != 0 && ::setresuid(0, 0, 0) == 0) return absl::InternalError("root could be had back");
  return absl::OkStatus();
}

}  // namespace judge
