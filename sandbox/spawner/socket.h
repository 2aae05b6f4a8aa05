// SOCK_SEQPACKET pairs: whole messages, with file descriptors.
#ifndef JUDGE_SANDBOX_SPAWNER_SOCKET_H_
#define JUDGE_SANDBOX_SPAWNER_SOCKET_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/fd.h"

namespace judge::sandbox {

absl::StatusOr<std::pair<Fd, Fd>> MakeSocketPair();

// Blocks while the other side's buffer is full. UNAVAILABLE when the other side is gone. The descriptors stay the
// caller's.
absl::Status SendMessage(const Fd& socket, absl::string_view bytes, const std::vector<int>& fds = {});

struct Message {
  std::string bytes;  // empty: the other side is gone
  std::vector<Fd> fds;
};

// Blocks until there is a message. RESOURCE_EXHAUSTED: it was longer than `max_bytes`, or had more than kMaxMessageFds.
absl::StatusOr<Message> ReceiveMessage(const Fd& socket, size_t max_bytes);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SPAWNER_SOCKET_H_
