// judge-cli: judging from the command line. This file puts the parts together; each command has a file of its own.
#include <cstdio>
#include <exception>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/escape.h"
#include "base/version.h"
#include "cli/commands.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"
#include "worker/machine_options.h"

namespace judge::cli {
namespace {

constexpr char kExitCodes[] =
    "Exit codes:\n"
    "  0  accepted; without a problem: the program ended well; or done\n"
    "  1  not accepted; a submission that verify did not expect so; a damaged image\n"
    "  2  the command line, or a source, profile, package or API key that it names, is wrong\n"
    "  3  the judge failed, or its server cannot be reached or takes nothing now; which says nothing about the "
    "submission\n"
    "  4  this machine lacks something: a namespace, a cgroup, an image, disk space (judge-cli doctor tells more)";

constexpr char kFirstSteps[] =
    "First steps:\n"
    "  judge-cli doctor                                 can this machine judge?\n"
    "  judge-cli image build                            once: makes the images that programs run in\n"
    "  judge-cli run solution.cpp --problem PACKAGE     judges a submission\n"
    "  judge-cli COMMAND --help                         tells more about a command\n\n";

void AddGlobals(CLI::App& app, Globals& globals) {
  const std::string group = "Options of every command";
  worker::AddMachineOptions(app, group, globals.machine);
  const std::map<std::string, ColorMode> modes = {
      {"auto", ColorMode::kAuto}, {"always", ColorMode::kAlways}, {"never", ColorMode::kNever}};
  app.add_option("--color", globals.color, "auto, always or never (default: auto, which is on a terminal)")
      ->type_name("WHEN")
      ->transform(CLI::Transformer(modes))
      ->group(group);
  app.add_flag_callback(
         "--no-color", [&globals] { globals.color = ColorMode::kNever; }, "As --color=never")
      ->group(group);
}

void AddVersion(CLI::App& app, Action& action) {
  app.add_subcommand("version", "Print the version")->callback([&action] {
    action = [] {
      Print(absl::StrCat("judge-cli ", JudgeVersion(), "\n"));
      return kOk;
    };
  });
}

std::vector<std::string> NamesOf(const std::vector<const CLI::App*>& commands) {
  std::vector<std::string> names;
  for (const CLI::App* command : commands) names.push_back(command->get_name());
  return names;
}

// What is wrong with the command line, in one line, and whose help tells more.
std::string UsageError(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  const std::string help = absl::StrCat(chosen.empty() ? "" : chosen.front()->get_name() + " ", "--help");
  std::string message = error.what();
  // CLI11 misses a command before it looks at the word that was meant to be one.
  const std::vector<std::string> rest = app.remaining();
  if (chosen.empty() && !rest.empty()) {
    const auto every = [](const CLI::App*) { return true; };
    message = absl::StrCat("no command '", rest.front(),
                           "'; there are: ", absl::StrJoin(NamesOf(app.get_subcommands(every)), ", "));
  }
  return absl::StrCat(EscapeForLine(message), " (see judge-cli ", help, ")");
}

// CLI11 throws for everything, --help too.
ExitCode Parse(CLI::App& app, int argc, char** argv, Globals& globals, const Action& action) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    Print(app.help());  // the chosen command's, if one was chosen
    return kOk;
  } catch (const CLI::ParseError& error) {
    return Fail(kBadInput, absl::InvalidArgumentError(UsageError(app, error)));
  }
  if (const absl::Status status = worker::MakeFoldersAbsolute(globals.machine); !status.ok()) return Fail(status);
  return action ? action() : kOk;
}

// Standard output is the program's and the tables' alone.
void LogToStderr() {
  auto logger = std::make_shared<spdlog::logger>("judge", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("judge-cli: %l: %v");
  spdlog::set_default_logger(std::move(logger));
}

ExitCode Main(int argc, char** argv) {
  LogToStderr();
  Globals globals;
  Action action;
  CLI::App app("Judges programs that nobody trusts: runs them in sealed boxes under exact limits.", "judge-cli");
  app.require_subcommand(1);
  app.fallthrough();
  AddGlobals(app, globals);
  AddRun(app, globals, action);
  AddVerify(app, globals, action);
  AddImage(app, globals, action);
  AddProfiles(app, globals, action);
  AddDoctor(app, globals, action);
  AddVersion(app, action);
  AddSubmit(app, action);
  AddWatch(app, globals, action);
  AddStatus(app, globals, action);
  AddCancel(app, action);
  AddList(app, globals, action);
  AddRejudge(app, action);
  AddProblem(app, globals, action);
  AddServer(app, globals, action);
  app.footer(absl::StrCat(kFirstSteps, kExitCodes));  // after the commands, which would inherit it
  const ExitCode code = Parse(app, argc, argv, globals, action);
  if (CloseStdout()) return code;
  std::fputs("judge-cli: what was printed did not all arrive: is the disk full?\n", stderr);
  return kMachine;
}

}  // namespace
}  // namespace judge::cli

int main(int argc, char** argv) {
  try {
    return judge::cli::Main(argc, argv);
  } catch (const std::exception& error) {  // of the standard library, out of memory for one: none is ours
    return judge::Fail("judge-cli", absl::InternalError(error.what()));
  }
}
