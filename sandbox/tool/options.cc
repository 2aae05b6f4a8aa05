#include "sandbox/tool/options.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <iostream>
#include <optional>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/places.h"
#include "base/status_macros.h"
#include "sandbox/seccomp_policy.h"
#include "sandbox/tool/exit_code.h"
#include "sandbox/tool/layers.h"

namespace judge::sandbox {
namespace {

constexpr int64_t kMaxStdinBytes = int64_t{1} << 30;

constexpr char kRunDescription[] =
    R"(Runs ONE command in a fresh, sealed box and reports what it did.

The box: its own pid, mount, network, ipc, uts and cgroup namespaces; an image layer as its read-only root; /work (where
the command starts) and /tmp writable; no network; an unprivileged user; a seccomp allowlist. It is gone afterwards.
The command is a path in the box, absolute or relative to /work: no shell, no search of PATH.)";

constexpr char kRunFooter[] = R"(Examples:
  judge-sandbox run --policy python --time 1 --memory 256 -- /usr/bin/python3 -c 'print(6 * 7)'
  judge-sandbox run --input prog=./a.out --stdin 1.in --time 2 --wall-time 5 --processes 1 -- ./prog
  judge-sandbox run --policy compile-gcc --input a.c=a.c --output a.out=a.out -- /usr/bin/gcc a.c -o a.out

The facts (standard error, or --facts FILE), one "key: value" a line; times in seconds, sizes in bytes:
  ending              exited, signaled, blocked-syscall, killed (at a limit)
  exit-code, signal   how it ended by itself
  syscall             what was blocked: name(arguments), and its architecture where it is not x86_64
  limit               the limit that was hit: cpu-time, wall-time, memory, output
  cpu-time, user-time, system-time, wall-time
  memory              peak, of all processes, without page cache;  page-cache, oom-kills
  processes           peak, where the kernel tells it;  process-limit-hits: forks that failed
  stdout-bytes, stderr-bytes
  output              NAME: collected SIZE, missing, not-regular or too-large SIZE; one line for each --output

Exit code: 0 the command exited with 0 and within its limits; 1 it ended otherwise; 2 bad usage; 3 the sandbox failed.
)";

// "NAME=FILE"; both have to be there.
std::optional<ToolOptions::NameAndFile> SplitPair(const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) return std::nullopt;
  return ToolOptions::NameAndFile(text.substr(0, equals), text.substr(equals + 1));
}

std::string CheckPair(const std::string& text) {
  return SplitPair(text) ? "" : absl::StrCat("'", text, "' is not of the form NAME=FILE");
}

std::string CheckVariable(const std::string& text) {
  const size_t equals = text.find('=');
  return equals == std::string::npos || equals == 0 ? absl::StrCat("'", text, "' is not of the form NAME=VALUE") : "";
}

std::vector<ToolOptions::NameAndFile> SplitPairs(const std::vector<std::string>& texts) {
  std::vector<ToolOptions::NameAndFile> pairs;
  for (const std::string& text : texts) pairs.push_back(*SplitPair(text));  // CheckPair has seen it
  return pairs;
}

// Options as the command line has them; Limits wants other units.
struct Numbers {
  std::optional<double> time_s, wall_time_s, memory_mib, stdout_mib, file_size_mib, disk_mib, stack_mib, cpu_rate;
  std::optional<int64_t> processes, inodes, open_files;
  double output_max_mib = 64;
};

std::optional<int64_t> Bytes(const std::optional<double>& mebibytes) {
  if (!mebibytes) return std::nullopt;
  return static_cast<int64_t>(std::llround(*mebibytes * (1 << 20)));
}

std::optional<absl::Duration> Seconds(const std::optional<double>& seconds) {
  if (!seconds) return std::nullopt;
  return absl::Seconds(*seconds);
}

void SetLimits(const Numbers& numbers, ToolOptions& options) {
  Limits& limits = options.limits;
  limits.cpu_time = Seconds(numbers.time_s);
  limits.wall_time = Seconds(numbers.wall_time_s);
  limits.memory_bytes = Bytes(numbers.memory_mib);
  limits.processes = numbers.processes;
  limits.stdout_bytes = Bytes(numbers.stdout_mib);
  limits.file_size_bytes = Bytes(numbers.file_size_mib);
  limits.disk_bytes = Bytes(numbers.disk_mib);
  limits.disk_inodes = numbers.inodes;
  limits.open_files = numbers.open_files;
  limits.stack_bytes = Bytes(numbers.stack_mib);
  limits.cpu_rate = numbers.cpu_rate;
  options.output_max_bytes = *Bytes(numbers.output_max_mib);
}

