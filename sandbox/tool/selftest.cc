#include "sandbox/tool/selftest.h"

#include <fnmatch.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/escape.h"
#include "base/kernel.h"
#include "base/places.h"
#include "base/status_macros.h"
#include "base/terminal.h"
#include "sandbox/suite/machine_counts.h"
#include "sandbox/suite/suite.h"
#include "sandbox/tool/facts.h"
#include "sandbox/tool/selftest_report.h"

namespace judge::sandbox {
namespace {

constexpr char kSelftestDescription[] =
    R"(Shows whether the sandbox holds on this machine: runs a suite of hostile programs, one after the other, each in
boxes of its own, and says which attack got further than it must. It takes some minutes.

Run it as the user who judges: boxes of root and of an ordinary user are made in different ways. What is left behind is
counted on the whole machine: let nothing else run meanwhile.)";

constexpr char kSelftestFooter[] = R"(Examples:
  judge-sandbox selftest
  judge-sandbox selftest --filter '*fork*' --filter 'pairs/*'
  judge-sandbox selftest --json | jq '.programs[] | select(.held | not)'

The report: a row for each attack (the table of docs/security.md), with the programs that were held and all that show
it; each program that was not held, with what was expected and what came; what was left behind; the verdict.

--json prints one object instead:
  kernel, user (root, ordinary), accounting (cgroup-v1, cgroup-v2, rlimits), layers
  attacks       a list of {attack, defences, held, total}
  programs      a list of {name, attack, why, held, expected, got, complaints, told}
  not_run       how many programs were not chosen
  left_behind   a list of texts, such as "mounts: 31, were 30"
  held          whether everything was held and nothing is left

$JUDGE_SLOWNESS: how many times slower than a real machine this one is (an emulated one).

Exit code: 0 everything was held; 1 something was not, or something was left behind; 2 bad usage, no suite or no image;
3 no box can be made here (judge-cli doctor tells more).
)";

bool IsChosen(const SelftestOptions& options, const std::string& name) {
  return options.filters.empty() ||
         std::any_of(options.filters.begin(), options.filters.end(),
                     [&](const std::string& filter) { return ::fnmatch(filter.c_str(), name.c_str(), 0) == 0; });
}

// The chosen programs; and how many others there are.
absl::StatusOr<std::vector<AttackPrograms>> Choose(const SelftestOptions& options, size_t& left_out) {
  JUDGE_ASSIGN_OR_RETURN(std::vector<AttackPrograms> suite, ReadSuite(options.places.suite_folder));
  left_out = 0;
  for (AttackPrograms& row : suite) {
    left_out += std::erase_if(row.programs, [&](const SuiteProgram& one) { return !IsChosen(options, one.name); });
  }
  std::erase_if(suite, [](const AttackPrograms& row) { return row.programs.empty(); });
  if (suite.empty()) {
    return absl::NotFoundError(absl::StrCat("no program of the suite matches ", absl::StrJoin(options.filters, ", "),
                                            "; --list tells which there are"));
  }
  return suite;
}

void List(const std::vector<AttackPrograms>& suite) {
  const Terminal terminal(ColorMode::kAuto);
  const Table table(terminal, {{"", 32}, {""}});
  const char* blank = "";
  for (const AttackPrograms& row : suite) {
    Print(absl::StrCat(blank, terminal.Paint(Color::kBold, EscapeForLine(row.attack.name)), "\n"));
    for (const SuiteProgram& program : row.programs) Print(table.Row({{program.name}, {program.why}}));
    blank = "\n";
  }
}

SelftestMachine Describe(const SuiteMachine& machine, const Accounting accounting) {
  return {absl::StrCat("Linux ", KernelRelease(), " ", MachineArchitecture()), IsRoot() ? "root" : "ordinary",
          AccountingName(accounting), machine.layers()};
}

// Runs the suite, and prints rows as they come, where people read them.
class Tour {
 public:
  explicit Tour(const SelftestOptions& options) : options_(options), terminal_(ColorMode::kAuto) {}

  absl::StatusOr<SelftestReport> Make() {
    JUDGE_ASSIGN_OR_RETURN(const std::vector<AttackPrograms> suite, Choose(options_, report_.left_out));
    for (const AttackPrograms& row : suite) total_ += row.programs.size();
    JUDGE_RETURN_IF_ERROR(CheckJudgeCli(suite));
    // The first start on a machine makes what stays, such as the cgroup that processes are moved to.
    JUDGE_RETURN_IF_ERROR(SuiteMachine::Start(options_.places, /*prepared_boxes=*/0).status());
    const MachineCounts before = CountMachine(options_.places.runtime_folder);
    JUDGE_RETURN_IF_ERROR(RunAll(suite));
    Progress("waiting for the kernel to take down the last boxes");
    report_.left_behind =
        absl::StrSplit(WaitForNothingLeft(before, options_.places.runtime_folder), '\n', absl::SkipEmpty());
    terminal_.ClearProgress();
    return std::move(report_);
  }

