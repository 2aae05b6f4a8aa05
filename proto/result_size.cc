#include "proto/result_size.h"

#include <string>

#include "base/escape.h"

namespace judge {
namespace {

// Of the longest text that is left whole at first; half of it, if that does not do, and so on.
constexpr size_t kLongestText = 32 << 10;

template <typename Message>
bool IsSmall(int64_t max_bytes, const Message& message) {
  return static_cast<int64_t>(message.ByteSizeLong()) <= max_bytes;
}

// Whether it was longer.
bool Cut(size_t bytes, std::string& text) {
  if (text.size() <= bytes) return false;
  text = CutUtf8(text, bytes);
  return true;
}

void CutOutputs(size_t bytes, v1::TestResult& test) {
  if (Cut(bytes, *test.mutable_stdout())) test.set_stdout_truncated(true);
  if (Cut(bytes, *test.mutable_stderr())) test.set_stderr_truncated(true);
  Cut(bytes, *test.mutable_team_message());
  Cut(bytes, *test.mutable_judge_message());
}

void CutOutputs(size_t bytes, v1::CompileResult& compile) {
  if (Cut(bytes, *compile.mutable_log())) compile.set_log_truncated(true);
}

void CutOutputs(size_t bytes, v1::RunResult& result) {
  if (result.has_compile()) CutOutputs(bytes, *result.mutable_compile());
  for (v1::TestResult& test : *result.mutable_tests()) CutOutputs(bytes, test);
}

// Whether it is small enough now.
template <typename Message>
bool CutUntilSmall(int64_t max_bytes, Message& message) {
  for (size_t bytes = kLongestText; bytes > 0 && !IsSmall(max_bytes, message); bytes /= 2) CutOutputs(bytes, message);
  return IsSmall(max_bytes, message);
}

void LeaveOutTests(int64_t max_bytes, v1::RunResult& result) {
  // That there are such.
  constexpr int64_t kFieldBytes = 6;
  auto bytes = static_cast<int64_t>(result.ByteSizeLong()) + kFieldBytes;
  int kept = result.tests_size();
  while (kept > 0 && bytes > max_bytes) bytes -= static_cast<int64_t>(result.tests(--kept).ByteSizeLong());
  result.set_tests_left_out(result.tests_left_out() + result.tests_size() - kept);
  result.mutable_tests()->DeleteSubrange(kept, result.tests_size() - kept);
}

}  // namespace

void Shorten(int64_t max_bytes, v1::RunResult& result) {
  if (CutUntilSmall(max_bytes, result)) return;
  LeaveOutTests(max_bytes, result);
  if (IsSmall(max_bytes, result)) return;
  const v1::Verdict verdict = result.verdict();
  result.Clear();
  result.set_verdict(verdict);
}

void Shorten(int64_t max_bytes, v1::TestResult& test) {
  if (CutUntilSmall(max_bytes, test)) return;
  const v1::Verdict verdict = test.verdict();
  test.Clear();
  test.set_verdict(verdict);
}

void Shorten(int64_t max_bytes, v1::CompileResult& compile) {
  if (CutUntilSmall(max_bytes, compile)) return;
  const bool ok = compile.ok();
  compile.Clear();
  compile.set_ok(ok);
}

void DropOutputs(v1::RunResult& result) { CutOutputs(0, result); }

}  // namespace judge
