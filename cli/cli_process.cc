#include "cli/cli_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

#include "base/status_macros.h"
#include "worker/test_state.h"

namespace judge::cli {
namespace {

constexpr int64_t kMaxOutputBytes = 64 << 20;

struct Files {
  std::string in;
  std::string out;
  std::string err;
};

pid_t Spawn(const std::vector<std::string>& argv, const std::vector<std::string>& environment, const Files& files) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, files.in.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, files.out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, files.err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  std::vector<char*> argv_pointers;
  for (const std::string& word : argv) argv_pointers.push_back(const_cast<char*>(word.c_str()));
  argv_pointers.push_back(nullptr);
  std::vector<char*> environment_pointers;
  for (const std::string& variable : environment) environment_pointers.push_back(const_cast<char*>(variable.c_str()));
  environment_pointers.push_back(nullptr);
  pid_t pid = -1;
  const int error =
      ::posix_spawnp(&pid, argv[0].c_str(), &actions, nullptr, argv_pointers.data(), environment_pointers.data());
  posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? pid : -1;
}

std::vector<std::string> CommandLine(const std::vector<std::string>& arguments,
                                     const std::vector<std::string>& prefix) {
  std::vector<std::string> argv = prefix;
  argv.push_back(JUDGE_BIN_DIR "/judge-cli");
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return argv;
}

std::vector<std::string> Environment(const std::string& state) {
  return {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm", "JUDGE_STATE=" + state,
          "JUDGE_PROFILES=" JUDGE_SOURCE_DIR "/profiles"};
}

}  // namespace

absl::StatusOr<CliFixture> CliFixture::Make() {
  TestFolder folder;
  // Another user, of a test without root, has to see it.
  if (::chmod(folder.path().c_str(), 0755) < 0) return absl::ErrnoToStatus(errno, "chmod");
  JUDGE_ASSIGN_OR_RETURN(TemporaryFolder state, worker::MakeTestState());
  return CliFixture(std::move(folder), std::move(state));
}

CliResult CliFixture::Run(const std::vector<std::string>& arguments, const std::string& input,
                          const std::vector<std::string>& prefix) const {
  const Files files = {Write("stdin", input), path("stdout"), path("stderr")};
  CliResult result;
  const pid_t pid = Spawn(CommandLine(arguments, prefix), Environment(state()), files);
  int status = 0;
  if (pid < 0 || RetryOnEintr([&] { return ::waitpid(pid, &status, 0); }) != pid) return result;
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.out = ReadFile(files.out, kMaxOutputBytes).value_or("");
  result.err = ReadFile(files.err, kMaxOutputBytes).value_or("");
  return result;
}

pid_t CliFixture::Start(const std::vector<std::string>& arguments, const std::vector<std::string>& prefix) const {
  return Spawn(CommandLine(arguments, prefix), Environment(state()), {"/dev/null", "/dev/null", "/dev/null"});
}

}  // namespace judge::cli
