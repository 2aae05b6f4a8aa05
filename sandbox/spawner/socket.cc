#include "sandbox/spawner/socket.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sandbox/spawner/message.h"

namespace judge::sandbox {

absl::StatusOr<std::pair<Fd, Fd>> MakeSocketPair() {
  int fds[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0) return absl::ErrnoToStatus(errno, "socketpair");
  return std::make_pair(Fd(fds[0]), Fd(fds[1]));
}

absl::Status SendMessage(const Fd& socket, absl::string_view bytes, const std::vector<int>& fds, Wait wait) {
  const int flags = MSG_NOSIGNAL | (wait == Wait::kNo ? MSG_DONTWAIT : 0);
  alignas(cmsghdr) char control[CMSG_SPACE(kMaxMessageFds * sizeof(int))];
  if (fds.size() > kMaxMessageFds) return absl::InvalidArgumentError("too many file descriptors for a message");
  iovec data = {const_cast<char*>(bytes.data()), bytes.size()};
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  if (!fds.empty()) {
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(fds.size() * sizeof(int));
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(fds.size() * sizeof(int));
    std::memcpy(CMSG_DATA(header), fds.data(), fds.size() * sizeof(int));
  }
  if (RetryOnEintr([&] { return ::sendmsg(socket.get(), &message, flags); }) < 0) {
    if (errno == EPIPE || errno == ECONNRESET) return absl::UnavailableError("send: the other side is gone");
    if (errno == EAGAIN) return absl::ResourceExhaustedError("send: the other side does not read");
    return absl::ErrnoToStatus(errno, "send");
  }
  return absl::OkStatus();
}

absl::Status OutOfFds() {
  return absl::ResourceExhaustedError("out of file descriptors: raise `ulimit -n`, or run fewer at once");
}

absl::StatusOr<Message> ReceiveMessage(const Fd& socket, size_t max_bytes, Wait wait) {
  const int flags = MSG_CMSG_CLOEXEC | (wait == Wait::kNo ? MSG_DONTWAIT : 0);
  alignas(cmsghdr) char control[CMSG_SPACE(kMaxMessageFds * sizeof(int))];
  // Kept: a new one of the largest size is 32 pages that the kernel has to find and clear.
  thread_local char buffer[kMaxMessageBytes];
  Message received;
  iovec data = {buffer, std::min(max_bytes, sizeof buffer)};
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  const auto receive = [&] { return RetryOnEintr([&] { return ::recvmsg(socket.get(), &message, flags); }); };
  ssize_t size = receive();
  // That the other side went without reading all is told once, and before what it had sent.
  if (size < 0 && errno == ECONNRESET) size = receive();
  // Taken into ownership first: they are closed whatever else is wrong with the message.
  if (size >= 0) {
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
      if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
      const size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
      for (size_t i = 0; i < count; ++i) {
        int fd;
        std::memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof fd);
        received.fds.emplace_back(fd);
      }
    }
  }
  received.none = size < 0 && errno == EAGAIN;
  if (size < 0 && errno != EAGAIN && errno != ECONNRESET) return absl::ErrnoToStatus(errno, "receive");
  // There is room for all that may be sent: what is missing had no number left.
  received.fds_lost = size >= 0 && (message.msg_flags & MSG_CTRUNC) != 0 && received.fds.size() < kMaxMessageFds;
  if (received.fds_lost) message.msg_flags &= ~MSG_CTRUNC;
  if (size >= 0 && (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
    return absl::ResourceExhaustedError("receive: the message is too long or has too many descriptors");
  if (size > 0) received.bytes.assign(buffer, size);
  return received;
}

}  // namespace judge::sandbox
