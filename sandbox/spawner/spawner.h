// The privileged process: one thread, one worker, a number of boxes. It reads fixed-form messages and nothing else.
#ifndef JUDGE_SANDBOX_SPAWNER_SPAWNER_H_
#define JUDGE_SANDBOX_SPAWNER_SPAWNER_H_

#include <deque>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/fd.h"
#include "sandbox/spawner/box.h"

namespace judge::sandbox {

class Spawner {
 public:
  // `worker` is the socket to the worker; `prepared` is how many boxes are kept ready for each image stack in use.
  Spawner(const BoxSite& site, Fd worker, int prepared);

  // Serves until the worker closes its end; then ends and destroys every box. OK unless something was left behind.
  absl::Status Serve();

 private:
  using Layers = std::vector<std::string>;
  // An image stack in use.
  struct Stack {
    int64_t last_use = 0;
    absl::Status prepare_error;  // of the last box that failed before it had a run; none is prepared until the next run
    std::vector<Fd> waiting;     // channels of Prepare requests
  };

  bool Idle() const;
  void PollOnce();
  void OnWorker();
  void EndConnection();
  void StartRun(PendingRun run);
  Stack& Use(const Layers& layers);
  Box* FindReady(const Layers& layers);
  void KillIdleBox(const Layers& but_not);
  size_t Runs() const;
  void OnBoxEvents(Box& box, short control, short process, short memory, short channel);
  void RetireDead();
  bool WantsDeferredWork() const;
  Box::Clock::time_point DeferredUntil() const;
  void DoDeferredWork();
  bool DestroyOne();
  bool PrepareOne();
  int Prepared(const Layers& layers) const;
  bool IsUrgent() const;
  void AnswerWaiting();

  const BoxSite& site_;
  Fd worker_;
  const int prepared_;
  int64_t use_count_ = 0;
  std::map<Layers, Stack> stacks_;
  std::list<std::unique_ptr<Box>> boxes_;
  std::deque<std::unique_ptr<Box>> dead_;                     // to be destroyed when there is nothing better to do
  Box::Clock::time_point last_activity_ = Box::Clock::now();  // of runs: begun or ended
  absl::Status leftover_;
};

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SPAWNER_SPAWNER_H_
