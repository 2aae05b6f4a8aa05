// From sources to something that runs.
#ifndef JUDGE_WORKER_COMPILE_H_
#define JUDGE_WORKER_COMPILE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/v1/profile.pb.h"
#include "judge/v1/result.pb.h"
#include "judge/v1/spec.pb.h"
#include "sandbox/spec.h"
#include "worker/machine.h"
#include "worker/submission.h"

namespace judge::worker {

// What a run puts into its box, and the command that starts it there.
struct Program {
  const v1::Profile* profile = nullptr;  // the machine's
  std::vector<sandbox::InputFile> files;
  std::vector<std::string> argv;
};

struct Compilation {
  const v1::Profile* profile = nullptr;  // that was used; the machine's
  v1::CompileResult result;
  std::string explanation;         // why it failed, in one line; hostile strings may be in it
  std::optional<Program> program;  // when result.ok
};

// Compiles in a box of its own, with the profile's image and policy, or takes the outcome from the compile cache. A
// compiler that rejects, crashes, meets a limit or makes a forbidden system call is the source's fault: `result` says
// so. A Status is INVALID_ARGUMENT or NOT_FOUND for what ProfileOf() and SafeSources() refuse, else the judge's
// failure. `overrule` goes before the profile's limits for compiling.
absl::StatusOr<Compilation> Compile(Machine& machine, const Submission& submission, int64_t max_source_bytes,
                                    const v1::Limits& overrule);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_COMPILE_H_
