// What differs in a box that an ordinary user makes. It lies in a user namespace with one id in it: that user's. So
// init and the target are the same user, and a user may change the limits, the priority and the CPUs of all his
// processes that he can name. Hence the target is kept from naming init: it lives in a second pid namespace below
// init's own, where PID 1 is a stand-in that holds nothing.
#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdio>

#include "raw.h"
#include "step.h"

namespace judge::sandbox::child {
namespace {

int WriteMap(const char* path, uint32_t inside, uint32_t outside) {
  char line[40];
  std::snprintf(line, sizeof line, "%u %u 1\n", inside, outside);
  return WriteFile(path, line);
}

int MountOwnProc() {
  // Read-only: the target shall not set its OOM score, what a core dump holds, or its scheduling group.
  return Error(::mount("proc", "root/proc", "proc", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC,
                       "subset=pid,hidepid=invisible"));
}

int DropStandIn(const Box& box) {
  if (::chdir("/") < 0) return errno;  // pivot_root moves those who are at the root
  if (const int error = DropTo(*box.plan, box.plan->init_id); error != 0) return error;
  return Error(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
}

// PID 1 as the target sees it: mounts its /proc, and from then on only waits for orphans.
[[noreturn]] void RunStandIn(const Box& box, int answer_fd) {
  int error = MountOwnProc();
  if (error == 0) error = DropStandIn(box);
  if (::write(answer_fd, &error, sizeof error) < 0 || error != 0) ::_exit(1);
  ::syscall(SYS_close_range, 0u, ~0u, 0u);
  sigset_t child_signal;  // blocked since RunInit
  ::sigemptyset(&child_signal);
  ::sigaddset(&child_signal, SIGCHLD);
  while (true) {
    // What they used is in nobody's sum: see spawner/cgroup_none.cc.
    while (::waitpid(-1, nullptr, __WALL) > 0) continue;
    ::sigwaitinfo(&child_signal, nullptr);
  }
}

// The first child since UnshareNamespaces, and so PID 1 of the namespace of all that follow. It mounts /proc, which
// shows the namespace of whoever mounts it.
int StartStandIn(Box& box) {
  int answer[2];
  if (::pipe2(answer, O_CLOEXEC) < 0) return errno;
  const long pid = ::syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr);
  if (pid < 0) return errno;
  if (pid == 0) RunStandIn(box, answer[1]);
  ::close(answer[1]);  // so that its death is the end of the pipe
  int error;
  if (::read(answer[0], &error, sizeof error) != sizeof error) error = ECHILD;
  ::close(answer[0]);
  return error;
}

}  // namespace

int MapUser(Box& box, uint16_t& index) {
  const BoxPlan& plan = *box.plan;
  if (!plan.user_namespace) return 0;
  // The spawner is not dumpable, and the files of such a process belong to root. DropInitCredentials sets it back.
  if (::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) < 0) return errno;
  ++index;
  if (const int error = WriteFile("/proc/self/setgroups", "deny"); error != 0) return error;
  ++index;
  if (const int error = WriteMap("/proc/self/uid_map", plan.target_id, plan.host_uid); error != 0) return error;
  ++index;
  if (const int error = WriteMap("/proc/self/gid_map", plan.target_id, plan.host_gid); error != 0) return error;
  // No user namespaces below this one, whatever a policy allows. One more wall only: where it cannot be had, because
  // /proc/sys is read-only, the others stand.
  WriteFile("/proc/sys/user/max_user_namespaces", "0");
  return 0;
}

int MountProc(Box& box, uint16_t&) { return box.plan->user_namespace ? StartStandIn(box) : MountOwnProc(); }

}  // namespace judge::sandbox::child
