#include "cli/table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/escape.h"

namespace judge::cli {

std::string TimeText(uint64_t us) { return absl::StrFormat("%.3f s", static_cast<double>(us) / 1e6); }

std::string MemoryText(uint64_t bytes) {
  return absl::StrFormat("%.1f MiB", static_cast<double>(bytes) / (1024.0 * 1024.0));
}

std::string LimitText(uint64_t ms) { return absl::StrCat(static_cast<double>(ms) / 1000, " s"); }

std::string VerdictText(v1::Verdict verdict) {
  return verdict == v1::VERDICT_UNSPECIFIED ? "-" : v1::Verdict_Name(verdict);
}

std::string FactsText(const v1::Facts& facts) {
  return absl::StrCat("CPU ", TimeText(facts.cpu_us()), ", wall ", TimeText(facts.wall_us()), ", memory ",
                      MemoryText(facts.memory_bytes()), facts.accounting() == v1::RLIMITS ? ", by rlimits alone" : "");
}

Peak PeakOf(const v1::RunResult& result) {
  Peak peak;
  for (const v1::TestResult& test : result.tests()) {
    peak.cpu_us = std::max<uint64_t>(peak.cpu_us, test.facts().cpu_us());
    peak.memory_bytes = std::max<uint64_t>(peak.memory_bytes, test.facts().memory_bytes());
  }
  return peak;
}

size_t DisplayWidth(const std::string& text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

Table::Table(const Terminal& terminal, std::vector<Column> columns)
    : terminal_(terminal), columns_(std::move(columns)) {
  for (Column& column : columns_) column.width = std::max(column.width, DisplayWidth(column.title));
}

std::string Table::Header() const {
  std::vector<Cell> titles;
  for (const Column& column : columns_) titles.push_back({column.title, Color::kBold});
  return Row(titles);
}

std::string Table::Row(const std::vector<Cell>& cells) const {
  std::string row;
  for (size_t i = 0; i < columns_.size() && i < cells.size(); ++i) {
    const std::string text = EscapeForLine(cells[i].text);
    const size_t width = DisplayWidth(text);
    const std::string padding(columns_[i].width > width ? columns_[i].width - width : 0, ' ');
    const std::string painted = terminal_.Paint(cells[i].color, text);
    absl::StrAppend(&row, "  ", columns_[i].right ? padding : "", painted, columns_[i].right ? "" : padding);
  }
  const size_t end = row.find_last_not_of(' ');
  row.resize(end == std::string::npos ? 0 : end + 1);
  return row + "\n";
}

}  // namespace judge::cli
