#include "problem/programs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "problem/test_package.h"

namespace judge::problem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using ProgramsTest = PackageTest;

TEST_F(ProgramsTest, FindsTheCustomValidatorOfEitherFormat) {
  auto package = Load(With(LegacyPackage(), {{"problem.yaml", "validation: custom\nvalidator_flags: any thing\n"},
                                             {"output_validators/check/check.cc", "x"},
                                             {"output_validators/check/lib/check.h", "y"}}));
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_TRUE(package->problem.custom_validator());
  ASSERT_TRUE(package->output_validator.has_value());
  EXPECT_EQ(package->output_validator->name, "check");
  ASSERT_EQ(package->output_validator->files.size(), 2u);
  EXPECT_EQ(package->output_validator->files[0].name, "check.cc");
  EXPECT_EQ(package->output_validator->files[1].name, "lib/check.h");
  EXPECT_THAT(FlagsOf(*package, "secret/1"), ElementsAre("any", "thing"));

  package = Load(With(Package2025(), {{"output_validator/check.py", "x"}}));
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_TRUE(package->problem.custom_validator());
  EXPECT_EQ(package->output_validator->name, "check.py");

  package = Load(With(Package2025(), {{"output_validator/check.cc", "x"}, {"output_validator/parts.cc", "x"}}));
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_EQ(package->output_validator->files.size(), 2u);
}

TEST_F(ProgramsTest, LegacyValidatorThatProblemYamlDoesNotNameIsIgnoredWithAWarning) {
  const auto package = Load(With(LegacyPackage(), {{"output_validators/check.py", "x"}}));
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_FALSE(package->output_validator.has_value());
  EXPECT_THAT(package->warnings, ElementsAre(HasSubstr("output_validators is ignored")));
}

TEST_F(ProgramsTest, CommentInTheSourceOverridesTheFolder) {
  const auto package = Load(With(
      LegacyPackage(), {{"submissions/wrong_answer/two/main.cpp", "int main() {}\n"},
                        {"submissions/wrong_answer/two/part.cpp", "// @EXPECTED_RESULTS@: TIMELIMIT, WRONG-ANSWER\n"},
                        {"submissions/mixed/a.c", "/* @EXPECTED_RESULTS@: RUN-ERROR */"},
                        {"submissions/mixed/b.c", "nothing"},
                        {"submissions/README", "read me"}}));
  ASSERT_TRUE(package.ok()) << package.status();
  ASSERT_EQ(package->submissions.size(), 3u);
  EXPECT_EQ(package->submissions[1].program.name, "mixed/a.c");
  EXPECT_THAT(package->submissions[1].expectation.required, ElementsAre(v1::RE));
  EXPECT_EQ(package->submissions[2].program.name, "wrong_answer/two");
  EXPECT_EQ(package->submissions[2].program.files.size(), 2u);
  EXPECT_THAT(package->submissions[2].expectation.required, ElementsAre(v1::TLE, v1::WA));
  EXPECT_THAT(package->warnings, ElementsAre(HasSubstr("submissions/mixed/b.c is left out")));
}

}  // namespace
}  // namespace judge::problem
