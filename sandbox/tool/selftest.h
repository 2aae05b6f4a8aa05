// judge-sandbox selftest: the suite of hostile programs, run on an operator's machine.
#ifndef JUDGE_SANDBOX_TOOL_SELFTEST_H_
#define JUDGE_SANDBOX_TOOL_SELFTEST_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "sandbox/suite/machine.h"
#include "sandbox/tool/exit_code.h"

namespace judge::sandbox {

struct SelftestOptions {
  SuitePlaces places;
  std::vector<std::string> filters;  // globs; empty: all
  bool list = false;
  bool json = false;
};

// Adds the command, which fills the options in. `options` has to outlive the parse.
CLI::App& AddSelftest(CLI::App& app, SelftestOptions& options);

// Runs what the options choose, and prints the report.
ExitCode Selftest(const SelftestOptions& options);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_TOOL_SELFTEST_H_
