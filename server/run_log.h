// What happens to runs, as lines of the log.
#ifndef JUDGE_SERVER_RUN_LOG_H_
#define JUDGE_SERVER_RUN_LOG_H_

#include "server/run_listener.h"

namespace judge::server {

class RunLog final : public RunListener {
 public:
  void OnSubmitted(const Run& run) override;
  void OnLeased(const Run& run) override;
  void OnChanged(const Run& run, const Event& event, const Hold& hold) override;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_RUN_LOG_H_
