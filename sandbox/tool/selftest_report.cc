#include "sandbox/tool/selftest_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/escape.h"

namespace judge::sandbox {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kShownDigits = 12;

// One "key   text" line for each line of the text.
void AppendField(const std::string& key, const std::string& text, std::string& out) {
  std::string shown_key = key;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    absl::StrAppend(&out, "  ", shown_key, std::string(10 - std::min<size_t>(10, shown_key.size()), ' '),
                    EscapeForLine(line), "\n");
    shown_key.clear();
  }
}

std::string FailureText(const Terminal& terminal, const TriedAttack& tried, const TriedProgram& one) {
  const Finding& finding = one.finding;
  std::string text = absl::StrCat("\n", terminal.Paint(Color::kRed, EscapeForLine(one.program.name)), "\n");
  AppendField("attack", tried.attack.name, text);
  AppendField("why", one.program.why, text);
  AppendField("defences", tried.attack.defences, text);
  AppendField("expected", finding.expected, text);
  AppendField("got", finding.got, text);
  AppendField("besides", finding.complaints, text);
  AppendField("told", finding.story, text);
  return text;
}

std::string FailuresText(const Terminal& terminal, const SelftestReport& report) {
  std::string text;
  for (const TriedAttack& tried : report.attacks) {
    for (const TriedProgram& one : tried.programs)
      if (!one.finding.held()) text += FailureText(terminal, tried, one);
  }
  return text.empty() ? "" : absl::StrCat("\n", terminal.Paint(Color::kBold, "did not hold"), "\n", text);
}

// What is known to be weaker in boxes of this kind: the heads of programs say so.
std::string NotPromisedText(const SelftestReport& report) {
  std::vector<std::string> names;
  for (const TriedAttack& tried : report.attacks) {
    for (const TriedProgram& one : tried.programs)
      if (one.finding.expected == "any") names.push_back(one.program.name);
  }
  if (names.empty()) return "";
  return absl::StrCat("\nnot promised in boxes of an ordinary user: ", absl::StrJoin(names, ", "), "\n");
}

std::string LeftBehindText(const SelftestReport& report) {
  if (report.left_behind.empty()) return "\nleft behind on the machine: nothing\n";
  std::string text = "\nleft behind on the machine, or made meanwhile by others (try again when it is quiet):\n";
  for (const std::string& line : report.left_behind) absl::StrAppend(&text, "  ", line, "\n");
  return text;
}

std::string VerdictText(const SelftestReport& report) {
  const std::string counts = absl::StrCat(report.held(), " of ", report.total(), " programs were held");
  const std::string rest = report.left_out == 0 ? "" : absl::StrCat("; ", report.left_out, " were not run");
  if (!report.all_held()) return absl::StrCat("the sandbox does NOT hold here: ", counts, rest);
  return absl::StrCat(report.left_out == 0 ? "the sandbox holds here: " : "", counts, rest);
}

Json ProgramAsJson(const TriedAttack& tried, const TriedProgram& one) {
  return {{"name", one.program.name},
          {"attack", tried.attack.name},
          {"why", one.program.why},
          {"held", one.finding.held()},
          {"expected", one.finding.expected},
          {"got", one.finding.got},
          {"complaints", std::vector<std::string>(absl::StrSplit(one.finding.complaints, '\n', absl::SkipEmpty()))},
          {"told", one.finding.story}};
}

}  // namespace

size_t TriedAttack::held() const {
  return std::count_if(programs.begin(), programs.end(), [](const TriedProgram& one) { return one.finding.held(); });
}

size_t SelftestReport::total() const {
  size_t total = 0;
  for (const TriedAttack& tried : attacks) total += tried.programs.size();
  return total;
}

size_t SelftestReport::held() const {
  size_t held = 0;
  for (const TriedAttack& tried : attacks) held += tried.held();
  return held;
}

std::string MachineText(const SelftestMachine& machine) {
  std::string layers;
  for (const std::string& layer : machine.layers) absl::StrAppend(&layers, " ", layer.substr(0, kShownDigits));
  return absl::StrCat(machine.kernel, "; boxes of ", machine.user == "root" ? "root" : "an ordinary user", ", by ",
                      machine.accounting, "; image", layers, "\n");
}

Table AttackTable(const Terminal& terminal) { return Table(terminal, {{"held", 7, /*right=*/true}, {"attack"}}); }

std::string AttackRow(const Table& table, const TriedAttack& tried) {
  const bool all = tried.held() == tried.programs.size();
  return table.Row({{absl::StrCat(tried.held(), "/", tried.programs.size()), all ? Color::kGreen : Color::kRed},
                    {tried.attack.name}});
}

std::string ConclusionText(const Terminal& terminal, const SelftestReport& report) {
  return absl::StrCat(FailuresText(terminal, report), NotPromisedText(report), LeftBehindText(report),
                      terminal.Paint(report.all_held() ? Color::kGreen : Color::kRed, VerdictText(report)), "\n");
}

std::string ReportAsJson(const SelftestReport& report) {
  const SelftestMachine& machine = report.machine;
  Json json = {{"kernel", machine.kernel},
               {"user", machine.user},
               {"accounting", machine.accounting},
               {"layers", machine.layers}};
  json["attacks"] = Json::array();
  json["programs"] = Json::array();
  for (const TriedAttack& tried : report.attacks) {
    json["attacks"].push_back({{"attack", tried.attack.name},
                               {"defences", tried.attack.defences},
                               {"held", tried.held()},
                               {"total", tried.programs.size()}});
    for (const TriedProgram& one : tried.programs) json["programs"].push_back(ProgramAsJson(tried, one));
  }
  json["not_run"] = report.left_out;
  json["left_behind"] = report.left_behind;
  json["held"] = report.all_held();
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace judge::sandbox
