// Numbers and rows for people. Pure: strings in, strings out; every hostile string is escaped here.
#ifndef JUDGE_CLI_TABLE_H_
#define JUDGE_CLI_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cli/terminal.h"
#include "judge/v1/result.pb.h"
#include "judge/v1/spec.pb.h"

namespace judge::cli {

std::string TimeText(uint64_t us);       // "0.012 s"
std::string MemoryText(uint64_t bytes);  // "3.4 MiB"
std::string LimitText(uint64_t ms);      // "2 s", "0.5 s"
std::string VerdictText(v1::Verdict verdict);

// "CPU 0.012 s, wall 0.014 s, memory 3.4 MiB"
std::string FactsText(const v1::Facts& facts);

// The slowest and the largest test; 0 without tests.
struct Peak {
  uint64_t cpu_us = 0;
  uint64_t memory_bytes = 0;
};
Peak PeakOf(const v1::RunResult& result);

struct Cell {
  std::string text;  // hostile strings are welcome: escaped when the row is made
  Color color = Color::kPlain;
};

// Columns of fixed widths, so that rows can be printed one by one. The last column is as wide as it needs.
class Table {
 public:
  struct Column {
    std::string title;
    size_t width = 0;  // at least the title's
    bool right = false;
  };
  Table(const Terminal& terminal, std::vector<Column> columns);

  std::string Header() const;
  // One line; missing cells are empty. A cell that is longer than its column pushes the rest of its row.
  std::string Row(const std::vector<Cell>& cells) const;

 private:
  const Terminal& terminal_;
  std::vector<Column> columns_;
};

// Columns of display, in characters: as many as code points, which is right for all but wide and combining ones.
size_t DisplayWidth(const std::string& text);

}  // namespace judge::cli

#endif  // JUDGE_CLI_TABLE_H_
