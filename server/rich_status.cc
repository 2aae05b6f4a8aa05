#include "server/rich_status.h"

#include <algorithm>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/time_util.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "spdlog/spdlog.h"

namespace judge::server {
namespace {

constexpr char kUrl[] = "type.googleapis.com/";
// A status travels in HTTP/2 trailers, which clients take 8 KiB of: with more, they see no answer at all.
constexpr size_t kMaxMessageBytes = 500;
constexpr size_t kMaxViolations = 12;
constexpr size_t kMaxDescriptionBytes = 250;

// Where nobody knows better: the store is busy, or its disk hangs.
constexpr absl::Duration kRetryDelay = absl::Seconds(1);

template <typename Detail>
std::string UrlOf() {
  return absl::StrCat(kUrl, Detail::descriptor()->full_name());
}

template <typename Detail>
void Attach(absl::Status& status, const Detail& detail) {
  status.SetPayload(UrlOf<Detail>(), absl::Cord(detail.SerializeAsString()));
}

// Of these the client can do nothing about the reason.
bool IsOwnFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kDataLoss ||
         code == absl::StatusCode::kUnknown;
}

}  // namespace

absl::Status BadRequest(const std::vector<FieldViolation>& violations) {
  google::rpc::BadRequest detail;
  for (size_t i = 0; i < std::min(violations.size(), kMaxViolations); ++i) {
    auto* const added = detail.add_field_violations();
    added->set_field(violations[i].field);
    added->set_description(CutUtf8(violations[i].description, kMaxDescriptionBytes));
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

absl::Status WithReason(absl::Status status, const std::string& reason) {
  google::rpc::ErrorInfo detail;
  detail.set_reason(reason);
  detail.set_domain("judge");
  Attach(status, detail);
  return status;
}

grpc::Status ToGrpc(const absl::Status& failed) {
  if (failed.ok()) return grpc::Status::OK;
  const bool says_when = failed.GetPayload(UrlOf<google::rpc::RetryInfo>()).has_value();
  const absl::Status status = absl::IsUnavailable(failed) && !says_when ? WithRetry(failed, kRetryDelay) : failed;
  google::rpc::Status rich;
  rich.set_code(static_cast<int>(status.code()));
  if (IsOwnFault(status.code())) spdlog::error("a call failed: {}", std::string(status.message()));
  rich.set_message(IsOwnFault(status.code()) ? "the server failed; its log says why"
                                             : CutUtf8(status.message(), kMaxMessageBytes));
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    auto* const detail = rich.add_details();
    detail->set_type_url(std::string(url));
    detail->set_value(std::string(payload));
  });
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), rich.message(), rich.SerializeAsString());
}

}  // namespace judge::server
