// What to run in a box: plain values. See README.md for what every box gets regardless.
#ifndef JUDGE_SANDBOX_SPEC_H_
#define JUDGE_SANDBOX_SPEC_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/fd.h"

namespace judge::sandbox {

class SeccompPolicy;

// Each limit is optional: not set is not limited, except as noted. Reaching one is reported in Result.
struct Limits {
  std::optional<absl::Duration> cpu_time;   // all processes together; the box is ended
  std::optional<absl::Duration> wall_time;  // from exec; the box is ended
  std::optional<int64_t> memory_bytes;  // all processes, /work and /tmp, kernel memory; swap is off; the box is ended
  std::optional<int64_t> processes;     // processes and threads at once; fork fails with EAGAIN
  std::optional<int64_t> stdout_bytes;  // the box is ended
  std::optional<int64_t> file_size_bytes;  // SIGXFSZ
  std::optional<int64_t> disk_bytes;       // of /work and /tmp together; ENOSPC; not set: 256 MiB
  std::optional<int64_t> disk_inodes;      // ENOSPC; not set: 65536
  std::optional<int64_t> open_files;       // EMFILE; not set: 256
  std::optional<int64_t> stack_bytes;      // SIGSEGV; not set: unlimited
  std::optional<double> cpu_rate;          // CPUs' worth of time per time: 0.5, 2.0
  std::vector<int> cpus;                   // pinned to these; empty: all
};

// A file that is put into /work before the target starts, owned by root and not writable by the target (who owns the
// folder, and so may replace it). Its bytes are charged to nobody.
struct InputFile {
  std::string name;          // one path component, of at most 255 bytes
  std::shared_ptr<Fd> file;  // a regular file or memfd; read from offset 0
  bool executable = false;
};

// A regular file in /work that is handed out after all of the target's processes are dead.
struct OutputFile {
  std::string name;       // one path component, or two: "folder/name"
  int64_t max_bytes = 0;  // a larger one is reported and not handed out
};

struct RunSpec {
  // Digests of image layers, the uppermost first, at most 8. They are folders of the spawner's layers folder.
  std::vector<std::string> layers;
  // argv[0] is a path in the box: absolute, or relative to /work. Nothing is searched, no shell is used.
  std::vector<std::string> argv;
  // "NAME=value". Nothing is inherited.
  std::vector<std::string> environment;
  // The target's standard input: a sealed file (base/file.h) or the read end of a pipe. Not set: /dev/null of the box.
  std::shared_ptr<Fd> stdin_file;
  // Required: there is no box without a policy.
  std::shared_ptr<const SeccompPolicy> policy;
  Limits limits;
  std::vector<InputFile> inputs;     // at most 128
  std::vector<std::string> folders;  // names of empty folders made in /work for the target to write in; at most 16
  std::vector<OutputFile> outputs;   // at most 16
  // How much of stdout and stderr is kept in the result; the rest is read, counted and dropped.
  int64_t keep_stdout_bytes = 64 << 20;
  int64_t keep_stderr_bytes = 64 << 10;
};

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SPEC_H_
