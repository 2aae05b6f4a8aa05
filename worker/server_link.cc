#include "worker/server_link.h"

#include <utility>

#include "google/protobuf/util/time_util.h"

namespace judge::worker {
namespace {

// A server that does not answer for so long is as good as away.
constexpr absl::Duration kAnswerTime = absl::Seconds(10);
// For a result of some megabytes over a slow line.
constexpr absl::Duration kReportTime = absl::Seconds(60);

}  // namespace

absl::Status ServerLink::Announce(const v1::AnnounceRequest& announcement) {
  v1::AnnounceResponse nothing;
  return StatusOf(stub_->Announce(connection_.NewCall(kAnswerTime).get(), announcement, &nothing));
}

absl::StatusOr<std::optional<v1::Assignment>> ServerLink::Lease(const std::string& worker, absl::Duration wait) {
  const auto context = connection_.NewCall(wait + kAnswerTime);
  {
    const std::lock_guard lock(mutex_);
    if (leases_ended_) return absl::CancelledError("no more leases");
    leases_.insert(context.get());
  }
  v1::LeaseRequest request;
  request.set_worker(worker);
  *request.mutable_wait() = google::protobuf::util::TimeUtil::MillisecondsToDuration(absl::ToInt64Milliseconds(wait));
  v1::LeaseResponse response;
  const grpc::Status status = stub_->Lease(context.get(), request, &response);
  {
    const std::lock_guard lock(mutex_);
    leases_.erase(context.get());
  }
  if (!status.ok()) return StatusOf(status);
  if (!response.has_assignment()) return std::nullopt;
  return std::move(*response.mutable_assignment());
}

absl::StatusOr<int> ServerLink::Renew(const v1::RenewRequest& renewal) {
  v1::RenewResponse response;
  const grpc::Status status = stub_->Renew(connection_.NewCall(kAnswerTime).get(), renewal, &response);
  if (!status.ok()) return StatusOf(status);
  return response.events();
}

absl::Status ServerLink::Report(const v1::ReportRequest& report) {
  v1::ReportResponse nothing;
  return StatusOf(stub_->Report(connection_.NewCall(kReportTime).get(), report, &nothing));
}

absl::Status ServerLink::FetchPackage(const std::string& digest,
                                      const std::function<absl::Status(absl::string_view)>& sink) {
  v1::FetchPackageRequest request;
  request.set_digest(digest);
  const auto context = connection_.NewCall();
  const auto reader = stub_->FetchPackage(context.get(), request);
  v1::PackagePiece piece;
  while (reader->Read(&piece)) {
    const absl::Status taken = sink(piece.data());
    if (taken.ok()) continue;
    context->TryCancel();
    reader->Finish();
    return taken;
  }
  return StatusOf(reader->Finish());
}

void ServerLink::EndLeases() {
  const std::lock_guard lock(mutex_);
  leases_ended_ = true;
  for (grpc::ClientContext* const context : leases_) context->TryCancel();
}

}  // namespace judge::worker
