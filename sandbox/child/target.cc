// The target-to-be: waits for an Order, applies it to itself, and becomes the target.
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>

#include <cstdio>
#include <cstring>

#include "raw.h"
#include "step.h"

namespace judge::sandbox::child {

namespace {

constexpr int kMaxFds = 3 + kMaxTaskFiles + 1 + kMaxInputs;

// The order as it came, and where its parts are. Static: there is one in a process, and no allocation here.
struct Received {
  alignas(8) char bytes[kMaxOrderBytes];
  const Order* order;
  char* argv[kMaxArguments + 1];
  char* environment[kMaxArguments + 1];
  char* inputs[kMaxInputs];
  char* folders[kMaxFolders];
  int fds[kMaxFds];
  int fd_count;
  int stdin_fd;  // -1: none
  const int* output_fds;
  const int* task_fds;
  int cgroup_fd;  // -1: none
  const int* input_fds;
};
Received received;

ssize_t ReceiveMessage(int fd) {
  alignas(cmsghdr) char control[CMSG_SPACE(kMaxFds * sizeof(int))];
  iovec data = {received.bytes, sizeof received.bytes};
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t size;
  do size = ::recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
  while (size < 0 && errno == EINTR);
  if (size <= 0) return size;
  if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
    errno = EMSGSIZE;
    return -1;
  }
  if (const cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr && header->cmsg_type == SCM_RIGHTS) {
    received.fd_count = static_cast<int>((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    std::memcpy(received.fds, CMSG_DATA(header), received.fd_count * sizeof(int));
  }
  return size;
}

// Sets `count` pointers to the NUL-ended strings from `next` on; nullptr when there are fewer.
char* TakeStrings(char* next, const char* end, char** pointers, uint32_t count) {
  for (uint32_t i = 0; i < count && next != nullptr; ++i) {
    pointers[i] = next;
    void* nul = std::memchr(next, '\0', end - next);
    next = nul == nullptr ? nullptr : static_cast<char*>(nul) + 1;
  }
  return next;
}

bool TakeFds() {
  const Order& order = *received.order;
  const uint32_t count = order.has_stdin + 2 + order.task_file_count + order.has_cgroup_folder + order.input_count;
  if (received.fd_count != static_cast<int>(count)) return false;
  const int* next = received.fds;
  received.stdin_fd = order.has_stdin != 0 ? *next++ : -1;
  received.output_fds = next;
  received.task_fds = next += 2;
  next += order.task_file_count;
  received.cgroup_fd = order.has_cgroup_folder != 0 ? *next++ : -1;
  received.input_fds = next;
  return true;
}

int NewSession(Box&, uint16_t&) {
  ::umask(022);
  return Error(::setsid());
}

// The spawner has checked the order already; what is checked here is that both agree on its form.
int ReceiveOrder(Box& box, uint16_t&) {
  const ssize_t size = ReceiveMessage(box.plan->control_fd);
  if (size == 0) ::_exit(0);  // the spawner closed the box before it was used
  if (size < 0) return errno;
  received.order = reinterpret_cast<const Order*>(received.bytes);
  const Order& order = *received.order;
  if (size < static_cast<ssize_t>(sizeof order)) return EBADMSG;
  if (order.argument_count > kMaxArguments || order.environment_count > kMaxArguments ||
      order.input_count > kMaxInputs || order.folder_count > kMaxFolders || order.filter_count > kMaxFilter ||
      order.task_file_count > kMaxTaskFiles || order.has_cgroup_folder > 1 || order.has_stdin > 1)
    return EBADMSG;
  const size_t filter_bytes = order.filter_count * sizeof(sock_filter);
  if (static_cast<size_t>(size) != sizeof order + filter_bytes + order.string_bytes) return EBADMSG;
  const char* end = received.bytes + size;
  char* next = received.bytes + sizeof order + filter_bytes;
  next = TakeStrings(next, end, received.argv, order.argument_count);
  if (next != nullptr) next = TakeStrings(next, end, received.environment, order.environment_count);
  if (next != nullptr) next = TakeStrings(next, end, received.inputs, order.input_count);
  if (next != nullptr) next = TakeStrings(next, end, received.folders, order.folder_count);
  return TakeFds() ? 0 : EBADMSG;
}

int ResizeTmpfs(Box&, uint16_t&) {
  const Order& order = *received.order;
  if (order.disk_bytes < 0 && order.disk_inodes < 0) return 0;
  char options[80] = "";
  int used = 0;
  if (order.disk_bytes >= 0)
    used = std::snprintf(options, sizeof options, "size=%lld%s", static_cast<long long>(order.disk_bytes),
                         order.disk_inodes >= 0 ? "," : "");
  if (order.disk_inodes >= 0)
    std::snprintf(options + used, sizeof options - used, "nr_inodes=%lld", static_cast<long long>(order.disk_inodes));
  // MS_REMOUNT sets the flags of this mount as well: they are given again, as MountWork made them.
  return Error(::mount(nullptr, "/work", nullptr, MS_REMOUNT | MS_NOSUID | MS_NODEV | MS_NOSYMFOLLOW, options));
}

int MakeWorkFolders(Box& box, uint16_t& index) {
  if (::chdir("/work") < 0) return errno;
  for (uint32_t i = 0; i < received.order->folder_count; ++i) {
    index = i;
    if (::mkdir(received.folders[i], 0755) < 0) return errno;
    if (::chown(received.folders[i], box.plan->target_id, box.plan->target_id) < 0) return errno;
  }
  return 0;
}

int CopyInput(int from, const char* name, bool executable) {
  struct stat status;
  if (::fstat(from, &status) < 0) return errno;
  if (!S_ISREG(status.st_mode)) return EINVAL;
  const int to = ::open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0444);
  if (to < 0) return errno;
  int error = 0;
  off_t offset = 0;
  while (error == 0 && offset < status.st_size) {
    const ssize_t n = ::sendfile(to, from, &offset, status.st_size - offset);
    if (n == 0) error = EIO;  // the file became shorter meanwhile
    if (n < 0 && errno != EINTR) error = errno;
  }
  if (error == 0 && executable) error = Error(::fchmod(to, 0555));
  ::close(to);
  return error;
}

int WriteInputs(Box&, uint16_t& index) {
  // Before the cgroups are joined: these bytes are in nobody's memory figure.
  for (uint32_t i = 0; i < received.order->input_count; ++i) {
    index = i;
    const bool executable = (received.order->executable_inputs[i / 64] >> (i % 64) & 1) != 0;
    if (const int error = CopyInput(received.input_fds[i], received.inputs[i], executable); error != 0) return error;
    ::close(received.input_fds[i]);
  }
  return 0;
}

// Goes on in a child, which is born in the cgroup; its parent is init, as this process's own one is.
int CloneIntoCgroup(const Box& box) {
  clone_args arguments = {};
  arguments.flags = CLONE_INTO_CGROUP | CLONE_PARENT | CLONE_FILES | CLONE_PARENT_SETTID;
  arguments.cgroup = received.cgroup_fd;
  // Written before the child runs: init never mistakes the end of either for the other's.
  arguments.parent_tid = reinterpret_cast<uint64_t>(&box.plan->shared->target);
  const long pid = ::syscall(SYS_clone3, &arguments, sizeof arguments);
  if (pid < 0) return errno;
  if (pid > 0) ::_exit(0);
  return Error(::setsid());
}

int JoinCgroups(Box& box, uint16_t& index) {
  // "0" is the writer. To write another's pid waits for an RCU grace period, 6 ms on a machine that was idle.
  for (uint32_t i = 0; i < received.order->task_file_count; ++i) {
    index = i;
    if (::write(received.task_fds[i], "0", 1) < 0) return errno;
    ::close(received.task_fds[i]);
  }
  return received.cgroup_fd < 0 ? 0 : CloneIntoCgroup(box);
}

int UnshareCgroups(Box&, uint16_t&) {
  // After joining: made before, /proc/self/cgroup would show a path of the host.
  return Error(::unshare(CLONE_NEWCGROUP));
}

int WireFds(Box&, uint16_t& index) {
  const int stdin_fd = received.stdin_fd >= 0 ? received.stdin_fd : ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (stdin_fd < 0) return errno;
  const int fds[] = {stdin_fd, received.output_fds[0], received.output_fds[1]};
  for (int i = 0; i < 3; ++i) {
    index = i;
    if (::dup2(fds[i], i) < 0) return errno;  // received numbers are above 2: dup2 clears close-on-exec
  }
  // Of all the rest execve leaves the target nothing, while init keeps its own.
  return RawError(SYS_close_range, 3u, ~0u, static_cast<unsigned>(CLOSE_RANGE_CLOEXEC));
}

// Lowers, never raises: raising a hard limit needs CAP_SYS_RESOURCE, which containers do not have.
int Lower(int resource, int64_t value) {
  if (value < 0) return 0;
  const rlim_t wanted = static_cast<rlim_t>(value);
  const rlimit limit = {wanted, wanted};
  return Error(::setrlimit(static_cast<__rlimit_resource_t>(resource), &limit));
}

int SetStack(int64_t bytes) {
  rlimit limit;
  if (::getrlimit(RLIMIT_STACK, &limit) < 0) return errno;
  if (bytes >= 0) return Lower(RLIMIT_STACK, bytes);
  limit.rlim_cur = limit.rlim_max;
  return Error(::setrlimit(RLIMIT_STACK, &limit));
}

// init and its stand-in, who are the same user in a box without a cgroup.
constexpr int64_t kOwnProcesses = 2;

int SetRlimits(Box&, uint16_t& index) {
  const Order& order = *received.order;
  // 1, not 0: a core_pattern that is a pipe is started for a limit of 0, and not for one of 1. Where 1 would be raising
  // it and we may not, 0 it stays.
  const int core = Lower(RLIMIT_CORE, 1);
  const int errors[] = {core == EPERM ? 0 : core,
                        Lower(RLIMIT_FSIZE, order.file_size_bytes),
                        Lower(RLIMIT_NOFILE, order.open_files),
                        SetStack(order.stack_bytes),
                        Lower(RLIMIT_MEMLOCK, 0),
                        Lower(RLIMIT_MSGQUEUE, 0),
                        Lower(RLIMIT_DATA, order.data_bytes),
                        Lower(RLIMIT_NPROC, order.processes < 0 ? -1 : order.processes + kOwnProcesses)};
  static_assert(sizeof errors / sizeof *errors == sizeof kRlimits / sizeof *kRlimits);
  for (const int error : errors) {
    if (error != 0) return error;
    ++index;
  }
  return 0;
}

// Who shares a CPU finds its caches full of somebody else's data after each turn. By the kernel's turns of 3 ms that
// costs a program 10 % of its CPU time, by these 2 %. A wish: kernels before 6.12 do not know it, none grants it to a
// process of another policy, and a confinement that the judge runs in may forbid it.
int TakeLongTurns(Box&, uint16_t&) {
  constexpr uint64_t kTurnNs = 50'000'000;
  struct {  // struct sched_attr of linux/sched/types.h, which no C library's header goes with
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
  } attributes = {};
  attributes.size = sizeof attributes;
  attributes.flags = 0x08;  // SCHED_FLAG_KEEP_POLICY
  attributes.nice = ::getpriority(PRIO_PROCESS, 0);
  attributes.runtime = kTurnNs;
  ::syscall(SYS_sched_setattr, 0, &attributes, 0u);
  return 0;
}

int DropCredentials(Box& box, uint16_t&) { return DropTo(*box.plan, box.plan->target_id); }

// The id is used again, and its keys are its own whoever has it: what an earlier box left is not for this one.
int ClearKeys(Box&, uint16_t&) {
  int error = RawError(SYS_keyctl, KEYCTL_CLEAR, KEY_SPEC_USER_KEYRING);
  if (error == 0) error = RawError(SYS_keyctl, KEYCTL_CLEAR, KEY_SPEC_USER_SESSION_KEYRING);
  return error == ENOSYS ? 0 : error;
}

// From here on the filter is in force: only write, execve and exit_group are sure to be allowed.
int InstallSeccomp(Box& box, uint16_t&) {
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const Order& order = *received.order;
  sock_fprog program = {};
  program.len = static_cast<unsigned short>(order.filter_count);
  program.filter = reinterpret_cast<sock_filter*>(received.bytes + sizeof order);
  rusage usage;
  ::getrusage(RUSAGE_SELF, &usage);
  box.plan->shared->user_us = usage.ru_utime.tv_sec * 1'000'000LL + usage.ru_utime.tv_usec;
  box.plan->shared->system_us = usage.ru_stime.tv_sec * 1'000'000LL + usage.ru_stime.tv_usec;
  timespec now;
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  box.plan->shared->exec_time_ns = now.tv_sec * 1'000'000'000LL + now.tv_nsec - box.clock_offset_ns;
  const long fd = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
  if (fd < 0) return errno;
  box.plan->shared->listener_fd = static_cast<int>(fd);
  const uint64_t started = 1;
  return Error(::write(box.started_fd, &started, sizeof started));
}

int Exec(Box&, uint16_t&) {
  ::execve(received.argv[0], received.argv, received.environment);
  return errno;
}

constexpr SetupStep kTargetSteps[] = {
    {Step::kNewSession, NewSession},           {Step::kReceiveOrder, ReceiveOrder},
    {Step::kResizeTmpfs, ResizeTmpfs},         {Step::kMakeWorkFolders, MakeWorkFolders},
    {Step::kWriteInputs, WriteInputs},         {Step::kJoinCgroups, JoinCgroups},
    {Step::kUnshareCgroups, UnshareCgroups},   {Step::kWireFds, WireFds},
    {Step::kSetRlimits, SetRlimits},           {Step::kTakeLongTurns, TakeLongTurns},
    {Step::kDropCredentials, DropCredentials}, {Step::kClearKeys, ClearKeys},
    {Step::kInstallSeccomp, InstallSeccomp},   {Step::kExec, Exec},
};

}  // namespace

void RunTarget(Box& box) {
  RunSteps(kTargetSteps, box, box.plan->shared->target_step);
  ::_exit(1);
}

}  // namespace judge::sandbox::child