void AddLimits(CLI::App& run, Numbers& numbers, std::vector<int>& cpus) {
  const CLI::Range seconds(0.001, 1e6);
  const CLI::Range mebibytes(0.001, 1e6);
  const CLI::Range count(1, 1 << 20);
  const auto add = [&](const char* name, auto& value, const char* help, const char* unit, const CLI::Range& range) {
    run.add_option(name, value, help)
        ->option_text(unit)
        ->check(range)
        ->group("Limits (what is not given is not limited)");
  };
  add("--time", numbers.time_s, "CPU time, of all processes together", "S", seconds);
  add("--wall-time", numbers.wall_time_s, "Time on the clock", "S", seconds);
  add("--memory", numbers.memory_mib, "Memory of all processes, with the files in /work and /tmp; no swap", "MiB",
      mebibytes);
  add("--processes", numbers.processes, "Processes and threads at once; fork fails beyond", "N", count);
  add("--stdout-limit", numbers.stdout_mib, "Standard output; the box is ended beyond", "MiB", mebibytes);
  add("--file-size", numbers.file_size_mib, "One file; SIGXFSZ beyond", "MiB", mebibytes);
  add("--disk", numbers.disk_mib, "Files in /work and /tmp together (256 where not given)", "MiB", mebibytes);
  add("--inodes", numbers.inodes, "Number of files in /work and /tmp (65536 where not given)", "N", count);
  add("--open-files", numbers.open_files, "Open files of a process (256 where not given)", "N", count);
  add("--stack", numbers.stack_mib, "Stack; SIGSEGV beyond", "MiB", mebibytes);
  add("--cpu-rate", numbers.cpu_rate, "CPUs' worth of time per time, such as 0.5", "RATE", CLI::Range(0.01, 1024.0));
  run.add_option("--cpus", cpus, "Run on these CPUs alone")
      ->option_text("N,N...")
      ->delimiter(',')
      ->check(CLI::Range(0, 4095))
      ->group("Limits (what is not given is not limited)");
}

struct Pairs {
  std::vector<std::string> inputs, outputs;
};

void AddFiles(CLI::App& run, ToolOptions& options, Pairs& pairs, Numbers& numbers) {
  run.add_option("--stdin", options.stdin_file,
                 "File that is its standard input; - for that of this tool; default: empty")
      ->option_text("FILE")
      ->group("Files");
  run.add_option("--input", pairs.inputs, "Put FILE into /work as NAME; an executable stays one. May be repeated")
      ->option_text("NAME=FILE")
      ->allow_extra_args(false)
      ->check(CheckPair)
      ->group("Files");
  run.add_option("--output", pairs.outputs, "Afterwards copy /work/NAME to FILE: regular files alone. May be repeated")
      ->option_text("NAME=FILE")
      ->allow_extra_args(false)
      ->check(CheckPair)
      ->group("Files");
  run.add_option("--output-max", numbers.output_max_mib, "Largest output that is copied (64)")
      ->option_text("MiB")
      ->check(CLI::Range(0.001, 1e6))
      ->group("Files");
  run.add_option("--env", options.environment, "A variable for the command, which inherits none. May be repeated")
      ->option_text("NAME=VALUE")
      ->allow_extra_args(false)
      ->check(CheckVariable)
      ->group("Files");
}

void AddPlaces(CLI::App& run, ToolOptions& options) {
  run.add_option(
         "--layer", options.layers,
         "Image layer, by digest or the first digits of it; repeated: the uppermost first. Default: the base image")
      ->option_text("DIGEST")
      ->allow_extra_args(false)
      ->group("Box");
  run.add_option("--policy", options.policy, "Seccomp allowlist: POLICIES/NAME.policy (native)")
      ->option_text("NAME")
      ->group("Box");
  run.add_option("--policies", options.policies_folder, "Folder of the allowlists (that of the installation)")
      ->option_text("DIR")
      ->group("Box");
  run.add_option(
         "--state", options.state_folder,
         "State folder, with the images in it ($JUDGE_STATE, /var/lib/judge, an ordinary user's own); a user who "
         "has none in it gets those of /var/lib/judge")
      ->option_text("DIR")
      ->group("Box");
  run.add_option("--runtime-dir", options.runtime_folder,
                 "Folder of the spawners' locks (/run/judge; an ordinary user's own)")
      ->option_text("DIR")
      ->group("Box");
  run.add_flag("--best-effort", options.best_effort,
               "As an ordinary user without cgroups: keep limits as far as rlimits can, instead of refusing those that "
               "they cannot keep exactly")
      ->group("Box");
  run.add_flag("--json", options.json, "Print one JSON object, with the output in it, and nothing else")
      ->group("Report");
  run.add_option("--facts", options.facts_file, "Write the facts to FILE, not to standard error")
      ->option_text("FILE")
      ->group("Report");
}

