#include "cli/remote/follow.h"

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/escape.h"
#include "cli/json.h"
#include "cli/ready_task.h"
#include "cli/remote/call.h"
#include "cli/remote/replay.h"
#include "cli/report.h"
#include "judge/v1/judge.grpc.pb.h"

namespace judge::cli {
namespace {

// A server that is being started again is waited for.
constexpr absl::Duration kPatience = absl::Minutes(1);
constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr absl::Duration kLongestPause = absl::Seconds(2);

// Names of tests are not known before they come.
constexpr size_t kNameWidth = 24;

// Whether the call broke off, rather than that the server said no.
bool IsBroken(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsCancelled(status) || absl::IsUnknown(status);
}

// One call. OK: `run` is done. `last_heard` is set with each event.
absl::Status WatchOnce(const Connection& server, const std::string& run_id, Replay& replay, absl::Time& last_heard,
                       v1::Run& run) {
  v1::JudgeService::Stub stub(server.channel());
  v1::WatchRunRequest request;
  request.set_run_id(run_id);
  const auto context = server.NewCall();
  const auto stream = stub.WatchRun(context.get(), request);
  replay.BeginAnew();
  bool is_finished = false;
  for (v1::RunEvent event; stream->Read(&event);) {
    last_heard = absl::Now();
    replay.Take(event);
    if (!event.has_finished()) continue;
    run = event.finished();
    is_finished = true;
  }
  const grpc::Status status = stream->Finish();
  if (is_finished) return absl::OkStatus();
  return status.ok() ? absl::UnavailableError("the server ended the stream too early") : ErrorOf(status);
}

absl::StatusOr<v1::Run> WatchToTheEnd(const Connection& server, const std::string& run_id, Replay& replay,
                                      Terminal& terminal) {
  absl::Time last_heard = absl::Now();
  absl::Duration pause = kFirstPause;
  while (true) {
    v1::Run run;
    const absl::Time before = last_heard;
    const absl::Status status = WatchOnce(server, run_id, replay, last_heard, run);
    if (status.ok()) return run;
    terminal.ClearProgress();
    if (!IsBroken(status)) return status;
    if (absl::Now() - last_heard > kPatience)
      return Annotate(status, absl::StrCat("run ", EscapeForLine(run_id), " goes on unseen (judge-cli watch)"));
    terminal.Progress("the server is away, trying again ...");
    pause = last_heard == before ? std::min(2 * pause, kLongestPause) : kFirstPause;
    absl::SleepFor(pause);
  }
}

// The server keeps the beginning of an output.
void WarnOfCutOutput(const v1::RunResult& result) {
  for (const v1::TestResult& test : result.tests())
    if (test.stdout_truncated() || test.stderr_truncated())
      std::fputs("judge-cli: warning: the program wrote more than the server keeps\n", stderr);
}

}  // namespace

ExitCode Follow(const Connection& server, const FollowOptions& options, Terminal& terminal) {
  TableReport table(terminal, kNameWidth);
  OutputReport output(terminal);
  ProgressObserver quiet(terminal, "judging");
  worker::Observer& shown = options.on_problem ? static_cast<worker::Observer&>(table) : output;
  Replay replay(terminal, options.json ? quiet : shown);
  const absl::StatusOr<v1::Run> run = WatchToTheEnd(server, options.run_id, replay, terminal);
  if (!run.ok()) return FailRun(options.json, ServerExitCodeOf(run.status()), run.status());
  const v1::RunResult& result = run->result();
  if (options.json) {
    PrintJson(result);
  } else if (options.on_problem) {
    table.Conclude(result);
  } else {
    WarnOfCutOutput(result);
    output.Conclude(result);
  }
  return ExitCodeOf(run->verdict());
}

}  // namespace judge::cli
