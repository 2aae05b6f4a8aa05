#include "server/worker_service.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/status_macros.h"
#include "google/protobuf/util/time_util.h"
#include "proto/boxes.h"
#include "proto/result_size.h"
#include "server/call.h"
#include "server/fetch_stream.h"
#include "server/problems.h"
#include "server/rich_status.h"

namespace judge::server {
namespace {

using google::protobuf::util::TimeUtil;

constexpr absl::Duration kLongestWait = absl::Seconds(60);
constexpr size_t kMaxLineBytes = 1000;
constexpr size_t kMaxWorkerBytes = 300;
constexpr int kMaxProfiles = 1000;

// A worker that waits for a run.
class LeaseCall final : public grpc::ServerUnaryReactor {
 public:
  // Belongs to itself, until gRPC and the dispatcher are done with it.
  static LeaseCall* Start(grpc::CallbackServerContext* context, const v1::LeaseRequest& request,
                          v1::LeaseResponse* response, Dispatcher& dispatcher) {
    std::shared_ptr<LeaseCall> call(new LeaseCall(context, response, dispatcher));
    call->self_ = call;
    const absl::Duration wait = absl::Microseconds(TimeUtil::DurationToMicroseconds(request.wait()));
    const int64_t waiter =
        dispatcher.Lease(request.worker(), SteadyTime::Now() + std::clamp(wait, absl::ZeroDuration(), kLongestWait),
                         [call](std::optional<LeasedRun> leased) { call->HandOver(std::move(leased)); });
    call->SetWaiter(waiter);
    return call.get();
  }

  void OnCancel() override {
    int64_t waiter;
    {
      const std::lock_guard lock(mutex_);
      is_cancelled_ = true;
      waiter = waiter_;
    }
    if (waiter != 0) dispatcher_.Withdraw(waiter);
  }

  void OnDone() override { const std::shared_ptr<LeaseCall> last = std::move(self_); }

 private:
  LeaseCall(grpc::CallbackServerContext* context, v1::LeaseResponse* response, Dispatcher& dispatcher)
      : context_(context), response_(response), dispatcher_(dispatcher) {}

  // A cancellation may have come before.
  void SetWaiter(int64_t waiter) {
    {
      const std::lock_guard lock(mutex_);
      waiter_ = waiter;
      if (!is_cancelled_) return;
    }
    dispatcher_.Withdraw(waiter);
  }

  void HandOver(std::optional<LeasedRun> leased) {
    if (!leased) return Finish(grpc::Status::OK);
    if (context_->IsCancelled()) {
      dispatcher_.Report(leased->run.id, GivenBack{leased->run.nonce}, "", [](const auto&) {});
      return Finish(grpc::Status::CANCELLED);
    }
    v1::Assignment& assignment = *response_->mutable_assignment();
    assignment.set_run_id(leased->run.id);
    assignment.set_nonce(leased->run.nonce);
    *assignment.mutable_lease_time() =
        TimeUtil::MillisecondsToDuration(absl::ToInt64Milliseconds(dispatcher_.options().lease_time));
    if (!assignment.mutable_submission()->ParseFromString(leased->submission)) {
      // Written by another version, or damaged: the run must not go round for ever.
      dispatcher_.Report(leased->run.id, Lost{leased->run.nonce, "the server cannot read what was submitted"}, "",
                         [](const auto&) {});
      return Finish(grpc::Status(grpc::StatusCode::INTERNAL, "the server cannot read what was submitted"));
    }
    assignment.mutable_submission()->set_profile(leased->run.profile);
    if (!leased->run.problem_digest.empty())
      assignment.mutable_submission()->set_problem(absl::StrCat(kDigestPrefix, leased->run.problem_digest));
    Finish(grpc::Status::OK);
  }

  grpc::CallbackServerContext* const context_;
  v1::LeaseResponse* const response_;
  Dispatcher& dispatcher_;
  std::shared_ptr<LeaseCall> self_;

