// judge-cli status, judge-cli cancel: one run, now.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/table.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/remote/call.h"
#include "cli/remote/words.h"
#include "cli/words.h"
#include "judge/v1/judge.grpc.pb.h"

namespace judge::cli {
namespace {

struct OneRunOptions {
  ConnectionOptions server;
  std::string run_id;
  bool json = false;
};

void PrintRun(const v1::Run& run, const Terminal& terminal) {
  const Table table(terminal, {{"", 9}, {""}});
  const auto row = [&](const std::string& name, const Cell& value) {
    if (!value.text.empty()) Print(table.Row({{name}, value}));
  };
  row("run", {run.id()});
  row("state", {StateText(run.state())});
  row("verdict", VerdictCell(run));
  row("reason", {run.explanation()});
  row("problem", {run.problem()});
  row("version", {run.problem_digest(), Color::kGrey});
  row("profile", {run.profile()});
  row("labels", {LabelsText(run.labels())});
  row("submitted", {TimeText(run.submitted())});
  if (run.has_finished()) row("finished", {TimeText(run.finished())});
  if (run.judging() > 1) row("judged", {absl::StrCat(run.judging(), " times")});
  if (run.lost_attempts() > 0) row("lost", {absl::StrCat(run.lost_attempts(), " attempts")});
}

ExitCode Status(const Globals& globals, const OneRunOptions& options) {
  const Terminal terminal(globals.color);
  const absl::StatusOr<Connection> server = Connect(options.server);
  if (!server.ok()) return FailAtServer(server.status());
  v1::GetRunRequest request;
  request.set_run_id(options.run_id);
  const absl::StatusOr<v1::Run> run = Call(*server, &v1::JudgeService::Stub::GetRun, request);
  if (!run.ok()) return FailAtServer(run.status());
  options.json ? PrintJson(*run) : PrintRun(*run, terminal);
  return kOk;
}

ExitCode Cancel(const OneRunOptions& options) {
  const absl::StatusOr<Connection> server = Connect(options.server);
  if (!server.ok()) return FailAtServer(server.status());
  v1::CancelRunRequest request;
  request.set_run_id(options.run_id);
  const absl::StatusOr<v1::Run> run = Call(*server, &v1::JudgeService::Stub::CancelRun, request);
  if (!run.ok()) return FailAtServer(run.status());
  Print(absl::StrCat("run ", EscapeForLine(run->id()), " is cancelled\n"));
  return kOk;
}

}  // namespace

void AddStatus(CLI::App& app, const Globals& globals, Action& action) {
  const auto options = std::make_shared<OneRunOptions>();
  CLI::App* const status = app.add_subcommand("status", "Show how far a run on the server is");
  status->group(kServerCommands);
  status->add_option("ID", options->run_id, "The run, as submit printed it")->required();
  status->add_flag("--json", options->json, "Print one JSON object (proto/judge/v1/judge.proto, Run)");
  DescribeServer(*status, options->server);
  status->callback(
      [options, &globals, &action] { action = [options, &globals] { return Status(globals, *options); }; });
}

void AddCancel(CLI::App& app, Action& action) {
  const auto options = std::make_shared<OneRunOptions>();
  CLI::App* const cancel = app.add_subcommand("cancel", "End a run on the server that is not done");
  cancel->group(kServerCommands);
  cancel->add_option("ID", options->run_id, "The run, as submit printed it")->required();
  DescribeServer(*cancel, options->server);
  cancel->callback([options, &action] { action = [options] { return Cancel(*options); }; });
}

}  // namespace judge::cli
