// judge-cli submit: hands a submission to a judge-server, and does not wait for it.
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "cli/commands.h"
#include "cli/remote/call.h"
#include "cli/remote/labels.h"
#include "cli/remote/run.h"

namespace judge::cli {
namespace {

struct SubmitOptions {
  ConnectionOptions server;
  SubmissionOptions submission;
  std::vector<std::string> labels;
  int priority = 0;
  std::string idempotency_key;
};

absl::StatusOr<v1::SubmitRunRequest> RequestOf(SubmitOptions options) {
  JUDGE_RETURN_IF_ERROR(SettleInput(options.submission));
  JUDGE_ASSIGN_OR_RETURN(v1::SubmitRunRequest request, RequestOf(options.submission));
  JUDGE_RETURN_IF_ERROR(ParseLabels(options.labels, *request.mutable_labels()));
  request.set_priority(options.priority);
  request.set_idempotency_key(ToValidUtf8(options.idempotency_key));
  return request;
}

ExitCode SubmitCommand(const SubmitOptions& options) {
  const absl::StatusOr<Connection> server = Connect(options.server);
  if (!server.ok()) return FailAtServer(server.status());
  absl::StatusOr<v1::SubmitRunRequest> request = RequestOf(options);
  if (!request.ok()) return Fail(kBadInput, request.status());
  const absl::StatusOr<std::string> run_id = Submit(*server, *std::move(request));
  if (!run_id.ok()) return FailAtServer(run_id.status());
  Print(EscapeForLine(*run_id) + "\n");
  return kOk;
}

}  // namespace

void AddSubmit(CLI::App& app, Action& action) {
  const auto options = std::make_shared<SubmitOptions>();
  CLI::App* const submit = app.add_subcommand("submit", "Submit to the server, and print the run's id");
  submit->group(kServerCommands);
  DescribeSubmission(*submit, options->submission);
  submit->add_option("--label", options->labels, "To find it by later; may be given several times")
      ->type_name("KEY=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  submit->add_option("--priority", options->priority, "The higher the sooner, -10 to 10")->type_name("N");
  submit
      ->add_option("--idempotency-key", options->idempotency_key,
                   "The same key again, with the same in all else, is the same run")
      ->type_name("KEY");
  DescribeServer(*submit, options->server);
  submit->footer(
      "Example:\n"
      "  id=$(judge-cli submit sum.cpp --problem sum --label contest=spring) && judge-cli watch \"$id\"");
  submit->callback([options, &action] { action = [options] { return SubmitCommand(*options); }; });
}

}  // namespace judge::cli
