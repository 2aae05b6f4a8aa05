// judge-cli run, where a judge-server judges.
#ifndef JUDGE_CLI_REMOTE_RUN_H_
#define JUDGE_CLI_REMOTE_RUN_H_

#include "absl/status/statusor.h"
#include "base/terminal.h"
#include "cli/exit_codes.h"
#include "cli/submission_options.h"
#include "judge/v1/judge.pb.h"
#include "proto/connection.h"

namespace judge::cli {

// Reads what the options name. Errors are the caller's fault: kBadInput.
absl::StatusOr<v1::SubmitRunRequest> RequestOf(const SubmissionOptions& options);

// Sends it, twice more if the connection breaks: an idempotency key, which is made where the request has none, lets the
// server see that it is the same. Returns the run's id.
absl::StatusOr<std::string> Submit(const Connection& server, v1::SubmitRunRequest request);

// Submits, and shows what becomes of it as when it is judged here.
ExitCode RunOnServer(const ConnectionOptions& server, const SubmissionOptions& submission, bool json,
                     Terminal& terminal);

}  // namespace judge::cli

#endif  // JUDGE_CLI_REMOTE_RUN_H_
