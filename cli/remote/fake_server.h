// A judge-server for tests of its clients: says what the test wants, and remembers what it was asked.
#ifndef JUDGE_CLI_REMOTE_FAKE_SERVER_H_
#define JUDGE_CLI_REMOTE_FAKE_SERVER_H_

#include <grpcpp/grpcpp.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "judge/v1/judge.grpc.pb.h"
#include "judge/v1/problem_service.grpc.pb.h"

namespace judge::cli {

// The answers are to be set before the client calls, and the requests read after it has ended.
class FakeJudge final : public v1::JudgeService::Service {
 public:
  // Of SubmitRun and CancelRun, one a call; then OK.
  std::deque<grpc::Status> refusals;
  // Of WatchRun, one list a call. A call whose list does not end with `finished` breaks off.
  std::deque<std::vector<v1::RunEvent>> events;
  v1::Run run;
  std::vector<v1::Run> runs;
  std::vector<v1::SubmitRunRequest> submitted;
  std::vector<v1::ListRunsRequest> listed;
  std::vector<v1::RejudgeRunsRequest> rejudged;
  std::string key;  // that came last

  grpc::Status SubmitRun(grpc::ServerContext* context, const v1::SubmitRunRequest* request,
                         v1::SubmitRunResponse* response) override {
    const auto& metadata = context->client_metadata();
    if (const auto found = metadata.find("authorization"); found != metadata.end())
      key = std::string(found->second.data(), found->second.size());
    submitted.push_back(*request);
    response->set_run_id("run1");
    return NextRefusal();
  }
  grpc::Status GetRun(grpc::ServerContext*, const v1::GetRunRequest* request, v1::Run* response) override {
    if (request->run_id() != run.id()) return grpc::Status(grpc::StatusCode::NOT_FOUND, "no such run");
    *response = run;
    return grpc::Status::OK;
  }
  grpc::Status WatchRun(grpc::ServerContext*, const v1::WatchRunRequest*,
                        grpc::ServerWriter<v1::RunEvent>* writer) override {
    if (events.empty()) return grpc::Status(grpc::StatusCode::NOT_FOUND, "no such run");
    const std::vector<v1::RunEvent> told = std::move(events.front());
    events.pop_front();
    for (const v1::RunEvent& event : told) writer->Write(event);
    if (!told.empty() && told.back().has_finished()) return grpc::Status::OK;
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "going away");
  }
  grpc::Status CancelRun(grpc::ServerContext*, const v1::CancelRunRequest* request, v1::Run* response) override {
    response->set_id(request->run_id());
    return NextRefusal();
  }
  // In pages of two.
  grpc::Status ListRuns(grpc::ServerContext*, const v1::ListRunsRequest* request,
                        v1::ListRunsResponse* response) override {
    listed.push_back(*request);
    const size_t begin = request->page_token().empty() ? 0 : std::stoul(request->page_token());
    for (size_t i = begin; i < std::min(begin + 2, runs.size()); ++i) *response->add_runs() = runs[i];
    if (begin + 2 < runs.size()) response->set_next_page_token(absl::StrCat(begin + 2));
    return grpc::Status::OK;
  }
  grpc::Status RejudgeRuns(grpc::ServerContext*, const v1::RejudgeRunsRequest* request,
                           v1::RejudgeRunsResponse* response) override {
    rejudged.push_back(*request);
    response->set_runs(3);
    return grpc::Status::OK;
  }
  grpc::Status GetServerInfo(grpc::ServerContext*, const v1::GetServerInfoRequest*, v1::ServerInfo* response) override {
    response->set_version("0.1.0");
    response->set_workers(2);
    response->set_slots(7);
    return grpc::Status::OK;
  }
  grpc::Status ListProfiles(grpc::ServerContext*, const v1::ListProfilesRequest*,
                            v1::ListProfilesResponse* response) override {
    v1::ProfileInfo& profile = *response->add_profiles();
    profile.set_id("cpp20");
    profile.set_version("g++ 12.2.0");
    return grpc::Status::OK;
  }

 private:
  grpc::Status NextRefusal() {
    if (refusals.empty()) return grpc::Status::OK;
    const grpc::Status status = refusals.front();
    refusals.pop_front();
    return status;
  }
};

// Keeps the bytes of uploads.
class FakeProblems final : public v1::ProblemService::Service {
 public:
  struct Uploaded {
    std::string name;
    std::string bytes;
  };
  std::vector<Uploaded> uploads;
  std::vector<v1::ProblemVersion> problems;
  std::vector<std::string> deleted;
  grpc::Status refusal;  // of uploads, once their header is read

  grpc::Status UploadProblem(grpc::ServerContext*, grpc::ServerReader<v1::UploadProblemRequest>* reader,
                             v1::ProblemVersion* response) override {
    Uploaded upload;
    v1::UploadProblemRequest request;
    if (reader->Read(&request)) upload.name = request.header().name();
    if (!refusal.ok()) return refusal;
    while (reader->Read(&request)) upload.bytes += request.data();
    uploads.push_back(upload);
    response->set_name(upload.name);
    response->set_version(static_cast<int>(uploads.size()));
    response->set_digest("d1");
    response->add_warnings("ignored: \x1b[2J");
    return grpc::Status::OK;
  }
  grpc::Status ListProblems(grpc::ServerContext*, const v1::ListProblemsRequest*,
                            v1::ListProblemsResponse* response) override {
    for (const v1::ProblemVersion& version : problems) *response->add_problems() = version;
    return grpc::Status::OK;
  }
  grpc::Status DeleteProblem(grpc::ServerContext*, const v1::DeleteProblemRequest* request,
                             v1::DeleteProblemResponse*) override {
    deleted.push_back(request->name());
    return grpc::Status::OK;
  }
};

// Listens on this machine until it goes.
class FakeServer {
 public:
  explicit FakeServer(const std::vector<grpc::Service*>& services) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    for (grpc::Service* const service : services) builder.RegisterService(service);
    server_ = builder.BuildAndStart();
  }
  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace judge::cli

#endif  // JUDGE_CLI_REMOTE_FAKE_SERVER_H_
