// For tests: the real judge-server, as a process.
#ifndef JUDGE_SERVER_SERVER_PROCESS_H_
#define JUDGE_SERVER_SERVER_PROCESS_H_

#include <sys/types.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/fd.h"

namespace judge::server {

class ServerProcess {
 public:
  // `arguments` after the program's name.
  explicit ServerProcess(const std::vector<std::string>& arguments);
  // Kills it, if it still runs.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;

  // Waits until it listens, and returns the first address; empty: it ended instead.
  std::string WaitForAddress();
  void Signal(int signal) const;
  // Its exit code, or minus the signal that ended it.
  int Wait();
  pid_t pid() const { return pid_; }

  // What it wrote on both streams so far; all of it after Wait().
  std::string output() const;

 private:
  void ReadAll();

  pid_t pid_ = 0;
  Fd pipe_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::string output_;
  bool has_ended_ = false;

  std::thread reader_;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_SERVER_PROCESS_H_
