// judge-cli list, judge-cli rejudge: the runs on a server that a filter tells.
#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/table.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/remote/call.h"
#include "cli/remote/filter.h"
#include "cli/remote/words.h"
#include "judge/v1/judge.grpc.pb.h"

namespace judge::cli {
namespace {

constexpr int kLargestPage = 1000;

struct ListOptions {
  ConnectionOptions server;
  FilterOptions filter;
  int limit = 50;
  bool json = false;
};

struct RejudgeOptions {
  ConnectionOptions server;
  FilterOptions filter;
  bool all = false;
};

Table RunTable(const Terminal& terminal) {
  return Table(
      terminal,
      {{"run", 26}, {"submitted", 19}, {"state", 6}, {"verdict", 9}, {"problem", 16}, {"profile", 8}, {"labels"}});
}

std::string RowOf(const Table& table, const v1::Run& run) {
  return table.Row({{run.id()},
                    {TimeText(run.submitted())},
                    {StateText(run.state())},
                    VerdictCell(run),
                    {run.problem()},
                    {run.profile()},
                    {LabelsText(run.labels()), Color::kGrey}});
}

ExitCode ListRuns(const Globals& globals, const ListOptions& options) {
  const Terminal terminal(globals.color);
  const absl::StatusOr<Connection> server = Connect(options.server);
  if (!server.ok()) return FailAtServer(server.status());
  absl::StatusOr<v1::RunFilter> filter = FilterOf(options.filter);
  if (!filter.ok()) return FailAtServer(filter.status());
  v1::ListRunsRequest request;
  *request.mutable_filter() = *std::move(filter);
  const Table table = RunTable(terminal);
  if (!options.json) Print(table.Header());
  for (int left = options.limit; left > 0;) {
    request.set_page_size(std::min(left, kLargestPage));
    const absl::StatusOr<v1::ListRunsResponse> page = Call(*server, &v1::JudgeService::Stub::ListRuns, request);
    if (!page.ok()) return FailAtServer(page.status());
    for (const v1::Run& run : page->runs()) options.json ? PrintJson(run) : Print(RowOf(table, run));
    left -= page->runs_size();
    if (page->next_page_token().empty()) break;
    request.set_page_token(page->next_page_token());
  }
  return kOk;
}

ExitCode Rejudge(const RejudgeOptions& options) {
  const absl::StatusOr<Connection> server = Connect(options.server);
  if (!server.ok()) return FailAtServer(server.status());
  absl::StatusOr<v1::RunFilter> filter = FilterOf(options.filter);
  if (!filter.ok()) return FailAtServer(filter.status());
  v1::RejudgeRunsRequest request;
  *request.mutable_filter() = *std::move(filter);
  request.set_all(options.all);
  const absl::StatusOr<v1::RejudgeRunsResponse> response = Call(*server, &v1::JudgeService::Stub::RejudgeRuns, request);
  if (!response.ok()) return FailAtServer(response.status());
  Print(absl::StrCat(response->runs(), response->runs() == 1 ? " run is" : " runs are", " judged again\n"));
  return kOk;
}

}  // namespace

void AddList(CLI::App& app, const Globals& globals, Action& action) {
  const auto options = std::make_shared<ListOptions>();
  CLI::App* const list = app.add_subcommand("list", "List runs on the server, the newest first");
  list->group(kServerCommands);
  DescribeFilter(*list, options->filter);
  list->add_option("--limit", options->limit, "At most so many")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  list->add_flag("--json", options->json, "Print a JSON object for each, on a line (proto/judge/v1/judge.proto, Run)");
  DescribeServer(*list, options->server);
  list->callback(
      [options, &globals, &action] { action = [options, &globals] { return ListRuns(globals, *options); }; });
}

void AddRejudge(CLI::App& app, Action& action) {
  const auto options = std::make_shared<RejudgeOptions>();
  CLI::App* const rejudge = app.add_subcommand("rejudge", "Judge runs on the server again; old results are kept");
  rejudge->group(kServerCommands);
  DescribeFilter(*rejudge, options->filter);
  rejudge->add_flag("--all", options->all, "Where no filter is given: really all");
  DescribeServer(*rejudge, options->server);
  rejudge->callback([options, &action] { action = [options] { return Rejudge(*options); }; });
}

}  // namespace judge::cli
