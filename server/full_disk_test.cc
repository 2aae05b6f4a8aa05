// The real judge-server on a disk that becomes full.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/test_process.h"
#include "judge/v1/judge.grpc.pb.h"
#include "judge/v1/problem_service.grpc.pb.h"
#include "judge/v1/worker.grpc.pb.h"
#include "problem/test_archive.h"
#include "problem/test_package.h"
#include "proto/connection.h"

namespace judge::server {
namespace {

// In a mount namespace of its own: whatever becomes of the test, no mount of it stays.
class FullDiskTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(::geteuid(), 0u) << "this test mounts a small disk, which needs root";
    auto folder = TemporaryFolder::Make("full-disk-test-");
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_.emplace(*std::move(folder));
    ASSERT_EQ(::unshare(CLONE_NEWNS), 0);
    ASSERT_EQ(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
    ASSERT_EQ(::mount("tmpfs", folder_->path().c_str(), "tmpfs", 0, "size=8m"), 0);
    std::ofstream(filler()) << std::string(2 << 20, 'x');
    Start();
    v1::AnnounceRequest request;
    auto* const profile = request.add_profiles();
    profile->set_id("c17");
    profile->add_extensions(".c");
    v1::AnnounceResponse response;
    const auto worker = v1::WorkerService::NewStub(connection_->channel());
    ASSERT_TRUE(worker->Announce(connection_->NewCall(absl::Seconds(30)).get(), request, &response).ok());
  }
  void TearDown() override {
    server_.reset();
    ::umount2(folder_->path().c_str(), MNT_DETACH);
  }

  std::string filler() const { return folder_->path() + "/filler"; }

  void Start() {
    server_.reset();
    server_.emplace("judge-server", std::vector<std::string>{"--state", folder_->path() + "/state", "--listen",
                                                             absl::StrCat("unix:", folder_->path(), "/clients")});
    const std::string address = server_->WaitFor("listening on ");
    ASSERT_NE(address, "") << server_->output();
    auto connection = Connection::Open({.address = address});
    ASSERT_TRUE(connection.ok()) << connection.status();
    connection_.emplace(*std::move(connection));
    client_ = v1::JudgeService::NewStub(connection_->channel());
  }

  absl::StatusOr<std::string> Submit() {
    v1::SubmitRunRequest request;
    auto* const source = request.add_sources();
    source->set_name("a.c");
    source->set_content(std::string(200'000, 'x'));
    v1::SubmitRunResponse response;
    const grpc::Status status = client_->SubmitRun(connection_->NewCall(absl::Seconds(30)).get(), request, &response);
    if (!status.ok()) return StatusOf(status);
    return response.run_id();
  }

  std::set<std::string> List() {
    v1::ListRunsRequest request;
    request.set_page_size(1000);
    v1::ListRunsResponse response;
    const grpc::Status status = client_->ListRuns(connection_->NewCall(absl::Seconds(30)).get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    std::set<std::string> ids;
    for (const v1::Run& run : response.runs()) ids.insert(run.id());
    return ids;
  }

  std::optional<TemporaryFolder> folder_;
  std::optional<TestProcess> server_;
  std::optional<Connection> connection_;
  std::unique_ptr<v1::JudgeService::Stub> client_;
};

TEST_F(FullDiskTest, RefusesWhatItCannotKeepLosesNothingAndGoesOnOnceThereIsRoom) {
  std::set<std::string> accepted;
  absl::Status refused;
  while (refused.ok() && accepted.size() < 100) {
    const absl::StatusOr<std::string> id = Submit();
    if (id.ok()) accepted.insert(*id);
    refused = id.status();
  }
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted) << refused;
  EXPECT_THAT(std::string(refused.message()), ::testing::HasSubstr("full"));
  EXPECT_GT(accepted.size(), 3u);
  EXPECT_EQ(List(), accepted);
  ASSERT_EQ(::unlink(filler().c_str()), 0);
  const absl::StatusOr<std::string> id = Submit();
  ASSERT_TRUE(id.ok()) << id.status();
  accepted.insert(*id);
  server_->Signal(SIGKILL);
  Start();
  EXPECT_EQ(List(), accepted);
}

TEST_F(FullDiskTest, RefusesAPackageThatDoesNotFitAndTakesOneThatDoes) {
  const auto problems = v1::ProblemService::NewStub(connection_->channel());
  const auto upload = [&](const std::string& archive) {
    v1::ProblemVersion version;
    const auto context = connection_->NewCall(absl::Seconds(30));
    const auto stream = problems->UploadProblem(context.get(), &version);
    v1::UploadProblemRequest request;
    request.mutable_header();
    stream->Write(request);
    for (size_t at = 0; at < archive.size(); at += 1 << 20) {
      request.set_data(archive.substr(at, 1 << 20));
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
    return StatusOf(stream->Finish());
  };
  const std::string megabytes(4 << 20, 'x');
  const auto large = problem::With(problem::LegacyPackage(), {{"data/secret/1.in", megabytes}});
  // Once while it comes, once while it is unpacked.
  for (const auto format : {problem::ArchiveFormat::kTar, problem::ArchiveFormat::kTarGzip}) {
    const auto larger = problem::With(large, {{"data/secret/1.ans", megabytes}});
    const absl::Status status = upload(problem::PackageArchive(larger, "sum", format));
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
    EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("No space left on device"));
  }
  EXPECT_EQ(upload(problem::PackageArchive(large)), absl::OkStatus()) << "nothing of the others is left";
  EXPECT_TRUE(Submit().ok());
}

}  // namespace
}  // namespace judge::server
