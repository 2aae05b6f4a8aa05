// A run: one submission that was accepted, from then to its final verdict. Values and rules only: what may happen to it
// when, in one place. The store keeps runs, the queue orders them.
#ifndef JUDGE_SERVER_RUN_H_
#define JUDGE_SERVER_RUN_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "judge/v1/result.pb.h"

namespace judge::server {

// Attempts of one judging that may be lost, by workers that died or fell silent, or where the judge failed, before the
// run ends as a judge error.
inline constexpr int kMaxAttempts = 3;

// The numbers are stored.
enum class State { kQueued = 0, kLeased = 1, kDone = 2 };

struct Run {
  int64_t number = 0;  // in the order of acceptance, from 1 on
  std::string id;      // what clients call it: nobody can guess another one's
  std::string tenant;
  std::string profile;  // id
  std::string problem;  // short name; empty without one
  std::string problem_digest;
  std::map<std::string, std::string> labels;
  int priority = 0;  // the higher the sooner
  absl::Time submitted;

  State state = State::kQueued;
  int judging = 1;   // 2 and more: it was rejudged
  int attempts = 0;  // of this judging that were lost
  // Of the lease, while there is one. Whoever knows the nonce has it.
  std::string worker;
  std::string nonce;
  // Once done.
  v1::Verdict verdict = v1::VERDICT_UNSPECIFIED;
  std::string explanation;  // one line
  absl::Time finished = absl::InfinitePast();
};

// What may happen to a run.
struct Leased {
  std::string worker;
  std::string nonce;
};
// By a worker that stops, or that its package did not reach: no attempt is lost.
struct GivenBack {
  std::string nonce;
};
// The worker died or fell silent, or the judge failed there and has nothing to show.
struct Lost {
  std::string nonce;
  std::string reason;  // one line
};
// With JE the attempt is lost, too: the judge failed, and another worker may not.
struct Finished {
  std::string nonce;
  v1::Verdict verdict;
  std::string explanation;
  std::vector<absl::Duration> box_setups = {};  // of programs that were executed: for figures
};
// By its submitter, queued or running: what its worker may still report is refused.
struct Cancelled {};
struct Rejudged {
  std::string problem_digest = {};  // to be judged with from now on; empty: as before
};
// What was submitted cannot be read any more: nobody can judge it.
struct Damaged {};
using Event = std::variant<Leased, GivenBack, Lost, Finished, Cancelled, Rejudged, Damaged>;

// Why an attempt came to nothing, if that was the event: one line.
std::optional<std::string> ReasonOfLoss(const Event& event);

// The run after the event. FAILED_PRECONDITION where that cannot happen now: a lease of what is leased, a report with
// the nonce of a lease that is no more, a rejudging of what is not done. `now` becomes the time of its end.
absl::StatusOr<Run> After(Run run, const Event& event, absl::Time now);

}  // namespace judge::server

#endif  // JUDGE_SERVER_RUN_H_
