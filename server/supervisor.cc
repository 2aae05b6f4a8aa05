#include "server/supervisor.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/exit_code.h"
#include "spdlog/spdlog.h"

namespace judge::server {
namespace {

// What dies at once each time is not to keep the machine busy.
constexpr std::chrono::seconds kPause{1};

sigset_t Signals() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGCHLD}) ::sigaddset(&set, signal);
  return set;
}

pid_t Fork(const std::function<int()>& body) {
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  // SIGHUP stays blocked, if it was: the server waits for it in its own time.
  const sigset_t signals = Signals();
  ::sigprocmask(SIG_UNBLOCK, &signals, nullptr);
  // Whatever ends the parent ends this: nothing runs that nobody watches.
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(0);
  ::_exit(body());
}

}  // namespace

int Supervisor::Run() {
  sigset_t signals = Signals();
  if (options_.passes_on_hangup) ::sigaddset(&signals, SIGHUP);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  server_ = {"server", options_.serve};
  worker_ = {"worker", [this]() -> int { BecomeWorker(); }};
  do {
    StartWhatIsDue();
    const timespec pause = {kPause.count(), 0};
    const int signal = ::sigtimedwait(&signals, nullptr, &pause);
    if (signal == SIGHUP) PassOnHangup();
    if (signal == SIGTERM || signal == SIGINT) OnSignal();
    Reap();
  } while (!is_ending_ || server_.pid != 0 || worker_.pid != 0);
  return exit_code_;
}

void Supervisor::StartWhatIsDue() {
  if (is_ending_) return;
  for (Child* const child : {&server_, &worker_}) {
    if (child->pid != 0 || Clock::now() < child->start_at) continue;
    const pid_t pid = Fork(child->body);
    child->start_at = Clock::now() + kPause;
    ++child->starts;
    if (pid > 0)
      child->pid = pid;
    else
      spdlog::error("cannot start the {}: {}", child->name, std::strerror(errno));
  }
}

void Supervisor::OnSignal() {
  ++signals_;
  is_ending_ = true;
  StopNext();
}

void Supervisor::PassOnHangup() {
  if (server_.pid != 0) ::kill(server_.pid, SIGHUP);
}

// The worker first: what it has in hand, the server still takes.
void Supervisor::StopNext() {
  const bool in_a_hurry = signals_ > 1;
  if (worker_.pid != 0) ::kill(worker_.pid, SIGTERM);
  if (server_.pid != 0 && (worker_.pid == 0 || in_a_hurry)) ::kill(server_.pid, SIGTERM);
}

void Supervisor::Reap() {
  int wait_status = 0;
  for (pid_t pid; (pid = ::waitpid(-1, &wait_status, WNOHANG)) > 0;) {
    for (Child* const child : {&server_, &worker_}) {
      if (child->pid == pid) OnEnd(*child, wait_status);
    }
  }
}

void Supervisor::OnEnd(Child& child, int wait_status) {
  child.pid = 0;
  const bool is_server = &child == &server_;
  if (is_ending_) {
    if (is_server && WIFEXITED(wait_status) && exit_code_ == 0) exit_code_ = WEXITSTATUS(wait_status);
    return StopNext();
  }
  // Its configuration is wrong, its port taken, the machine lacks something: it has said so, and would say so again.
  // Later on that passes, as a full disk does.
  const int code = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : kOk;
  if (child.starts == 1 && (code == kBadInput || code == kMachine)) {
    spdlog::error("the {} ended with code {}: so ends all", child.name, code);
    exit_code_ = code;
    is_ending_ = true;
    return StopNext();
  }
  spdlog::warn("the {} ended ({}), and is started again", child.name,
               WIFSIGNALED(wait_status) ? ::strsignal(WTERMSIG(wait_status)) : "by itself");
}

void Supervisor::BecomeWorker() const {
  if (options_.inherited_fd >= 0) ::fcntl(options_.inherited_fd, F_SETFD, 0);
  std::vector<char*> argv;
  for (const std::string& word : options_.worker) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  ::execv(argv[0], argv.data());
  spdlog::error("cannot start {}: {}", options_.worker[0], std::strerror(errno));
  ::_exit(kMachine);
}

}  // namespace judge::server
