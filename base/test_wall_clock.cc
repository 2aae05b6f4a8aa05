#include "base/test_wall_clock.h"

#include <sys/syscall.h>
#include <unistd.h>

namespace judge {

std::atomic<time_t> wall_clock_is_ahead = 0;

}  // namespace judge

// Instead of libc's.
extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const long result = ::syscall(SYS_clock_gettime, clock, time);
  if (result == 0 && clock == CLOCK_REALTIME) time->tv_sec += judge::wall_clock_is_ahead;
  return static_cast<int>(result);
}
