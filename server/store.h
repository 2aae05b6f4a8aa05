// The truth about runs: what was accepted, who works on it, what came of it. All else (queue, watchers, workers) can be
// lost and is made again from it.
#ifndef JUDGE_SERVER_STORE_H_
#define JUDGE_SERVER_STORE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/run.h"

namespace judge::server {

struct NewRun {
  Run run;                      // queued; the store gives it its number and its id
  std::string idempotency_key;  // the submitter's own; empty: none
  // Why it is not accepted as a new one: too much at once, no such problem any more. A run that existed is found all
  // the same.
  absl::Status refusal = {};
  std::string submission;  // what was submitted, serialized; the store does not look into it
  // A worker waits for it: accepted and leased are one change. Not of a run that existed.
  std::optional<Leased> lease = {};
};

struct Accepted {
  Run run;
  // An earlier submission of this tenant's with the same key: that run as it is now, and nothing new.
  bool existed = false;
};

struct LeasedRun {
  Run run;
  std::string submission;
};

// How one judging of a run ended.
struct Outcome {
  int judging = 1;
  v1::Verdict verdict = v1::VERDICT_UNSPECIFIED;
  std::string explanation;
  absl::Time finished;
  std::string result;  // v1.RunResult, serialized; empty: cancelled, or the judge failed
};

// Which runs; a field that is empty leaves all.
struct Filter {
  std::optional<std::string> tenant;
  std::optional<std::string> profile;
  std::optional<std::string> problem;
  std::vector<State> states;                                // any of these
  std::vector<v1::Verdict> verdicts;                        // any of these
  std::vector<std::pair<std::string, std::string>> labels;  // all of these
  std::optional<absl::Time> submitted_from;                 // inclusive
  std::optional<absl::Time> submitted_until;                // exclusive
};

// What was uploaded once, under a name of a tenant's. The bytes are not in the store: see server/packages.h.
struct ProblemVersion {
  std::string tenant;
  std::string name;
  int version = 1;
  std::string digest;  // SHA-256 of what was uploaded, in hex
  int64_t size = 0;    // of the same, bytes
  absl::Time uploaded;
  std::string problem;  // v1.Problem, serialized
};

// Thread-safe. Writes return at once and call `done` later, in a thread of the store's, which waits for nothing else
// meanwhile; what it is told of is then on the disk and survives a power cut. Reads wait for the disk.
// Errors: RESOURCE_EXHAUSTED, the disk is full; UNAVAILABLE, the disk does not answer as it should. After both it may
// be tried again; a disk that fails just then may have kept what it did not confirm, and an idempotency key makes a
// second try harmless. DATA_LOSS: the file is damaged.
class Store {
 public:
  template <typename T>
  using Done = std::function<void(absl::StatusOr<T>)>;

  virtual ~Store() = default;

  // ALREADY_EXISTS: the key belongs to another submission. Or the refusal.
  virtual void Submit(NewRun run, Done<Accepted> done) = 0;

  // A lease begins. With it comes what was submitted. Errors as of Happen.
  virtual void Lease(const std::string& id, Leased lease, Done<LeasedRun> done) = 0;
  // The event happens to the run, or, with the status of After(), does not; NOT_FOUND: no such run. `result`: of an
  // event that ends it.
  virtual void Happen(const std::string& id, Event event, std::string result, Done<Run> done) = 0;

  // NOT_FOUND: no such run.
  virtual absl::StatusOr<Run> Get(const std::string& id) = 0;
  // What was submitted.
  virtual absl::StatusOr<std::string> Submission(const std::string& id) = 0;
  // Of every judging that has ended, the last one first, until `visit` returns false.
  virtual absl::Status ForEachOutcome(const std::string& id, const std::function<bool(const Outcome&)>& visit) = 0;

  // The runs with a number below `before` that the filter leaves, the newest first, at most `limit`.
  virtual absl::StatusOr<std::vector<Run>> List(const Filter& filter, int64_t before, int limit) = 0;
  // Every run that is not done, without labels, the oldest first: what a server begins with.
  virtual absl::Status ForEachUnfinished(const std::function<void(Run)>& visit) = 0;

  // The version becomes its name's current one. Its number is the next; or, if these bytes were uploaded under this
  // name before, it is the version that they were then.
  virtual void PutProblem(ProblemVersion version, Done<ProblemVersion> done) = 0;
  // The name has no current version any more; tells which it was. NOT_FOUND.
  virtual void DeleteProblem(const std::string& tenant, const std::string& name, Done<ProblemVersion> done) = 0;
  // The current version. NOT_FOUND.
  virtual absl::StatusOr<ProblemVersion> GetProblem(const std::string& tenant, const std::string& name) = 0;
  // Current versions, by name, of names after `after`, at most `limit`.
  virtual absl::StatusOr<std::vector<ProblemVersion>> ListProblems(const std::string& tenant, const std::string& after,
                                                                   int limit) = 0;
  // Every version of every tenant, without `problem`.
  virtual absl::Status ForEachProblem(const std::function<void(ProblemVersion, bool is_current)>& visit) = 0;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_STORE_H_
