#include "problem/default_validator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "problem/decimal.h"

namespace judge::problem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct Case {
  std::string flags;
  std::string answer;
  std::string output;
  bool accepted;
};

std::vector<std::string> Words(const std::string& flags) { return absl::StrSplit(flags, ' ', absl::SkipEmpty()); }

std::string Text(const char* bytes, size_t size) { return std::string(bytes, size); }

class ValidateOutputTest : public testing::TestWithParam<Case> {};

TEST_P(ValidateOutputTest, JudgesAsTheFormatSays) {
  const Case& c = GetParam();
  const auto flags = ParseValidatorFlags(Words(c.flags));
  ASSERT_TRUE(flags.ok()) << flags.status();
  const Judgement judgement = ValidateOutput(c.answer, c.output, *flags);
  EXPECT_EQ(judgement.accepted, c.accepted)
      << "flags [" << c.flags << "] answer [" << c.answer << "] output [" << c.output << "]: " << judgement.message;
  EXPECT_EQ(judgement.message.empty(), c.accepted);
}

INSTANTIATE_TEST_SUITE_P(Tokens, ValidateOutputTest,
                         testing::ValuesIn(std::vector<Case>{
                             {"", "", "", true},
                             {"", "", " \n\t\r\v\f\n", true},
                             {"", "a b\nc\n", "a b\nc\n", true},
                             {"", "a b\nc\n", "  a\tb c", true},
                             {"", "a b\nc\n", "a\r\nb\r\nc\r\n", true},
                             {"", "a b", "ab", false},
                             {"", "ab", "a b", false},
                             {"", "a", "", false},
                             {"", "a b", "a", false},
                             {"", "a", "a b", false},
                             {"", "", "a", false},
                             {"", "1", "1.0", false},
                             {"", "1", "01", false},
                             {"", "1", "+1", false},
                             {"", "a\xC2\xA0z", "a z", false},  // a no-break space separates nothing
                             {"", Text("a\0b", 3), Text("a\0b ", 4), true},
                             {"", Text("a\0b", 3), Text("a\0c", 3), false},  // a NUL ends nothing
                             {"", Text("a", 1), Text("a\0", 2), false},
                         }));

INSTANTIATE_TEST_SUITE_P(Letters, ValidateOutputTest,
                         testing::ValuesIn(std::vector<Case>{
                             {"", "Yes", "YES\n", true},
                             {"case_sensitive", "Yes", "YES\n", false},
                             {"case_sensitive", "Yes\n", "Yes", true},
                             {"", "\xC3\x84", "\xC3\xA4", false},  // only ASCII letters have a case
                             {"", "@[", "`{", false},
                         }));

INSTANTIATE_TEST_SUITE_P(Whitespace, ValidateOutputTest,
                         testing::ValuesIn(std::vector<Case>{
                             {"space_change_sensitive", "a b\n", "a b\n", true},
                             {"space_change_sensitive", "a b\n", "A B\n", true},
                             {"space_change_sensitive case_sensitive", "a b\n", "A B\n", false},
                             {"space_change_sensitive", "a b\n", "a  b\n", false},
                             {"space_change_sensitive", "a b\n", "a\tb\n", false},
                             {"space_change_sensitive", "a b\n", "a b", false},
                             {"space_change_sensitive", "a b", "a b\n", false},
                             {"space_change_sensitive", "a b\n", "a b \n", false},
                             {"space_change_sensitive", "a b\n", " a b\n", false},
                             {"space_change_sensitive", " a b\n", "a b\n", false},
                             {"space_change_sensitive", "a\nb\n", "a\r\nb\r\n", false},
                             {"space_change_sensitive", "", "\n", false},
                             {"space_change_sensitive float_tolerance 0.1", "1.0 2\n", "1.05 2\n", true},
                             {"space_change_sensitive float_tolerance 0.1", "1.0 2\n", "1.05  2\n", false},
                         }));

