// judge-cli server: what a judge-server says of itself.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "base/table.h"
#include "cli/commands.h"
#include "cli/remote/call.h"
#include "judge/v1/judge.grpc.pb.h"

namespace judge::cli {
namespace {

void PrintInfo(const v1::ServerInfo& info, const Terminal& terminal) {
  const Table table(terminal, {{"", 8}, {""}});
  Print(table.Row({{"version"}, {info.version()}}));
  Print(table.Row({{"up for"}, {absl::FormatDuration(absl::Seconds(info.uptime().seconds()))}}));
  Print(table.Row({{"queued"}, {absl::StrCat(info.queued())}}));
  Print(table.Row({{"workers"}, {absl::StrCat(info.workers(), ", ", info.slots(), " runs at once")}}));
}

void PrintProfiles(const v1::ListProfilesResponse& profiles, const Terminal& terminal) {
  const Table table(terminal, {{"profile", 10}, {"language", 24}, {"files", 20}, {"version"}});
  Print("\n" + table.Header());
  for (const v1::ProfileInfo& profile : profiles.profiles())
    Print(table.Row(
        {{profile.id()}, {profile.display_name()}, {absl::StrJoin(profile.extensions(), " ")}, {profile.version()}}));
}

ExitCode Server(const Globals& globals, const ConnectionOptions& options) {
  const Terminal terminal(globals.color);
  const absl::StatusOr<Connection> server = Connect(options);
  if (!server.ok()) return FailAtServer(server.status());
  const auto info = Call(*server, &v1::JudgeService::Stub::GetServerInfo, v1::GetServerInfoRequest());
  if (!info.ok()) return FailAtServer(info.status());
  const auto profiles = Call(*server, &v1::JudgeService::Stub::ListProfiles, v1::ListProfilesRequest());
  if (!profiles.ok()) return FailAtServer(profiles.status());
  PrintInfo(*info, terminal);
  PrintProfiles(*profiles, terminal);
  return kOk;
}

}  // namespace

void AddServer(CLI::App& app, const Globals& globals, Action& action) {
  const auto options = std::make_shared<ConnectionOptions>();
  CLI::App* const server = app.add_subcommand("server", "Show the server's load and its languages");
  server->group(kServerCommands);
  DescribeServer(*server, *options);
  server->callback(
      [options, &globals, &action] { action = [options, &globals] { return Server(globals, *options); }; });
}

}  // namespace judge::cli
