#include "base/subprocess.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <deque>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/fd.h"
#include "base/file.h"
#include "base/status_macros.h"

namespace judge {
namespace {

constexpr size_t kMaxLine = 4096;
constexpr size_t kLastLines = 5;

// What the child could not do, sent to the parent over a pipe that exec closes.
enum class Step : int32_t {
  kEnterFolder,
  kMakeMountsPrivate,
  kMount,
  kChangeRoot,
  kMountProc,
  kFork,
  kWireFds,
  kExecute,
};

struct Failure {
  Step step;
  int32_t index;
  int32_t error;
};

// Everything the child needs, made before the clone: after it the child only makes system calls, because another thread
// may hold any lock, malloc's too.
struct Plan {
  const Command& command;
  std::string program;
  std::vector<char*> argv;
  std::vector<char*> environment;
  int input;
  int output;
  int failures;
};

std::vector<char*> Pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const std::string& s : strings) pointers.push_back(const_cast<char*>(s.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

absl::StatusOr<std::string> FindProgram(const Command& command) {
  const std::string& name = command.argv.front();
  if (name.find('/') != std::string::npos || !command.root.empty()) return name;
  const char* path = std::getenv("PATH");
  for (const auto folder : absl::StrSplit(path != nullptr ? path : "/usr/sbin:/usr/bin:/sbin:/bin", ':')) {
    std::string candidate = absl::StrCat(folder, "/", name);
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return absl::NotFoundError(absl::StrCat(name, ": no such program; is its package installed?"));
}

[[noreturn]] void Fail(const Plan& plan, Step step, int index = 0) {
  const Failure failure = {step, index, errno};
  // Smaller than PIPE_BUF, so written whole or not at all; there is nobody else to tell.
  [[maybe_unused]] const ssize_t n = ::write(plan.failures, &failure, sizeof failure);
  ::_exit(127);
}

void MakeMounts(const Plan& plan) {
  const Command& command = plan.command;
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) < 0) Fail(plan, Step::kMakeMountsPrivate);
  for (size_t i = 0; i < command.mounts.size(); ++i) {
    const MountCall& m = command.mounts[i];
    if (::mount(m.source.c_str(), m.target.c_str(), m.type.c_str(), m.flags, m.options.c_str()) < 0)
      Fail(plan, Step::kMount, static_cast<int>(i));
  }
}

void EnterRoot(const Plan& plan) {
  const std::string& root = plan.command.root;
  if (!root.empty() && (::chroot(root.c_str()) < 0 || ::chdir("/") < 0)) Fail(plan, Step::kChangeRoot);
}

// PID 1 of the new namespace: reaps whatever is left to it, and ends (and the namespace with it) as soon as the program
// has. It has no signal handlers, so it cannot end by the program's signal: 128 + signal, as shells say it.
[[noreturn]] void BeInit(const Plan& plan, pid_t program) {
  ::close(plan.failures);
  ::close(plan.output);
  while (true) {
    int status = 0;
    const pid_t ended = RetryOnEintr([&] { return ::waitpid(-1, &status, 0); });
    if (ended < 0) ::_exit(127);
    if (ended == program) ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  }
}

// fork() without glibc's at-fork handlers, into new namespaces.
pid_t Clone(unsigned long flags) {
  return static_cast<pid_t>(::syscall(SYS_clone, flags | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
}

[[noreturn]] void Execute(const Plan& plan) {
  if (::dup2(plan.input, STDIN_FILENO) < 0 || ::dup2(plan.output, STDOUT_FILENO) < 0 ||
      ::dup2(plan.output, STDERR_FILENO) < 0 || ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) < 0)
    Fail(plan, Step::kWireFds);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::execve(plan.program.c_str(), plan.argv.data(), plan.environment.data());
  Fail(plan, Step::kExecute);
}

[[noreturn]] void RunChild(const Plan& plan) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::umask(022);
  const Command& command = plan.command;
  if (!command.folder.empty() && ::chdir(command.folder.c_str()) < 0) Fail(plan, Step::kEnterFolder);
  if (command.own_namespaces) MakeMounts(plan);
  EnterRoot(plan);
  if (command.own_namespaces) {
    if (::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) < 0) Fail(plan, Step::kMountProc);
    const pid_t program = Clone(0);
    if (program < 0) Fail(plan, Step::kFork);
    if (program > 0) BeInit(plan, program);
  }
  Execute(plan);
}

std::string Describe(const Failure& failure, const Plan& plan) {
  const Command& command = plan.command;
  switch (failure.step) {
    case Step::kEnterFolder:
      return absl::StrCat("enter ", command.folder);
    case Step::kMakeMountsPrivate:
      return "make the mounts private";
    case Step::kMount:
      return absl::StrCat("mount ", command.mounts[failure.index].type, " at ", command.mounts[failure.index].target);
    case Step::kChangeRoot:
      return absl::StrCat("chroot ", command.root);
    case Step::kMountProc:
      return "mount /proc";
    case Step::kFork:
      return "fork";
    case Step::kWireFds:
      return "wire the file descriptors";
    case Step::kExecute:
      return absl::StrCat("execute ", plan.program);
  }
  return "unknown step";
}

// OK once the program has been executed.
absl::Status AwaitStart(const Fd& failures, const Plan& plan) {
  Failure failure;
  const ssize_t n = RetryOnEintr([&] { return ::read(failures.get(), &failure, sizeof failure); });
  if (n != sizeof failure) return absl::OkStatus();
  return absl::ErrnoToStatus(failure.error, Describe(failure, plan));
}

// Cuts a stream of bytes into lines, and remembers the last few.
class Lines {
 public:
  explicit Lines(const LineCallback& on_line) : on_line_(on_line) {}

