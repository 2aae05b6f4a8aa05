// WatchRun begins anew with each call, and with each worker that takes the run up: what of it is news.
#ifndef JUDGE_CLI_REMOTE_REPLAY_H_
#define JUDGE_CLI_REMOTE_REPLAY_H_

#include <set>
#include <string>

#include "base/terminal.h"
#include "judge/v1/judge.pb.h"
#include "worker/judge.h"

namespace judge::cli {

// Tells an observer what happens to one run, each thing once. What a server no longer knows of the past, since it was
// started again, is told from the result. `terminal` and `observer` have to outlive it.
class Replay {
 public:
  Replay(Terminal& terminal, worker::Observer& observer) : terminal_(terminal), observer_(observer) {}

  // A call of WatchRun begins.
  void BeginAnew() { told_attempt_ = 0; }
  void Take(const v1::RunEvent& event);

 private:
  void Start(int attempt);
  void Tell(const v1::CompileResult& compile);
  void Tell(const v1::TestResult& test);
  void TellRest(const v1::RunResult& result);
  bool IsOfThePast() const { return told_attempt_ != 0 && told_attempt_ < attempt_; }

  Terminal& terminal_;
  worker::Observer& observer_;
  int told_attempt_ = 0;  // that the events of this call are about; 0: not said
  int attempt_ = 0;       // the latest; what follows is about it
  bool compiled_ = false;
  std::set<std::string> tests_;
};

}  // namespace judge::cli

#endif  // JUDGE_CLI_REMOTE_REPLAY_H_
