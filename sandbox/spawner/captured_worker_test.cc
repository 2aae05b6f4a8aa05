// What a worker that was captured can do to its spawner by what it sends: nothing but lose it.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "sandbox/spawner/message.h"
#include "sandbox/spawner/socket.h"
#include "sandbox/test_machine.h"

extern char** environ;

namespace judge::sandbox {
namespace {

class CapturedWorkerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto machine = StartTestMachine();
    ASSERT_TRUE(machine.ok()) << machine.status();
    machine_ = *std::move(machine);
    auto pair = MakeSocketPair();
    ASSERT_TRUE(pair.ok());
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, pair->second.get(), 3);
    std::string program = absl::StrCat(JUDGE_BIN_DIR, "/judge-spawner");
    std::string layers = machine_->layers_folder(), runtime = kTestRuntimeFolder, prepared = "0", accuracy = "exact";
    char* argv[] = {program.data(), layers.data(), runtime.data(), prepared.data(), accuracy.data(), nullptr};
    ASSERT_EQ(::posix_spawn(&pid_, program.c_str(), &actions, nullptr, argv, environ), 0);
    ::posix_spawn_file_actions_destroy(&actions);
    socket_ = std::move(pair->first);
    pair->second.Reset();
    const auto hello = ReceiveMessage(socket_, kMaxMessageBytes, Wait::kYes);
    ASSERT_TRUE(hello.ok() && !hello->bytes.empty());
  }

  void TearDown() override {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
  }

  Request RunOf(const std::string& script) {
    Request request;
    request.layers = machine_->layers();
    request.argv = {"/bin/sh", "-c", script};
    request.filter = (*machine_->Policy("native"))->program();
    return request;
  }

  // Sends it with a fresh channel, whose other end is returned, and with /dev/null-like pipes.
  Fd Send(const Request& request, std::vector<int> more = {}) {
    auto channel = MakeSocketPair();
    int out[2];
    EXPECT_EQ(::pipe2(out, O_CLOEXEC), 0);
    std::vector<int> fds = {channel->second.get(), out[1], out[1]};
    fds.insert(fds.end(), more.begin(), more.end());
    EXPECT_TRUE(SendMessage(socket_, EncodeRequest(request), fds, Wait::kYes).ok());
    ::close(out[1]);
    output_ = Fd(out[0]);
    spawners_end_ = std::move(channel->second);
    return std::move(channel->first);
  }

  // The spawner ends by itself, in good order, soon after its worker is gone.
  void ExpectSpawnerEnds() {
    socket_.Reset();
    int status = -1;
    for (int i = 0; i < 500 && ::waitpid(pid_, &status, WNOHANG) == 0; ++i) ::usleep(20'000);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    if (WIFEXITED(status)) pid_ = -1;
  }

  std::unique_ptr<SuiteMachine> machine_;
  pid_t pid_ = -1;
  Fd socket_;
  Fd output_;
  Fd spawners_end_;
};

TEST_F(CapturedWorkerTest, ChannelThatIsNeverReadDoesNotStopTheSpawner) {
  const Fd channel = Send(RunOf("exit 0"));
  // Filled from the spawner's own end: there is no room for an answer.
  while (SendMessage(spawners_end_, std::string(4096, 'x'), {}, Wait::kNo).ok()) continue;
  ExpectSpawnerEnds();
}

TEST_F(CapturedWorkerTest, SocketOfAnotherKindAsChannelEndsTheConnection) {
  const Fd udp(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ASSERT_TRUE(SendMessage(socket_, EncodeRequest(RunOf("exit 0")), {udp.get()}, Wait::kYes).ok());
  ExpectSpawnerEnds();
}

TEST_F(CapturedWorkerTest, GarbageEndsTheConnection) {
  auto channel = MakeSocketPair();
  ASSERT_TRUE(SendMessage(socket_, "garbage", {channel->second.get()}, Wait::kYes).ok());
  ExpectSpawnerEnds();
}

TEST_F(CapturedWorkerTest, FifoAsInputIsRefusedAtOnce) {
  int fifo[2];
  ASSERT_EQ(::pipe2(fifo, O_CLOEXEC), 0);
  Request request = RunOf("exit 0");
  request.inputs = {{"data", false}};
  const Fd channel = Send(request, {fifo[0]});
  const auto answer = ReceiveMessage(channel, kMaxMessageBytes, Wait::kYes);
  ASSERT_TRUE(answer.ok());
  const auto reply = DecodeReply(answer->bytes);
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(reply->status_code, static_cast<int>(absl::StatusCode::kInvalidArgument));
  ExpectSpawnerEnds();
}

TEST_F(CapturedWorkerTest, LimitsAreKeptWhateverHappensOnOtherChannels) {
  Request endless = RunOf("sleep 1000");
  endless.limits.wall_time = absl::Milliseconds(300);
  const Fd channel = Send(endless);
  const auto answer = ReceiveMessage(channel, kMaxMessageBytes, Wait::kYes);
  ASSERT_TRUE(answer.ok());
  const auto reply = DecodeReply(answer->bytes);
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(reply->limit_hit, static_cast<int>(Limit::kWallTime) + 1);
}

}  // namespace
}  // namespace judge::sandbox
