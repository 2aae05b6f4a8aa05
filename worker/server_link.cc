#include "worker/server_link.h"

#include <chrono>
#include <utility>

#include "google/protobuf/util/time_util.h"

namespace judge::worker {
namespace {

// A server that does not answer for so long is as good as away.
constexpr absl::Duration kAnswerTime = absl::Seconds(10);
// For a result of some megabytes over a slow line.
constexpr absl::Duration kReportTime = absl::Seconds(60);

// One FetchPackage. A deadline is of a whole call, and a package may take long over a slow line: so each step of it is
// waited for by itself.
class PackageFetch {
 public:
  PackageFetch(v1::WorkerService::Stub& stub, grpc::ClientContext& context, const std::string& digest,
               absl::Duration piece_time)
      : context_(context), piece_time_(piece_time) {
    v1::FetchPackageRequest request;
    request.set_digest(digest);
    reader_ = stub.AsyncFetchPackage(&context_, request, &queue_, nullptr);
  }

  absl::Status Read(const std::function<absl::Status(absl::string_view)>& sink) {
    absl::Status taken;
    v1::PackagePiece piece;
    for (bool more = Wait(); more && taken.ok();) {
      reader_->Read(&piece, nullptr);
      more = Wait();
      if (more) taken = sink(piece.data());
    }
    if (!taken.ok()) context_.TryCancel();
    grpc::Status status;
    reader_->Finish(&status, nullptr);
    Wait();
    if (is_late_) return absl::DeadlineExceededError("the server does not go on");
    return taken.ok() ? StatusOf(status) : taken;
  }

 private:
  // For the end of what was begun last; whether it went well.
  bool Wait() {
    void* tag = nullptr;
    bool ok = false;
    const auto deadline = std::chrono::system_clock::now() + absl::ToChronoNanoseconds(piece_time_);
    if (queue_.AsyncNext(&tag, &ok, deadline) != grpc::CompletionQueue::TIMEOUT) return ok;
    is_late_ = true;
    context_.TryCancel();
    // Which ends it at once.
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::ClientContext& context_;
  const absl::Duration piece_time_;
  bool is_late_ = false;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::ClientAsyncReader<v1::PackagePiece>> reader_;
};

}  // namespace

absl::StatusOr<v1::AnnounceResponse> ServerLink::Announce(const v1::AnnounceRequest& announcement) {
  v1::AnnounceResponse response;
  const grpc::Status status = stub_->Announce(connection_.NewCall(kAnswerTime).get(), announcement, &response);
  if (!status.ok()) return StatusOf(status);
  return response;
}

absl::StatusOr<std::optional<v1::Assignment>> ServerLink::Lease(const std::string& worker, absl::Duration wait) {
  const auto context = connection_.NewCall(wait + kAnswerTime);
  if (!leases_.Add(context.get())) return absl::CancelledError("no more leases");
  v1::LeaseRequest request;
  request.set_worker(worker);
  *request.mutable_wait() = google::protobuf::util::TimeUtil::MillisecondsToDuration(absl::ToInt64Milliseconds(wait));
  v1::LeaseResponse response;
  const grpc::Status status = stub_->Lease(context.get(), request, &response);
  leases_.Remove(context.get());
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
  const auto context = connection_.NewCall();
  if (!fetches_.Add(context.get())) return absl::CancelledError("no more packages");
  const absl::Status status = PackageFetch(*stub_, *context, digest, piece_time_).Read(sink);
  fetches_.Remove(context.get());
  return status;
}

bool ServerLink::Calls::Add(grpc::ClientContext* call) {
  const std::lock_guard lock(mutex_);
  if (!have_ended_) calls_.insert(call);
  return !have_ended_;
}

void ServerLink::Calls::Remove(grpc::ClientContext* call) {
  const std::lock_guard lock(mutex_);
  calls_.erase(call);
}

void ServerLink::Calls::End() {
  const std::lock_guard lock(mutex_);
  have_ended_ = true;
  for (grpc::ClientContext* const call : calls_) call->TryCancel();
}

}  // namespace judge::worker
