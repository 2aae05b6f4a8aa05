#include "sandbox/spawner/user_namespace.h"

#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/fd.h"
#include "base/file.h"
#include "base/kernel.h"

namespace judge::sandbox {
namespace {

enum Step { kNone, kUnshare, kMount, kMountProc };

// What a trial came to: travels as an exit code of two parts.
struct Trial {
  Step failed = kNone;
  int error = 0;
};

// Errno values that these calls give are below 64.
[[noreturn]] void Fail(Step step) { ::_exit(step << 6 | (errno & 63)); }

[[noreturn]] void Try() {
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID) < 0) Fail(kUnshare);
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) < 0) Fail(kMount);
  // Some kernels let the namespace be made, and take the capabilities in it away.
  if (::mount("tmpfs", "/", "tmpfs", MS_NOSUID | MS_NODEV, nullptr) < 0) Fail(kMount);
  const pid_t pid = ::fork();
  if (pid < 0) Fail(kUnshare);
  if (pid == 0) {
    if (::mount("proc", "/", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) < 0) Fail(kMountProc);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (!WIFEXITED(status)) ::raise(SIGKILL);
  ::_exit(WEXITSTATUS(status));
}

absl::StatusOr<Trial> RunTrial() {
  const pid_t pid = ::fork();
  if (pid < 0) return absl::ErrnoToStatus(errno, "fork");
  if (pid == 0) Try();
  int status = 0;
  if (RetryOnEintr([&] { return ::waitpid(pid, &status, 0); }) < 0) return absl::ErrnoToStatus(errno, "waitpid");
  if (!WIFEXITED(status)) return absl::InternalError("the trial of a user namespace was killed");
  return Trial{static_cast<Step>(WEXITSTATUS(status) >> 6), WEXITSTATUS(status) & 63};
}

bool Reads(const std::string& path, const char* value) {
  const absl::StatusOr<std::string> text = ReadKernelFile(path);
  return text.ok() && absl::StripAsciiWhitespace(*text) == value;
}

std::string WhyNot(const Trial& trial) {
  if (const auto setting = SettingAgainstUserNamespaces("/proc/sys")) return *setting;
  if (trial.failed == kMountProc)
    return absl::StrCat("/proc cannot be mounted in a user namespace (", std::strerror(trial.error),
                        "): parts of this machine's /proc are covered, as containers do; start the container with an "
                        "unmasked /proc (podman: --security-opt unmask=ALL)");
  return absl::StrCat("no user namespace can be made (", std::strerror(trial.error),
                      "): a container's seccomp or a security module forbids it");
}

// Where RLIMIT_NPROC counts by user namespace, and overlays can be mounted in one.
absl::Status CheckKernel() {
  constexpr int kMajor = 5, kMinor = 14;
  if (KernelIsAtLeast(kMajor, kMinor)) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("boxes of an ordinary user need Linux ", kMajor, ".", kMinor,
                                                    ", and this is ", KernelRelease(), ": or run as root"));
}

}  // namespace

std::optional<std::string> SettingAgainstUserNamespaces(const std::string& sysctls) {
  if (Reads(sysctls + "/user/max_user_namespaces", "0"))
    return "user namespaces are switched off: as root, sysctl -w user.max_user_namespaces=15000";
  if (Reads(sysctls + "/kernel/unprivileged_userns_clone", "0"))
    return "user namespaces are for root alone: as root, sysctl -w kernel.unprivileged_userns_clone=1";
  // `judge-cli doctor` tries it in its own process, boxes in judge-spawner.
  if (Reads(sysctls + "/kernel/apparmor_restrict_unprivileged_userns", "1"))
    return "AppArmor takes user namespaces from ordinary users: as root, sysctl -w "
           "kernel.apparmor_restrict_unprivileged_userns=0, or give judge-cli and judge-spawner AppArmor profiles with "
           "`userns,`";
  return std::nullopt;
}

absl::Status CheckUserNamespaces() {
  if (const absl::Status kernel = CheckKernel(); !kernel.ok()) return kernel;
  const absl::StatusOr<Trial> trial = RunTrial();
  if (!trial.ok()) return trial.status();
  if (trial->failed == kNone) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("boxes of an ordinary user need a user namespace: ", WhyNot(*trial), "; or run as root"));
}

}  // namespace judge::sandbox
