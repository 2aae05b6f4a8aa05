#include "cli/remote/run.h"

#include <cstdio>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/escape.h"
#include "base/status_macros.h"
#include "cli/json.h"
#include "cli/remote/call.h"
#include "cli/remote/follow.h"
#include "judge/v1/judge.grpc.pb.h"

namespace judge::cli {
namespace {

// The server says how large a submission may be; more than this is a mistake.
constexpr int64_t kMaxSourceBytes = 64 << 20;

std::string RandomKey() {
  std::random_device random;
  std::string key = "judge-cli-";
  for (int i = 0; i < 4; ++i) absl::StrAppend(&key, absl::Hex(random(), absl::kZeroPad8));
  return key;
}

}  // namespace

absl::StatusOr<v1::SubmitRunRequest> RequestOf(const SubmissionOptions& options) {
  v1::SubmitRunRequest request;
  JUDGE_ASSIGN_OR_RETURN(std::vector<worker::SourceFile> sources, ReadSources(options, kMaxSourceBytes));
  for (worker::SourceFile& source : sources) {
    v1::SourceFile& added = *request.add_sources();
    added.set_name(ToValidUtf8(source.name));
    added.set_content(std::move(source.bytes));
  }
  request.set_profile(ToValidUtf8(options.profile));
  if (options.problem.empty()) {
    JUDGE_ASSIGN_OR_RETURN(*request.mutable_stdin(), ReadInput(options));
  } else {
    request.set_problem(ToValidUtf8(options.problem));
  }
  *request.mutable_limits() = LimitsOf(options);
  request.set_all_tests(options.all);
  return request;
}

absl::StatusOr<std::string> Submit(const Connection& server, v1::SubmitRunRequest request) {
  constexpr int kTries = 3;
  constexpr absl::Duration kPause = absl::Seconds(1);  // gRPC does not connect again any sooner
  if (request.idempotency_key().empty()) request.set_idempotency_key(RandomKey());
  absl::StatusOr<v1::SubmitRunResponse> response;
  for (int i = 0; i < kTries; ++i) {
    if (i > 0) absl::SleepFor(kPause);
    response = Call(server, &v1::JudgeService::Stub::SubmitRun, request);
    if (response.ok()) return response->run_id();
    if (!absl::IsUnavailable(response.status())) break;
  }
  return response.status();
}

ExitCode RunOnServer(const ConnectionOptions& server, const SubmissionOptions& submission, bool json,
                     Terminal& terminal) {
  const absl::StatusOr<Connection> connection = Connect(server);
  if (!connection.ok()) return FailAtServer(connection.status());
  absl::StatusOr<v1::SubmitRunRequest> request = RequestOf(submission);
  if (!request.ok()) return Fail(kBadInput, request.status());
  terminal.Progress("submitting ...");
  const absl::StatusOr<std::string> run_id = Submit(*connection, *std::move(request));
  terminal.ClearProgress();
  if (!run_id.ok()) return FailRun(json, ServerExitCodeOf(run_id.status()), run_id.status());
  // It goes on there whatever becomes of us: `judge-cli watch` shows it again.
  if (terminal.stderr_is_terminal()) std::fprintf(stderr, "run %s\n", EscapeForLine(*run_id).c_str());
  return Follow(*connection, {*run_id, !submission.problem.empty(), json}, terminal);
}

}  // namespace judge::cli
