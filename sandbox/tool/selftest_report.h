// What selftest found, for people and scripts. Pure functions; what programs printed is made harmless.
#ifndef JUDGE_SANDBOX_TOOL_SELFTEST_REPORT_H_
#define JUDGE_SANDBOX_TOOL_SELFTEST_REPORT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "base/table.h"
#include "base/terminal.h"
#include "sandbox/suite/run.h"
#include "sandbox/suite/suite.h"

namespace judge::sandbox {

// What the programs ran on.
struct SelftestMachine {
  std::string kernel;      // "Linux 6.1.0-18-amd64 x86_64"
  std::string user;        // "root" or "ordinary"
  std::string accounting;  // as AccountingName
  std::vector<std::string> layers;
};

struct TriedProgram {
  SuiteProgram program;
  Finding finding;
};

struct TriedAttack {
  Attack attack;
  std::vector<TriedProgram> programs;

  size_t held() const;
};

struct SelftestReport {
  SelftestMachine machine;
  std::vector<TriedAttack> attacks;
  size_t left_out = 0;                   // programs that were not chosen
  std::vector<std::string> left_behind;  // "mounts: 31, were 30"

  size_t total() const;
  size_t held() const;
  bool all_held() const { return held() == total() && left_behind.empty(); }
};

std::string MachineText(const SelftestMachine& machine);

// One row an attack, as soon as it was tried.
Table AttackTable(const Terminal& terminal);
std::string AttackRow(const Table& table, const TriedAttack& tried);

// All that comes below the table: what did not hold, what was left behind, the verdict.
std::string ConclusionText(const Terminal& terminal, const SelftestReport& report);

// One object, as the help of selftest tells.
std::string ReportAsJson(const SelftestReport& report);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_TOOL_SELFTEST_REPORT_H_
