#include "base/fd.h"

#include <unistd.h>

namespace judge {

void Fd::Reset(int fd) {
  // Linux releases the number even when close fails with EINTR: never close twice.
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

}  // namespace judge
