// Rows for people. Pure: strings in, strings out; every hostile string is escaped here.
#ifndef JUDGE_BASE_TABLE_H_
#define JUDGE_BASE_TABLE_H_

#include <string>
#include <vector>

#include "base/terminal.h"

namespace judge {

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

}  // namespace judge

#endif  // JUDGE_BASE_TABLE_H_
