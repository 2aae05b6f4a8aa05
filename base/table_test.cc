#include "base/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace judge {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Table TestTable(const Terminal& terminal) { return Table(terminal, {{"name", 6}, {"time", 8, true}, {"why"}}); }

TEST(TableTest, LinesItsColumnsUp) {
  const Terminal plain(ColorMode::kNever);
  const Table table = TestTable(plain);
  EXPECT_EQ(table.Header(), "  name        time  why\n");
  EXPECT_EQ(table.Row({{"a"}, {"1.0 s"}, {"because"}}), "  a          1.0 s  because\n");
}

TEST(TableTest, LeavesNoBlanksAtTheEndOfALine) {
  const Terminal plain(ColorMode::kNever);
  EXPECT_EQ(TestTable(plain).Row({{"a"}}), "  a\n");
}

TEST(TableTest, ColorsDoNotCountAsWidth) {
  const Terminal colored(ColorMode::kAlways);
  EXPECT_EQ(TestTable(colored).Row({{"AC", Color::kGreen}, {"1"}}), "  \x1b[32mAC\x1b[0m             1\n");
}

TEST(TableTest, CountsCharactersNotBytes) {
  const Terminal plain(ColorMode::kNever);
  EXPECT_EQ(TestTable(plain).Row({{"größe"}, {"1"}}), "  größe          1\n");
}

TEST(TableTest, HostileCellsStayOnTheirLineAndSendNoEscapes) {
  const Terminal plain(ColorMode::kNever);
  const std::string row = TestTable(plain).Row({{"a\nb"}, {"\x1b[2J"}, {"\xff"}});
  EXPECT_EQ(std::count(row.begin(), row.end(), '\n'), 1);
  EXPECT_THAT(row, Not(HasSubstr("\x1b")));
  EXPECT_THAT(row, HasSubstr("\\xff"));
}

TEST(TerminalTest, PaintsNothingInAPipe) {
  // The test's own stdout may be a terminal; "never" is what a pipe gets.
  EXPECT_EQ(Terminal(ColorMode::kNever).Paint(Color::kRed, "x"), "x");
  EXPECT_EQ(Terminal(ColorMode::kAlways).Paint(Color::kPlain, "x"), "x");
}

}  // namespace
}  // namespace judge
