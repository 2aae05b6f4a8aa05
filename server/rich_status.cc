#include "server/rich_status.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/time_util.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace judge::server {
namespace {

constexpr char kUrl[] = "type.googleapis.com/";

void Attach(absl::Status& status, const google::protobuf::Message& detail) {
  status.SetPayload(absl::StrCat(kUrl, detail.GetDescriptor()->full_name()), absl::Cord(detail.SerializeAsString()));
}

// Of these the client can do nothing about the reason.
bool IsOwnFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kDataLoss ||
         code == absl::StatusCode::kUnknown;
}

}  // namespace

absl::Status BadRequest(const std::vector<FieldViolation>& violations) {
  google::rpc::BadRequest detail;
  for (const FieldViolation& violation : violations) {
    auto* const added = detail.add_field_violations();
    added->set_field(violation.field);
    added->set_description(violation.description);
  }
  const std::string more =
      violations.size() > 1 ? absl::StrCat(" (and ", violations.size() - 1, " more)") : std::string();
  absl::Status status =
      absl::InvalidArgumentError(absl::StrCat(violations.front().field, ": ", violations.front().description, more));
  Attach(status, detail);
  return status;
}

absl::Status OverQuota(const std::string& subject, const std::string& description, absl::Duration retry_delay) {
  google::rpc::QuotaFailure detail;
  auto* const violation = detail.add_violations();
  violation->set_subject(subject);
  violation->set_description(description);
  absl::Status status = absl::ResourceExhaustedError(description);
  Attach(status, detail);
  return retry_delay == absl::InfiniteDuration() ? status : WithRetry(std::move(status), retry_delay);
}

absl::Status WithRetry(absl::Status status, absl::Duration retry_delay) {
  google::rpc::RetryInfo detail;
  *detail.mutable_retry_delay() =
      google::protobuf::util::TimeUtil::MillisecondsToDuration(absl::ToInt64Milliseconds(retry_delay));
  Attach(status, detail);
  return status;
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status rich;
  rich.set_code(static_cast<int>(status.code()));
  rich.set_message(IsOwnFault(status.code()) ? "the server failed; its log says why" : std::string(status.message()));
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    auto* const detail = rich.add_details();
    detail->set_type_url(std::string(url));
    detail->set_value(std::string(payload));
  });
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), rich.message(), rich.SerializeAsString());
}

}  // namespace judge::server
