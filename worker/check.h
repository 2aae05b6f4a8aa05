// Whether an output is right: what follows a run that ended well.
#ifndef JUDGE_WORKER_CHECK_H_
#define JUDGE_WORKER_CHECK_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "problem/package.h"
#include "worker/machine.h"
#include "worker/verdict.h"

namespace judge::worker {

// The output validator of one problem. Thread-safe.
class OutputValidator {
 public:
  virtual ~OutputValidator() = default;
  // Judges what a submission wrote in the package's test `index`. A custom validator that crashes, hangs, or exits with
  // neither 42 nor 43 has failed, as its Judgement says; what it wrote to stderr is part of its judge message. A
  // Status: there was no judging at all (an answer file that cannot be read, no box).
  virtual absl::StatusOr<Judgement> Check(int index, const std::string& output) = 0;
};

// The package's own validator, compiled (or taken from the compile cache) and run in boxes like any submission, or else
// the default one, which runs in this process. A custom validator that does not compile is INVALID_ARGUMENT, with the
// compiler's text. The machine and the package have to outlive it.
absl::StatusOr<std::unique_ptr<OutputValidator>> MakeOutputValidator(Machine& machine, const problem::Package& package);

// The default validator with the answer of each test in memory. INVALID_ARGUMENT: the flags are wrong.
absl::StatusOr<std::unique_ptr<OutputValidator>> MakeOutputValidator(std::vector<std::string> answers,
                                                                     const std::vector<std::string>& flags);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_CHECK_H_
