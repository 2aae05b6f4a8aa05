// judge-server: takes submissions over gRPC and has workers judge them. This file puts the parts together.
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "base/config_file.h"
#include "base/escape.h"
#include "base/exit_code.h"
#include "base/file.h"
#include "base/log.h"
#include "base/places.h"
#include "base/privilege.h"
#include "base/status_macros.h"
#include "proto/grpc_log.h"
#include "server/judge_server.h"
#include "server/keys.h"
#include "server/options.h"
#include "server/supervisor.h"
#include "spdlog/spdlog.h"

namespace judge::server {
namespace {

constexpr char kProgram[] = "judge-server";

constexpr char kFooter[] =
    "Every option may also stand in the file of --config (\"listen = ['0.0.0.0:443']\"), and most in an environment\n"
    "variable. Exit codes: 0 ended by a signal, 2 a wrong option or file, 3 failed, 4 the machine lacks something.\n";

// The server's files are that user's, from before it was root or because it is made now.
absl::Status BecomeUserOf(const Options& options) {
  JUDGE_RETURN_IF_ERROR(MakeFolders(options.state_folder, 0700));
  // One that was there may be open to everybody, as sources and results are not to be.
  if (::chmod(options.state_folder.c_str(), 0700) != 0)
    return absl::ErrnoToStatus(errno, absl::StrCat("chmod ", options.state_folder));
  if (options.user.empty() || ::geteuid() != 0) return absl::OkStatus();
  JUDGE_ASSIGN_OR_RETURN(const User user, FindUser(options.user));
  if (::chown(options.state_folder.c_str(), user.uid, user.gid) != 0)
    return absl::ErrnoToStatus(errno, absl::StrCat("chown ", options.state_folder));
  return BecomeUser(user);
}

absl::StatusOr<Keys> KeysOfNow(const Options& options, Secrets secrets) {
  JUDGE_ASSIGN_OR_RETURN(secrets.keys, ReadKeys(options));
  return KeysOf(secrets);
}

// A file that cannot be read or has a mistake changes nothing.
void ReadKeysAgain(const Options& options, const Secrets& secrets, JudgeServer& server) {
  absl::StatusOr<Keys> keys = KeysOfNow(options, secrets);
  if (!keys.ok())
    return spdlog::error("the API keys stay as they were: {}", EscapeForLine(std::string(keys.status().message())));
  const size_t count = keys->size();
  server.SetKeys(*std::move(keys));
  spdlog::info("{} API keys from now on", count);
}

absl::Status ServeUntilSignal(const Options& options, const Secrets& secrets) {
  JUDGE_RETURN_IF_ERROR(BecomeUserOf(options));
  // Before there is any thread: each inherits it.
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT}) ::sigaddset(&signals, signal);
  // Without keys it does what it did: a terminal that is closed ends what nohup has not started.
  if (!options.keys_file.empty()) ::sigaddset(&signals, SIGHUP);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  LogErrorsOfGrpc();
  JUDGE_ASSIGN_OR_RETURN(const auto server, JudgeServer::Start(options, secrets));
  for (const std::string& address : server->addresses()) spdlog::info("listening on {}", address);
  int signal = 0;
  while (::sigwait(&signals, &signal) == 0 && signal == SIGHUP) ReadKeysAgain(options, secrets, *server);
  spdlog::info("ending: {}", ::strsignal(signal));
  return absl::OkStatus();
}

int Serve(const Options& options, const Secrets& secrets) {
  const absl::Status status = ServeUntilSignal(options, secrets);
  return status.ok() ? kOk : Fail(kProgram, status);
}

