#include "sandbox/spawner/message.h"

#include <gtest/gtest.h>

#include <random>

#include "sandbox/exec_failure.h"

namespace judge::sandbox {
namespace {

Request GoodRequest() {
  Request request;
  request.layers = {std::string(64, 'a')};
  request.has_stdin = true;
  request.argv = {"./solution", "one", ""};
  request.environment = {"A=b"};
  request.inputs = {{"solution", true}, {"data.txt", false}};
  request.folders = {"feedback"};
  request.outputs = {{"feedback/judgemessage.txt", 100}};
  request.limits.cpu_time = absl::Seconds(1);
  request.limits.memory_bytes = 64 << 20;
  request.limits.cpus = {0, 1};
  request.filter = std::string(16, '\0');
  return request;
}

constexpr size_t kGoodFds = 6;  // channel, stdout, stderr, stdin, two inputs

TEST(MessageTest, RequestSurvivesTheJourney) {
  const auto decoded = DecodeRequest(EncodeRequest(GoodRequest()), kGoodFds);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(EncodeRequest(*decoded), EncodeRequest(GoodRequest()));
  EXPECT_EQ(decoded->argv, GoodRequest().argv);
  EXPECT_EQ(decoded->limits.cpu_time, absl::Seconds(1));
  EXPECT_EQ(decoded->limits.processes, std::nullopt);
}

TEST(MessageTest, ReplySurvivesTheJourney) {
  Reply reply;
  reply.message = "no";
  reply.ending = Reply::Ending::kBlocked;
  reply.arguments[5] = 7;
  reply.cpu_ns = 123;
  reply.outputs = {{2, 5}};
  const auto decoded = DecodeReply(EncodeReply(reply));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(EncodeReply(*decoded), EncodeReply(reply));
}

TEST(MessageTest, StatusSurvivesTheJourneyAndStaysWhatItIs) {
  for (const absl::Status& status :
       {absl::UnavailableError("a"), ExecFailure("b"), absl::FailedPreconditionError("c")}) {
    const auto decoded = DecodeReply(EncodeReply(ReplyOf(status)));
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(StatusOf(*decoded), status);
    EXPECT_EQ(IsExecFailure(StatusOf(*decoded)), status.message() == "b");
  }
}

// A worker that was captured sends whatever it likes.
TEST(MessageTest, EveryTruncationIsRefused) {
  const std::string bytes = EncodeRequest(GoodRequest());
  for (size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(DecodeRequest(absl::string_view(bytes).substr(0, size), kGoodFds).ok()) << size;
  EXPECT_FALSE(DecodeRequest(bytes + "x", kGoodFds).ok());
}

TEST(MessageTest, RandomChangesNeverCrashAndNeverPassTheChecks) {
  const std::string bytes = EncodeRequest(GoodRequest());
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string changed = bytes;
    for (int j = 0; j < 4; ++j) changed[random() % changed.size()] = static_cast<char>(random());
    const auto decoded = DecodeRequest(changed, kGoodFds);
    EXPECT_TRUE(!decoded.ok() || CheckRequest(*decoded).ok());
  }
}

TEST(MessageTest, ATruthValueIsZeroOrOne) {
  std::string bytes = EncodeRequest(GoodRequest());
  bytes[1] = 2;  // has_stdin
  EXPECT_FALSE(DecodeRequest(bytes, kGoodFds).ok());
}

TEST(MessageTest, MissingOrSurplusDescriptorsAreRefused) {
  const std::string bytes = EncodeRequest(GoodRequest());
  EXPECT_FALSE(DecodeRequest(bytes, kGoodFds - 1).ok());
  EXPECT_FALSE(DecodeRequest(bytes, kGoodFds + 1).ok());
}

struct BadRequest {
  const char* name;
  void (*spoil)(Request&);
  const char* message;
};

class BadRequestTest : public testing::TestWithParam<BadRequest> {};

TEST_P(BadRequestTest, IsRefusedByName) {
  Request request = GoodRequest();
  GetParam().spoil(request);
  const absl::Status status = CheckRequest(request);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(std::string(status.message()).find(GetParam().message), std::string::npos) << status;
}

INSTANTIATE_TEST_SUITE_P(
    All, BadRequestTest,
    testing::Values(
        BadRequest{"HostPathAsLayer", [](Request& r) { r.layers = {"../../etc"}; }, "64 hex digits"},
        BadRequest{"NoLayer", [](Request& r) { r.layers.clear(); }, "1 to 8 image layers"},
        BadRequest{"NineLayers", [](Request& r) { r.layers.resize(9, r.layers[0]); }, "1 to 8 image layers"},
        BadRequest{"NoCommand", [](Request& r) { r.argv.clear(); }, "no command"},
        BadRequest{"NulInArgument", [](Request& r) { r.argv.push_back(std::string("a\0b", 3)); }, "NUL byte"},
        BadRequest{"InputAbove", [](Request& r) { r.inputs[0].name = "../x"; }, "not a file name"},
        BadRequest{"InputDotDot", [](Request& r) { r.inputs[0].name = ".."; }, "not a file name"},
        BadRequest{"OutputAbove", [](Request& r) { r.outputs[0].name = "../x"; }, "not a file name"},
        BadRequest{"OutputThreeDeep", [](Request& r) { r.outputs[0].name = "a/b/c"; }, "not a file name"},
        BadRequest{"AbsoluteOutput", [](Request& r) { r.outputs[0].name = "/etc"; }, "not a file name"},
        BadRequest{"FolderWithSlash", [](Request& r) { r.folders = {"a/b"}; }, "not a folder name"},
        BadRequest{"NoTime", [](Request& r) { r.limits.cpu_time = absl::ZeroDuration(); }, "time limit"},
        BadRequest{"EndlessTime", [](Request& r) { r.limits.wall_time = absl::InfiniteDuration(); }, "time limit"},
        BadRequest{"NoMemory", [](Request& r) { r.limits.memory_bytes = 0; }, "memory limit of 0"},
        BadRequest{"NegativeSize", [](Request& r) { r.limits.file_size_bytes = -5; }, "negative"},
        BadRequest{"SizesThatOverflowWhenMultiplied",
                   [](Request& r) { r.limits.memory_bytes = (int64_t{1} << 50) + 1; }, "above 2^50"},
        BadRequest{"UnlimitedDiskByZero", [](Request& r) { r.limits.disk_bytes = 0; }, "disk limit of 0"},
        BadRequest{"TooFewFiles", [](Request& r) { r.limits.open_files = 3; }, "open files limit"},
        BadRequest{"NotANumberOfCpus", [](Request& r) { r.limits.cpu_rate = 0.0 / 0.0; }, "CPU rate"},
        BadRequest{"NoFilter", [](Request& r) { r.filter.clear(); }, "seccomp filter"},
        BadRequest{"HalfAnInstruction", [](Request& r) { r.filter.resize(12); }, "seccomp filter"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace judge::sandbox
