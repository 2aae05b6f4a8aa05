// judge-sandbox: the sandbox by itself, as one uses isolate. See options.cc for what it promises on its command line.
#include <fcntl.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "sandbox/spawner_client.h"
#include "sandbox/tool/exit_code.h"
#include "sandbox/tool/facts.h"
#include "sandbox/tool/options.h"
#include "sandbox/tool/selftest.h"

namespace judge::sandbox {
namespace {

// The program's bytes as they are into files and pipes; made harmless on a terminal.
absl::Status Show(int fd, absl::string_view bytes) {
  const std::string escaped = isatty(fd) ? EscapeForTerminal(bytes) : std::string(bytes);
  Fd stream(fd);
  const absl::Status status = WriteAll(stream, escaped);
  stream.Release();
  return status;
}

absl::Status CopyOutputs(const ToolOptions& options, const Result& result) {
  for (size_t i = 0; i < result.outputs.size(); ++i) {
    const CollectedFile& collected = result.outputs[i];
    if (collected.state != CollectedFile::State::kCollected) continue;
    JUDGE_ASSIGN_OR_RETURN(const Fd file, Open(options.outputs[i].second, O_WRONLY | O_CREAT | O_TRUNC, 0644));
    JUDGE_RETURN_IF_ERROR(CopyBytes(collected.file, file, collected.size));
  }
  return absl::OkStatus();
}

absl::Status Report(const ToolOptions& options, const Result& result) {
  if (options.json) return Show(STDOUT_FILENO, FactsAsJson(result) + "\n");
  JUDGE_RETURN_IF_ERROR(Show(STDOUT_FILENO, result.stdout_data));
  JUDGE_RETURN_IF_ERROR(Show(STDERR_FILENO, result.stderr_data));
  if (options.facts_file.empty()) return Show(STDERR_FILENO, FactsAsText(result));
  JUDGE_ASSIGN_OR_RETURN(const Fd file, Open(options.facts_file, O_WRONLY | O_CREAT | O_TRUNC, 0644));
  return WriteAll(file, FactsAsText(result));
}

absl::StatusOr<std::unique_ptr<SpawnerClient>> StartSpawner(const ToolOptions& options) {
  SpawnerOptions spawner_options;
  spawner_options.layers_folder = options.layers_folder();
  spawner_options.runtime_folder = options.runtime_folder;
  spawner_options.best_effort = options.best_effort;
  spawner_options.prepared_boxes = 0;  // there is no second run to prepare for
  return SpawnerClient::Start(spawner_options);
}

ExitCode Run(const ToolOptions& options) {
  const absl::Status placed = CheckPlaces(options.state_folder, options.runtime_folder);
  if (!placed.ok()) return Fail(kSandboxFailure, placed);
  const absl::StatusOr<RunSpec> spec = MakeRunSpec(options);
  if (!spec.ok()) return Fail(kUsageError, spec.status());
  const absl::StatusOr<std::unique_ptr<SpawnerClient>> spawner = StartSpawner(options);
  if (!spawner.ok()) return Fail(kSandboxFailure, spawner.status());
  const absl::StatusOr<Result> result = (*spawner)->Run(*spec);
  if (!result.ok()) return Fail(IsMisuse(result.status()) ? kUsageError : kSandboxFailure, result.status());
  if (const absl::Status status = CopyOutputs(options, *result); !status.ok()) return Fail(kUsageError, status);
  if (const absl::Status status = Report(options, *result); !status.ok()) return Fail(kSandboxFailure, status);
  return EndedWell(*result) ? kWell : kOtherwise;
}

int Main(int argc, const char* const* argv) {
  const CommandLine parsed = ParseCommandLine(argc, argv);
  if (const int* const code = std::get_if<int>(&parsed)) return *code;
  if (const auto* const selftest = std::get_if<SelftestOptions>(&parsed)) return Selftest(*selftest);
  return Run(std::get<ToolOptions>(parsed));
}

}  // namespace
}  // namespace judge::sandbox

int main(int argc, char** argv) { return judge::sandbox::Main(argc, argv); }
