#include "worker/server_link.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <thread>

#include "base/file.h"
#include "worker/fake_server.h"

namespace judge::worker {
namespace {

class ServerLinkTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Make("server-link-test-");
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_.emplace(*std::move(folder));
    server_.emplace("unix:" + folder_->path() + "/server");
  }

  void Connect(absl::Duration piece_time) {
    absl::StatusOr<Connection> connection = Connection::Open({.address = "unix:" + folder_->path() + "/server"});
    ASSERT_TRUE(connection.ok()) << connection.status();
    link_.emplace(*std::move(connection), piece_time);
  }

  absl::Status Fetch() {
    return link_->FetchPackage("digest", [this](absl::string_view piece) {
      fetched_ += std::string(piece);
      if (on_piece_) on_piece_();
      return taken_;
    });
  }

  std::optional<TemporaryFolder> folder_;
  std::optional<FakeServer> server_;
  std::optional<ServerLink> link_;
  std::string fetched_;
  std::function<void()> on_piece_;
  absl::Status taken_;
};

TEST_F(ServerLinkTest, FetchesAPackageToItsEnd) {
  Connect(absl::Minutes(1));
  EXPECT_TRUE(Fetch().ok());
  EXPECT_EQ(fetched_, "a piece");
}

TEST_F(ServerLinkTest, WaitsForNoServerThatHangsInTheMiddleOfAPackage) {
  server_->HangInPackages();
  Connect(absl::Milliseconds(200));
  EXPECT_EQ(Fetch().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(fetched_, "a piece");
}

TEST_F(ServerLinkTest, EndsFetchesAtOnceWhereTheWorkerIsTo) {
  server_->HangInPackages();
  Connect(absl::Hours(1));
  std::thread other;
  on_piece_ = [&] { other = std::thread([this] { link_->EndFetches(); }); };
  EXPECT_EQ(Fetch().code(), absl::StatusCode::kCancelled);
  other.join();
  EXPECT_EQ(Fetch().code(), absl::StatusCode::kCancelled) << "nor does it begin another";
}

TEST_F(ServerLinkTest, EndsWithWhatTheSinkSays) {
  server_->HangInPackages();
  Connect(absl::Hours(1));
  taken_ = absl::ResourceExhaustedError("the disk is full");
  EXPECT_EQ(Fetch(), taken_);
}

}  // namespace
}  // namespace judge::worker
