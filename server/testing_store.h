// Runs to put into a store, and calls that wait. For tests.
#ifndef JUDGE_SERVER_TESTING_STORE_H_
#define JUDGE_SERVER_TESTING_STORE_H_

#include <future>
#include <string>
#include <utility>
#include <vector>

#include "server/store.h"

namespace judge::server {

inline NewRun RunOf(const std::string& tenant, const std::string& submission) {
  NewRun asked;
  asked.run.tenant = tenant;
  asked.run.profile = "c17";
  asked.run.submitted = absl::FromUnixMicros(1'700'000'000'123'456);
  asked.submission = submission;
  return asked;
}

// What `done` of a write is called with.
template <typename T>
class Answer {
 public:
  Store::Done<T> done() {
    return [promise = promise_](absl::StatusOr<T> value) { promise->set_value(std::move(value)); };
  }
  absl::StatusOr<T> Wait() { return promise_->get_future().get(); }

 private:
  // Shared: a std::function can be copied.
  std::shared_ptr<std::promise<absl::StatusOr<T>>> promise_ = std::make_shared<std::promise<absl::StatusOr<T>>>();
};

inline absl::StatusOr<Accepted> SubmitAndWait(Store& store, NewRun run) {
  Answer<Accepted> answer;
  store.Submit(std::move(run), answer.done());
  return answer.Wait();
}

inline absl::StatusOr<Run> HappenAndWait(Store& store, const std::string& id, Event event, std::string result = "") {
  Answer<Run> answer;
  store.Happen(id, std::move(event), std::move(result), answer.done());
  return answer.Wait();
}

inline absl::StatusOr<std::vector<Outcome>> OutcomesOf(Store& store, const std::string& id) {
  std::vector<Outcome> outcomes;
  const absl::Status status = store.ForEachOutcome(id, [&](const Outcome& one) {
    outcomes.push_back(one);
    return true;
  });
  if (!status.ok()) return status;
  return outcomes;
}

}  // namespace judge::server

#endif  // JUDGE_SERVER_TESTING_STORE_H_
