#include "cli/words.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace judge::cli {

std::string TimeText(uint64_t us) { return absl::StrFormat("%.3f s", static_cast<double>(us) / 1e6); }

std::string MemoryText(uint64_t bytes) {
  return absl::StrFormat("%.1f MiB", static_cast<double>(bytes) / (1024.0 * 1024.0));
}

std::string LimitText(uint64_t ms) { return absl::StrCat(static_cast<double>(ms) / 1000, " s"); }

std::string VerdictText(v1::Verdict verdict) {
  return verdict == v1::VERDICT_UNSPECIFIED ? "-" : v1::Verdict_Name(verdict);
}

std::string FactsText(const v1::Facts& facts) {
  return absl::StrCat("CPU ", TimeText(facts.cpu_us()), ", wall ", TimeText(facts.wall_us()), ", memory ",
                      MemoryText(facts.memory_bytes()), facts.accounting() == v1::RLIMITS ? ", by rlimits alone" : "");
}

Peak PeakOf(const v1::RunResult& result) {
  Peak peak;
  for (const v1::TestResult& test : result.tests()) {
    peak.cpu_us = std::max<uint64_t>(peak.cpu_us, test.facts().cpu_us());
    peak.memory_bytes = std::max<uint64_t>(peak.memory_bytes, test.facts().memory_bytes());
  }
  return peak;
}

Color ColorOf(v1::Verdict verdict) {
  switch (verdict) {
    case v1::AC:
      return Color::kGreen;
    case v1::SK:
    case v1::CANCELLED:
      return Color::kGrey;
    case v1::VERDICT_UNSPECIFIED:
      return Color::kPlain;
    case v1::JE:
      return Color::kYellow;
    default:
      return Color::kRed;
  }
}

}  // namespace judge::cli
