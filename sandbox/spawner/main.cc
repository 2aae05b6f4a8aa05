// judge-spawner: started by a worker with a socket as descriptor 3; see README.md.
//
//   judge-spawner LAYERS_FOLDER RUNTIME_FOLDER PREPARED_BOXES exact|best-effort
//
// What is trusted comes from this command line, which whoever started us wrote; all the rest comes in messages.
// Root makes boxes with user ids of their own and with cgroups. An ordinary user makes each in a user namespace, with
// cgroups where some were delegated to him, else with rlimits.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/places.h"
#include "base/status_macros.h"
#include "sandbox/spawner/begin_step.h"
#include "sandbox/spawner/socket.h"
#include "sandbox/spawner/spawner.h"
#include "sandbox/spawner/user_namespace.h"

namespace judge::sandbox {
namespace {

constexpr int kWorkerFd = 3;

// Boxes inherit these. What the shell that started us had limited would end targets for what they did not do.
absl::Status LiftLimits() {
  struct Inherited {
    __rlimit_resource_t resource;
    const char* name;
  };
  constexpr Inherited kInherited[] = {{RLIMIT_FSIZE, "file size (ulimit -f)"},
                                      {RLIMIT_CPU, "CPU time (ulimit -t)"},
                                      {RLIMIT_AS, "address space (ulimit -v)"},
                                      {RLIMIT_DATA, "data segment (ulimit -d)"}};
  for (const Inherited& inherited : kInherited) {
    rlimit limit;
    if (::getrlimit(inherited.resource, &limit) < 0) return absl::ErrnoToStatus(errno, "getrlimit");
    limit.rlim_cur = limit.rlim_max;
    if (limit.rlim_max != RLIM_INFINITY || ::setrlimit(inherited.resource, &limit) < 0)
      return absl::FailedPreconditionError(
          absl::StrCat("a limit of the shell or service would count for every program: lift ", inherited.name));
  }
  return absl::OkStatus();
}

// Anyone who could write there could put a program of theirs into every box.
absl::Status CheckLayersFolder(const std::string& path) {
  const absl::Status status = CheckOwnFolder(path, Owner::kSelfOrRoot);
  if (!absl::IsNotFound(status)) return status;
  return absl::FailedPreconditionError(
      absl::StrCat("no images in ", path, ": run `judge-cli image build`, or name another state folder"));
}

int CpuCount() {
  cpu_set_t set;
  return ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set)
                                                       : static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN));
}

struct Options {
  std::string layers_folder;
  std::string runtime_folder;
  int prepared;
  bool best_effort;
};

// The record of what is made comes before it: a spawner that dies on the way leaves a list of what to sweep.
absl::StatusOr<std::unique_ptr<CgroupTree>> MakeCgroups(const RuntimeFolder& runtime) {
  JUDGE_ASSIGN_OR_RETURN(auto tree, FindCgroupTree(absl::StrCat("judge-", runtime.name())));
  JUDGE_RETURN_IF_ERROR(BeginStep("record cgroups"));
  JUDGE_RETURN_IF_ERROR(runtime.RecordCgroups(tree->folders()));
  JUDGE_RETURN_IF_ERROR(BeginStep("make cgroups"));
  const absl::Status status = tree->MakeFolders();
  if (!status.ok()) tree->Remove().IgnoreError();
  JUDGE_RETURN_IF_ERROR(status);
  return tree;
}

absl::Status Serve(const Options& options, const RuntimeFolder& runtime, CgroupTree& cgroups, Fd worker) {
  std::optional<IdentityBlock> identities;
  if (IsRoot()) {
    JUDGE_RETURN_IF_ERROR(BeginStep("take user ids"));
    JUDGE_ASSIGN_OR_RETURN(identities, IdentityBlock::Take());
  }
  BoxSite site;
  site.layers_folder = options.layers_folder;
  site.mount_point = runtime.mount_point();
  site.time_namespace = ::access("/proc/self/timens_offsets", F_OK) == 0;
  site.cpu_count = CpuCount();
  site.cgroups = &cgroups;
  site.identities = identities ? &*identities : nullptr;
  JUDGE_RETURN_IF_ERROR(BeginStep("greet the worker"));
  Reply hello;
  hello.accounting = static_cast<uint8_t>(cgroups.accounting());
  JUDGE_RETURN_IF_ERROR(SendMessage(worker, EncodeReply(hello), {}, Wait::kNo));
  return Spawner(site, std::move(worker), options.prepared).Serve();
}

