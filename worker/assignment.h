// What a server hands out, judged: from worker.proto's words to the judge's and back.
#ifndef JUDGE_WORKER_ASSIGNMENT_H_
#define JUDGE_WORKER_ASSIGNMENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "judge/v1/judge.pb.h"
#include "judge/v1/result.pb.h"
#include "problem/package.h"
#include "worker/judge.h"
#include "worker/machine.h"

namespace judge::worker {

// The package with this digest, the SHA-256 of its archive in hex. NOT_FOUND, INVALID_ARGUMENT: there is none, or it
// is none. It stays on the disk for as long as somebody holds it.
using FindPackage = std::function<absl::StatusOr<std::shared_ptr<const problem::Package>>(const std::string& digest)>;

// Judges as `judge-cli run` does. What cannot be judged, here or by any other worker, has a result as well: CE where
// the sources cannot be taken, JE where profile, problem or tests cannot. A Status: the judge failed, or CANCELLED. The
// observer is told of the submission alone: not of a time limit that is measured first.
absl::StatusOr<v1::RunResult> JudgeAssignment(Machine& machine, const FindPackage& find_package,
                                              const v1::SubmitRunRequest& asked, Observer& observer);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_ASSIGNMENT_H_
