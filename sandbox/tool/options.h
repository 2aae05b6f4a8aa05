// The command line of judge-sandbox, as plain values.
#ifndef JUDGE_SANDBOX_TOOL_OPTIONS_H_
#define JUDGE_SANDBOX_TOOL_OPTIONS_H_

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "base/places.h"
#include "sandbox/spec.h"
#include "sandbox/tool/selftest.h"

namespace judge::sandbox {

// Of `judge-sandbox run`.
struct ToolOptions {
  using NameAndFile = std::pair<std::string, std::string>;

  std::vector<std::string> command;
  Limits limits;
  std::vector<std::string> environment;
  std::string stdin_file;  // a path, "-" for the tool's own standard input, empty for none
  std::vector<NameAndFile> inputs;
  std::vector<NameAndFile> outputs;
  int64_t output_max_bytes = 0;
  std::vector<std::string> layers;  // digests or beginnings of digests
  std::string policy;
  std::string policies_folder;
  std::string state_folder;
  std::string runtime_folder;
  std::string layers_folder() const { return FolderWithImages(state_folder) + "/layers"; }
  bool best_effort = false;
  bool json = false;
  std::string facts_file;  // empty: standard error
};

// Reads the command line. An int is an exit code: help was asked for (0) or the usage was wrong (2), and everything
// that is to be said about it has been printed.
using CommandLine = std::variant<ToolOptions, SelftestOptions, int>;
CommandLine ParseCommandLine(int argc, const char* const* argv);

// Opens the files that the options name and reads the policy. Not OK: the options are wrong, in one line.
absl::StatusOr<RunSpec> MakeRunSpec(const ToolOptions& options);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_TOOL_OPTIONS_H_
