#include "step.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace judge::sandbox::child {

const char* StepName(Step step) {
  switch (step) {
    case Step::kCloseInheritedFds:
      return "close inherited file descriptors";
    case Step::kMapUser:
      return "map the user into a user namespace";
    case Step::kRaiseOomScore:
      return "raise the OOM score";
    case Step::kNewKeyring:
      return "join a new session keyring";
    case Step::kUnshareNamespaces:
      return "unshare namespaces";
    case Step::kOffsetClocks:
      return "offset the clocks";
    case Step::kPrivateMounts:
      return "make mounts private";
    case Step::kMountTmpfs:
      return "mount tmpfs";
    case Step::kMakeFolders:
      return "make folders";
    case Step::kBindLayers:
      return "bind image layer";
    case Step::kMountRoot:
      return "mount overlay root";
    case Step::kMountWork:
      return "mount /work";
    case Step::kMountTmp:
      return "mount /tmp";
    case Step::kMountProc:
      return "mount /proc";
    case Step::kMountDev:
      return "mount /dev";
    case Step::kOpenHandles:
      return "open handles";
    case Step::kPivotRoot:
      return "pivot_root";
    case Step::kNameHost:
      return "set host name";
    case Step::kLockPrivileges:
      return "lock privileges";
    case Step::kForkTarget:
      return "fork target";
    case Step::kDropInitCredentials:
      return "drop init's credentials";
    case Step::kReportReady:
      return "report ready";
    case Step::kLetGoOfFiles:
      return "let go of the target's files";
    case Step::kNewSession:
      return "start a session";
    case Step::kReceiveOrder:
      return "receive order";
    case Step::kResizeTmpfs:
      return "resize tmpfs";
    case Step::kMakeWorkFolders:
      return "make folder in /work";
    case Step::kWriteInputs:
      return "write input file";
    case Step::kJoinCgroups:
      return "join cgroup";
    case Step::kUnshareCgroups:
      return "unshare cgroup namespace";
    case Step::kWireFds:
      return "wire standard streams";
    case Step::kSetRlimits:
      return "set rlimit";
    case Step::kTakeLongTurns:
      return "take long turns on a CPU";
    case Step::kDropCredentials:
      return "drop credentials";
    case Step::kClearKeys:
      return "clear the keyrings of the target's user id";
    case Step::kInstallSeccomp:
      return "install seccomp filter";
    case Step::kExec:
      return "exec";
  }
  return "unknown step";
}

int SendReport(int control_fd, const Report& report, const int* fds, int fd_count) {
  // write, where it will do: after the filter is in force sendmsg may be forbidden.
  if (fd_count == 0) return ::write(control_fd, &report, sizeof report) < 0 ? errno : 0;
  alignas(cmsghdr) char control[CMSG_SPACE(kMaxReportFds * sizeof(int))] = {};
  iovec data = {const_cast<Report*>(&report), sizeof report};
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(fd_count * sizeof(int));
  std::memcpy(CMSG_DATA(header), fds, fd_count * sizeof(int));
  ssize_t sent;
  do sent = ::sendmsg(control_fd, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent < 0 ? errno : 0;
}

int WriteFile(const char* path, const char* text) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return errno;
  const int error = ::write(fd, text, std::strlen(text)) < 0 ? errno : 0;
  ::close(fd);
  return error;
}

void FailStep(const Box& box, Step step, uint16_t index, int error) {
  Report report = {};
  report.kind = Report::kStepFailed;
  report.step = static_cast<uint16_t>(step);
  report.index = index;
  report.error = error;
  SendReport(box.plan->control_fd, report);
  ::_exit(1);
}

}  // namespace judge::sandbox::child
