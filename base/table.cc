#include "base/table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/escape.h"

namespace judge {

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

}  // namespace judge
