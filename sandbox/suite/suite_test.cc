#include "sandbox/suite/suite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"

namespace judge::sandbox {
namespace {

using ::testing::HasSubstr;

constexpr char kProgram[] = "// expect: OK\n// why: it is there.\n";

class SuiteTest : public ::testing::Test {
 protected:
  SuiteTest() {
    folder_.Write("spins.c", kProgram);
    folder_.Write("pairs/meets.c", kProgram);
    folder_.Write("compile/bomb.cpp", kProgram);
    folder_.Write("spins", "");  // what was built
    folder_.Write("security.md",
                  "# Security\n\n| the attack | the defences | shown by |\n| --- | --- | --- |\n"
                  "| use up time | clocks | `spins` `compile/*bomb*` |\n| all | nothing | `compile/*` `pairs/*` |\n");
  }

  TestFolder folder_;
};

TEST_F(SuiteTest, PutsEachProgramAtTheFirstAttackThatItShows) {
  const auto suite = ReadSuite(folder_.path());
  ASSERT_TRUE(suite.ok()) << suite.status();
  ASSERT_EQ(suite->size(), 2u);
  const AttackPrograms& first = (*suite)[0];
  EXPECT_EQ(first.attack.name, "use up time");
  EXPECT_EQ(first.attack.defences, "clocks");
  ASSERT_EQ(first.programs.size(), 2u);
  EXPECT_EQ(first.programs[0].name, "spins");
  EXPECT_EQ(first.programs[0].why, "it is there.");
  EXPECT_EQ(first.programs[1].name, "compile/bomb");
  ASSERT_EQ((*suite)[1].programs.size(), 1u);
  EXPECT_EQ((*suite)[1].programs[0].name, "pairs/meets");
}

TEST_F(SuiteTest, RefusesAProgramThatShowsNoAttack) {
  folder_.Write("new.py", "# expect: OK\n");
  EXPECT_THAT(ReadSuite(folder_.path()).status().message(), HasSubstr("new is in no row"));
}

TEST_F(SuiteTest, RefusesADocumentWithoutATable) {
  folder_.Write("security.md", "# Security\n");
  EXPECT_TRUE(absl::IsInvalidArgument(ReadSuite(folder_.path()).status()));
}

TEST_F(SuiteTest, FindsNoSuiteInAnotherFolder) {
  EXPECT_TRUE(absl::IsNotFound(ReadSuite(folder_.path() + "/pairs/none").status()));
}

}  // namespace
}  // namespace judge::sandbox
