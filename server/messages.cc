#include "server/messages.h"

#include <algorithm>
#include <utility>

#include "google/protobuf/util/time_util.h"
#include "proto/result_size.h"

namespace judge::server {
namespace {

using google::protobuf::util::TimeUtil;

// What there is in a message of another one, but for itself.
constexpr int64_t kFieldBytes = 8;

v1::Run::State StateOf(State state) {
  switch (state) {
    case State::kQueued:
      return v1::Run::QUEUED;
    case State::kLeased:
      return v1::Run::LEASED;
    case State::kDone:
      return v1::Run::DONE;
  }
  return v1::Run::STATE_UNSPECIFIED;
}

google::protobuf::Timestamp ToMessage(absl::Time time) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

v1::RunEvent EventAt(absl::Time now) {
  v1::RunEvent event;
  *event.mutable_time() = ToMessage(now);
  return event;
}

}  // namespace

v1::RunResult ResultOf(const Run& run, const Outcome& outcome) {
  v1::RunResult result;
  if (!outcome.result.empty() && result.ParseFromString(outcome.result)) {
    // A worker knows a package by its digest alone.
    result.set_problem(run.problem);
    Shorten(kMaxResultBytes, result);
    return result;
  }
  result.Clear();
  result.set_verdict(outcome.verdict);
  result.set_explanation(outcome.explanation);
  result.set_profile(run.profile);
  result.set_problem(run.problem);
  return result;
}

v1::Run ToMessage(const Run& run, const std::string& result) {
  v1::Run message;
  message.set_id(run.id);
  message.set_state(StateOf(run.state));
  message.set_tenant(run.tenant);
  message.set_profile(run.profile);
  message.set_problem(run.problem);
  message.set_problem_digest(run.problem_digest);
  message.set_priority(run.priority);
  message.mutable_labels()->insert(run.labels.begin(), run.labels.end());
  *message.mutable_submitted() = ToMessage(run.submitted);
  message.set_judging(run.judging);
  message.set_lost_attempts(run.attempts);
  if (run.state != State::kDone) return message;
  *message.mutable_finished() = ToMessage(run.finished);
  message.set_verdict(run.verdict);
  message.set_explanation(run.explanation);
  *message.mutable_result() = ResultOf(run, {run.judging, run.verdict, run.explanation, run.finished, result});
  return message;
}

bool AddEarlierResult(const Run& run, const Outcome& outcome, int64_t& room, v1::Run& message) {
  v1::RunResult result = ResultOf(run, outcome);
  DropOutputs(result);
  room -= static_cast<int64_t>(result.ByteSizeLong()) + kFieldBytes;
  if (room < 0) return false;
  *message.add_earlier_results() = std::move(result);
  return true;
}

v1::RunEvent QueuedEvent(int64_t position, absl::Time now) {
  v1::RunEvent event = EventAt(now);
  event.mutable_queued()->set_position(position);
  return event;
}

v1::RunEvent StartedEvent(int attempt, absl::Time now) {
  v1::RunEvent event = EventAt(now);
  event.mutable_started()->set_attempt(attempt);
  return event;
}

v1::RunEvent ProgressEvent(const v1::Progress& progress, absl::Time now) {
  v1::RunEvent event = EventAt(now);
  if (progress.has_compiled()) {
    *event.mutable_compiled() = progress.compiled();
    Shorten(kMaxResultBytes, *event.mutable_compiled());
  }
  if (progress.has_test()) {
    *event.mutable_test() = progress.test();
    Shorten(kMaxResultBytes, *event.mutable_test());
  }
  return event;
}

std::vector<v1::RunEvent> PastEvents(const Run& run, const std::string& result) {
  v1::RunEvent finished = EventAt(run.finished);
  *finished.mutable_finished() = ToMessage(run, result);
  const v1::RunResult& told = finished.finished().result();
  std::vector<v1::RunEvent> events;
  if (!result.empty()) events.push_back(StartedEvent(std::min(run.attempts + 1, kMaxAttempts), run.finished));
  if (told.has_compile()) {
    events.push_back(EventAt(run.finished));
    *events.back().mutable_compiled() = told.compile();
  }
  for (const v1::TestResult& test : told.tests()) {
    if (test.verdict() == v1::SK) continue;
    events.push_back(EventAt(run.finished));
    *events.back().mutable_test() = test;
  }
  events.push_back(std::move(finished));
  return events;
}

v1::ProblemVersion ToMessage(const ProblemVersion& version) {
  v1::ProblemVersion message;
  message.set_name(version.name);
  message.set_digest(version.digest);
  message.set_version(version.version);
  *message.mutable_uploaded() = ToMessage(version.uploaded);
  message.set_size(version.size);
  message.mutable_problem()->ParseFromString(version.problem);
  return message;
}

}  // namespace judge::server