  std::mutex mutex_;  // guards what follows
  int64_t waiter_ = 0;
  bool is_cancelled_ = false;
};

// Of what lists, logs and metrics show of a run.
std::string Line(const std::string& text) {
  return CutUtf8(EscapeForLine(CutUtf8(text, kMaxLineBytes)), kMaxLineBytes);
}

// Whether a judge comes to it: SK is of a test, CANCELLED of the server.
bool IsOfRun(v1::Verdict verdict) {
  return v1::Verdict_IsValid(verdict) && verdict != v1::SK && verdict != v1::CANCELLED;
}

std::vector<absl::Duration> BoxSetups(const v1::RunResult& result) {
  std::vector<absl::Duration> setups;
  ForEachBox(result, [&](const v1::Facts& facts) {
    if (facts.setup_us() > 0) setups.push_back(absl::Microseconds(facts.setup_us()));
  });
  return setups;
}

// What the worker says has become of it. INVALID_ARGUMENT: nothing that can become of a run.
absl::StatusOr<Event> EventOf(const v1::ReportRequest& request) {
  switch (request.outcome_case()) {
    case v1::ReportRequest::kResult:
      if (!IsOfRun(request.result().verdict())) return BadRequest({{"result.verdict", "not one of a run"}});
      return Event(Finished{request.nonce(), request.result().verdict(), Line(request.result().explanation()),
                            BoxSetups(request.result())});
    case v1::ReportRequest::kFailure:
      return Event(Lost{request.nonce(), Line(request.failure())});
    case v1::ReportRequest::kGivenBack:
      return Event(GivenBack{request.nonce()});
    case v1::ReportRequest::OUTCOME_NOT_SET:
      break;
  }
  return BadRequest({{"outcome", "there is none"}});
}

}  // namespace

absl::Status WorkerService::CheckWorker(const grpc::CallbackServerContext& context) const {
  JUDGE_ASSIGN_OR_RETURN(const Caller caller, CallerOf(parts_.keys, context));
  if (caller.role == Role::kWorker || parts_.keys.empty()) return absl::OkStatus();
  return absl::PermissionDeniedError("the calls of workers need a key of the role worker");
}

grpc::ServerUnaryReactor* WorkerService::Announce(grpc::CallbackServerContext* context,
                                                  const v1::AnnounceRequest* request, v1::AnnounceResponse* response) {
  if (const absl::Status status = CheckWorker(*context); !status.ok()) return Answer(context, status);
  if (request->profiles_size() == 0 || request->profiles_size() > kMaxProfiles)
    return Answer(context, BadRequest({{"profiles", absl::StrCat("1 to ", kMaxProfiles)}}));
  // Clients are told of them in one answer.
  if (static_cast<int64_t>(request->ByteSizeLong()) > kMaxReplyBytes)
    return Answer(context, BadRequest({{"profiles", absl::StrCat("at most ", kMaxReplyBytes, " bytes")}}));
  parts_.catalogue.Set({request->profiles().begin(), request->profiles().end()});
  response->set_max_package_bytes(bounds_.packages.upload);
  response->set_max_unpacked_bytes(bounds_.unpacked.bytes);
  return Answer(context, absl::OkStatus());
}

grpc::ServerUnaryReactor* WorkerService::Lease(grpc::CallbackServerContext* context, const v1::LeaseRequest* request,
                                               v1::LeaseResponse* response) {
  if (const absl::Status status = CheckWorker(*context); !status.ok()) return Answer(context, status);
  if (request->worker().size() > kMaxWorkerBytes)
    return Answer(context, BadRequest({{"worker", absl::StrCat("at most ", kMaxWorkerBytes, " bytes")}}));
  return LeaseCall::Start(context, *request, response, parts_.dispatcher);
}

grpc::ServerUnaryReactor* WorkerService::Renew(grpc::CallbackServerContext* context, const v1::RenewRequest* request,
                                               v1::RenewResponse* response) {
  if (const absl::Status status = CheckWorker(*context); !status.ok()) return Answer(context, status);
  const absl::StatusOr<int> events = parts_.dispatcher.Renew(
      request->run_id(), request->nonce(), request->first_event(), request->progress(), SteadyTime::Now());
  if (events.ok()) response->set_events(*events);
  return Answer(context, events.status());
}

grpc::ServerUnaryReactor* WorkerService::Report(grpc::CallbackServerContext* context, const v1::ReportRequest* request,
                                                v1::ReportResponse*) {
  if (const absl::Status status = CheckWorker(*context); !status.ok()) return Answer(context, status);
  absl::StatusOr<Event> event = EventOf(*request);
  if (!event.ok()) return Answer(context, event.status());
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  parts_.dispatcher.Report(request->run_id(), *std::move(event),
                           request->has_result() ? request->result().SerializeAsString() : "",
                           [reactor](const absl::StatusOr<Run>& run) { reactor->Finish(ToGrpc(run.status())); });
  return reactor;
}

grpc::ServerWriteReactor<v1::PackagePiece>* WorkerService::FetchPackage(grpc::CallbackServerContext* context,
                                                                        const v1::FetchPackageRequest* request) {
  if (const absl::Status status = CheckWorker(*context); !status.ok())
    return new Refused<grpc::ServerWriteReactor<v1::PackagePiece>>(status);
  return FetchStream::Start(request->digest(), parts_.packages, parts_.executor);
}

}  // namespace judge::server
