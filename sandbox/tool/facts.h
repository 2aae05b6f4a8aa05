// The facts of a run, for people and scripts. Pure functions.
#ifndef JUDGE_SANDBOX_TOOL_FACTS_H_
#define JUDGE_SANDBOX_TOOL_FACTS_H_

#include <string>

#include "sandbox/result.h"

namespace judge::sandbox {

// "cgroup-v1", "cgroup-v2" or "rlimits".
const char* AccountingName(Accounting accounting);

// "collected", "missing", "not-regular" or "too-large".
const char* StateName(CollectedFile::State state);

// One "key: value" a line, as the help of judge-sandbox tells; no line has a hostile byte in it.
std::string FactsAsText(const Result& result);

// One JSON object with the same keys (dashes as underscores, numbers as numbers) and the output as "stdout" and
// "stderr", where invalid UTF-8 is replaced.
std::string FactsAsJson(const Result& result);

// Whether it exited with 0 and hit no limit.
bool EndedWell(const Result& result);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_TOOL_FACTS_H_
