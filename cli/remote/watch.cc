// judge-cli watch: what became of a run, and what becomes of it, to its end.
#include <memory>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/remote/call.h"
#include "cli/remote/follow.h"
#include "judge/v1/judge.grpc.pb.h"

namespace judge::cli {
namespace {

struct WatchOptions {
  ConnectionOptions server;
  std::string run_id;
  bool json = false;
};

ExitCode Watch(const Globals& globals, const WatchOptions& options) {
  Terminal terminal(globals.color);
  const absl::StatusOr<Connection> server = Connect(options.server);
  if (!server.ok()) return FailAtServer(server.status());
  v1::GetRunRequest request;
  request.set_run_id(options.run_id);
  const absl::StatusOr<v1::Run> run = Call(*server, &v1::JudgeService::Stub::GetRun, request);
  if (!run.ok()) return FailRun(options.json, ServerExitCodeOf(run.status()), run.status());
  return Follow(*server, {options.run_id, !run->problem().empty(), options.json}, terminal);
}

}  // namespace

void AddWatch(CLI::App& app, const Globals& globals, Action& action) {
  const auto options = std::make_shared<WatchOptions>();
  CLI::App* const watch = app.add_subcommand("watch", "Show a run on the server, up to its verdict");
  watch->group(kServerCommands);
  watch->add_option("ID", options->run_id, "The run, as submit printed it")->required();
  watch->add_flag("--json", options->json, "Print one JSON object (proto/judge/v1/result.proto, RunResult)");
  DescribeServer(*watch, options->server);
  watch->callback([options, &globals, &action] { action = [options, &globals] { return Watch(globals, *options); }; });
}

}  // namespace judge::cli
