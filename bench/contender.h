// A way to run a program, to be measured against other ways.
#ifndef JUDGE_BENCH_CONTENDER_H_
#define JUDGE_BENCH_CONTENDER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace judge::bench {

class Contender {
 public:
  virtual ~Contender() = default;
  virtual std::string name() const = 0;

  // Runs the program once, from the request to its result: this is what is timed. Thread-safe. Not OK: it did not run,
  // or did not exit with 0.
  virtual absl::Status Run() = 0;

  // Comes to rest after a run, and readies the next: not timed.
  virtual absl::Status Settle() { return absl::OkStatus(); }
};

// What is run, and above which image.
struct Program {
  std::string title;  // "static C, returns 0"
  std::string path;   // on the host
  std::string layers_folder;
  std::string layer;  // digest; one that has the program's libraries
};

// fork, execve, wait: what a run costs that is no run in a box at all.
absl::StatusOr<std::unique_ptr<Contender>> MakePlain(const Program& program);

// bubblewrap with every namespace, the image as its root.
absl::StatusOr<std::unique_ptr<Contender>> MakeBubblewrap(const Program& program);

// crun, or runc where crun does not work (it refuses hybrid cgroups), with a bundle that it can run here: without
// rlimits, OOM score and CAP_SYS_RESOURCE.
absl::StatusOr<std::unique_ptr<Contender>> MakeContainer(const Program& program);

// A box that was made ready before the request; its destruction and replacement come after the result.
absl::StatusOr<std::unique_ptr<Contender>> MakePreparedBox(const Program& program);

// Creation of the box, the run, and the removal of its last trace.
absl::StatusOr<std::unique_ptr<Contender>> MakeFullCycle(const Program& program);

}  // namespace judge::bench

#endif  // JUDGE_BENCH_CONTENDER_H_
