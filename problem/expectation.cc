#include "problem/expectation.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/escape.h"

namespace judge::problem {
namespace {

using v1::Verdict;
using Verdicts = std::vector<Verdict>;

bool Contains(const Verdicts& verdicts, Verdict verdict) {
  return std::find(verdicts.begin(), verdicts.end(), verdict) != verdicts.end();
}

Verdicts operator+(Verdicts left, const Verdicts& right) {
  for (const Verdict verdict : right)
    if (!Contains(left, verdict)) left.push_back(verdict);
  return left;
}

// The format knows four verdicts only; its run-time error is all that ends a program before its time.
Verdicts Crashes() { return {v1::RE, v1::MLE, v1::OLE, v1::SV}; }

// DOMjudge's names with '_' for '-', its older ones, the format's folders and ours.
std::optional<Verdict> ParseVerdict(const std::string& word) {
  static constexpr std::pair<const char*, Verdict> kNames[] = {
      {"AC", v1::AC},
      {"CORRECT", v1::AC},
      {"ACCEPTED", v1::AC},
      {"WA", v1::WA},
      {"WRONG_ANSWER", v1::WA},
      {"NO_OUTPUT", v1::WA},
      {"TLE", v1::TLE},
      {"TIMELIMIT", v1::TLE},
      {"TIME_LIMIT", v1::TLE},
      {"TIME_LIMIT_EXCEEDED", v1::TLE},
      {"RE", v1::RE},
      {"RTE", v1::RE},
      {"RUN_ERROR", v1::RE},
      {"RUN_TIME_ERROR", v1::RE},
      {"MLE", v1::MLE},
      {"MEMORY_LIMIT", v1::MLE},
      {"MEMORY_LIMIT_EXCEEDED", v1::MLE},
      {"OLE", v1::OLE},
      {"OUTPUT_LIMIT", v1::OLE},
      {"OUTPUT_LIMIT_EXCEEDED", v1::OLE},
      {"CE", v1::CE},
      {"COMPILER_ERROR", v1::CE},
      {"COMPILE_ERROR", v1::CE},
      {"SV", v1::SV},
      {"SECURITY_VIOLATION", v1::SV},
  };
  const std::string name = absl::StrReplaceAll(absl::AsciiStrToUpper(word), {{"-", "_"}});
  for (const auto& [known, verdict] : kNames)
    if (name == known) return verdict;
  return std::nullopt;
}

}  // namespace

std::optional<Expectation> ExpectationOfFolder(absl::string_view folder, bool legacy) {
  const Verdicts ac = {v1::AC}, wa = {v1::WA}, tle = {v1::TLE}, crashes = Crashes();
  if (folder == "accepted") return Expectation{ac, ac};
  if (folder == "rejected") return Expectation{ac + wa + tle + crashes, wa + tle + crashes};
  if (folder == "wrong_answer") return Expectation{ac + wa, wa};
  // The legacy format lets a slow submission be wrong too, and a crashing one be anything.
  if (folder == "time_limit_exceeded") return Expectation{legacy ? ac + wa + tle : ac + tle, tle};
  if (folder == "run_time_error" || folder == "run_time_exception")
    return Expectation{legacy ? ac + wa + tle + crashes : ac + crashes, crashes};
  if (folder == "brute_force") return Expectation{ac + tle + crashes, tle + crashes};
  if (folder == "compile_error" || folder == "compiler_error") return Expectation{{v1::CE}, {v1::CE}};
  if (folder == "memory_limit_exceeded") return Expectation{ac + Verdicts{v1::MLE}, {v1::MLE}};
  if (folder == "output_limit_exceeded") return Expectation{ac + Verdicts{v1::OLE}, {v1::OLE}};
  if (folder == "security_violation") return Expectation{ac + Verdicts{v1::SV}, {v1::SV}};
  return std::nullopt;
}

absl::StatusOr<std::optional<Expectation>> ExpectationOfSource(absl::string_view source) {
  constexpr absl::string_view kMark = "@EXPECTED_RESULTS@:";
  const size_t mark = source.find(kMark);
  if (mark == absl::string_view::npos) return std::nullopt;
  absl::string_view line = source.substr(mark + kMark.size());
  line = line.substr(0, line.find('\n'));
  // The end of the comment that it stands in.
  line = line.substr(0, std::min(line.find("*/"), line.find("-->")));
  Verdicts listed;
  for (const absl::string_view word : absl::StrSplit(line, absl::ByAnyChar(", \t\r"), absl::SkipEmpty())) {
    const std::optional<Verdict> verdict = ParseVerdict(std::string(word));
    if (!verdict)
      return absl::InvalidArgumentError(absl::StrCat("@EXPECTED_RESULTS@: '", EscapeForLine(word.substr(0, 40)),
                                                     "' is no verdict; write for example WRONG-ANSWER or WA"));
    listed = listed + Verdicts{*verdict};
  }
  if (listed.empty())
    return absl::InvalidArgumentError("@EXPECTED_RESULTS@: names no verdict; write for example WRONG-ANSWER or WA");
  return Expectation{Verdicts{v1::AC} + listed, listed};
}

bool Agrees(const Expectation& expectation, const std::vector<v1::Verdict>& verdicts) {
  bool required_seen = false;
  for (const Verdict verdict : verdicts) {
    if (verdict == v1::SK) continue;
    if (!Contains(expectation.permitted, verdict)) return false;
    required_seen |= Contains(expectation.required, verdict);
  }
  return required_seen;
}

bool MightAgreeWithEveryTest(const Expectation& expectation, const std::vector<v1::Verdict>& verdicts) {
  return Contains(verdicts, v1::SK) && std::all_of(verdicts.begin(), verdicts.end(), [&](Verdict verdict) {
           return verdict == v1::SK || Contains(expectation.permitted, verdict);
         });
}

std::string ToString(const Expectation& expectation) {
  return absl::StrJoin(expectation.required, " or ",
                       [](std::string* out, Verdict verdict) { absl::StrAppend(out, v1::Verdict_Name(verdict)); });
}

}  // namespace judge::problem
