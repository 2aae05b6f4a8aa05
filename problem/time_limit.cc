#include "problem/time_limit.h"

#include <algorithm>

namespace judge::problem {

absl::Duration MeasuredTimeLimit(const v1::Timing& timing, absl::Duration slowest_accepted) {
  const absl::Duration resolution = absl::Seconds(timing.resolution_seconds());
  return std::max(resolution, absl::Ceil(slowest_accepted * timing.ac_to_time_limit(), resolution));
}

}  // namespace judge::problem
