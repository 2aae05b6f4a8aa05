// judge-cli profiles: which languages there are.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/escape.h"
#include "base/table.h"
#include "cli/commands.h"
#include "worker/profile_set.h"
#include "worker/tool_version.h"

namespace judge::cli {
namespace {

std::string ImagesOf(const v1::Profile& profile) {
  const std::string& run = profile.run().image();
  if (!profile.has_compile() || profile.compile().image() == run) return run;
  return absl::StrCat(profile.compile().image(), ", ", run);
}

ExitCode ListProfiles(const Globals& globals) {
  const Terminal terminal(globals.color);
  const absl::StatusOr<worker::ProfileSet> profiles = worker::ProfileSet::Load(globals.machine.profiles_folder);
  if (!profiles.ok()) return Fail(profiles.status());
  const Table table(terminal, {{"profile", 10}, {"language", 24}, {"files", 20}, {"images"}});
  Print(table.Header());
  for (const v1::Profile& profile : profiles->profiles())
    Print(table.Row(
        {{profile.id()}, {profile.display_name()}, {absl::StrJoin(profile.extensions(), " ")}, {ImagesOf(profile)}}));
  return kOk;
}

// Asks each compiler itself, in a box: which one a name stands for, only its image knows.
ExitCode ListVersions(const Globals& globals) {
  Terminal terminal(globals.color);
  const absl::StatusOr<std::unique_ptr<worker::Machine>> machine = worker::Machine::Open(globals.machine);
  if (!machine.ok()) return Fail(machine.status());
  const Table table(terminal, {{"profile", 10}, {"language", 24}, {"version"}});
  Print(table.Header());
  ExitCode code = kOk;
  for (const v1::Profile& profile : (*machine)->profiles().profiles()) {
    terminal.Progress(absl::StrCat("asking ", profile.id(), " ..."));
    const absl::StatusOr<std::string> version = worker::ToolVersion(**machine, profile);
    terminal.ClearProgress();
    if (!version.ok()) code = std::max(code, ExitCodeOf(version.status()));
    Print(table.Row({{profile.id()},
                     {profile.display_name()},
                     version.ok() ? Cell{*version} : Cell{std::string(version.status().message()), Color::kRed}}));
  }
  return code;
}

}  // namespace

void AddProfiles(CLI::App& app, const Globals& globals, Action& action) {
  const auto versions = std::make_shared<bool>(false);
  CLI::App* const profiles = app.add_subcommand("profiles", "List the language profiles");
  profiles->add_flag("--versions", *versions, "Ask each compiler or interpreter for its version, in a box");
  profiles->footer(
      "A profile is a file of data: profiles/languages/ID.textproto. It says which image, commands, limits and system\n"
      "calls a language needs; README.md tells how to write one.");
  profiles->callback([versions, &globals, &action] {
    action = [versions, &globals] { return *versions ? ListVersions(globals) : ListProfiles(globals); };
  });
}

}  // namespace judge::cli
