// judge-worker: judges what a judge-server hands out. This file puts the parts together.
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <thread>
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
#include "proto/connection_options.h"
#include "proto/grpc_log.h"
#include "spdlog/spdlog.h"
#include "worker/announcement.h"
#include "worker/job_loop.h"
#include "worker/machine.h"
#include "worker/machine_options.h"
#include "worker/package_cache.h"
#include "worker/server_link.h"
#include "worker/slot_cpus.h"

namespace judge::worker {
namespace {

constexpr char kProgram[] = "judge-worker";

constexpr char kFooter[] =
    "Every option may also stand in the file of --config (\"slots = 2\"), and most in an environment variable.\n"
    "SIGTERM: finishes what it judges, takes no more, and ends; a second one: gives back what it judges.\n"
    "Exit codes: 0 ended by a signal, 2 a wrong option, file or API key, 3 failed, 4 the machine lacks something\n"
    "(judge-cli doctor tells more).\n";

struct Options {
  MachineOptions machine;
  ConnectionOptions connection;
  std::string name;
  int slots = 0;
  std::string user;
  std::string log_format = "text";
};

std::string HostName() {
  char name[HOST_NAME_MAX + 1] = "worker";
  ::gethostname(name, sizeof name);
  return name;
}

// All CPUs but the first: see SlotCpus.
int TimedSlots() { return std::max(static_cast<int>(AllowedCpus().size()) - 1, 1); }

void AddOptions(CLI::App& app, Options& options) {
  options.name = HostName();
  options.slots = TimedSlots();
  AddConnectionOptions(app, "The judge-server", options.connection)->required();
  app.add_option(
         "--slots", options.slots,
         "Runs at once. By default one for each CPU but one, and kept on it; more share the CPUs, which disturbs "
         "times and is noted in results (shared)")
      ->envname("JUDGE_WORKER_SLOTS")
      ->type_name("N")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app.add_option("--name", options.name, "What the server's operator sees")
      ->envname("JUDGE_WORKER_NAME")
      ->capture_default_str();
  app.add_option(
         "--user", options.user,
         "Started as root: become this user, and keep caches in users/NAME of the state folder. What makes boxes "
         "stays root, as a process of its own that talks to no network")
      ->envname("JUDGE_WORKER_USER")
      ->type_name("NAME");
  app.add_option("--log-format", options.log_format, "text or json")
      ->envname("JUDGE_WORKER_LOG_FORMAT")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();

  AddMachineOptions(app, "This machine", options.machine);
}

sigset_t EndSignals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT}) ::sigaddset(&signals, signal);
  return signals;
}

// The thread that signals go to, while the loop runs in another.
class SignalThread {
 public:
  explicit SignalThread(JobLoop& loop) : thread_([&loop] { Wait(loop); }) {}
  ~SignalThread() {
    ::pthread_kill(thread_.native_handle(), SIGUSR1);
    thread_.join();
  }

 private:
  static void Wait(JobLoop& loop) {
    sigset_t signals = EndSignals();
    ::sigaddset(&signals, SIGUSR1);
    for (int count = 1;; ++count) {
      int signal = 0;
      ::sigwait(&signals, &signal);
      if (signal == SIGUSR1) return;
      if (count == 1) {
        spdlog::info("ending: what is judged now is finished; a second signal gives it back");
        loop.Drain();
      } else {
        loop.GiveUp();
      }
    }
  }

  std::thread thread_;
};

// Before there is any thread: each inherits it.
void BlockSignals() {
  sigset_t signals = EndSignals();
  ::sigaddset(&signals, SIGUSR1);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
}

// Root's folder has one for each user who judges there: what is in them is trusted by that user alone.
absl::StatusOr<std::string> MakeFolderFor(const std::string& name, const User& user, const std::string& folder) {
  const std::string own = absl::StrCat(folder, "/users/", name);
  JUDGE_RETURN_IF_ERROR(MakeFolders(own));
  if (::chown(own.c_str(), user.uid, user.gid) == 0) return own;
  return absl::ErrnoToStatus(errno, absl::StrCat("chown ", own));
}

