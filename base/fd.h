// File descriptors as values that are owned.
#ifndef JUDGE_BASE_FD_H_
#define JUDGE_BASE_FD_H_

#include <cerrno>
#include <utility>

namespace judge {

// Calls `syscall` until it does something else than fail with EINTR.
template <typename Syscall>
auto RetryOnEintr(Syscall syscall) {
  decltype(syscall()) result;
  do {
    result = syscall();
  } while (result < 0 && errno == EINTR);
  return result;
}

// Owns one file descriptor, or none. Closes it when destroyed; a close that can fail with loss of data (a file that was
// written) is preceded by an explicit fsync where that matters.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.Release()) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) Reset(other.Release());
    return *this;
  }
  ~Fd() { Reset(); }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

  // Gives the descriptor up without closing it.
  int Release() { return std::exchange(fd_, -1); }
  void Reset(int fd = -1);

 private:
  int fd_ = -1;
};

}  // namespace judge

#endif  // JUDGE_BASE_FD_H_
