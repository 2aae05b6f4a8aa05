// How commands call a judge-server: the options that say which, one call, and what an error means.
#ifndef JUDGE_CLI_REMOTE_CALL_H_
#define JUDGE_CLI_REMOTE_CALL_H_

#include <grpcpp/grpcpp.h>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "cli/exit_codes.h"
#include "proto/connection.h"

namespace judge::cli {

// --server and its like. `options` has to outlive the command, and is its alone.
void DescribeServer(CLI::App& command, ConnectionOptions& options);

// Does not wait for the server. INVALID_ARGUMENT where none was named.
absl::StatusOr<Connection> Connect(const ConnectionOptions& options);

// Of a call that has ended: one line with all that the server told of it (google.rpc.Status), safe for a terminal.
absl::Status ErrorOf(const grpc::Status& status);

// Whose fault an error of Connect(), of a file that was to be sent, or of ErrorOf() is: kBadInput or kFailed.
ExitCode ServerExitCodeOf(const absl::Status& status);
inline ExitCode FailAtServer(const absl::Status& status) { return Fail(ServerExitCodeOf(status), status); }

constexpr absl::Duration kCallTimeout = absl::Seconds(30);

// A call with one answer: Call(server, &v1::JudgeService::Stub::GetRun, request).
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Call(const Connection& server,
                              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                              const Request& request) {
  Stub stub(server.channel());
  const auto context = server.NewCall(kCallTimeout);
  Response response;
  JUDGE_RETURN_IF_ERROR(ErrorOf((stub.*method)(context.get(), request, &response)));
  return response;
}

}  // namespace judge::cli

#endif  // JUDGE_CLI_REMOTE_CALL_H_
