#include "cli/remote/call.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/escape.h"
#include "google/protobuf/util/time_util.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "proto/connection_options.h"
#include "proto/grpc_log.h"

namespace judge::cli {
namespace {

std::string TextOf(const google::rpc::BadRequest& bad) {
  std::vector<std::string> violations;
  for (const auto& violation : bad.field_violations())
    violations.push_back(absl::StrCat(violation.field(), ": ", violation.description()));
  return absl::StrJoin(violations, "; ");
}

std::string DetailedMessageOf(const grpc::Status& status) {
  std::string message = MessageOf(status);
  std::string hint;
  google::rpc::Status rich;
  if (rich.ParseFromString(status.error_details())) {
    for (const auto& detail : rich.details()) {
      google::rpc::BadRequest bad;
      google::rpc::RetryInfo retry;
      if (detail.UnpackTo(&bad) && bad.field_violations_size() > 0) message = TextOf(bad);
      if (detail.UnpackTo(&retry)) {
        const int64_t ms = google::protobuf::util::TimeUtil::DurationToMilliseconds(retry.retry_delay());
        hint = absl::StrCat(" (try again in ", static_cast<double>(ms) / 1000, " s)");
      }
    }
  }
  if (status.error_code() == grpc::StatusCode::UNAUTHENTICATED) hint = " (see --api-key-file)";
  if (message.empty()) {
    const std::string code = absl::StatusCodeToString(static_cast<absl::StatusCode>(status.error_code()));
    message = absl::StrCat("the server answered ", code, " and no more");
  }
  return EscapeForLine(message + hint);
}

}  // namespace

void DescribeServer(CLI::App& command, ConnectionOptions& options) {
  AddConnectionOptions(command, "A judge-server", options);
}

absl::StatusOr<Connection> Connect(const ConnectionOptions& options) {
  if (options.address.empty())
    return absl::InvalidArgumentError("no judge-server was named: give --server ADDR, or set JUDGE_SERVER");
  LogNothingOfGrpc();
  return Connection::Open(options);
}

absl::Status ErrorOf(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), DetailedMessageOf(status));
}

ExitCode ServerExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return kBadInput;
    default:
      return kFailed;
  }
}

}  // namespace judge::cli
