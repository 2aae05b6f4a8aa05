// The commands of judge-cli, one file each or for two that go together. Every Add...() describes its command to CLI11,
// and sets `action` when the command line asks for it; main() runs the action, whose value is the exit code.
#ifndef JUDGE_CLI_COMMANDS_H_
#define JUDGE_CLI_COMMANDS_H_

#include <functional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "base/terminal.h"
#include "cli/exit_codes.h"
#include "worker/machine.h"

namespace judge::cli {

// Options of every command.
struct Globals {
  worker::MachineOptions machine;
  ColorMode color = ColorMode::kAuto;
};

using Action = std::function<ExitCode()>;

void AddRun(CLI::App& app, const Globals& globals, Action& action);
void AddVerify(CLI::App& app, const Globals& globals, Action& action);
void AddImage(CLI::App& app, const Globals& globals, Action& action);
void AddProfiles(CLI::App& app, const Globals& globals, Action& action);
void AddDoctor(CLI::App& app, const Globals& globals, Action& action);

// Those that call a judge-server: cli/remote/.
constexpr char kServerCommands[] = "Subcommands that need a judge-server (--server or JUDGE_SERVER)";
void AddSubmit(CLI::App& app, Action& action);
void AddWatch(CLI::App& app, const Globals& globals, Action& action);
void AddStatus(CLI::App& app, const Globals& globals, Action& action);
void AddCancel(CLI::App& app, Action& action);
void AddList(CLI::App& app, const Globals& globals, Action& action);
void AddRejudge(CLI::App& app, Action& action);
void AddProblem(CLI::App& app, const Globals& globals, Action& action);
void AddServer(CLI::App& app, const Globals& globals, Action& action);

}  // namespace judge::cli

#endif  // JUDGE_CLI_COMMANDS_H_