// In this order: what is recorded goes before the record. What stays the next spawner sweeps.
absl::Status Remove(CgroupTree& cgroups, RuntimeFolder& runtime) {
  JUDGE_RETURN_IF_ERROR(BeginStep("remove cgroups"));
  JUDGE_RETURN_IF_ERROR(cgroups.Remove());
  JUDGE_RETURN_IF_ERROR(BeginStep("remove the runtime folder"));
  return runtime.Remove();
}

absl::Status Run(const Options& options, Fd worker) {
  if (!IsRoot()) JUDGE_RETURN_IF_ERROR(CheckUserNamespaces());
  JUDGE_RETURN_IF_ERROR(LiftLimits());
  JUDGE_RETURN_IF_ERROR(CheckLayersFolder(options.layers_folder));
  std::vector<std::string> warnings;
  JUDGE_ASSIGN_OR_RETURN(RuntimeFolder runtime, RuntimeFolder::Make(options.runtime_folder, warnings));
  for (const std::string& warning : warnings) std::fprintf(stderr, "judge-spawner: sweep: %s\n", warning.c_str());
  absl::StatusOr<std::unique_ptr<CgroupTree>> cgroups = MakeCgroups(runtime);
  // An ordinary user to whom no cgroup was delegated does without.
  if (!cgroups.ok() && !IsRoot()) cgroups = MakeTreeWithoutCgroups(options.best_effort, cgroups.status());
  if (!cgroups.ok()) {
    runtime.Remove().IgnoreError();
    return cgroups.status();
  }
  const absl::Status served = Serve(options, runtime, **cgroups, std::move(worker));
  const absl::Status removed = Remove(**cgroups, runtime);
  return served.ok() ? removed : served;
}

int Main(int argc, char** argv) {
  Options options;
  if (argc != 5 || !absl::SimpleAtoi(argv[3], &options.prepared) || options.prepared < 0 || options.prepared > 4 ||
      ::fcntl(kWorkerFd, F_SETFD, FD_CLOEXEC) < 0) {
    std::fprintf(stderr, "judge-spawner: is started by the judge's own programs, not by hand\n");
    return 2;
  }
  // Missing standard streams would make room for descriptors of ours where boxes inherit.
  for (int fd = 0; (fd = ::open("/dev/null", O_RDWR | O_CLOEXEC)) >= 0;) {
    if (fd > 2) {
      ::close(fd);
      break;
    }
    ::fcntl(fd, F_SETFD, 0);
  }
  options.layers_folder = argv[1];
  options.runtime_folder = argv[2];
  options.best_effort = std::strcmp(argv[4], "best-effort") == 0;
  // Ends by itself once its worker is gone, after it has cleaned up; signals of the terminal are the worker's business.
  for (const int number : {SIGINT, SIGHUP, SIGTERM, SIGPIPE, SIGQUIT}) ::signal(number, SIG_IGN);
  ::umask(022);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  Fd worker(::fcntl(kWorkerFd, F_DUPFD_CLOEXEC, kWorkerFd + 1));
  ::close(kWorkerFd);
  const Fd spare(::fcntl(worker.get(), F_DUPFD_CLOEXEC, kWorkerFd + 1));
  const absl::Status status = Run(options, std::move(worker));
  if (status.ok()) return 0;
  // Before the hello this is the answer to the worker; after it nobody listens, and stderr tells the operator.
  if (!SendMessage(spare, EncodeReply(ReplyOf(status)), {}, Wait::kNo).ok())
    std::fprintf(stderr, "judge-spawner: %s\n", std::string(status.message()).c_str());
  return 1;
}

}  // namespace
}  // namespace judge::sandbox

int main(int argc, char** argv) { return judge::sandbox::Main(argc, argv); }
