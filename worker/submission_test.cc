#include "worker/submission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace judge::worker {
namespace {

using ::testing::HasSubstr;

v1::Profile CppProfile() {
  v1::Profile profile;
  profile.set_id("cpp20");
  profile.add_extensions(".cpp");
  profile.set_source_name("main.cpp");
  profile.mutable_compile()->set_artifact("solution");
  return profile;
}

// The name that a lone source gets.
std::string NameFor(const std::string& name) {
  const auto sources = SafeSources(CppProfile(), {{name, "x"}}, 100);
  return sources.ok() ? sources->at(0).name : std::string(sources.status().message());
}

std::string ErrorFor(const std::vector<SourceFile>& sources, int64_t max_bytes = 100) {
  return std::string(SafeSources(CppProfile(), sources, max_bytes).status().message());
}

TEST(SafeSourcesTest, KeepsAnOrdinaryName) { EXPECT_EQ(NameFor("sum_2.cpp"), "sum_2.cpp"); }

TEST(SafeSourcesTest, RenamesALoneSourceThatNoCommandLineShouldSee) {
  for (const std::string name :
       {"-o.cpp", ".cpp", "a b.cpp", "../../etc/passwd.cpp", "$(reboot).cpp", "\x1b[2J.cpp", "", "solution", "sum.txt"})
    EXPECT_EQ(NameFor(name), "main.cpp") << name;
  EXPECT_EQ(NameFor(std::string(101, 'a') + ".cpp"), "main.cpp");
  EXPECT_EQ(NameFor(std::string("a\0.cpp", 6)), "main.cpp");
}

TEST(SafeSourcesTest, RefusesUnsafeNamesAmongSeveral) {
  EXPECT_THAT(ErrorFor({{"main.cpp", "x"}, {"-o", "x"}}), HasSubstr("source name '-o'"));
  EXPECT_THAT(ErrorFor({{"main.cpp", "x"}, {"lib/tree.h", "x"}}), HasSubstr("folders are not supported"));
}

TEST(SafeSourcesTest, RefusesANameTwiceAndTheNameOfTheArtifact) {
  EXPECT_THAT(ErrorFor({{"a.cpp", "x"}, {"a.cpp", "x"}}), HasSubstr("'a.cpp' is taken"));
  EXPECT_THAT(ErrorFor({{"a.cpp", "x"}, {"solution", "x"}}), HasSubstr("'solution' is taken"));
}

TEST(SafeSourcesTest, RefusesHeadersAlone) {
  EXPECT_THAT(ErrorFor({{"a.h", "x"}, {"b.h", "x"}}), HasSubstr("no source has an extension of profile cpp20"));
}

TEST(SafeSourcesTest, RefusesNothingEmptyAndTooMuch) {
  EXPECT_THAT(ErrorFor({}), HasSubstr("no source file"));
  EXPECT_THAT(ErrorFor({{"a.cpp", ""}}), HasSubstr("'a.cpp' is empty"));
  EXPECT_THAT(ErrorFor({{"a.cpp", std::string(60, 'x')}, {"b.cpp", std::string(60, 'x')}}),
              HasSubstr("120 bytes long, more than the 100"));
}

TEST(SafeSourcesTest, ErrorsNeverCarryEscapeSequences) {
  EXPECT_EQ(ErrorFor({{"\x1b[2J\n", "x"}, {"a.cpp", "x"}}).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace judge::worker
