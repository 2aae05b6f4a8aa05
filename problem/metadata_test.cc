#include "problem/metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "problem/test_package.h"

namespace judge::problem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using MetadataTest = PackageTest;

TEST_F(MetadataTest, ReadsEveryLimitOf2025) {
  const auto package = Load(With(Without(Package2025(), ".timelimit"),
                                 {{"problem.yaml", absl::StrCat(kYaml2025,
                                                                "limits:\n"
                                                                "  time_multipliers: {ac_to_time_limit: 3, "
                                                                "time_limit_to_tle: 1.25}\n"
                                                                "  time_limit: 1.2345\n"
                                                                "  time_resolution: 0.1\n"
                                                                "  memory: 64\n"
                                                                "  output: 2\n"
                                                                "  code: 100\n"
                                                                "  compilation_time: 10\n"
                                                                "  compilation_memory: 512\n"
                                                                "  validation_time: 20\n"
                                                                "  validation_memory: 128\n"
                                                                "  validation_output: 1\n")}}));
  ASSERT_TRUE(package.ok()) << package.status();
  const v1::Problem& problem = package->problem;
  EXPECT_EQ(problem.format(), v1::Problem::FORMAT_2025_09);
  EXPECT_EQ(problem.limits().cpu_time_ms(), 1235u);
  EXPECT_EQ(problem.limits().memory_bytes(), 64u << 20);
  EXPECT_EQ(problem.limits().output_bytes(), 2u << 20);
  EXPECT_EQ(problem.code_bytes(), 100u * 1024);
  EXPECT_EQ(problem.compilation_limits().cpu_time_ms(), 10000u);
  EXPECT_EQ(problem.compilation_limits().memory_bytes(), 512u << 20);
  EXPECT_EQ(problem.validation_limits().cpu_time_ms(), 20000u);
  EXPECT_EQ(problem.validation_limits().memory_bytes(), 128u << 20);
  EXPECT_EQ(problem.validation_limits().output_bytes(), 1u << 20);
  EXPECT_EQ(problem.timing().ac_to_time_limit(), 3);
  EXPECT_EQ(problem.timing().time_limit_to_tle(), 1.25);
  EXPECT_EQ(problem.timing().resolution_seconds(), 0.1);
}

TEST_F(MetadataTest, TakesTheTimeLimitFromWhereOtherToolsWriteIt) {
  Files files = Without(LegacyPackage(), ".timelimit");
  EXPECT_EQ(Load(files)->problem.limits().cpu_time_ms(), 0u) << "to be measured";
  files["domjudge-problem.ini"] = "color='#ff0000'\ntimelimit = '1.5'\n";
  EXPECT_EQ(Load(files)->problem.limits().cpu_time_ms(), 1500u);
  files[".timelimit"] = "2\n";
  EXPECT_EQ(Load(files)->problem.limits().cpu_time_ms(), 2000u);
  files[".timelimit"] = "16.1";
  EXPECT_EQ(Load(files)->problem.limits().cpu_time_ms(), 16100u);
  files["problem.yaml"] = "limits: {time_limit: 0.25}\n";
  const auto package = Load(files);
  EXPECT_EQ(package->problem.limits().cpu_time_ms(), 250u);
  EXPECT_THAT(package->warnings, ElementsAre(HasSubstr("the time limit is that of problem.yaml, 250 ms")));
}

TEST_F(MetadataTest, UnknownKeyOfALegacyPackageWarnsWithItsLine) {
  const auto package = Load(With(LegacyPackage(), {{"problem.yaml", "name: Sum\n\ncolour: red\n"}}));
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_THAT(package->warnings, ElementsAre("problem.yaml:3: unknown key 'colour' is ignored"));
}

TEST_F(MetadataTest, NameIsTheEnglishOne) {
  const auto package =
      Load(With(Package2025(),
                {{"problem.yaml", "problem_format_version: 2025-09\nuuid: 1\nname: {de: Summe, en: Sum of two}\n"}}));
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_EQ(package->problem.name(), "Sum of two");
}

TEST_F(MetadataTest, HostileYamlIsRefusedInOneLine) {
  const auto error = [&](const std::string& yaml) { return ErrorOf(With(LegacyPackage(), {{"problem.yaml", yaml}})); };
  EXPECT_THAT(error("name: [1, 2\nx: 3\n"), StartsWith("problem.yaml:"));
  EXPECT_THAT(error("a: b: c\n"), StartsWith("problem.yaml:1: no valid YAML: "));
  EXPECT_THAT(error("name: *nothing\n"), StartsWith("problem.yaml:1: no valid YAML: "));
  EXPECT_THAT(error("- a\n- b\n"), HasSubstr("problem.yaml:1: has to be a map"));
  EXPECT_EQ(error("name: a\nlimits: {}\nname: b\n"), "problem.yaml:3: key 'name' is given twice; remove one");
  EXPECT_EQ(error("name: a\n[1, 2]: b\n"), "problem.yaml:2: a key has to be text");
  EXPECT_THAT(error(std::string(500000, '[')), StartsWith("problem.yaml:"));
  EXPECT_THAT(error(std::string(5000, '{')), StartsWith("problem.yaml:"));
  EXPECT_THAT(error(std::string(2 << 20, 'x')), HasSubstr("a YAML file has at most 1048576"));
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    absl::StrAppend(&laughs, "a", i, ": &a", i, " [");
    for (int j = 0; j < 10; ++j) absl::StrAppend(&laughs, "*a", i - 1, ", ");
    absl::StrAppend(&laughs, "x]\n");
  }
  EXPECT_THAT(error(laughs), HasSubstr("too large or too deep"));
  std::string echo = absl::StrCat("name: x\nkeywords: [&a ", std::string(600000, 'A'));
  for (int i = 0; i < 50000; ++i) absl::StrAppend(&echo, ", *a");
  EXPECT_THAT(error(echo + "]\n"), HasSubstr("too large or too deep"));
  EXPECT_THAT(error("\x1b[31m: 1\n\x01\n"), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace judge::problem
