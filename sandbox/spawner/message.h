// What a worker and its spawner say to each other. The form is fixed: no message names a host path, a uid, a capability
// or a mount source. A request is hostile until DecodeRequest has accepted it: a worker may have been captured.
//
// A connection is a SOCK_SEQPACKET pair. The spawner's first message is a Hello. Then each request is one message of
// the worker, with descriptors: its channel (one end of a SOCK_SEQPACKET pair of its own), and for a run stdout,
// stderr, stdin if has_stdin, and the inputs. On the channel the spawner sends one Reply, with the collected outputs.
// The worker may send Stop on the channel, or close it: both end the run.
#ifndef JUDGE_SANDBOX_SPAWNER_MESSAGE_H_
#define JUDGE_SANDBOX_SPAWNER_MESSAGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace judge::sandbox {

constexpr size_t kMaxMessageBytes = 128 * 1024;
constexpr size_t kMaxMessageFds = 200;

// Limits that the box or its cgroup keeps. Sizes in bytes.
struct BoxLimits {
  std::optional<absl::Duration> cpu_time, wall_time;
  std::optional<int64_t> memory_bytes, processes, file_size_bytes, disk_bytes, disk_inodes, open_files, stack_bytes;
  std::optional<double> cpu_rate;
  std::vector<int> cpus;
};

struct Request {
  enum class Kind : uint8_t { kRun = 1, kPrepare = 2 };
  struct Input {
    std::string name;
    bool executable = false;
  };
  struct Output {
    std::string name;
    int64_t max_bytes = 0;
  };

  Kind kind = Kind::kRun;
  std::vector<std::string> layers;  // digests, uppermost first
  // Of a run:
  bool has_stdin = false;
  std::vector<std::string> argv;
  std::vector<std::string> environment;
  std::vector<Input> inputs;
  std::vector<std::string> folders;
  std::vector<Output> outputs;
  BoxLimits limits;
  std::string filter;  // BPF instructions, 8 bytes each
};

std::string EncodeRequest(const Request& request);

// INVALID_ARGUMENT when the bytes are no request, anything in it is out of bounds, or `fd_count` does not fit it.
absl::StatusOr<Request> DecodeRequest(absl::string_view bytes, size_t fd_count);

// The same checks on a request that is yet to be sent.
absl::Status CheckRequest(const Request& request);

enum class Stop : uint8_t { kOutputLimit = 1, kCancelled = 2 };

struct OutputState {
  uint8_t state = 0;  // CollectedFile::State
  int64_t size = 0;
};

// Facts of a run, as the spawner saw them; or why there are none. Durations in nanoseconds.
struct Reply {
  int32_t status_code = 0;  // absl::StatusCode
  std::string message;
  bool exec_failure = false;  // see sandbox/exec_failure.h
  // How it ended.
  enum class Ending : uint8_t { kExited, kSignaled, kBlocked, kKilled };
  Ending ending = Ending::kExited;
  int32_t code_or_signal = 0;
  uint32_t architecture = 0;
  uint32_t number = 0;
  uint64_t arguments[6] = {};
  uint8_t limit_hit = 0;  // 0: none, else sandbox::Limit + 1
  bool cancelled = false;
  uint8_t accounting = 0;  // sandbox::Accounting
  int64_t cpu_ns = 0, user_ns = 0, system_ns = 0, wall_ns = 0, setup_ns = 0;
  int64_t peak_memory_bytes = 0, page_cache_bytes = 0, oom_kills = 0;
  int64_t peak_processes = -1;  // -1: the kernel does not tell
  int64_t process_limit_hits = 0;
  std::vector<OutputState> outputs;
};

// A Status as a reply, and back.
Reply ReplyOf(const absl::Status& status);
absl::Status StatusOf(const Reply& reply);

std::string EncodeReply(const Reply& reply);
absl::StatusOr<Reply> DecodeReply(absl::string_view bytes);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SPAWNER_MESSAGE_H_
