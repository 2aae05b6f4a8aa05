// The names that conditions in .policy files may use for values. A new one is added here and nowhere else.
#include <asm/prctl.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "sandbox/seccomp_rules.h"

namespace judge::sandbox {
namespace {

struct Constant {
  absl::string_view name;
  int64_t value;
};

#define JUDGE_CONSTANT(name) \
  { #name, static_cast < int64_t>(name) }
const Constant kConstants[] = {
    // clone
    JUDGE_CONSTANT(CLONE_VM),
    JUDGE_CONSTANT(CLONE_FS),
    JUDGE_CONSTANT(CLONE_FILES),
    JUDGE_CONSTANT(CLONE_SIGHAND),
    JUDGE_CONSTANT(CLONE_VFORK),
    JUDGE_CONSTANT(CLONE_THREAD),
    JUDGE_CONSTANT(CLONE_SYSVSEM),
    JUDGE_CONSTANT(CLONE_SETTLS),
    JUDGE_CONSTANT(CLONE_PARENT_SETTID),
    JUDGE_CONSTANT(CLONE_CHILD_SETTID),
    JUDGE_CONSTANT(CLONE_CHILD_CLEARTID),
    JUDGE_CONSTANT(SIGCHLD),
    // mmap, madvise
    JUDGE_CONSTANT(MAP_HUGETLB),
    JUDGE_CONSTANT(MADV_NORMAL),
    JUDGE_CONSTANT(MADV_RANDOM),
    JUDGE_CONSTANT(MADV_SEQUENTIAL),
    JUDGE_CONSTANT(MADV_WILLNEED),
    JUDGE_CONSTANT(MADV_DONTNEED),
    JUDGE_CONSTANT(MADV_FREE),
    JUDGE_CONSTANT(MADV_DONTDUMP),
    JUDGE_CONSTANT(MADV_HUGEPAGE),
    JUDGE_CONSTANT(MADV_NOHUGEPAGE),
    // futex
    JUDGE_CONSTANT(FUTEX_CMD_MASK),
    JUDGE_CONSTANT(FUTEX_WAIT),
    JUDGE_CONSTANT(FUTEX_WAKE),
    JUDGE_CONSTANT(FUTEX_WAIT_BITSET),
    JUDGE_CONSTANT(FUTEX_WAKE_BITSET),
    JUDGE_CONSTANT(FUTEX_REQUEUE),
    JUDGE_CONSTANT(FUTEX_CMP_REQUEUE),
    JUDGE_CONSTANT(FUTEX_WAKE_OP),
    // fcntl
    JUDGE_CONSTANT(F_DUPFD),
    JUDGE_CONSTANT(F_DUPFD_CLOEXEC),
    JUDGE_CONSTANT(F_GETFD),
    JUDGE_CONSTANT(F_SETFD),
    JUDGE_CONSTANT(F_GETFL),
    JUDGE_CONSTANT(F_SETFL),
    JUDGE_CONSTANT(F_GETLK),
    JUDGE_CONSTANT(F_SETLK),
    JUDGE_CONSTANT(F_SETLKW),
    JUDGE_CONSTANT(F_OFD_GETLK),
    JUDGE_CONSTANT(F_OFD_SETLK),
    JUDGE_CONSTANT(F_OFD_SETLKW),
    JUDGE_CONSTANT(F_GETPIPE_SZ),
    JUDGE_CONSTANT(F_GET_SEALS),
    // ioctl
    JUDGE_CONSTANT(TCGETS),
    JUDGE_CONSTANT(TIOCGWINSZ),
    JUDGE_CONSTANT(TIOCSTI),
    JUDGE_CONSTANT(FIONREAD),
    JUDGE_CONSTANT(FIOCLEX),
    JUDGE_CONSTANT(FIONCLEX),
    JUDGE_CONSTANT(FIONBIO),
    // arch_prctl, prctl
    JUDGE_CONSTANT(ARCH_SET_FS),
    JUDGE_CONSTANT(ARCH_GET_FS),
    JUDGE_CONSTANT(PR_SET_NAME),
    JUDGE_CONSTANT(PR_GET_NAME),
    JUDGE_CONSTANT(PR_GET_DUMPABLE),
    JUDGE_CONSTANT(PR_CAPBSET_READ),
    // socket, socketpair
    JUDGE_CONSTANT(AF_UNIX),
    JUDGE_CONSTANT(SOCK_STREAM),
    JUDGE_CONSTANT(SOCK_CLOEXEC),
    JUDGE_CONSTANT(SOCK_NONBLOCK),
    JUDGE_CONSTANT(SOL_SOCKET),
    JUDGE_CONSTANT(SO_TYPE),
    JUDGE_CONSTANT(SO_PROTOCOL),
    JUDGE_CONSTANT(SO_DOMAIN),
    JUDGE_CONSTANT(SO_ERROR),
    // files
    JUDGE_CONSTANT(AT_FDCWD),
    JUDGE_CONSTANT(S_IFMT),
    JUDGE_CONSTANT(S_IFIFO),
};
#undef JUDGE_CONSTANT

}  // namespace

std::optional<uint64_t> SeccompConstant(absl::string_view name) {
  for (const Constant& constant : kConstants) {
    if (constant.name == name) return static_cast<uint64_t>(constant.value);
  }
  return std::nullopt;
}

}  // namespace judge::sandbox
