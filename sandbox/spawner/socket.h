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

// The spawner has one thread and may have hostile peers: it never waits.
enum class Wait { kYes, kNo };

// While the other side's buffer is full: waits, or RESOURCE_EXHAUSTED. UNAVAILABLE when the other side is gone. The
// descriptors stay the caller's.
absl::Status SendMessage(const Fd& socket, absl::string_view bytes, const std::vector<int>& fds, Wait wait);

struct Message {
  std::string bytes;  // empty: the other side is gone
  std::vector<Fd> fds;
  bool none = false;      // nothing has come yet (only without waiting); not the same as gone
  bool fds_lost = false;  // not all of `fds`: this process may open no more
};

// What to tell whoever sent such a message.
absl::Status OutOfFds();

// RESOURCE_EXHAUSTED: the message was longer than `max_bytes`, or had more than kMaxMessageFds descriptors.
absl::StatusOr<Message> ReceiveMessage(const Fd& socket, size_t max_bytes, Wait wait);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SPAWNER_SOCKET_H_