absl::StatusOr<std::shared_ptr<Fd>> OpenStdin(const std::string& path) {
  if (path.empty()) return std::shared_ptr<Fd>();
  if (path == "-") {
    Fd own(STDIN_FILENO);
    const absl::StatusOr<std::string> bytes = ReadAll(own, kMaxStdinBytes);
    own.Release();
    if (!bytes.ok()) return Annotate(bytes.status(), "standard input");
    JUDGE_ASSIGN_OR_RETURN(Fd sealed, SealedFileOf(*bytes));
    return std::make_shared<Fd>(std::move(sealed));
  }
  JUDGE_ASSIGN_OR_RETURN(const Fd file, Open(path, O_RDONLY | O_NONBLOCK));
  absl::StatusOr<Fd> sealed = SealedFileOf(file);
  if (!sealed.ok()) return Annotate(sealed.status(), path);
  return std::make_shared<Fd>(*std::move(sealed));
}

absl::StatusOr<InputFile> OpenInput(const ToolOptions::NameAndFile& pair) {
  InputFile input;
  input.name = pair.first;
  JUDGE_ASSIGN_OR_RETURN(Fd file, Open(pair.second, O_RDONLY | O_NONBLOCK));
  struct stat status = {};
  if (fstat(file.get(), &status) < 0 || !S_ISREG(status.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(pair.second, ": is not a regular file"));
  }
  input.executable = (status.st_mode & 0111) != 0;
  input.file = std::make_shared<Fd>(std::move(file));
  return input;
}

}  // namespace

CommandLine ParseCommandLine(int argc, const char* const* argv) {
  ToolOptions options;
  SelftestOptions selftest_options;
  options.policy = "native";
  options.policies_folder = DefaultProfilesFolder() + "/seccomp";
  options.state_folder = DefaultStateFolder();
  options.runtime_folder = DefaultRuntimeFolder();
  Numbers numbers;
  Pairs pairs;

  CLI::App app("Runs programs that nobody trusts, one at a time, each in a box of its own.", "judge-sandbox");
  app.require_subcommand(1);
  CLI::App& run = *app.add_subcommand("run", kRunDescription);
  run.footer(kRunFooter);
  AddLimits(run, numbers, options.limits.cpus);
  AddFiles(run, options, pairs, numbers);
  AddPlaces(run, options);
  const CLI::App& selftest = AddSelftest(app, selftest_options);
  run.add_option("command", options.command, "The command, after --")->required()->option_text("COMMAND");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsageError;
  }
  if (selftest.parsed()) return selftest_options;
  SetLimits(numbers, options);
  options.inputs = SplitPairs(pairs.inputs);
  options.outputs = SplitPairs(pairs.outputs);
  return options;
}

absl::StatusOr<RunSpec> MakeRunSpec(const ToolOptions& options) {
  RunSpec spec;
  spec.argv = options.command;
  spec.environment = options.environment;
  spec.limits = options.limits;
  JUDGE_ASSIGN_OR_RETURN(spec.layers, FindLayers(options.layers_folder(), options.layers));
  JUDGE_ASSIGN_OR_RETURN(spec.policy, SeccompPolicy::Load(options.policies_folder, options.policy));
  JUDGE_ASSIGN_OR_RETURN(spec.stdin_file, OpenStdin(options.stdin_file));
  for (const ToolOptions::NameAndFile& pair : options.inputs) {
    JUDGE_ASSIGN_OR_RETURN(InputFile input, OpenInput(pair));
    spec.inputs.push_back(std::move(input));
  }
  for (const ToolOptions::NameAndFile& pair : options.outputs) {
    spec.outputs.push_back({pair.first, options.output_max_bytes});
  }
  return spec;
}

}  // namespace judge::sandbox
