// For fuzzers: X_fuzz.cc next to X.cc, made by judge_fuzzer(). libFuzzer makes inputs up, and each has to keep what the
// fuzzer requires. See fuzz/README.md.
#ifndef JUDGE_BASE_TESTING_FUZZ_H_
#define JUDGE_BASE_TESTING_FUZZ_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/file.h"

namespace judge {

// What a fuzzer defines: tries one input. It is called very often in one process, so nothing may stay behind.
void Fuzz(absl::string_view input);

// Ends the fuzzer with a message unless `holds`; libFuzzer then keeps the input.
void Require(bool holds, absl::string_view what);

// An error says something, on one line, without what a terminal would act on, however hostile the input was.
void RequireReadable(const absl::Status& error);

// An empty folder for inputs that have to be files; in memory where the machine has /dev/shm.
TemporaryFolder MakeInputFolder();

// Makes or overwrites a file; its folder has to exist. No sync: fast, unlike WriteFileAtomically.
void WriteInput(const std::string& path, absl::string_view text);

}  // namespace judge

#endif  // JUDGE_BASE_TESTING_FUZZ_H_
