#include "cli/submission_options.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"

namespace judge::cli {
namespace {

constexpr int64_t kMaxInputBytes = int64_t{1} << 30;

void DescribeLimits(CLI::App& command, SubmissionOptions& options) {
  const std::string group = "Limits (else the problem's, else the profile's)";
  command.add_option("--time", options.time_seconds, "CPU time of all processes together, seconds")
      ->type_name("S")
      ->check(CheckFinite)
      ->check(CLI::Range(0.001, 3600.0))
      ->group(group);
  command.add_option("--wall", options.wall_seconds, "Real time, seconds (default: twice the CPU time plus 1)")
      ->type_name("S")
      ->check(CheckFinite)
      ->check(CLI::Range(0.001, 7200.0))
      ->group(group);
  command.add_option("--memory", options.memory_mib, "Memory, MiB")
      ->type_name("MiB")
      ->check(CLI::Range(1, 1 << 20))
      ->group(group);
  command.add_option("--output", options.output_mib, "Standard output, MiB")
      ->type_name("MiB")
      ->check(CLI::Range(1, 1024))
      ->group(group);
  command.add_option("--processes", options.processes, "Processes and threads at once")
      ->type_name("N")
      ->check(CLI::Range(1, 4096))
      ->group(group);
}

}  // namespace

void DescribeSubmission(CLI::App& command, SubmissionOptions& options) {
  command
      .add_option("FILE", options.files, "The sources; the first one's extension tells the language. '-': see --stdin")
      ->required();
  CLI::Option* const problem =
      command
          .add_option("-p,--problem", options.problem,
                      "Judge it on the tests of this problem package; on a server: of the problem of this name")
          ->type_name("DIR|NAME");
  command.add_option("--stdin", options.stdin_path, "Without a problem: the program's input; '-' for judge-cli's own")
      ->type_name("FILE")
      ->excludes(problem);
  command
      .add_option("--profile", options.profile, "Language profile (see judge-cli profiles) instead of the guessed one")
      ->type_name("ID");
  command.add_flag("--all", options.all, "Judge every test, do not stop at the first failure");
  DescribeLimits(command, options);
}

absl::Status SettleInput(SubmissionOptions& options) {
  const auto dashes = std::remove(options.files.begin(), options.files.end(), "-");
  const bool has_dash = dashes != options.files.end();
  if (has_dash && !options.stdin_path.empty())
    return absl::InvalidArgumentError("there is one standard input: give either --stdin or '-'");
  if (has_dash) options.stdin_path = "-";
  options.files.erase(dashes, options.files.end());
  if (options.files.empty()) return absl::InvalidArgumentError("no source file was named, only '-'");
  if (!options.stdin_path.empty() && !options.problem.empty())
    return absl::InvalidArgumentError("a problem brings its own input: give either --problem or '-'");
  return absl::OkStatus();
}

v1::Limits LimitsOf(const SubmissionOptions& options) {
  constexpr uint64_t kMiB = 1 << 20;
  const auto ms = [](double seconds) {
    return std::max<uint64_t>(1, static_cast<uint64_t>(std::llround(seconds * 1000)));
  };
  v1::Limits limits;
  if (options.time_seconds) limits.set_cpu_time_ms(ms(*options.time_seconds));
  if (options.wall_seconds) limits.set_wall_time_ms(ms(*options.wall_seconds));
  if (options.memory_mib) limits.set_memory_bytes(*options.memory_mib * kMiB);
  if (options.output_mib) limits.set_output_bytes(*options.output_mib * kMiB);
  if (options.processes) limits.set_processes(*options.processes);
  return limits;
}

absl::StatusOr<std::vector<worker::SourceFile>> ReadSources(const SubmissionOptions& options, int64_t max_bytes) {
  std::vector<worker::SourceFile> sources;
  for (const std::string& path : options.files) {
    worker::SourceFile& source = sources.emplace_back();
    source.name = std::filesystem::path(path).filename().string();
    // Of a hand-in that is a link, compilers would tell what it leads to.
    JUDGE_ASSIGN_OR_RETURN(source.bytes, ReadFile(path, max_bytes, Links::kRefuseLast));
    if (source.bytes.empty()) return absl::InvalidArgumentError(absl::StrCat(path, ": the source is empty"));
  }
  return sources;
}

absl::StatusOr<std::string> ReadInput(const SubmissionOptions& options) {
  if (options.stdin_path.empty()) return "";
  if (options.stdin_path != "-") return ReadFile(options.stdin_path, kMaxInputBytes);
  const Fd stdin_fd(::dup(STDIN_FILENO));
  absl::StatusOr<std::string> data = ReadAll(stdin_fd, kMaxInputBytes);
  return data.ok() ? data : Annotate(data.status(), "standard input");
}

std::string CheckFinite(const std::string& text) {
  double number;
  const bool is_finite = absl::SimpleAtod(text, &number) && std::isfinite(number);
  return is_finite ? "" : absl::StrCat(text, " is not a number of seconds");
}

}  // namespace judge::cli
