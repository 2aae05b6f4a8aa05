// A judge-server for benchmarks, in a process of its own.
#ifndef JUDGE_BENCH_SERVER_PROCESS_H_
#define JUDGE_BENCH_SERVER_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "base/test_process.h"

namespace judge::bench {

// Ends with its object.
class ServerProcess {
 public:
  // With its store in `folder`, on a free port of this machine, without keys, and with room for any number of runs.
  explicit ServerProcess(const std::string& folder);

  // Empty: it did not start.
  const std::string& address() const { return address_; }
  // What it wrote so far.
  std::string output() const { return process_.output(); }

  // What its store has done so far.
  struct Commits {
    int64_t groups = 0;  // each with one fsync
    int64_t writes = 0;
  };
  absl::StatusOr<Commits> commits() const;
  pid_t pid() const { return process_.pid(); }
  // The CPU time that it has used, in seconds.
  absl::StatusOr<double> cpu_seconds() const;

 private:
  TestProcess process_;
  std::string address_;
};

// What is resident of a process, in bytes.
absl::StatusOr<int64_t> MemoryOf(pid_t pid);

}  // namespace judge::bench

#endif  // JUDGE_BENCH_SERVER_PROCESS_H_
