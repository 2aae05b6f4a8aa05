// judge-cli problem: the problems that a judge-server judges on.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "base/table.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/remote/call.h"
#include "cli/remote/package_tar.h"
#include "cli/remote/words.h"
#include "cli/words.h"
#include "judge/v1/problem_service.grpc.pb.h"

namespace judge::cli {
namespace {

using Upload = grpc::ClientWriter<v1::UploadProblemRequest>;

struct PushOptions {
  ConnectionOptions server;
  std::string path;
  std::string name;
};

struct ListOptions {
  ConnectionOptions server;
  bool json = false;
};

struct DeleteOptions {
  ConnectionOptions server;
  std::string name;
};

// CANCELLED: the server listens no more. The call's status tells why.
absl::Status SendData(Upload& upload, absl::string_view piece) {
  v1::UploadProblemRequest request;
  request.set_data(std::string(piece));
  return upload.Write(request) ? absl::OkStatus() : absl::CancelledError("the server stopped the upload");
}

absl::Status SendFile(Upload& upload, const std::string& path) {
  JUDGE_ASSIGN_OR_RETURN(const Fd file, OpenRegular(path, std::numeric_limits<int64_t>::max()));
  std::string piece(256 << 10, '\0');
  while (true) {
    const ssize_t size = RetryOnEintr([&] { return ::read(file.get(), piece.data(), piece.size()); });
    if (size < 0) return absl::ErrnoToStatus(errno, path);
    if (size == 0) return absl::OkStatus();
    JUDGE_RETURN_IF_ERROR(SendData(upload, absl::string_view(piece.data(), static_cast<size_t>(size))));
  }
}

absl::Status SendHeader(Upload& upload, const PushOptions& options, bool is_folder) {
  v1::UploadProblemRequest request;
  std::string name = options.name;
  std::error_code error;
  if (name.empty() && is_folder) name = std::filesystem::canonical(options.path, error).filename().string();
  request.mutable_header()->set_name(ToValidUtf8(name));
  return upload.Write(request) ? absl::OkStatus() : absl::CancelledError("the server stopped the upload");
}

absl::Status SendPackage(Upload& upload, const PushOptions& options) {
  std::error_code error;
  const bool is_folder = std::filesystem::is_directory(options.path, error);
  JUDGE_RETURN_IF_ERROR(SendHeader(upload, options, is_folder));
  if (!is_folder) return SendFile(upload, options.path);
  return WritePackageTar(options.path, [&](absl::string_view piece) { return SendData(upload, piece); });
}

absl::StatusOr<v1::ProblemVersion> UploadPackage(const Connection& server, const PushOptions& options) {
  v1::ProblemService::Stub stub(server.channel());
  const auto context = server.NewCall();
  v1::ProblemVersion version;
  const auto upload = stub.UploadProblem(context.get(), &version);
  const absl::Status sent = SendPackage(*upload, options);
  // A package that we could not read to its end must not arrive as if it were whole.
  if (!sent.ok() && !absl::IsCancelled(sent)) context->TryCancel();
  upload->WritesDone();
  const grpc::Status status = upload->Finish();
  if (!sent.ok() && !absl::IsCancelled(sent)) return sent;
  JUDGE_RETURN_IF_ERROR(ErrorOf(status));
  return version;
}

ExitCode Push(const Globals& globals, const PushOptions& options) {
  Terminal terminal(globals.color);
  const absl::StatusOr<Connection> server = Connect(options.server);
  if (!server.ok()) return FailAtServer(server.status());
  terminal.Progress("uploading ...");
  const absl::StatusOr<v1::ProblemVersion> version = UploadPackage(*server, options);
  terminal.ClearProgress();
  if (!version.ok()) return FailAtServer(version.status());
  for (const std::string& warning : version->warnings())
    std::fprintf(stderr, "judge-cli: warning: %s\n", EscapeForLine(warning).c_str());
  Print(EscapeForLine(absl::StrCat(version->name(), " version ", version->version(), " sha256:", version->digest())) +
        "\n");
  return kOk;
}

ExitCode List(const Globals& globals, const ListOptions& options) {
  const Terminal terminal(globals.color);
  const absl::StatusOr<Connection> server = Connect(options.server);
  if (!server.ok()) return FailAtServer(server.status());
  const Table table(
      terminal,
      {{"problem", 16}, {"version", 7, true}, {"uploaded", 19}, {"size", 11, true}, {"digest", 12}, {"title"}});
  if (!options.json) Print(table.Header());
  v1::ListProblemsRequest request;
  do {
    const absl::StatusOr<v1::ListProblemsResponse> page =
        Call(*server, &v1::ProblemService::Stub::ListProblems, request);
    if (!page.ok()) return FailAtServer(page.status());
    for (const v1::ProblemVersion& version : page->problems()) {
      if (options.json)
        PrintJson(version);
      else
        Print(table.Row({{version.name()},
                         {absl::StrCat(version.version())},
                         {TimeText(version.uploaded())},
                         {MemoryText(static_cast<uint64_t>(version.size()))},
                         {version.digest().substr(0, 12), Color::kGrey},
                         {version.problem().name()}}));
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return kOk;
}

ExitCode Delete(const DeleteOptions& options) {
  const absl::StatusOr<Connection> server = Connect(options.server);
  if (!server.ok()) return FailAtServer(server.status());
  v1::DeleteProblemRequest request;
  request.set_name(ToValidUtf8(options.name));
  const auto response = Call(*server, &v1::ProblemService::Stub::DeleteProblem, request);
  if (!response.ok()) return FailAtServer(response.status());
  Print(absl::StrCat("problem ", EscapeForLine(options.name), " is deleted\n"));
  return kOk;
}

void AddPush(CLI::App& problem, const Globals& globals, Action& action) {
  const auto options = std::make_shared<PushOptions>();
  CLI::App* const push = problem.add_subcommand("push", "Upload a package: a folder, or a zip or tar file of one");
  push->add_option("PACKAGE", options->path, "The folder or file")->required();
  push->add_option("--name", options->name, "Under this name, not the folder's")->type_name("NAME");
  DescribeServer(*push, options->server);
  push->callback([options, &globals, &action] { action = [options, &globals] { return Push(globals, *options); }; });
}

}  // namespace

void AddProblem(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* const problem = app.add_subcommand("problem", "Upload, list and delete problems of the server");
  problem->group(kServerCommands);
  problem->require_subcommand(1);
  AddPush(*problem, globals, action);

  const auto list_options = std::make_shared<ListOptions>();
  CLI::App* const list = problem->add_subcommand("list", "List the problems and their current versions");
  list->add_flag("--json", list_options->json, "Print a JSON object for each, on a line (problem_service.proto)");
  DescribeServer(*list, list_options->server);
  list->callback([=, &globals, &action] { action = [=, &globals] { return List(globals, *list_options); }; });

  const auto delete_options = std::make_shared<DeleteOptions>();
  CLI::App* const remove = problem->add_subcommand("delete", "Take no more submissions for a problem");
  remove->add_option("NAME", delete_options->name, "The problem")->required();
  DescribeServer(*remove, delete_options->server);
  remove->callback([=, &action] { action = [=] { return Delete(*delete_options); }; });
}

}  // namespace judge::cli
