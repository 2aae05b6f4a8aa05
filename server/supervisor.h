// A server and its embedded worker, each a process of its own, that are kept running: whatever of the two dies is
// started again. The one that does so talks to nobody.
#ifndef JUDGE_SERVER_SUPERVISOR_H_
#define JUDGE_SERVER_SUPERVISOR_H_

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace judge::server {

class Supervisor {
 public:
  struct Options {
    // Serves until SIGTERM, in a process of its own; its exit code.
    std::function<int()> serve;
    // The worker's program and its arguments. Ends by itself after SIGTERM, once its runs are done.
    std::vector<std::string> worker;
    // An open file that the worker inherits; -1: none.
    int inherited_fd = -1;
    // SIGHUP is for the server; else it does what it does to any program.
    bool passes_on_hangup = false;
  };
  explicit Supervisor(Options options) : options_(std::move(options)) {}

  // Until SIGTERM or SIGINT, or until one of the two could not even be started once: its exit code. A second
  // signal does not wait for runs to end. To be called while the process has one thread.
  int Run();

 private:
  using Clock = std::chrono::steady_clock;
  // A process that is to run.
  struct Child {
    std::string name;
    std::function<int()> body;
    pid_t pid = 0;  // 0: it does not run
    int starts = 0;
    Clock::time_point start_at = Clock::time_point::min();
  };

  void StartWhatIsDue();
  void OnSignal();
  void PassOnHangup();
  void Reap();
  void OnEnd(Child& child, int wait_status);
  void StopNext();
  [[noreturn]] void BecomeWorker() const;

  const Options options_;
  Child server_, worker_;
  int signals_ = 0;  // to end, that came
  bool is_ending_ = false;
  int exit_code_ = 0;  // of the server, or of what could not go on
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_SUPERVISOR_H_
