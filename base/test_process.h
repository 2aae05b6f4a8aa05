// For tests and benchmarks: a program that runs for long, started, watched and killed.
#ifndef JUDGE_BASE_TEST_PROCESS_H_
#define JUDGE_BASE_TEST_PROCESS_H_

#include <sys/types.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/fd.h"

namespace judge {

class TestProcess {
 public:
  // A program of build/bin/, and what follows its name. Its environment is this process's, but for `variables`:
  // "NAME=value".
  TestProcess(const std::string& program, const std::vector<std::string>& arguments,
              const std::vector<std::string>& variables = {});
  // Kills it, if it still runs.
  ~TestProcess();
  TestProcess(const TestProcess&) = delete;

  // Waits until it writes a line with `mark` in it, and returns what follows there: WaitFor("listening on "). Empty: it
  // ended instead.
  std::string WaitFor(const std::string& mark);
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

}  // namespace judge

#endif  // JUDGE_BASE_TEST_PROCESS_H_
