// What happens to runs, for logs and figures.
#ifndef JUDGE_SERVER_RUN_LISTENER_H_
#define JUDGE_SERVER_RUN_LISTENER_H_

#include <string>

#include "absl/time/time.h"
#include "server/run.h"

namespace judge::server {

// A worker's hold on a run that has just ended.
struct Hold {
  std::string worker;  // empty: nobody held it
  absl::Duration time;
};

// Called once a change is on the disk, from the thread that made it: whoever listens waits for nothing, and is
// thread-safe.
class RunListener {
 public:
  virtual ~RunListener() = default;

  virtual void OnSubmitted(const Run& run) = 0;
  virtual void OnLeased(const Run& run) = 0;
  // Queued again, or done, by the event.
  virtual void OnChanged(const Run& run, const Event& event, const Hold& hold) = 0;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_RUN_LISTENER_H_
