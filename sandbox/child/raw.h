// System calls made raw: glibc's wrappers of the credential calls signal threads that a cloned process does not have,
// and for the newer calls it has no wrapper.
#ifndef JUDGE_SANDBOX_CHILD_RAW_H_
#define JUDGE_SANDBOX_CHILD_RAW_H_

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#ifndef MS_NOSYMFOLLOW
#define MS_NOSYMFOLLOW 256  // Linux 5.10; older kernels ignore the bit
#endif

namespace judge::sandbox::child {

// 0, or the errno of a call that failed.
template <typename... Arguments>
int RawError(long number, Arguments... arguments) {
  return ::syscall(number, arguments...) < 0 ? errno : 0;
}

// 0, or the errno behind the -1 of a libc function.
inline int Error(long result) { return result < 0 ? errno : 0; }

}  // namespace judge::sandbox::child

#endif  // JUDGE_SANDBOX_CHILD_RAW_H_
