// docs/security.md names the programs that show each defence: all of them, and none that is not there.
#include <gtest/gtest.h>

#include <algorithm>

#include "sandbox/suite/suite.h"
#include "sandbox/test_machine.h"

namespace judge::sandbox {
namespace {

constexpr char kDocument[] = JUDGE_SOURCE_DIR "/docs/security.md";

class SecurityDocumentTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto attacks = ReadAttacks(kDocument);
    ASSERT_TRUE(attacks.ok()) << attacks.status();
    attacks_ = *attacks;
    const auto programs = ReadSuitePrograms(TestPlaces().suite_folder);
    ASSERT_TRUE(programs.ok()) << programs.status();
    programs_ = *programs;
  }

  std::vector<Attack> attacks_;
  std::vector<SuiteProgram> programs_;
};

TEST_F(SecurityDocumentTest, NamesEveryHostileProgram) {
  for (const SuiteProgram& program : programs_) {
    const bool named = std::any_of(attacks_.begin(), attacks_.end(),
                                   [&](const Attack& attack) { return Shows(program.name, attack); });
    EXPECT_TRUE(named) << program.name << " is in no row of " << kDocument;
  }
}

TEST_F(SecurityDocumentTest, NamesNoProgramThatIsNotThere) {
  EXPECT_GT(attacks_.size(), 20u);
  for (const Attack& attack : attacks_) {
    for (const std::string& pattern : attack.patterns) {
      const Attack alone = {"", "", {pattern}};
      const bool there = std::any_of(programs_.begin(), programs_.end(),
                                     [&](const SuiteProgram& program) { return Shows(program.name, alone); });
      EXPECT_TRUE(there) << pattern;
    }
  }
}

TEST_F(SecurityDocumentTest, SaysWhatEachProgramIsFor) {
  for (const SuiteProgram& program : programs_) EXPECT_NE(program.why, "") << program.name;
}

}  // namespace
}  // namespace judge::sandbox