INSTANTIATE_TEST_SUITE_P(Numbers, ValidateOutputTest,
                         testing::ValuesIn(std::vector<Case>{
                             {"float_tolerance 1e-6", "0.0314", "3.14000000e-2", true},
                             {"float_tolerance 1e-6", "1", "1.000000", true},
                             {"float_tolerance 1e-6", "1", "+1", true},
                             {"float_tolerance 1e-6", "1", "1.", true},
                             {"float_tolerance 1e-6", ".5", "0.5", true},
                             {"float_tolerance 1e-6", "-0", "0", true},
                             {"float_tolerance 1e-6", "1", "1.0000009", true},
                             {"float_tolerance 1e-6", "1", "1.0000011", false},
                             // Relative to the answer, not to the output.
                             {"float_relative_tolerance 0.5", "2", "1", true},
                             {"float_relative_tolerance 0.5", "1", "2", false},
                             {"float_relative_tolerance 0.5", "-2", "-3", true},
                             {"float_relative_tolerance 0.1", "0", "1e-300", false},
                             {"float_relative_tolerance 0.1", "0", "0.0", true},
                             {"float_relative_tolerance 1e-6", "1e9", "1000000999", true},
                             {"float_absolute_tolerance 1e-6", "1e9", "1000000999", false},
                             {"float_absolute_tolerance 0.5", "10", "10.5", true},
                             {"float_absolute_tolerance 0.5", "10", "10.51", false},
                             // Within either of the two is enough.
                             {"float_absolute_tolerance 1 float_relative_tolerance 0.1", "100", "109", true},
                             {"float_absolute_tolerance 1 float_relative_tolerance 0.1", "1", "1.9", true},
                             {"float_absolute_tolerance 1 float_relative_tolerance 0.1", "100", "111", false},
                             {"float_tolerance 0", "0.5", "5e-1", true},
                             {"float_tolerance 0", "0.5", "0.50000001", false},
                             // What is no number.
                             {"float_tolerance 1e-6", "1", "one", false},
                             {"float_tolerance 1e-6", "1", "1,0", false},
                             {"float_tolerance 1e-6", "1", "1.0f", false},
                             {"float_tolerance 1e-6", "16", "0x10", false},
                             {"float_tolerance 1e-6", "1", "1e", false},
                             {"float_tolerance 1e-6", "1", "1e+", false},
                             {"float_tolerance 1e-6", "1", "--1", false},
                             {"float_tolerance 1e-6", "0", ".", false},
                             {"float_tolerance 1e-6", "1", "nan", false},
                             {"float_tolerance 1e-6", "1", "inf", false},
                             {"float_tolerance 1e308", "1", "1e309", false},
                             {"float_tolerance 1e308", "1", absl::StrCat("1", std::string(400, '0')), false},
                             // Text in the answer stays text.
                             {"float_tolerance 1e-6", "inf", "INF", true},
                             {"float_tolerance 1e-6", "nan", "nan", true},
                             {"float_tolerance 1e-6", "inf", "1e999", false},
                             {"float_tolerance 1e-6", "1e999", "1E999", true},
                             {"float_tolerance 1e-6", "1e999", "2e999", false},
                             {"float_tolerance 1e-6 case_sensitive", "Yes 1", "yes 1", false},
                             {"float_tolerance 1e-6", "Yes 1", "yes 1.0", true},
                             {"float_tolerance 1e-6", "Yes", "1", false},
                             // Too small is zero; long is fine.
                             {"float_tolerance 1e-6", "0", "1e-400", true},
                             {"float_tolerance 1e-6", "0", "-1e-99999999999999999999", true},
                             {"float_tolerance 1e-9", "0.333333333333333333333333333333333333",
                              "0.3333333333333333333333333333333333333333333333", true},
                             {"float_tolerance 1e-9", "1", absl::StrCat("0.", std::string(100000, '9')), true},
                             {"float_tolerance 1e-9", "1", absl::StrCat(std::string(100000, '0'), "1"), true},
                         }));

std::string MessageOf(absl::string_view answer, absl::string_view output, const ValidatorFlags& flags = {}) {
  return ValidateOutput(answer, output, flags).message;
}