  void Add(absl::string_view bytes) {
    for (const char c : bytes) {
      if (c != '\n') line_ += c;
      if (c == '\n' || line_.size() == kMaxLine) Finish();
    }
  }

  // Hands out what has no line break after it.
  void End() {
    if (!line_.empty()) Finish();
  }

  const std::deque<std::string>& last() const { return last_; }

 private:
  void Finish() {
    on_line_(line_);
    last_.push_back(std::move(line_));
    if (last_.size() > kLastLines) last_.pop_front();
    line_.clear();
  }

  const LineCallback& on_line_;
  std::string line_;
  std::deque<std::string> last_;
};

// Reads what there is. False at the end of the stream.
bool ReadSome(const Fd& output, Lines& lines) {
  char buffer[16 * 1024];
  while (true) {
    const ssize_t n = RetryOnEintr([&] { return ::read(output.get(), buffer, sizeof buffer); });
    if (n <= 0) return n < 0 && errno == EAGAIN;
    lines.Add(absl::string_view(buffer, n));
  }
}

// Until the process has ended. The end of its output is no sign of that, nor does it have to come: a daemon that it
// started may hold the pipe.
void ReadUntilEnded(const Fd& output, const Fd& process, Lines& lines) {
  pollfd polled[] = {{process.get(), POLLIN, 0}, {output.get(), POLLIN, 0}};
  while (true) {
    RetryOnEintr([&] { return ::poll(polled, 2, -1); });
    // A negative fd is one that poll ignores.
    if (polled[1].revents != 0 && !ReadSome(output, lines)) polled[1].fd = -1;
    if (polled[0].revents != 0) break;
  }
  ReadSome(output, lines);
  lines.End();
}

absl::Status EndToStatus(int wait_status, const Command& command, const Lines& lines) {
  if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0) return absl::OkStatus();
  const std::string how = WIFEXITED(wait_status) ? absl::StrCat("exit code ", WEXITSTATUS(wait_status))
                                                 : absl::StrCat("ended by signal ", WTERMSIG(wait_status));
  return absl::InternalError(absl::StrCat(command.argv.front(), ": ", how, lines.last().empty() ? "" : ":\n  ",
                                          absl::StrJoin(lines.last(), "\n  ")));
}

absl::Status MakePipe(Fd& read_end, Fd& write_end, int flags) {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC | flags) < 0) return absl::ErrnoToStatus(errno, "pipe");
  read_end.Reset(fds[0]);
  write_end.Reset(fds[1]);
  return absl::OkStatus();
}

}  // namespace

absl::Status RunCommand(const Command& command, const LineCallback& on_line) {
  if (command.argv.empty()) return absl::InvalidArgumentError("no command");
  JUDGE_ASSIGN_OR_RETURN(std::string program, FindProgram(command));
  JUDGE_ASSIGN_OR_RETURN(const Fd input, Open("/dev/null", O_RDONLY));
  Fd output, output_end, failures, failures_end;
  JUDGE_RETURN_IF_ERROR(MakePipe(output, output_end, 0));
  JUDGE_RETURN_IF_ERROR(MakePipe(failures, failures_end, 0));
  // Ours alone: the program must not see a pipe that answers EAGAIN.
  if (::fcntl(output.get(), F_SETFL, O_NONBLOCK) < 0) return absl::ErrnoToStatus(errno, "fcntl");

  const Plan plan = {command,     std::move(program), Pointers(command.argv), Pointers(command.environment),
                     input.get(), output_end.get(),   failures_end.get()};
  const pid_t pid = Clone(command.own_namespaces ? CLONE_NEWPID | CLONE_NEWNS : 0);
  if (pid < 0) return absl::ErrnoToStatus(errno, absl::StrCat("start ", command.argv.front()));
  if (pid == 0) RunChild(plan);

  output_end.Reset();
  failures_end.Reset();
  const Fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  Lines lines(on_line);
  const absl::Status started = AwaitStart(failures, plan);
  ReadUntilEnded(output, process, lines);
  int wait_status = 0;
  RetryOnEintr([&] { return ::waitpid(pid, &wait_status, 0); });
  if (!started.ok()) return Annotate(started, command.argv.front());
  return EndToStatus(wait_status, command, lines);
}

}  // namespace judge
