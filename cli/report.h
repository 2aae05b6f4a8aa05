// What a person sees of `judge-cli run`: on a problem a table that grows, without one the program's own output.
#ifndef JUDGE_CLI_REPORT_H_
#define JUDGE_CLI_REPORT_H_

#include <string>

#include "base/table.h"
#include "base/terminal.h"
#include "judge/v1/result.pb.h"
#include "worker/judge.h"

namespace judge::cli {

// What a validator that failed had to say, its last lines, indented; empty for any other test.
std::string FailureText(const v1::TestResult& test);

// Columns that the names of the task's tests take in a table, within reason.
size_t NameWidth(const worker::Task& task);

// On a problem: a row as each test ends, everything on stdout. The terminal has to outlive it.
class TableReport : public worker::Observer {
 public:
  TableReport(Terminal& terminal, size_t name_width);

  void Compiling() override;
  void Compiled(const v1::CompileResult& compile) override;
  void TestStarted(const worker::Test& test) override;
  void TestEnded(const worker::TestRun& run) override;

  // The last lines: what was skipped, and the verdict.
  void Conclude(const v1::RunResult& result) const;

 private:
  void PrintSkipped(const v1::RunResult& result) const;

  Terminal& terminal_;
  const Table table_;
};

// Without a problem: the program's output on stdout, byte for byte in a pipe; everything else on stderr.
class OutputReport : public worker::Observer {
 public:
  explicit OutputReport(Terminal& terminal) : terminal_(terminal) {}

  void Compiling() override;
  void Compiled(const v1::CompileResult& compile) override;
  void TestStarted(const worker::Test& test) override;
  void TestEnded(const worker::TestRun& run) override;

  // How it ended and what it used, in one line.
  void Conclude(const v1::RunResult& result) const;

 private:
  Terminal& terminal_;
};

}  // namespace judge::cli

#endif  // JUDGE_CLI_REPORT_H_
