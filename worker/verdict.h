// From facts to verdicts: pure functions, the one place where a verdict is decided.
#ifndef JUDGE_WORKER_VERDICT_H_
#define JUDGE_WORKER_VERDICT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "judge/v1/result.pb.h"
#include "judge/v1/spec.pb.h"
#include "sandbox/result.h"

namespace judge::worker {

// What a validator said of an output.
struct Judgement {
  enum class Outcome {
    kAccepted,
    kRejected,
    kFailed,  // the validator itself crashed, met a limit, or ended as no validator may
  };
  Outcome outcome = Outcome::kFailed;
  std::string explanation;   // one line for a person; may be empty
  std::string team_message;  // of custom validators
  std::string judge_message;
};

// A verdict and the evidence for it, in one line. Strings in it may be hostile (base/escape.h).
struct Decision {
  v1::Verdict verdict = v1::VERDICT_UNSPECIFIED;
  std::string explanation;
};

// How a run of a submission is judged. Evidence goes before guesses: a blocked system call, then the OOM counter, then
// the limits of time and output, then the signal or exit code, and only of a program that ended well its output.
// VERDICT_UNSPECIFIED: it ended well, and there is no `judgement` (not yet, or because nobody knows the answer).
// `out_of_memory_exit_codes`: those of the profile by which its runtime says that memory ran out.
Decision DecideRun(const v1::Facts& facts, const v1::Limits& limits, const std::vector<int>& out_of_memory_exit_codes,
                   const std::optional<Judgement>& judgement);

// Whether the time that a run took is too near to a limit to be sure of: on another day, or beside other load, it might
// have been the other way. That is CPU time within `margin` (a share: 0.05) of its limit; or the wall time limit: the
// program may have waited for a CPU, or for a disk that its image had to be read from. A program that was ended at a
// CPU time beyond the margin is sure to be too slow. False for what ended for any other reason.
bool IsTooClose(const v1::Facts& facts, const v1::Limits& limits, double margin);

struct CompileDecision {
  bool ok = false;
  std::string explanation;  // one line; empty when ok
};

// How a compilation is judged. `artifact` is what was found under the artifact's name, of at most `artifact_bytes`;
// nothing for a compile step that leaves none.
CompileDecision DecideCompile(const v1::Facts& facts, const v1::Limits& limits,
                              std::optional<sandbox::CollectedFile::State> artifact, int64_t artifact_bytes);

// "SIGSEGV", "signal 44".
std::string SignalName(int signal);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_VERDICT_H_
