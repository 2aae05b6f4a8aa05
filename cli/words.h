// Numbers and verdicts, as people read them. Pure.
#ifndef JUDGE_CLI_WORDS_H_
#define JUDGE_CLI_WORDS_H_

#include <cstdint>
#include <string>

#include "base/terminal.h"
#include "judge/v1/result.pb.h"
#include "judge/v1/spec.pb.h"

namespace judge::cli {

std::string TimeText(uint64_t us);       // "0.012 s"
std::string MemoryText(uint64_t bytes);  // "3.4 MiB"
std::string LimitText(uint64_t ms);      // "2 s", "0.5 s"
std::string VerdictText(v1::Verdict verdict);

// "CPU 0.012 s, wall 0.014 s, memory 3.4 MiB"
std::string FactsText(const v1::Facts& facts);

// The slowest and the largest test; 0 without tests.
struct Peak {
  uint64_t cpu_us = 0;
  uint64_t memory_bytes = 0;
};
Peak PeakOf(const v1::RunResult& result);

// Green for AC, yellow for what was not judged, red for the rest.
Color ColorOf(v1::Verdict verdict);

}  // namespace judge::cli

#endif  // JUDGE_CLI_WORDS_H_
