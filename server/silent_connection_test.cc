// The real judge-server and our own client, where what is between them goes silent: nothing arrives, and nobody is
// told.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>
#include <functional>
#include <thread>

#include "absl/time/clock.h"
#include "server/testing_server_program.h"

namespace judge::server {
namespace {

bool WaitUntil(const std::function<bool()>& condition, absl::Duration patience) {
  for (const absl::Time end = absl::Now() + patience; !condition(); absl::SleepFor(absl::Milliseconds(50)))
    if (absl::Now() > end) return false;
  return true;
}

sockaddr_un AddressOf(const std::string& path) {
  sockaddr_un address = {.sun_family = AF_UNIX};
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

// Carries what one client and the server send each other, until it is cut: then it takes from both, and passes on
// neither bytes nor ends.
class Relay {
 public:
  Relay(const std::string& own, const std::string& server) : listener_(NewSocket()) {
    const sockaddr_un address = AddressOf(own);
    const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
    EXPECT_EQ(::bind(listener_.get(), generic, sizeof address), 0) << own << ": " << std::strerror(errno);
    EXPECT_EQ(::listen(listener_.get(), 1), 0);
    thread_ = std::thread([this, server] { Carry(server); });
  }
  Relay(const Relay&) = delete;
  ~Relay() {
    is_over_ = true;
    thread_.join();
  }

  void Cut() { is_cut_ = true; }
  bool has_client_left() const { return has_left_[0]; }
  bool has_server_left() const { return has_left_[1]; }

 private:
  static Fd NewSocket() { return Fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

  void Carry(const std::string& server) {
    const std::array<Fd, 2> ends = {Accepted(), Connected(server)};
    while (!is_over_) {
      for (size_t from : {0, 1}) {
        pollfd waits = {.fd = has_left_[from] ? -1 : ends[from].get(), .events = POLLIN};
        if (::poll(&waits, 1, 5) == 1) has_left_[from] = !PassOn(ends[from], ends[1 - from]);
      }
    }
  }
  Fd Accepted() const {
    pollfd waits = {.fd = listener_.get(), .events = POLLIN};
    while (!is_over_ && ::poll(&waits, 1, 50) != 1) {
    }
    return Fd(is_over_ ? -1 : ::accept(listener_.get(), nullptr, nullptr));
  }
  static Fd Connected(const std::string& server) {
    Fd end = NewSocket();
    const sockaddr_un address = AddressOf(server);
    const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
    EXPECT_EQ(::connect(end.get(), generic, sizeof address), 0) << server << ": " << std::strerror(errno);
    return end;
  }
  // False at the end.
  bool PassOn(const Fd& from, const Fd& to) const {
    std::array<char, 4096> bytes;
    const ssize_t size = ::read(from.get(), bytes.data(), bytes.size());
    if (size <= 0) return false;
    return is_cut_ || ::send(to.get(), bytes.data(), static_cast<size_t>(size), MSG_NOSIGNAL) == size;
  }

  const Fd listener_;
  std::atomic<bool> is_cut_ = false;
  std::atomic<bool> is_over_ = false;
  std::array<std::atomic<bool>, 2> has_left_ = {false, false};
  std::thread thread_;
};

// A client of ours that watches a run, on a connection of its own.
class Watcher {
 public:
  Watcher(const std::string& address, const std::string& run_id) : connection_(Connection::Open({.address = address})) {
    EXPECT_TRUE(connection_.ok()) << connection_.status();
    call_ = connection_->NewCall();
    thread_ = std::thread([this, run_id] { Watch(run_id); });
  }
  Watcher(const Watcher&) = delete;
  ~Watcher() {
    call_->TryCancel();
    thread_.join();
  }

  bool has_begun() const { return has_begun_; }
  bool has_ended() const { return has_ended_; }
  // REQUIRES: it has ended.
  const absl::Status& status() const { return status_; }

 private:
  void Watch(const std::string& run_id) {
    v1::WatchRunRequest request;
    request.set_run_id(run_id);
    const auto stream = v1::JudgeService::NewStub(connection_->channel())->WatchRun(call_.get(), request);
    for (v1::RunEvent event; stream->Read(&event);) has_begun_ = true;
    status_ = StatusOf(stream->Finish());
    has_ended_ = true;
  }

  const absl::StatusOr<Connection> connection_;
  std::unique_ptr<grpc::ClientContext> call_;
  absl::Status status_;
  std::atomic<bool> has_begun_ = false;
  std::atomic<bool> has_ended_ = false;
  std::thread thread_;
};

using SilentConnectionTest = ServerProgramTest;

TEST_F(SilentConnectionTest, IsGivenUpOnBothSidesAndOneThatIsOnlyIdleIsKept) {
  ASSERT_NO_FATAL_FAILURE(Start());
  ASSERT_TRUE(Announce().ok());
  std::string id;
  ASSERT_TRUE(Submit(10, &id).ok());
  Relay cut(Path("cut"), Path("state/socket"));
  Relay whole(Path("whole"), Path("state/socket"));
  const Watcher lost("unix:" + Path("cut"), id);
  const Watcher idle("unix:" + Path("whole"), id);
  ASSERT_TRUE(WaitUntil([&] { return lost.has_begun() && idle.has_begun(); }, absl::Seconds(30)));

  cut.Cut();
  EXPECT_TRUE(WaitUntil([&] { return lost.has_ended(); }, absl::Minutes(2)));
  EXPECT_EQ(lost.status().code(), absl::StatusCode::kUnavailable) << lost.status();
  EXPECT_TRUE(WaitUntil([&] { return cut.has_server_left(); }, absl::Minutes(3)));

  EXPECT_FALSE(whole.has_server_left() || whole.has_client_left() || idle.has_ended());
  v1::CancelRunRequest request;
  request.set_run_id(id);
  v1::Run run;
  EXPECT_TRUE(client_->CancelRun(NewCall().get(), request, &run).ok());
  EXPECT_TRUE(WaitUntil([&] { return idle.has_ended(); }, absl::Seconds(30)));
  EXPECT_EQ(idle.status(), absl::OkStatus());
}

}  // namespace
}  // namespace judge::server