TEST(ValidateOutputMessageTest, NamesTheFirstDifference) {
  EXPECT_EQ(MessageOf("1 2\n3 4\n", "1 2\n\n3 5 6\n"),
            "line 3, token 2 (answer: line 2, token 2): expected \"4\", got \"5\"");
  EXPECT_EQ(MessageOf("1\n2\n", "1\n"),
            "line 2, token 1 (answer: line 2, token 1): expected \"2\", but the output ends here");
  EXPECT_EQ(MessageOf("1", "1 2"),
            "line 1, token 2 (answer: line 1, token 2): expected the end of the output, got \"2\"");
  ValidatorFlags flags;
  flags.space_change_sensitive = true;
  EXPECT_THAT(MessageOf("a b\n", "a\tb\n", flags), HasSubstr("expected the whitespace \" \", got \"\\t\""));
  flags.float_absolute_tolerance = 0.1;
  EXPECT_THAT(MessageOf("2", "2.5", flags), HasSubstr("expected \"2\", got \"2.5\", off by 0.5"));
  EXPECT_THAT(MessageOf("2", "two", flags), HasSubstr("expected the number \"2\", got \"two\""));
}

TEST(ValidateOutputMessageTest, HostileOutputIsEscapedAndShortened) {
  const std::string message = MessageOf("yes", "\x1b[31m" + std::string(1000000, 'x'));
  EXPECT_THAT(message, AllOf(HasSubstr("\\x1b[31m"), HasSubstr("(1000005 bytes)"), Not(HasSubstr("\x1b"))));
  EXPECT_LT(message.size(), 400u);
}

TEST(ParseValidatorFlagsTest, SetsEachFlag) {
  const auto flags =
      ParseValidatorFlags(Words("case_sensitive space_change_sensitive float_absolute_tolerance 1e-3 "
                                "float_relative_tolerance .25"));
  ASSERT_TRUE(flags.ok()) << flags.status();
  EXPECT_TRUE(flags->case_sensitive);
  EXPECT_TRUE(flags->space_change_sensitive);
  EXPECT_EQ(flags->float_absolute_tolerance, 1e-3);
  EXPECT_EQ(flags->float_relative_tolerance, 0.25);
  const auto both = ParseValidatorFlags({"float_tolerance", "1e-6"});
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ(both->float_absolute_tolerance, 1e-6);
  EXPECT_EQ(both->float_relative_tolerance, 1e-6);
}

TEST(ParseValidatorFlagsTest, SaysWhatIsWrong) {
  const auto error = [](const std::string& flags) {
    return std::string(ParseValidatorFlags(Words(flags)).status().message());
  };
  EXPECT_THAT(error("case_insensitive"), HasSubstr("unknown flag \"case_insensitive\""));
  EXPECT_EQ(error("float_tolerance"), "float_tolerance: needs a number after it");
  EXPECT_EQ(error("float_tolerance tiny"), "float_tolerance: \"tiny\" is no decimal number >= 0");
  EXPECT_EQ(error("float_tolerance -1"), "float_tolerance: \"-1\" is no decimal number >= 0");
  EXPECT_EQ(error("float_tolerance nan"), "float_tolerance: \"nan\" is no decimal number >= 0");
}

TEST(ParseValidatorFlagsTest, TheLastToleranceOfAKindCounts) {
  const auto flags = ParseValidatorFlags(Words("float_tolerance 1e-6 float_absolute_tolerance 1"));
  ASSERT_TRUE(flags.ok()) << flags.status();
  EXPECT_EQ(flags->float_absolute_tolerance, 1);
  EXPECT_EQ(flags->float_relative_tolerance, 1e-6);
}

TEST(ParseDecimalTest, ReadsTheNearestDouble) {
  EXPECT_EQ(ParseDecimal("0.1"), 0.1);
  EXPECT_EQ(ParseDecimal("+12.5E+1"), 125.0);
  EXPECT_EQ(ParseDecimal("-.5e-1"), -0.05);
  EXPECT_EQ(ParseDecimal("5e-324"), 5e-324);
  EXPECT_EQ(ParseDecimal("1e-500"), 0.0);
  for (const char* text :
       {"", "+", "-", ".", "e5", "1e", "1 ", " 1", "1..2", "0x1", "1e5.", "1_0", "infinity", "1e400"})
    EXPECT_EQ(ParseDecimal(text), std::nullopt) << text;
}

}  // namespace
}  // namespace judge::problem
