// Runs and problems as clients are told of them.
#ifndef JUDGE_SERVER_MESSAGES_H_
#define JUDGE_SERVER_MESSAGES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "judge/v1/judge.pb.h"
#include "judge/v1/problem_service.pb.h"
#include "judge/v1/worker.pb.h"
#include "server/run.h"
#include "server/store.h"

namespace judge::server {

// All of it. `result`: v1.RunResult, serialized; of a run that ended without one (cancelled, given up) the result tells
// its verdict and why.
v1::Run ToMessage(const Run& run, const std::string& result = "");

// Of one judging; at most kMaxResultBytes.
v1::RunResult ResultOf(const Run& run, const Outcome& outcome);

// Adds that of a judging before the one that the message is of, without outputs, and takes its bytes from `room`.
// False: there is no room for it.
bool AddEarlierResult(const Run& run, const Outcome& outcome, int64_t& room, v1::Run& message);

v1::RunEvent QueuedEvent(int64_t position, absl::Time now);
v1::RunEvent StartedEvent(int attempt, absl::Time now);
v1::RunEvent ProgressEvent(const v1::Progress& progress, absl::Time now);
// Of a run that is done: what its watchers were told of the last judging, without the times between.
std::vector<v1::RunEvent> PastEvents(const Run& run, const std::string& result);

// Its tests included.
v1::ProblemVersion ToMessage(const ProblemVersion& version);

}  // namespace judge::server

#endif  // JUDGE_SERVER_MESSAGES_H_
