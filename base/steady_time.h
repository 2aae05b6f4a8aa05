// A time of the clock that nobody sets: for how long something may last. What is shown or stored is absl::Time, the
// clock on the wall, which an operator or NTP may put an hour on or back.
#ifndef JUDGE_BASE_STEADY_TIME_H_
#define JUDGE_BASE_STEADY_TIME_H_

#include <chrono>

#include "absl/time/time.h"

namespace judge {

class SteadyTime {
 public:
  using Chrono = std::chrono::steady_clock::time_point;

  // Before every other.
  SteadyTime() = default;
  static SteadyTime Now() { return SteadyTime(std::chrono::steady_clock::now()); }

  bool operator<(const SteadyTime& other) const { return chrono_ < other.chrono_; }
  bool operator<=(const SteadyTime& other) const { return chrono_ <= other.chrono_; }
  bool operator>(const SteadyTime& other) const { return chrono_ > other.chrono_; }
  friend SteadyTime operator+(SteadyTime time, absl::Duration duration) {
    return SteadyTime(time.chrono_ + absl::ToChronoNanoseconds(duration));
  }
  friend absl::Duration operator-(SteadyTime later, SteadyTime sooner) {
    return absl::FromChrono(later.chrono_ - sooner.chrono_);
  }

  // To wait until then.
  Chrono ToChrono() const { return chrono_; }

 private:
  explicit SteadyTime(Chrono chrono) : chrono_(chrono) {}

  Chrono chrono_;
};

}  // namespace judge

#endif  // JUDGE_BASE_STEADY_TIME_H_
