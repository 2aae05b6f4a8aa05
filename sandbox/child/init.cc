// PID 1 of a box: sets it up, drops every privilege, then waits and reports. It never runs anything of the target's.
// The target can neither signal, trace, renice nor prlimit it: it has another uid, or else, in an ordinary user's box,
// no name for it (user_namespace.cc). A box ends when init exits: the kernel then kills every process in it.
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>

#include <cstdio>
#include <cstring>
#include <initializer_list>

#include "raw.h"
#include "step.h"

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif

namespace judge::sandbox::child {
namespace {

// The size before a run says what it wants; Limits of spec.h tells the same numbers.
// Large folios halve the time that it takes to write a program into the box; kernels without them refuse the option.
constexpr char kTmpfsOptions[] = "mode=0755,size=256m,nr_inodes=65536";
constexpr char kTmpfsLargeFolios[] = "mode=0755,size=256m,nr_inodes=65536,huge=within_size";

int CloseInheritedFds(Box& box, uint16_t&) {
  // The spawner's descriptors lead to every other box. Kept: 0, 1, 2 (/dev/null) and the control socket.
  const unsigned control = box.plan->control_fd;
  if (control > 3) {
    if (const int error = RawError(SYS_close_range, 3u, control - 1, 0u); error != 0) return error;
  }
  return RawError(SYS_close_range, control + 1, ~0u, 0u);
}

int RaiseOomScore(Box&, uint16_t&) {
  // When the whole machine runs out of memory, a box goes first, not the judge.
  return WriteFile("/proc/self/oom_score_adj", "1000");
}

int NewKeyring(Box&, uint16_t&) {
  // Keys live outside of namespaces: the target must not possess the spawner's session keyring.
  const int error = RawError(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr);
  return error == ENOSYS ? 0 : error;
}

int UnshareNamespaces(Box& box, uint16_t&) {
  // Done here, not by the spawner's clone: the network namespace is the dear one, and the spawner has one thread.
  int flags = CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET;
  if (box.plan->time_namespace) flags |= CLONE_NEWTIME;
  // For the children: init's stand-in, and the target.
  if (box.plan->user_namespace) flags |= CLONE_NEWPID;
  return Error(::unshare(flags));
}

int OffsetClocks(Box& box, uint16_t&) {
  // The host's uptime is nobody's business: the box's clocks start near zero. Children of init enter the namespace.
  if (!box.plan->time_namespace) return 0;
  timespec monotonic, boot;
  ::clock_gettime(CLOCK_MONOTONIC, &monotonic);
  ::clock_gettime(CLOCK_BOOTTIME, &boot);
  box.clock_offset_ns = -(monotonic.tv_sec - 1) * 1'000'000'000LL;
  char offsets[128];
  std::snprintf(offsets, sizeof offsets, "monotonic %lld 0\nboottime %lld 0\n",
                static_cast<long long>(1 - monotonic.tv_sec), static_cast<long long>(1 - boot.tv_sec));
  return WriteFile("/proc/self/timens_offsets", offsets);
}

int PrivateMounts(Box&, uint16_t&) { return Error(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr)); }

int MountTmpfs(Box& box, uint16_t&) {
  const char* point = box.plan->mount_point;
  constexpr unsigned long kFlags = MS_NOSUID | MS_NODEV;
  if (::mount("tmpfs", point, "tmpfs", kFlags, kTmpfsLargeFolios) < 0 &&
      ::mount("tmpfs", point, "tmpfs", kFlags, kTmpfsOptions) < 0)
    return errno;
  return Error(::chdir(point));
}

int MakeFolders(Box& box, uint16_t& index) {
  for (const char* name : {"root", "upper", "overlay", "work", "tmp"}) {
    if (::mkdir(name, 0755) < 0) return errno;
    ++index;
  }
  if (::chown("work", box.plan->target_id, box.plan->target_id) < 0) return errno;
  return Error(::chmod("tmp", 01777));
}

int BindLayers(Box& box, uint16_t& index) {
  char name[] = "0";
  for (int i = 0; i < box.plan->layer_count; ++i) {
    index = i;
    name[0] = static_cast<char>('0' + i);
    if (::mkdir(name, 0755) < 0) return errno;
    if (::mount(box.plan->layers[i], name, nullptr, MS_BIND, nullptr) < 0) return errno;
  }
  return 0;
}

int MountRoot(Box& box, uint16_t&) {
  // Relative names: mountinfo shows these options to the target exactly as they are given.
  // In a user namespace an upper folder on tmpfs takes a newer kernel, and nothing is ever written there: an empty
  // lower one does. An overlay of a single folder is none.
  char options[128] = "upperdir=upper,workdir=overlay,lowerdir=0";
  if (box.plan->user_namespace) std::strcpy(options, "userxattr,lowerdir=0");
  for (int i = 1; i < box.plan->layer_count; ++i) {
    const char more[] = {':', static_cast<char>('0' + i), '\0'};
    std::strcat(options, more);
  }
  if (box.plan->user_namespace) std::strcat(options, ":upper");
  return Error(::mount("overlay", "root", "overlay", MS_NOSUID | MS_NODEV, options));
}

int BindWritable(const char* source, const char* point) {
  if (::mount(source, point, nullptr, MS_BIND, nullptr) < 0) return errno;
  // No links: what is collected from here, and what our tools open here, cannot be led elsewhere.
  return Error(::mount(nullptr, point, nullptr, MS_BIND | MS_REMOUNT | MS_NOSUID | MS_NODEV | MS_NOSYMFOLLOW, nullptr));
}

// A device node of the host's.
int BindDevice(const char* source, const char* point) {
  if (::mknod(point, S_IFREG | 0666, 0) < 0) return errno;
  if (::mount(source, point, nullptr, MS_BIND, nullptr) < 0) return errno;
  // Read-only: a device can be written to all the same, but its times and mode cannot be changed.
  return Error(::mount(nullptr, point, nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NOEXEC, nullptr));
}

int MountWork(Box&, uint16_t&) { return BindWritable("work", "root/work"); }

int MountTmp(Box&, uint16_t&) { return BindWritable("tmp", "root/tmp"); }

int MountDev(Box& box, uint16_t& index) {
  struct Device {
    const char* path;
    int minor;
    const char* host_path;
  };
  constexpr Device kDevices[] = {{"root/dev/null", 3, "/dev/null"},
                                 {"root/dev/zero", 5, "/dev/zero"},
                                 {"root/dev/full", 7, "/dev/full"},
                                 {"root/dev/random", 8, "/dev/random"},
                                 {"root/dev/urandom", 9, "/dev/urandom"}};
  if (::mount("tmpfs", "root/dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=0755,size=4k,nr_inodes=16") < 0) return errno;
  for (const Device& device : kDevices) {
    ++index;
    // Fresh nodes: a bind-mounted one is an inode shared with other boxes, and locks travel on inodes. In a user
    // namespace there is no other way, since the kernel opens no node that was made there.
    if (box.plan->user_namespace) {
      if (const int error = BindDevice(device.host_path, device.path); error != 0) return error;
    } else if (::mknod(device.path, S_IFCHR | 0666, makedev(1, device.minor)) < 0) {
      return errno;
    }
  }
  if (::symlink("/proc/self/fd", "root/dev/fd") < 0) return errno;
  if (::symlink("/proc/self/fd/0", "root/dev/stdin") < 0) return errno;
  if (::symlink("/proc/self/fd/1", "root/dev/stdout") < 0) return errno;
  if (::symlink("/proc/self/fd/2", "root/dev/stderr") < 0) return errno;
  return Error(
      ::mount(nullptr, "root/dev", nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NOEXEC, nullptr));
}

int OpenHandles(Box& box, uint16_t&) {
  // The folder outlives the mount namespace while the spawner collects what is in it. Holding the namespace too keeps
  // its dismantling out of init's exit, and so out of the time that a run takes.
  box.work_fd = ::open("root/work", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (box.work_fd < 0) return errno;
  box.mount_namespace_fd = ::open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
  if (box.mount_namespace_fd < 0) return errno;
  if (!box.plan->user_namespace) return 0;
  // By which the spawner sees the processes of the box, where no cgroup counts them.
  box.proc_fd = ::open("root/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return Error(box.proc_fd);
}

int PivotRoot(Box&, uint16_t&) {
  if (::mount(nullptr, "root", nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV, nullptr) < 0)
    return errno;
  if (::chdir("root") < 0) return errno;
  if (const int error = RawError(SYS_pivot_root, ".", "."); error != 0) return error;
  // The old root lies on top of the new one now: taking it off leaves no path of the host.
  if (::umount2(".", MNT_DETACH) < 0) return errno;
  return Error(::chdir("/"));
}

int NameHost(Box&, uint16_t&) {
  if (::sethostname("box", 3) < 0) return errno;
  return Error(::setdomainname("", 0));
}

int LockPrivileges(Box&, uint16_t& index) {
  // Inherited by the target: no exec and no setuid gives a capability back. The credentials themselves go later.
  for (int capability = 0;; ++capability) {
    index = capability;
    if (::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) < 0) break;  // past the kernel's last one
    if (::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0) return errno;
  }
  constexpr unsigned long kBits = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
                                  SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED |
                                  SECBIT_NO_SETUID_FIXUP_LOCKED;
  if (::prctl(PR_SET_SECUREBITS, kBits, 0, 0, 0) < 0) return errno;
  if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0) return errno;
  return Error(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

// Below init's pid namespace there may be a second one. Both count the same processes, but for init itself.
pid_t PidOffset(const Box& box) { return box.plan->user_namespace ? 1 : 0; }

pid_t TargetOf(const Box& box) { return box.plan->shared->target + PidOffset(box); }

int ForkTarget(Box& box, uint16_t&) {
  box.started_fd = ::eventfd(0, EFD_CLOEXEC);
  if (box.started_fd < 0) return errno;
  const long pid = ::syscall(SYS_clone, CLONE_FILES | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
  if (pid < 0) return errno;
  if (pid == 0) RunTarget(box);
  box.plan->shared->target = static_cast<pid_t>(pid) - PidOffset(box);
  return 0;
}

}  // namespace

int DropTo(const BoxPlan& plan, uint32_t id) {
  // A user namespace that an ordinary user maps keeps the groups: it shall not take off what denies.
  if (!plan.user_namespace) {
    if (const int error = RawError(SYS_setgroups, 0, nullptr); error != 0) return error;
  }
  if (const int error = RawError(SYS_setresgid, id, id, id); error != 0) return error;
  if (const int error = RawError(SYS_setresuid, id, id, id); error != 0) return error;
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[2] = {};
  return RawError(SYS_capset, &header, none);
}

namespace {

int DropInitCredentials(Box& box, uint16_t&) {
  if (const int error = DropTo(*box.plan, box.plan->init_id); error != 0) return error;
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0) return errno;
  // Set now: a change of uid clears it. If the spawner died before, the control socket tells.
  return Error(::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0));
}

int ReportReady(Box& box, uint16_t&) {
  Report report = {};
  report.kind = Report::kReady;
  const int fds[] = {box.work_fd, box.mount_namespace_fd, box.proc_fd};
  const int count = box.plan->user_namespace ? 3 : 2;
  if (const int error = SendReport(box.plan->control_fd, report, fds, count); error != 0) return error;
  // The table is shared with the target-to-be: close what it could otherwise pass by accident.
  for (int i = 1; i < count; ++i) ::close(fds[i]);
  return 0;
}

constexpr SetupStep kBoxSteps[] = {
    {Step::kCloseInheritedFds, CloseInheritedFds},
    {Step::kMapUser, MapUser},
    {Step::kRaiseOomScore, RaiseOomScore},
    {Step::kNewKeyring, NewKeyring},
    {Step::kUnshareNamespaces, UnshareNamespaces},
    {Step::kOffsetClocks, OffsetClocks},
    {Step::kPrivateMounts, PrivateMounts},
    {Step::kMountTmpfs, MountTmpfs},
    {Step::kMakeFolders, MakeFolders},
    {Step::kBindLayers, BindLayers},
    {Step::kMountRoot, MountRoot},
    {Step::kMountWork, MountWork},
    {Step::kMountTmp, MountTmp},
    {Step::kMountProc, MountProc},
    {Step::kMountDev, MountDev},
    {Step::kOpenHandles, OpenHandles},
    {Step::kPivotRoot, PivotRoot},
    {Step::kNameHost, NameHost},
    {Step::kLockPrivileges, LockPrivileges},
    {Step::kForkTarget, ForkTarget},
    {Step::kDropInitCredentials, DropInitCredentials},
    {Step::kReportReady, ReportReady},
};

int64_t Nanoseconds(const timespec& time) { return time.tv_sec * 1'000'000'000LL + time.tv_nsec; }

int64_t Microseconds(const timeval& time) { return time.tv_sec * 1'000'000LL + time.tv_usec; }

void SetUsage(const Box& box, const rusage& usage, Report& report) {
  report.user_us = Microseconds(usage.ru_utime) - box.plan->shared->user_us;
  report.system_us = Microseconds(usage.ru_stime) - box.plan->shared->system_us;
  report.resident_bytes = usage.ru_maxrss * 1024LL;
}

// Whether nobody else is left in the box: whoever outlives its parent becomes init's child. Who makes processes faster
// than they are reaped is not waited for.
bool IsAlone() {
  constexpr int kMostReaped = 64;
  pid_t pid = 1;
  for (int i = 0; i < kMostReaped && pid > 0; ++i) pid = ::wait4(-1, nullptr, WNOHANG | __WALL, nullptr);
  return pid < 0 && errno == ECHILD;
}

// Reaps whoever ended; reports and ends the box when it was the target.
void Reap(const Box& box) {
  while (true) {
    int status;
    rusage usage;
    const pid_t pid = ::wait4(-1, &status, WNOHANG | __WALL, &usage);
    if (pid <= 0) return;
    if (pid != TargetOf(box)) continue;
    timespec now;
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    Report report = {};
    // A death on the way to execve is no end of the target's: nothing of the target ran.
    report.kind = box.plan->shared->exec_time_ns == 0 ? Report::kDied : Report::kExited;
    report.wait_status = status;
    report.wall_ns = Nanoseconds(now) - box.plan->shared->exec_time_ns;
    SetUsage(box, usage, report);
    report.is_alone = report.kind == Report::kExited && IsAlone();
    const bool sent = SendReport(box.plan->control_fd, report) == 0;
    // The end of a PID 1 takes its time, which is not to be that of whoever waits for the answer.
    char unused;
    if (sent && report.is_alone != 0) (void)!::read(box.plan->control_fd, &unused, sizeof unused);
    ::_exit(0);
  }
}

// A call that the policy forbids: the caller waits in the kernel for an answer, and gets none.
void ReportBlocked(const Box& box) {
  alignas(8) char buffer[sizeof(seccomp_notif) + 256] = {};  // a newer kernel may write more
  auto* notification = reinterpret_cast<seccomp_notif*>(buffer);
  if (::ioctl(box.plan->shared->listener_fd, SECCOMP_IOCTL_NOTIF_RECV, notification) < 0) return;  // the caller is dead
  Report report = {};
  report.kind = Report::kBlocked;
  report.architecture = notification->data.arch;
  report.number = static_cast<uint32_t>(notification->data.nr);
  std::memcpy(report.arguments, notification->data.args, sizeof report.arguments);
  // Where no cgroup tells what it used until now, its end does.
  rusage usage;
  if (box.plan->user_namespace && ::kill(TargetOf(box), SIGKILL) == 0 &&
      ::wait4(TargetOf(box), nullptr, __WALL, &usage) == TargetOf(box))
    SetUsage(box, usage, report);
  // Were the listener closed with init, before the box is killed, all who wait for an answer would go on for a moment.
  // So it stays open on its way to the spawner, who keeps it until the box is dead.
  if (SendReport(box.plan->control_fd, report, &box.plan->shared->listener_fd, 1) != 0)
    SendReport(box.plan->control_fd, report);
  ::_exit(0);
}

// Takes a table of its own, with nothing in it but what it watches: init must not be the one that keeps the target's
// standard streams open. Without one it would close the target's.
int LetGoOfFiles(Box& box, uint16_t&) {
  if (::unshare(CLONE_FILES) < 0) return errno;
  const unsigned kept[] = {static_cast<unsigned>(box.child_fd), static_cast<unsigned>(box.plan->control_fd),
                           static_cast<unsigned>(box.plan->shared->listener_fd)};
  unsigned next = 0;
  // Three gaps and the rest: the lowest kept number at or above `next` ends a gap.
  for (int round = 0; round < 3; ++round) {
    unsigned lowest = ~0u;
    for (const unsigned fd : kept) lowest = fd >= next && fd < lowest ? fd : lowest;
    if (lowest > next) ::syscall(SYS_close_range, next, lowest - 1, 0u);
    next = lowest + 1;
  }
  return RawError(SYS_close_range, next, ~0u, 0u);
}

constexpr SetupStep kStepsOfStart[] = {{Step::kLetGoOfFiles, LetGoOfFiles}};

[[noreturn]] void Watch(Box& box) {
  pollfd fds[] = {
      {box.child_fd, POLLIN, 0}, {box.plan->control_fd, 0, 0}, {box.started_fd, POLLIN, 0}, {-1, POLLIN, 0}};
  while (true) {
    if (::poll(fds, 4, -1) < 0) continue;
    if (fds[1].revents != 0) ::_exit(0);  // the spawner is gone
    // The blocked call first: it is why the target may be dying.
    if ((fds[3].revents & POLLIN) != 0) ReportBlocked(box);
    if ((fds[3].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) fds[3].fd = -1;  // nobody is left under the filter
    if (fds[2].revents != 0) {
      fds[2].fd = -1;
      fds[3].fd = box.plan->shared->listener_fd;
      RunSteps(kStepsOfStart, box, box.plan->shared->init_step);
    }
    if (fds[0].revents != 0) {
      signalfd_siginfo info;
      if (::read(box.child_fd, &info, sizeof info) > 0) Reap(box);
    }
  }
}

}  // namespace

void RunInit(const BoxPlan& plan) {
  Box box = {};
  box.plan = &plan;
  ::umask(0);
  // The spawner ignores some signals, and what is ignored stays so across execve: the target starts with none. Made
  // raw: glibc keeps two numbers for itself, which whoever started the spawner may have ignored.
  const uint64_t default_action[4] = {};  // the kernel's struct sigaction: SIG_DFL, no flags, an empty mask
  for (int number = 1; number < NSIG; ++number)
    ::syscall(SYS_rt_sigaction, number, default_action, nullptr, sizeof(uint64_t));
  // Blocked before there is a child: no end of one is missed. Other signals do not reach a PID 1 without handlers.
  sigset_t child_signal;
  ::sigemptyset(&child_signal);
  ::sigaddset(&child_signal, SIGCHLD);
  ::sigprocmask(SIG_SETMASK, &child_signal, nullptr);
  RunSteps(kBoxSteps, box, plan.shared->init_step);
  box.child_fd = ::signalfd(-1, &child_signal, SFD_CLOEXEC | SFD_NONBLOCK);
  if (box.child_fd < 0) FailStep(box, Step::kForkTarget, 1, errno);
  Reap(box);  // an end that came before the signalfd
  Watch(box);
}

}  // namespace judge::sandbox::child
