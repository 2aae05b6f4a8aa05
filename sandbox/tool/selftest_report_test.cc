#include "sandbox/tool/selftest_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace judge::sandbox {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

Finding Held() {
  Finding finding;
  finding.expected = finding.got = "OK";
  finding.ended_as_expected = true;
  return finding;
}

SelftestReport ReportOf(const Finding& finding) {
  SelftestReport report;
  report.machine = {"Linux 6.1 x86_64", "root", "cgroup-v2", {std::string(64, 'a')}};
  report.attacks = {{{"use up time", "a clock", {"spins"}}, {{{"spins", "/spins.c", "it spins"}, finding}}}};
  return report;
}

std::string Conclusion(const SelftestReport& report) { return ConclusionText(Terminal(ColorMode::kNever), report); }

TEST(SelftestReportTest, SaysThatTheSandboxHoldsOnlyWhereAllOfItWasRun) {
  SelftestReport report = ReportOf(Held());
  EXPECT_TRUE(report.all_held());
  EXPECT_THAT(Conclusion(report), EndsWith("\nthe sandbox holds here: 1 of 1 programs were held\n"));
  report.left_out = 7;
  EXPECT_THAT(Conclusion(report), EndsWith("\n1 of 1 programs were held; 7 were not run\n"));
}

TEST(SelftestReportTest, CountsWhatIsLeftBehindAsNotHeld) {
  SelftestReport report = ReportOf(Held());
  report.left_behind = {"mounts: 31, were 30"};
  EXPECT_FALSE(report.all_held());
  EXPECT_THAT(Conclusion(report), HasSubstr("  mounts: 31, were 30\n"));
  EXPECT_THAT(Conclusion(report), HasSubstr("does NOT hold here"));
}

TEST(SelftestReportTest, TellsAComplaintThoughTheEndingIsTheExpectedOne) {
  Finding finding = Held();
  finding.complaints = "a clock is the machine's\nmore memory than the limit\n";
  const std::string text = Conclusion(ReportOf(finding));
  EXPECT_THAT(text, HasSubstr("spins\n  attack    use up time\n  why       it spins\n  defences  a clock\n"));
  EXPECT_THAT(text, HasSubstr("  besides   a clock is the machine's\n            more memory than the limit\n"));
}

TEST(SelftestReportTest, NamesWhatBoxesOfThisKindDoNotPromise) {
  Finding finding = Held();
  finding.expected = "any";
  EXPECT_THAT(Conclusion(ReportOf(finding)), HasSubstr("not promised in boxes of an ordinary user: spins\n"));
}

TEST(SelftestReportTest, LetsNoProgramSendEscapesToTheTerminal) {
  Finding finding;
  finding.got = "\x1b[2J";
  finding.story = "stdout: \x1b]0;x\x07\nstderr: \xff";
  const SelftestReport report = ReportOf(finding);
  EXPECT_THAT(Conclusion(report), Not(HasSubstr("\x1b")));
  EXPECT_TRUE(nlohmann::json::accept(ReportAsJson(report)));
}

}  // namespace
}  // namespace judge::sandbox
