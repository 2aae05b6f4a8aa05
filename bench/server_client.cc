#include "bench/server_client.h"

#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "google/protobuf/util/time_util.h"
#include "proto/connection.h"

namespace judge::bench {

absl::Status Client::Submit(const v1::SubmitRunRequest& request, std::string& run_id) {
  grpc::ClientContext context;
  v1::SubmitRunResponse response;
  const grpc::Status status = judge_->SubmitRun(&context, request, &response);
  run_id = response.run_id();
  return StatusOf(status);
}

absl::Status Client::SubmitMany(const v1::SubmitRunRequest& request, int runs) {
  grpc::ClientContext context;
  const auto stream = judge_->SubmitRuns(&context);
  std::thread writer([&] {
    for (int i = 0; i < runs && stream->Write(request); ++i) {
    }
    stream->WritesDone();
  });
  v1::SubmitRunsResponse response;
  int accepted = 0;
  std::string refusal;
  while (stream->Read(&response)) {
    accepted += response.has_accepted();
    if (response.has_refused()) refusal = response.refused().message();
  }
  writer.join();
  JUDGE_RETURN_IF_ERROR(StatusOf(stream->Finish()));
  if (accepted != runs) return absl::InternalError(absl::StrCat(accepted, " of ", runs, " were accepted; ", refusal));
  return absl::OkStatus();
}

absl::StatusOr<v1::Run> Client::Watch(const std::string& run_id) {
  grpc::ClientContext context;
  v1::WatchRunRequest request;
  request.set_run_id(run_id);
  const auto stream = judge_->WatchRun(&context, request);
  v1::RunEvent event;
  while (stream->Read(&event) && !event.has_finished()) {
  }
  if (event.has_finished()) return std::move(*event.mutable_finished());
  JUDGE_RETURN_IF_ERROR(StatusOf(stream->Finish()));
  return absl::InternalError(absl::StrCat("run ", run_id, " was watched, and did not finish"));
}

absl::Status Client::Announce() {
  grpc::ClientContext context;
  v1::AnnounceRequest request;
  request.add_profiles()->set_id("c17");
  v1::AnnounceResponse response;
  return StatusOf(worker_->Announce(&context, request, &response));
}

absl::StatusOr<v1::Assignment> Client::Lease() {
  grpc::ClientContext context;
  v1::LeaseRequest request;
  request.set_worker("bench");
  *request.mutable_wait() = google::protobuf::util::TimeUtil::SecondsToDuration(10);
  v1::LeaseResponse response;
  JUDGE_RETURN_IF_ERROR(StatusOf(worker_->Lease(&context, request, &response)));
  return response.assignment();
}

absl::Status Client::Accept(const v1::Assignment& assignment) {
  grpc::ClientContext context;
  v1::ReportRequest request;
  request.set_run_id(assignment.run_id());
  request.set_nonce(assignment.nonce());
  request.mutable_result()->set_verdict(v1::AC);
  v1::ReportResponse response;
  return StatusOf(worker_->Report(&context, request, &response));
}

std::shared_ptr<grpc::Channel> Client::ChannelTo(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace judge::bench
