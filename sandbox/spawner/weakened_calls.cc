// judge-spawner-weakened is judge-spawner linked with this file: the linker leads its calls of these names here first
// (--wrap=mount makes mount __wrap_mount, and the real one __real_mount). Each defence that $JUDGE_WITHOUT names, with
// commas between, is left out of the call that sets it up; everything else is as in judge-spawner, which has no hook of
// any kind. For weakened_test alone.
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/keyctl.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif
#ifndef MS_NOSYMFOLLOW
#define MS_NOSYMFOLLOW 256
#endif

namespace {

// How often this process was cloned: 0 the spawner, 1 init, 2 the target-to-be, 3 what goes on for it in a cgroup of
// v2.
int generation = 0;

bool Without(const char* defence) {
  const char* list = std::getenv("JUDGE_WITHOUT");
  const size_t length = std::strlen(defence);
  while (list != nullptr && *list != '\0') {
    if (std::strncmp(list, defence, length) == 0 && (list[length] == '\0' || list[length] == ',')) return true;
    list = std::strchr(list, ',');
    if (list != nullptr) ++list;
  }
  return false;
}

// `bits` less `bit`, if the defence is left out.
unsigned long Less(unsigned long bits, unsigned long bit, const char* defence) {
  return Without(defence) ? bits & ~bit : bits;
}

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier): the names are the linker's.
extern "C" {

int __real_access(const char*, int);
int __real_mount(const char*, const char*, const char*, unsigned long, const void*);
int __real_open(const char*, int, ...);
int __real_prctl(int, ...);
ssize_t __real_recvmsg(int, msghdr*, int);
int __real_setdomainname(const char*, size_t);
int __real_sethostname(const char*, size_t);
int __real_setrlimit(int, const rlimit*);
pid_t __real_setsid();
long __real_syscall(long, ...);
int __real_umount2(const char*, int);
int __real_unshare(int);

// A kernel without time namespaces is told by this file.
int __wrap_access(const char* path, int mode) {
  if (Without("time-namespace") && std::strcmp(path, "/proc/self/timens_offsets") == 0) return -1;
  return __real_access(path, mode);
}

int __wrap_unshare(int flags) {
  unsigned long bits = flags;
  bits = Less(bits, CLONE_NEWUTS, "uts-namespace");
  bits = Less(bits, CLONE_NEWIPC, "ipc-namespace");
  bits = Less(bits, CLONE_NEWNET, "net-namespace");
  bits = Less(bits, CLONE_NEWCGROUP, "cgroup-namespace");
  return __real_unshare(static_cast<int>(bits));
}

// Without the namespace it is the machine's name.
int __wrap_sethostname(const char* name, size_t size) {
  return Without("uts-namespace") ? 0 : __real_sethostname(name, size);
}
int __wrap_setdomainname(const char* name, size_t size) {
  return Without("uts-namespace") ? 0 : __real_setdomainname(name, size);
}

int __wrap_mount(const char* source, const char* target, const char* type, unsigned long flags, const void* data) {
  flags = Less(flags, MS_NOSUID, "nosuid");
  flags = Less(flags, MS_NODEV, "nodev");
  flags = Less(flags, MS_NOSYMFOLLOW, "nosymfollow");
  if (target != nullptr && std::strcmp(target, "root") == 0) flags = Less(flags, MS_RDONLY, "read-only-root");
  if (type != nullptr && std::strcmp(type, "proc") == 0) {
    flags = Less(flags, MS_RDONLY, "read-only-proc");
    if (Without("proc-subset")) data = "hidepid=invisible";
    if (Without("proc-hidepid")) data = "subset=pid";
  }
  return __real_mount(source, target, type, flags, data);
}

int __wrap_umount2(const char* target, int flags) {
  return Without("detached-host") ? 0 : __real_umount2(target, flags);
}

int __wrap_open(const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  const int mode = va_arg(list, int);
  va_end(list);
  if (Without("oom-score") && std::strcmp(path, "/proc/self/oom_score_adj") == 0) path = "/dev/null";
  return __real_open(path, flags, mode);
}

int __wrap_prctl(int option, ...) {
  va_list list;
  va_start(list, option);
  unsigned long arguments[4];
  for (unsigned long& argument : arguments) argument = va_arg(list, unsigned long);
  va_end(list);
  if (option == PR_SET_SECUREBITS && Without("securebits")) return 0;
  if (option == PR_CAPBSET_DROP && Without("bounding-set")) return 0;
  if (option == PR_SET_NO_NEW_PRIVS && Without("no-new-privs")) return 0;
  // The change of uid has cleared it already.
  if (option == PR_SET_DUMPABLE && Without("init-not-dumpable")) arguments[0] = 1;
  return __real_prctl(option, arguments[0], arguments[1], arguments[2], arguments[3]);
}

int __wrap_setrlimit(int resource, const rlimit* limit) {
  if (resource == RLIMIT_MEMLOCK && Without("locked-memory-limit")) return 0;
  if (resource == RLIMIT_MSGQUEUE && Without("message-queue-limit")) return 0;
  if (resource == RLIMIT_CORE && Without("core-limit")) {
    rlimit highest;
    if (::getrlimit(RLIMIT_CORE, &highest) < 0) return -1;
    highest.rlim_cur = highest.rlim_max;
    return __real_setrlimit(resource, &highest);
  }
  return __real_setrlimit(resource, limit);
}

pid_t __wrap_setsid() { return Without("session") ? 0 : __real_setsid(); }

ssize_t __wrap_recvmsg(int fd, msghdr* message, int flags) {
  return __real_recvmsg(fd, message, static_cast<int>(Less(flags, MSG_CMSG_CLOEXEC, "close-on-exec")));
}

// Of what clone returned.
static long Cloned(long pid) {
  if (pid != 0) return pid;
  ++generation;
  // The namespace sees to it that the target dies with init.
  if (generation >= 2 && Without("pid-namespace")) ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  return 0;
}

long __wrap_syscall(long number, ...) {
  va_list list;
  va_start(list, number);
  uint64_t a[6];
  for (uint64_t& argument : a) argument = va_arg(list, uint64_t);
  va_end(list);
  switch (number) {
    case SYS_clone3: {
      auto* arguments = reinterpret_cast<clone_args*>(a[0]);
      arguments->flags = Less(arguments->flags, CLONE_NEWPID, "pid-namespace");
      return Cloned(__real_syscall(number, a[0], a[1]));
    }
    case SYS_clone:
      return Cloned(__real_syscall(number, a[0], a[1], a[2], a[3], a[4]));
    case SYS_setgroups:
      if (Without("no-groups")) return 0;
      break;
    case SYS_keyctl:
      if (Without(a[0] == KEYCTL_CLEAR ? "user-keyring" : "session-keyring")) return 0;
      break;
    case SYS_setresuid:
    case SYS_setresgid:
      if (generation >= 2 && Without("target-uid")) return 0;
      // The target's is the next number; see IdentityBlock.
      if (generation == 1 && Without("init-uid")) a[0] = a[1] = a[2] = a[2] + 1;
      break;
    case SYS_seccomp:
      // init waits on what comes out here, and on this nothing ever does.
      if (Without("seccomp")) return ::eventfd(0, EFD_CLOEXEC);
      break;
    case SYS_close_range:
      if (a[2] == CLOSE_RANGE_CLOEXEC && Without("close-on-exec")) return 0;
      break;
    case SYS_openat2:
      if (Without("output-resolve")) reinterpret_cast<open_how*>(a[2])->resolve = 0;
      break;
    default:
      break;
  }
  return __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

}  // extern "C"
// NOLINTEND(bugprone-reserved-identifier)
