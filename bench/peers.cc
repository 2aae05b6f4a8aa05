// Those that are measured beside us: all of them are a fork and an exec of something.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "bench/contender.h"

namespace judge::bench {
namespace {

using Json = nlohmann::json;

// Starts argv[0] (a path) with /dev/null as its three streams and waits for it.
absl::Status ForkExecWait(const std::vector<std::string>& words, int null_fd) {
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
  char* environment[] = {path, nullptr};
  const pid_t pid = fork();
  if (pid < 0) return absl::ErrnoToStatus(errno, "fork");
  if (pid == 0) {
    for (int fd = 0; fd < 3; ++fd) dup2(null_fd, fd);
    execve(argv[0], argv.data(), environment);
    _exit(127);
  }
  int status = 0;
  if (RetryOnEintr([&] { return waitpid(pid, &status, 0); }) < 0) return absl::ErrnoToStatus(errno, "wait");
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(words[0], " ended with wait status ", status));
}

// A command line that is run as it is.
class CommandLine : public Contender {
 public:
  CommandLine(std::string name, std::vector<std::string> argv, Fd null_file)
      : name_(std::move(name)), argv_(std::move(argv)), null_file_(std::move(null_file)) {}
  std::string name() const override { return name_; }
  absl::Status Run() override { return ForkExecWait(argv_, null_file_.get()); }

 private:
  const std::string name_;
  const std::vector<std::string> argv_;
  const Fd null_file_;
};

// The OCI runtimes, which want a bundle, and a new name for each container.
class Container : public Contender {
 public:
  Container(std::string runtime, TemporaryFolder folder, Fd null_file)
      : runtime_(std::move(runtime)), folder_(std::move(folder)), null_file_(std::move(null_file)) {}
  std::string name() const override { return runtime_.substr(runtime_.rfind('/') + 1); }
  absl::Status Run() override {
    const std::string id = absl::StrCat("judge-bench-", getpid(), "-", next_id_++);
    return ForkExecWait({runtime_, "--root", folder_.path() + "/state", "run", "--bundle", folder_.path(), id},
                        null_file_.get());
  }

 private:
  const std::string runtime_;
  const TemporaryFolder folder_;
  const Fd null_file_;
  std::atomic<int> next_id_{0};
};

std::string RootOf(const Program& program) {
  return absl::StrCat(program.layers_folder, "/", program.layer, "/rootfs");
}

Json Mount(const std::string& destination, const std::string& type, const std::string& source,
           std::vector<std::string> options) {
  return {{"destination", destination}, {"type", type}, {"source", source}, {"options", std::move(options)}};
}

// config.json of a bundle: the namespaces and limits that our boxes have.
Json BundleConfig(const Program& program) {
  const Json none = Json::array();
  Json config;
  config["ociVersion"] = "1.0.2";
  config["root"] = {{"path", RootOf(program)}, {"readonly", true}};
  config["hostname"] = "box";
  config["process"] = {
      {"terminal", false},
      {"user", {{"uid", 65534}, {"gid", 65534}}},
      {"args", {"/tmp/program"}},
      {"env", none},
      {"cwd", "/"},
      {"noNewPrivileges", true},
      {"capabilities",
       {{"bounding", none}, {"effective", none}, {"permitted", none}, {"inheritable", none}, {"ambient", none}}},
  };
  config["mounts"] = {
      Mount("/proc", "proc", "proc", {"nosuid", "nodev", "noexec"}),
      Mount("/dev", "tmpfs", "tmpfs", {"nosuid", "mode=755", "size=65536k"}),
      Mount("/tmp", "tmpfs", "tmpfs", {"nosuid", "nodev", "size=262144k"}),
      Mount("/tmp/program", "bind", program.path, {"bind", "ro"}),
  };
  config["linux"]["resources"] = {{"memory", {{"limit", 256 << 20}}}, {"pids", {{"limit", 64}}}};
  for (const char* const kind : {"pid", "network", "ipc", "uts", "mount"}) {
    config["linux"]["namespaces"].push_back({{"type", kind}});
  }
  return config;
}

absl::StatusOr<std::unique_ptr<Contender>> TryRuntime(const std::string& runtime, const Program& program) {
  if (access(runtime.c_str(), X_OK) < 0) return absl::NotFoundError(runtime + " is not installed");
  JUDGE_ASSIGN_OR_RETURN(TemporaryFolder folder, TemporaryFolder::Make("judge-bench-"));
  JUDGE_RETURN_IF_ERROR(WriteFileAtomically(folder.path() + "/config.json", BundleConfig(program).dump()));
  JUDGE_ASSIGN_OR_RETURN(Fd null_file, Open("/dev/null", O_RDWR));
  auto container = std::make_unique<Container>(runtime, std::move(folder), std::move(null_file));
  JUDGE_RETURN_IF_ERROR(container->Run());
  return container;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Contender>> MakePlain(const Program& program) {
  JUDGE_ASSIGN_OR_RETURN(Fd null_file, Open("/dev/null", O_RDWR));
  return std::make_unique<CommandLine>("plain fork+exec+wait", std::vector{program.path}, std::move(null_file));
}

absl::StatusOr<std::unique_ptr<Contender>> MakeBubblewrap(const Program& program) {
  JUDGE_ASSIGN_OR_RETURN(Fd null_file, Open("/dev/null", O_RDWR));
  std::vector<std::string> argv = {"/usr/bin/bwrap", "--unshare-all", "--die-with-parent",
                                   "--ro-bind",      RootOf(program), "/",
                                   "--proc",         "/proc",         "--dev",
                                   "/dev",           "--tmpfs",       "/tmp",
                                   "--ro-bind",      program.path,    "/tmp/program",
                                   "/tmp/program"};
  if (access(argv[0].c_str(), X_OK) < 0) return absl::NotFoundError("bubblewrap is not installed");
  auto bubblewrap = std::make_unique<CommandLine>("bubblewrap", std::move(argv), std::move(null_file));
  JUDGE_RETURN_IF_ERROR(bubblewrap->Run());
  return bubblewrap;
}

absl::StatusOr<std::unique_ptr<Contender>> MakeContainer(const Program& program) {
  if (auto crun = TryRuntime("/usr/bin/crun", program); crun.ok()) return crun;
  for (const char* const runc : {"/usr/sbin/runc", "/usr/bin/runc"}) {
    if (access(runc, X_OK) == 0) return TryRuntime(runc, program);
  }
  return absl::NotFoundError("neither crun nor runc runs here");
}

}  // namespace judge::bench
