// Which submissions are taken: everything that is refused at the door is refused here.
#ifndef JUDGE_SERVER_ADMISSION_H_
#define JUDGE_SERVER_ADMISSION_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/steady_time.h"
#include "judge/v1/judge.pb.h"
#include "server/catalogue.h"
#include "server/keys.h"
#include "server/problems.h"
#include "server/queue.h"
#include "server/store.h"

namespace judge::server {

// Generous for a contest, and no way to have a worker's slot or memory for hours.
v1::Limits DefaultMaxLimits();

struct Bounds {
  // Of a submission: sources together; inputs and answers that come with it.
  int64_t source_bytes = 1 << 20;
  int64_t inline_bytes = 16 << 20;
  // What a submission's own limits may be at most; 0: not bounded.
  v1::Limits limits = DefaultMaxLimits();
  // Of one tenant: runs that wait; submissions a second, and at once after a pause.
  int64_t queued = 10'000;
  double rate = 200;
  double burst = 1'000;
  // Of all tenants: runs that wait.
  int64_t backlog = 500'000;
};

// Thread-safe.
class Admission {
 public:
  // All of these have to outlive it.
  Admission(const Bounds& bounds, const Catalogue& catalogue, const Problems& problems, const Queue& queue)
      : bounds_(bounds), catalogue_(catalogue), problems_(problems), queue_(queue) {}

  const Bounds& bounds() const { return bounds_; }

  // The run to be stored. INVALID_ARGUMENT with a BadRequest that names every field that is wrong; PERMISSION_DENIED:
  // the role may not; RESOURCE_EXHAUSTED with a QuotaFailure, and a RetryInfo where waiting helps: too large, or too
  // much at once; UNAVAILABLE with a RetryInfo: nobody can judge it now. With an idempotency key, what depends on more
  // than the request (queue, rate, problems, profiles) is the run's `refusal`: it may have been accepted before.
  absl::StatusOr<NewRun> Admit(const Caller& caller, const v1::SubmitRunRequest& request, absl::Time submitted,
                               SteadyTime now);
  // RESOURCE_EXHAUSTED, as above: with so many more, more runs of all tenants would wait than may.
  absl::Status CheckBacklog(int64_t more) const;

 private:
  struct Allowance {
    double left = 0;
    SteadyTime at;
  };

  absl::Status CheckSize(const v1::SubmitRunRequest& request) const;
  absl::Status Place(const v1::SubmitRunRequest& request, SteadyTime now, Run& run);
  absl::Status CheckQueue(const std::string& tenant) const;
  absl::Status TakeAllowance(const std::string& tenant, SteadyTime now);

  const Bounds bounds_;
  const Catalogue& catalogue_;
  const Problems& problems_;
  const Queue& queue_;

  std::mutex mutex_;
  std::map<std::string, Allowance> allowances_;  // by tenant; guarded by mutex_
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_ADMISSION_H_
