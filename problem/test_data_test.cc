#include "problem/test_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "problem/test_package.h"

namespace judge::problem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using TestDataTest = PackageTest;

TEST_F(TestDataTest, JudgesSamplesFirstAndSortsByNameInEachFolder) {
  const auto package = Load(With(LegacyPackage(), {{"data/secret/a-b.in", ""},
                                                   {"data/secret/a-b.ans", ""},
                                                   {"data/secret/a/2.in", ""},
                                                   {"data/secret/a/2.ans", ""},
                                                   {"data/secret/a/10.in", ""},
                                                   {"data/secret/a/10.ans", ""},
                                                   {"data/secret/B.in", ""},
                                                   {"data/secret/B.ans", ""},
                                                   {"data/secret/B.png", ""},
                                                   {"data/secret/B.hint", ""},
                                                   {"data/secret/.gitignore", ""}}));
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_THAT(Names(*package),
              ElementsAre("sample/1", "secret/1", "secret/B", "secret/a/10", "secret/a/2", "secret/a-b"));
}

TEST_F(TestDataTest, TestFileBeyondTheBoundIsRefusedByName) {
  Write(LegacyPackage());
  ASSERT_EQ(::truncate((dir_ + "/data/secret/1.in").c_str(), kMaxTestFileBytes + 1), 0);
  EXPECT_EQ(ErrorOf(LoadPackage(dir_)),
            "data/secret/1.in: 1073741825 bytes, more than the 1073741824 that a test's file may have");
}

TEST_F(TestDataTest, LegacyFlagsComeFromProblemYamlAndTheNearestTestdataYaml) {
  const auto package = Load(
      With(LegacyPackage(), {{"problem.yaml", "validator_flags: case_sensitive\n"},
                             {"data/testdata.yaml", "output_validator_flags: float_tolerance 1e-6\n"},
                             {"data/secret/testdata.yaml", "on_reject: break\ngrader_flags: first_error\n"},
                             {"data/secret/g/testdata.yaml", "output_validator_flags: {flags: float_tolerance 1e-9}\n"},
                             {"data/secret/g/2.in", ""},
                             {"data/secret/g/2.ans", ""}}));
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_THAT(FlagsOf(*package, "sample/1"), ElementsAre("case_sensitive", "float_tolerance", "1e-6"));
  EXPECT_THAT(FlagsOf(*package, "secret/1"), ElementsAre("case_sensitive"));
  EXPECT_THAT(FlagsOf(*package, "secret/g/2"), ElementsAre("case_sensitive", "float_tolerance", "1e-9"));
}

TEST_F(TestDataTest, Flags2025ComeFromTheTestOrItsGroup) {
  Files files = Without(Without(Package2025(), "data/secret/1.in"), "data/secret/1.ans");
  files = With(files, {{"data/secret/test_group.yaml", "output_validator_args: [case_sensitive]\n"},
                       {"data/secret/g/1.in", ""},
                       {"data/secret/g/1.ans", ""},
                       {"data/secret/g/1.yaml", "output_validator_args: [float_tolerance, 1e-6]\ndescription: x\n"},
                       {"data/secret/g/2.in", ""},
                       {"data/secret/g/2.ans", ""},
                       {"data/secret/h/1.in", ""},
                       {"data/secret/h/1.ans", ""},
                       {"data/secret/h/test_group.yaml", "output_validator_args: []\n"}});
  const auto package = Load(files);
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_THAT(FlagsOf(*package, "sample/1"), IsEmpty());
  EXPECT_THAT(FlagsOf(*package, "secret/g/1"), ElementsAre("float_tolerance", "1e-6"));
  EXPECT_THAT(FlagsOf(*package, "secret/g/2"), ElementsAre("case_sensitive"));
  EXPECT_THAT(FlagsOf(*package, "secret/h/1"), IsEmpty());
}

}  // namespace
}  // namespace judge::problem