// With a key of its own, where there are keys.
absl::StatusOr<int> ServeWithWorker(const Options& options, Secrets secrets) {
  std::vector<std::string> worker = {
      ProgramFolder() + "/judge-worker",      "--server",     options.local_socket(), "--slots",
      absl::StrCat(options.embedded_workers), "--log-format", options.log_format};
  Fd key_file;
  if (!secrets.keys.empty()) {
    JUDGE_ASSIGN_OR_RETURN(const NewKey key, MakeKey("embedded-worker", Role::kWorker));
    secrets.embedded_key = key.line;
    JUDGE_ASSIGN_OR_RETURN(key_file, SealedFileOf(key.key));
    worker.insert(worker.end(), {"--api-key-file", absl::StrCat("/proc/self/fd/", key_file.get())});
  }
  if (!options.user.empty()) worker.insert(worker.end(), {"--user", options.user});
  const auto serve = [&] {
    // They may have been read again by the server that this one follows: those of the start could open what was shut.
    absl::StatusOr<std::string> keys = ReadKeys(options);
    if (!keys.ok()) return static_cast<int>(Fail(kProgram, keys.status()));
    secrets.keys = *std::move(keys);
    return Serve(options, secrets);
  };
  Supervisor supervisor({.serve = serve,
                         .worker = std::move(worker),
                         .inherited_fd = key_file.get(),
                         .passes_on_hangup = !secrets.keys.empty()});
  return supervisor.Run();
}

absl::StatusOr<int> Start(Options& options) {
  JUDGE_RETURN_IF_ERROR(CheckOptions(options));
  options.state_folder = std::filesystem::absolute(options.state_folder).lexically_normal().string();
  JUDGE_RETURN_IF_ERROR(StartLog(options.log_format));
  JUDGE_ASSIGN_OR_RETURN(Secrets secrets, ReadSecrets(options));
  if (options.embedded_workers > 0) return ServeWithWorker(options, std::move(secrets));
  return Serve(options, secrets);
}

struct KeyRequest {
  std::string tenant, role, file;
};

absl::StatusOr<int> AddKey(const KeyRequest& request) {
  JUDGE_ASSIGN_OR_RETURN(const Role role, ParseRole(request.role));
  JUDGE_ASSIGN_OR_RETURN(const NewKey key, MakeKey(request.tenant, role));
  std::string text;
  if (std::filesystem::exists(request.file)) {
    JUDGE_ASSIGN_OR_RETURN(text, ReadFile(request.file, kMaxFileBytes));
  }
  if (!text.empty() && text.back() != '\n') text += '\n';
  JUDGE_RETURN_IF_ERROR(WriteFileAtomically(request.file, absl::StrCat(text, key.line, "\n"), 0600));
  std::printf("%s\n", key.key.c_str());
  return kOk;
}

void AddMakeKey(CLI::App& app, KeyRequest& request) {
  CLI::App* const command = app.add_subcommand(
      "make-key",
      "Make an API key: prints it, once, and adds its hash to the file. A server reads that when it starts, and after "
      "SIGHUP.");
  command->add_option("TENANT", request.tenant, "Whose runs it sees: 1 to 63 of [A-Za-z0-9._-]")->required();
  command->add_option("ROLE", request.role, "submit, grade, admin or worker")->required();
  command->add_option("FILE", request.file, "The file of --keys; made if it is missing")->required();
  command->configurable(false);
}

int Main(int argc, char** argv) {
  Options options;
  KeyRequest key;
  CLI::App app("Takes submissions over gRPC, keeps them safe, and has judge-workers judge them.", kProgram);
  AddOptions(app, options);
  AddConfigFile(app, "JUDGE_SERVER_CONFIG");
  app.footer(kFooter);
  AddMakeKey(app, key);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return kOk;
  } catch (const CLI::ParseError& error) {
    return Fail(kProgram, absl::InvalidArgumentError(absl::StrCat(error.what(), " (see judge-server --help)")));
  }
  const absl::StatusOr<int> code = app.got_subcommand("make-key") ? AddKey(key) : Start(options);
  return code.ok() ? *code : Fail(kProgram, code.status());
}

}  // namespace
}  // namespace judge::server

int main(int argc, char** argv) {
  try {
    return judge::server::Main(argc, argv);
  } catch (const std::exception& error) {  // of the standard library, out of memory for one: none is ours
    return judge::Fail(judge::server::kProgram, absl::InternalError(error.what()));
  }
}
