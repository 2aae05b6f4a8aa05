// Runs the real judge-cli, for tests.
#ifndef JUDGE_CLI_CLI_PROCESS_H_
#define JUDGE_CLI_CLI_PROCESS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/file.h"
#include "base/test_folder.h"

namespace judge::cli {

// A prefix of CliFixture::Run: with a terminal, whose every output is `out` then.
inline const std::vector<std::string> kOnTerminal = {"sh", "-c", "exec script -qec \"$*\" /dev/null", "sh"};

struct CliResult {
  int code = -1;  // exit code; 128 + N after signal N
  std::string out;
  std::string err;
};

// A state folder with the images of this machine's ($JUDGE_STATE, /var/lib/judge) and caches of its own, and a place
// for files. Removed when it goes.
class CliFixture {
 public:
  static absl::StatusOr<CliFixture> Make();

  // Writes a file into the folder and returns its path.
  std::string Write(const std::string& name, const std::string& bytes) const { return folder_.Write(name, bytes); }
  std::string path(const std::string& name) const { return folder_.path(name); }
  std::string state() const { return state_.path(); }

  // judge-cli with these arguments, which may overrule the fixture's --state and the source tree's profiles. `prefix`
  // goes before the program: {"setpriv", ...}.
  CliResult Run(const std::vector<std::string>& arguments, const std::string& input = "",
                const std::vector<std::string>& prefix = {}) const;

  // Starts it and returns its process id; its output is thrown away. `prefix` as above.
  pid_t Start(const std::vector<std::string>& arguments, const std::vector<std::string>& prefix = {}) const;

 private:
  CliFixture(TestFolder folder, TemporaryFolder state) : folder_(std::move(folder)), state_(std::move(state)) {}

  TestFolder folder_;
  TemporaryFolder state_;
};

}  // namespace judge::cli

#endif  // JUDGE_CLI_CLI_PROCESS_H_
