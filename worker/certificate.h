// Enough about a result to get it again and compare.
#ifndef JUDGE_WORKER_CERTIFICATE_H_
#define JUDGE_WORKER_CERTIFICATE_H_

#include <string>

#include "absl/status/statusor.h"
#include "judge/v1/result.pb.h"
#include "worker/machine.h"
#include "worker/submission.h"
#include "worker/task.h"

namespace judge::worker {

absl::StatusOr<v1::Certificate> CertificateOf(Machine& machine, const Submission& submission,
                                              const v1::Profile& profile, const Task& task, const v1::Limits& limits);

// SHA-256 over the names and bytes of the sources, in their order.
std::string SourceDigest(const Submission& submission);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_CERTIFICATE_H_
