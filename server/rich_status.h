// Errors with details that a client's program can read, as absl::Status carries them and as gRPC sends them.
#ifndef JUDGE_SERVER_RICH_STATUS_H_
#define JUDGE_SERVER_RICH_STATUS_H_

#include <grpcpp/support/status.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace judge::server {

struct FieldViolation {
  std::string field;        // "sources[1].name"
  std::string description;  // what is wrong, and what to do
};

// INVALID_ARGUMENT with a BadRequest. At least one violation.
absl::Status BadRequest(const std::vector<FieldViolation>& violations);

// RESOURCE_EXHAUSTED with a QuotaFailure, and with a RetryInfo unless the delay is infinite: waiting will not help.
absl::Status OverQuota(const std::string& subject, const std::string& description, absl::Duration retry_delay);

// The same status, with a RetryInfo.
absl::Status WithRetry(absl::Status status, absl::Duration retry_delay);

// The same status, with an ErrorInfo: "NO_WORKER", for a program to which the code alone does not say enough.
absl::Status WithReason(absl::Status status, const std::string& reason);

// What the server failed at goes to its log; the client is told that it did. UNAVAILABLE always has a RetryInfo.
grpc::Status ToGrpc(const absl::Status& failed);

}  // namespace judge::server

#endif  // JUDGE_SERVER_RICH_STATUS_H_