  const Terminal& terminal() const { return terminal_; }

 private:
  // Said once, rather than by every program that needs it.
  absl::Status CheckJudgeCli(const std::vector<AttackPrograms>& suite) const {
    const bool compiles = std::any_of(suite.begin(), suite.end(), [](const AttackPrograms& row) {
      return std::any_of(row.programs.begin(), row.programs.end(), NeedsJudgeCli);
    });
    const std::string& program = options_.places.judge_cli;
    if (!compiles || ::access(program.c_str(), X_OK) == 0) return absl::OkStatus();
    return absl::NotFoundError(absl::StrCat("there is no ", program, ", which the attacks on compilers are judged by"));
  }

  absl::Status RunAll(const std::vector<AttackPrograms>& suite) {
    JUDGE_ASSIGN_OR_RETURN(const auto machine, SuiteMachine::Start(options_.places));
    report_.machine = Describe(*machine, machine->spawner().accounting());
    const Table table = AttackTable(terminal_);
    Show(absl::StrCat(MachineText(report_.machine), "\n", table.Header()));
    for (const AttackPrograms& row : suite) {
      report_.attacks.push_back(Try(*machine, row));
      Show(AttackRow(table, report_.attacks.back()));
    }
    return absl::OkStatus();
  }

  TriedAttack Try(SuiteMachine& machine, const AttackPrograms& row) {
    TriedAttack tried = {row.attack, {}};
    for (const SuiteProgram& program : row.programs) {
      Progress(absl::StrCat(++done_, "/", total_, "  ", program.name));
      tried.programs.push_back({program, RunSuiteProgram(machine, program)});
    }
    return tried;
  }

  void Progress(const std::string& text) { terminal_.Progress(EscapeForLine(text)); }
  void Show(const std::string& text) {
    terminal_.ClearProgress();
    if (!options_.json) Print(text);
  }

  const SelftestOptions& options_;
  Terminal terminal_;
  SelftestReport report_;
  size_t total_ = 0;
  size_t done_ = 0;
};

// The spawner and the boxes have other working folders than we.
void MakeFoldersAbsolute(SuitePlaces& places) {
  for (std::string* const folder :
       {&places.suite_folder, &places.profiles_folder, &places.state_folder, &places.runtime_folder}) {
    if (!folder->empty()) *folder = std::filesystem::absolute(*folder).lexically_normal().string();
  }
}

}  // namespace

CLI::App& AddSelftest(CLI::App& app, SelftestOptions& options) {
  SuitePlaces& places = options.places;
  places.suite_folder = ProgramFolder() + "/../share/judge/suite";
  places.profiles_folder = DefaultProfilesFolder();
  CLI::App& selftest = *app.add_subcommand("selftest", kSelftestDescription);
  selftest.footer(kSelftestFooter);
  selftest.add_option("--filter", options.filters, "Run the programs alone whose name matches. May be repeated")
      ->option_text("GLOB")
      ->allow_extra_args(false);
  CLI::Option* const list = selftest.add_flag("--list", options.list, "Print which programs there are, and run none");
  selftest.add_flag("--json", options.json, "Print one JSON object, and nothing else")->excludes(list);
  const auto add_place = [&](const char* name, auto& place, const char* help, const char* text) {
    return selftest.add_option(name, place, help)->option_text(text)->group("Places");
  };
  add_place("--suite", places.suite_folder, "The suite (that of the installation)", "DIR");
  add_place("--profiles", places.profiles_folder, "Profiles and policies (those of the installation)", "DIR");
  add_place("--state", places.state_folder, "State folder, with the images in it, as of judge-cli", "DIR");
  add_place("--runtime-dir", places.runtime_folder, "Folder of the spawners' locks, as of judge-cli", "DIR");
  add_place("--layer", places.layers,
            "Image layer, by digest or its first digits; repeated: the uppermost first. Default: the one with Python",
            "DIGEST")
      ->allow_extra_args(false);
  selftest.callback([&places] { MakeFoldersAbsolute(places); });
  return selftest;
}

ExitCode Selftest(const SelftestOptions& options) {
  if (options.list) {
    size_t left_out = 0;
    const auto suite = Choose(options, left_out);
    if (!suite.ok()) return Fail(kUsageError, suite.status());
    List(*suite);
    return kWell;
  }
  Tour tour(options);
  const absl::StatusOr<SelftestReport> report = tour.Make();
  if (!report.ok()) {
    const bool misuse = absl::IsInvalidArgument(report.status()) || absl::IsNotFound(report.status());
    return Fail(misuse ? kUsageError : kSandboxFailure, report.status());
  }
  Print(options.json ? ReportAsJson(*report) + "\n" : ConclusionText(tour.terminal(), *report));
  if (!CloseStdout()) return Fail(kSandboxFailure, absl::DataLossError("what was printed did not all arrive"));
  return report->all_held() ? kWell : kOtherwise;
}

}  // namespace judge::sandbox
