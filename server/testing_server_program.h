// The real judge-server, started in a folder of its own, and a client. For tests.
#ifndef JUDGE_SERVER_TESTING_SERVER_PROGRAM_H_
#define JUDGE_SERVER_TESTING_SERVER_PROGRAM_H_

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/test_process.h"
#include "judge/v1/judge.grpc.pb.h"
#include "judge/v1/worker.grpc.pb.h"
#include "proto/connection.h"

namespace judge::server {

inline v1::SubmitRunRequest RequestOf(size_t bytes) {
  v1::SubmitRunRequest request;
  auto* const source = request.add_sources();
  source->set_name("a.c");
  source->set_content(std::string(bytes, 'x'));
  return request;
}

class ServerProgramTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Make("judge-server-test-");
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_.emplace(*std::move(folder));
  }

  std::string Path(const std::string& name) const { return folder_->path() + "/" + name; }

  void Start(std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), {"--state", Path("state"), "--listen", "127.0.0.1:0"});
    server_.reset();
    server_.emplace("judge-server", arguments);
    address_ = server_->WaitFor("listening on ");
    ASSERT_NE(address_, "") << server_->output();
    Connect({.address = address_});
  }
  void Connect(const ConnectionOptions& options) {
    auto connection = Connection::Open(options);
    ASSERT_TRUE(connection.ok()) << connection.status();
    connection_.emplace(*std::move(connection));
    client_ = v1::JudgeService::NewStub(connection_->channel());
  }

  // As a worker that knows C does.
  grpc::Status Announce() {
    v1::AnnounceRequest request;
    auto* const profile = request.add_profiles();
    profile->set_id("c17");
    profile->add_extensions(".c");
    v1::AnnounceResponse response;
    return v1::WorkerService::NewStub(connection_->channel())->Announce(NewCall().get(), request, &response);
  }
  std::unique_ptr<grpc::ClientContext> NewCall() { return connection_->NewCall(absl::Seconds(30)); }

  grpc::Status Submit(size_t bytes, std::string* id = nullptr) {
    v1::SubmitRunResponse response;
    const grpc::Status status = client_->SubmitRun(NewCall().get(), RequestOf(bytes), &response);
    if (id != nullptr) *id = response.run_id();
    return status;
  }
  grpc::Status List(v1::ListRunsResponse& response) {
    return client_->ListRuns(NewCall().get(), v1::ListRunsRequest(), &response);
  }

  std::optional<TemporaryFolder> folder_;
  std::optional<TestProcess> server_;
  std::string address_;
  std::optional<Connection> connection_;
  std::unique_ptr<v1::JudgeService::Stub> client_;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_TESTING_SERVER_PROGRAM_H_