// From here on this process is that user, and keeps what it writes in folders of the user's.
absl::Status BecomeUserOf(const std::string& name, MachineOptions& machine) {
  JUDGE_ASSIGN_OR_RETURN(const User user, FindUser(name));
  machine.folder_with_images = FolderWithImages(machine.state_folder);
  JUDGE_ASSIGN_OR_RETURN(machine.state_folder, MakeFolderFor(name, user, machine.state_folder));
  JUDGE_ASSIGN_OR_RETURN(machine.runtime_folder, MakeFolderFor(name, user, machine.runtime_folder));
  return BecomeUser(user);
}

// What the server takes, this worker takes; and no less than by default, since the server may have taken more before.
void TakeOver(const v1::AnnounceResponse& server, PackageCache& packages) {
  PackageCache::Bounds bounds;
  bounds.archive_bytes = std::max<int64_t>(bounds.archive_bytes, server.max_package_bytes());
  bounds.unpacked.bytes = std::max<int64_t>(bounds.unpacked.bytes, server.max_unpacked_bytes());
  packages.SetBounds(bounds);
}

absl::Status Start(Options& options) {
  JUDGE_RETURN_IF_ERROR(MakeFoldersAbsolute(options.machine));
  JUDGE_RETURN_IF_ERROR(StartLog(options.log_format));
  BlockSignals();
  // The spawner keeps the privilege that this process has, and is started before gRPC has threads. A key may be root's.
  JUDGE_ASSIGN_OR_RETURN(auto spawner, Machine::StartSpawner(options.machine));
  LogErrorsOfGrpc();
  JUDGE_ASSIGN_OR_RETURN(Connection connection, Connection::Open(options.connection));
  if (!options.user.empty() && IsRoot()) JUDGE_RETURN_IF_ERROR(BecomeUserOf(options.user, options.machine));
  JUDGE_ASSIGN_OR_RETURN(const auto machine, Machine::Open(options.machine, std::move(spawner)));
  ServerLink server(std::move(connection));
  JUDGE_ASSIGN_OR_RETURN(const auto packages,
                         PackageCache::Open({.folder = options.machine.package_folder()},
                                            [&](const std::string& digest, const PackageCache::Sink& sink) {
                                              return server.FetchPackage(digest, sink);
                                            }));
  JUDGE_ASSIGN_OR_RETURN(SlotCpus cpus, SlotCpus::Take(options.machine.runtime_folder, AllowedCpus(), options.slots));
  cpus.TryOut(*machine);
  v1::AnnounceRequest announcement = AnnouncementOf(*machine, options.name, options.slots);
  // Asked only where something failed: it waits a moment for one that is dying.
  const bool lacks_some = announcement.profiles().size() < static_cast<int>(machine->profiles().profiles().size());
  if (lacks_some && machine->HasLostSpawner()) return absl::UnavailableError("the spawner of boxes died");
  if (announcement.profiles().empty())
    return absl::FailedPreconditionError("there is no image that a language could be judged in: judge-cli image build");
  JobLoop loop(*machine, server,
               {.announcement = std::move(announcement),
                .slots = cpus.of_slots(),
                .find_package = [&](const std::string& digest) { return packages->Find(digest); },
                .on_announced = [&](const v1::AnnounceResponse& told) { TakeOver(told, *packages); }});
  const SignalThread signals(loop);
  spdlog::info("judging for {} in {} slots{}", EscapeForLine(options.connection.address), options.slots,
               cpus.shared() ? ", which share CPUs" : "");
  return loop.Run();
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Judges what a judge-server hands out, in sealed boxes on this machine.", kProgram);
  AddOptions(app, options);
  AddConfigFile(app, "JUDGE_WORKER_CONFIG");
  app.footer(kFooter);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return kOk;
  } catch (const CLI::ParseError& error) {
    return Fail(kProgram, absl::InvalidArgumentError(absl::StrCat(error.what(), " (see judge-worker --help)")));
  }
  absl::Status status = Start(options);
  // As when somebody killed the spawner: no lack of this machine's, and started again the worker is well.
  if (absl::IsUnavailable(status)) status = absl::InternalError(status.message());
  return status.ok() ? kOk : Fail(kProgram, status);
}

}  // namespace
}  // namespace judge::worker

int main(int argc, char** argv) {
  try {
    return judge::worker::Main(argc, argv);
  } catch (const std::exception& error) {  // of the standard library, out of memory for one: none is ours
    return judge::Fail(judge::worker::kProgram, absl::InternalError(error.what()));
  }
}
