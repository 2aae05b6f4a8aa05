// From a run's id to its end, as the server tells it.
#ifndef JUDGE_CLI_REMOTE_FOLLOW_H_
#define JUDGE_CLI_REMOTE_FOLLOW_H_

#include <string>

#include "base/terminal.h"
#include "cli/exit_codes.h"
#include "proto/connection.h"

namespace judge::cli {

struct FollowOptions {
  std::string run_id;
  bool on_problem = false;  // a table of tests is shown; else the program's output
  bool json = false;        // the RunResult instead
};

// Shows what happens to the run, as `judge-cli run` does of one that is judged here, and returns its exit code. Calls
// the server again when the stream breaks, for a minute after it was last heard: REQUIRES that it has just answered.
ExitCode Follow(const Connection& server, const FollowOptions& options, Terminal& terminal);

}  // namespace judge::cli

#endif  // JUDGE_CLI_REMOTE_FOLLOW_H_
