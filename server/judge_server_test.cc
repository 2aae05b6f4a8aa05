// The real judge-server, started, asked, abused and killed; nobody judges.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/blocking_counter.h"
#include "base/exit_code.h"
#include "judge/v1/problem_service.grpc.pb.h"
#include "server/testing_server_program.h"

namespace judge::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class JudgeServerTest : public ServerProgramTest {
 protected:
  // The run that waits comes to this.
  grpc::Status JudgeAs(const v1::RunResult& result) {
    const auto worker = v1::WorkerService::NewStub(connection_->channel());
    v1::LeaseResponse leased;
    v1::LeaseRequest lease;
    lease.mutable_wait()->set_seconds(10);
    const grpc::Status status = worker->Lease(NewCall().get(), lease, &leased);
    if (!status.ok()) return status;
    v1::ReportRequest report;
    report.set_run_id(leased.assignment().run_id());
    report.set_nonce(leased.assignment().nonce());
    *report.mutable_result() = result;
    v1::ReportResponse response;
    return worker->Report(NewCall().get(), report, &response);
  }

  // A call of a service whose messages are not this project's, as bytes; the first answer, or the error.
  std::string Ask(const std::string& method, const std::string& request) {
    grpc::CompletionQueue queue;
    const auto context = NewCall();
    const auto call = grpc::GenericStub(connection_->channel()).PrepareCall(context.get(), method, &queue);
    const auto wait = [&queue] {
      void* tag = nullptr;
      bool ok = false;
      return queue.Next(&tag, &ok) && ok;
    };
    const grpc::Slice slice(request);
    grpc::ByteBuffer answer;
    grpc::Status status;
    call->StartCall(nullptr);
    wait();
    call->Write(grpc::ByteBuffer(&slice, 1), nullptr);
    wait();
    call->WritesDone(nullptr);
    wait();
    call->Read(&answer, nullptr);
    const bool is_answered = wait();
    call->Finish(&status, nullptr);
    wait();
    if (!status.ok()) return status.error_message();
    std::vector<grpc::Slice> slices;
    std::string bytes;
    if (is_answered && answer.Dump(&slices).ok())
      for (const grpc::Slice& part : slices) bytes.append(reinterpret_cast<const char*>(part.begin()), part.size());
    return bytes;
  }

  // What a server that ends at once says.
  std::string Refusal(const std::vector<std::string>& arguments, int code,
                      const std::vector<std::string>& variables = {}) {
    TestProcess server("judge-server", arguments, variables);
    EXPECT_EQ(server.Wait(), code) << server.output();
    return server.output();
  }
};

// A socket that speaks to the server without gRPC.
class RawConnection {
 public:
  explicit RawConnection(const std::string& address) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in target{};
    target.sin_family = AF_INET;
    int port = 0;
    EXPECT_TRUE(absl::SimpleAtoi(address.substr(address.rfind(':') + 1), &port));
    target.sin_port = htons(static_cast<uint16_t>(port));
    target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_.get(), reinterpret_cast<sockaddr*>(&target), sizeof target), 0);
  }
  std::string Ask(const std::string& bytes) {
    // A server that has heard enough hangs up, in the middle of it.
    ::signal(SIGPIPE, SIG_IGN);
    const absl::Status sent = WriteAll(socket_, bytes);
    EXPECT_TRUE(sent.ok() || errno == EPIPE || errno == ECONNRESET) << sent;
    ::shutdown(socket_.get(), SHUT_WR);
    const auto answer = judge::ReadAll(socket_, 1 << 20);
    return answer.ok() ? *answer : "";
  }

 private:
  Fd socket_;
};

TEST_F(JudgeServerTest, TakesPackagesUpToTheBoundThatTheOperatorHasSet) {
  Start({"--max-package-bytes", "1000"});
  v1::ProblemVersion version;
  const auto context = NewCall();
  const auto stream = v1::ProblemService::NewStub(connection_->channel())->UploadProblem(context.get(), &version);
  v1::UploadProblemRequest request;
  request.mutable_header();
  stream->Write(request);
  request.set_data(std::string(1001, 'x'));
  stream->Write(request);
  stream->WritesDone();
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(status.error_message(), "the archive is more than 1000 bytes");
}

TEST_F(JudgeServerTest, TellsWorkersWhatPackagesItTakes) {
  Start({"--max-package-bytes", "5000000000", "--max-unpacked-bytes", "6000000000"});
  v1::AnnounceRequest request;
  v1::AnnounceResponse response;
  const auto workers = v1::WorkerService::NewStub(connection_->channel());
  EXPECT_EQ(workers->Announce(NewCall().get(), request, &response).error_code(), grpc::StatusCode::INVALID_ARGUMENT)
      << "one that can judge nothing would take the languages of the others away";
  request.add_profiles()->set_id("c17");
  ASSERT_TRUE(workers->Announce(NewCall().get(), request, &response).ok());
  EXPECT_EQ(response.max_package_bytes(), 5'000'000'000);
  EXPECT_EQ(response.max_unpacked_bytes(), 6'000'000'000);
}

TEST_F(JudgeServerTest, EndsWithoutErrorOnceItIsToldTo) {
  Start();
  server_->Signal(SIGTERM);
  EXPECT_EQ(server_->Wait(), 0);
}

TEST_F(JudgeServerTest, RefusesWrongOptionsInOneLineThatSaysWhatToDo) {
  EXPECT_THAT(Refusal({"--listen", "0.0.0.0:0"}, kBadInput), HasSubstr("without --keys everybody may do everything"));
  TestProcess make_key("judge-server", {"make-key", "alice", "submit", Path("keys")});
  ASSERT_EQ(make_key.Wait(), 0) << make_key.output();
  EXPECT_THAT(Refusal({"--keys", Path("keys"), "--listen", "0.0.0.0:0"}, kBadInput), HasSubstr("--allow-plaintext"));
  EXPECT_THAT(Refusal({}, kBadInput, {"JUDGE_SERVER_MAX_RATE=nan"}), HasSubstr("'nan' is no number"));
  EXPECT_THAT(Refusal({"--listen", "nowhere"}, kBadInput), HasSubstr("HOST:PORT or unix:PATH"));
  EXPECT_THAT(Refusal({"--certificate", "c.pem"}, kBadInput), HasSubstr("are to be given together"));
  EXPECT_THAT(Refusal({"--keys", Path("none")}, kBadInput), HasSubstr(Path("none")));
  for (const char* number : {"0", "-1", "nan", "inf", "much", ""})
    EXPECT_THAT(Refusal({"--max-rate", number}, kBadInput),
                HasSubstr(absl::StrCat("--max-rate: '", number, "' is no number from 0.001 to 1e+09")));
  std::ofstream(Path("config")) << "lisen = 'x'\n";
  EXPECT_THAT(Refusal({"--config", Path("config")}, kBadInput), HasSubstr("lisen"));
  std::ofstream(Path("keys")) << "not a key\n";
  EXPECT_THAT(Refusal({"--keys", Path("keys")}, kBadInput), HasSubstr(Path("keys") + ": line 1"));
}

TEST_F(JudgeServerTest, ListensNowhereElseThanItWasTold) {
  for (const char* address : {"127.0.0.1:99999", "127.0.0.1:-1", "127.0.0.1:", ":50051", ":abc", "localhost:http",
                              "::1:0", "[]:0", "dns:///localhost:0", "local host:0", "unix:"}) {
    EXPECT_THAT(Refusal({"--listen", address}, kBadInput), HasSubstr(absl::StrCat("--listen ", address, ": is to be")));
    EXPECT_THAT(Refusal({"--metrics", address}, kBadInput),
                HasSubstr(absl::StrCat("--metrics ", address, ": is to be")));
  }
  EXPECT_THAT(Refusal({"--listen", "unix:/" + std::string(200, 'x')}, kBadInput), HasSubstr("is to be"));
  Start({"--listen", "localhost:0", "--listen", "unix:" + Path("socket")});
}

TEST_F(JudgeServerTest, ReadsItsOptionsFromAFileToo) {
  std::ofstream(Path("config")) << "max-source-bytes = 10\n";
  Start({"--config", Path("config")});
  ASSERT_TRUE(Announce().ok());
  EXPECT_EQ(Submit(11).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(Submit(10).ok());
}

TEST_F(JudgeServerTest, BelievesAFlagBeforeItsVariableAndThatBeforeItsFile) {
  std::ofstream(Path("config")) << "log-format = 'json'\n";
  const auto log_format = [&](std::vector<std::string> arguments, const std::vector<std::string>& variables) {
    arguments.insert(arguments.begin(), {"--state", Path("state"), "--listen", "127.0.0.1:0"});
    TestProcess server("judge-server", arguments, variables);
    EXPECT_NE(server.WaitFor("listening on "), "") << server.output();
    return server.output().front() == '{' ? "json" : "text";
  };
  const std::string config = "JUDGE_SERVER_CONFIG=" + Path("config");
  const std::string text = "JUDGE_SERVER_LOG_FORMAT=text";
  EXPECT_STREQ(log_format({}, {config}), "json");
  EXPECT_STREQ(log_format({}, {config, text}), "text");
  EXPECT_STREQ(log_format({"--config", Path("config")}, {text}), "text");
  EXPECT_STREQ(log_format({"--log-format", "json"}, {config, text}), "json");
  EXPECT_THAT(Refusal({}, kBadInput, {"JUDGE_SERVER_CONFIG=" + Path("none")}), HasSubstr(Path("none")));
}

TEST_F(JudgeServerTest, LetsNoOtherServerHaveItsStoreOrItsPort) {
  Start();
  EXPECT_THAT(Refusal({"--state", Path("state"), "--listen", "127.0.0.1:0"}, kMachine),
              HasSubstr("another judge-server"));
  EXPECT_THAT(Refusal({"--state", Path("other"), "--listen", address_}, kMachine),
              HasSubstr("cannot listen on " + address_));
}

TEST_F(JudgeServerTest, LosesNothingWhenItIsKilled) {
  Start();
  ASSERT_TRUE(Announce().ok());
  std::string id;
  ASSERT_TRUE(Submit(10, &id).ok());
  server_->Signal(SIGKILL);
  server_->Wait();
  Start();
  v1::ListRunsResponse response;
  ASSERT_TRUE(List(response).ok());
  ASSERT_EQ(response.runs_size(), 1);
  EXPECT_EQ(response.runs(0).id(), id);
  EXPECT_EQ(response.runs(0).state(), v1::Run::QUEUED);
}

TEST_F(JudgeServerTest, TellsPrometheusWhatHappens) {
  const std::string metrics = "127.0.0.1:19464";
  Start({"--metrics", metrics});
  ASSERT_TRUE(Announce().ok());
  ASSERT_TRUE(Submit(10).ok());
  const std::string page = RawConnection(metrics).Ask("GET /metrics HTTP/1.0\r\n\r\n");
  EXPECT_THAT(page, HasSubstr("judge_runs_submitted_total 1"));
  EXPECT_THAT(page, HasSubstr("judge_runs_queued{priority=\"0\"} 1"));
  EXPECT_THAT(page, HasSubstr("judge_store_groups_total 1"));
}

TEST_F(JudgeServerTest, SaysToWhoeverAsksThatItServes) {
  TestProcess make("judge-server", {"make-key", "alice", "submit", Path("keys")});
  ASSERT_EQ(make.Wait(), 0) << make.output();
  Start({"--keys", Path("keys")});
  // HealthCheckRequest without a service; HealthCheckResponse: field 1, `status`, is 1, SERVING.
  EXPECT_EQ(Ask("/grpc.health.v1.Health/Check", ""), "\x08\x01") << "who looks after machines has no key";
}

TEST_F(JudgeServerTest, TellsToolsWhichCallsThereAre) {
  Start();
  // ServerReflectionRequest with field 7, `list_services`.
  const std::string services = Ask("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", "\x3a\x01*");
  for (const char* service :
       {"judge.v1.JudgeService", "judge.v1.ProblemService", "judge.v1.WorkerService", "grpc.health.v1.Health"})
    EXPECT_THAT(services, HasSubstr(service));
  // With field 4, `file_containing_symbol`: the whole file, by which a tool can call it.
  const std::string symbol = "judge.v1.SubmitRunRequest";
  const std::string file = Ask("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                               "\x22" + std::string(1, static_cast<char>(symbol.size())) + symbol);
  EXPECT_THAT(file, HasSubstr("idempotency_key"));
}

TEST_F(JudgeServerTest, TellsPrometheusHowRunsWentAndHowLongTheirBoxesTookToSetUp) {
  const std::string metrics = "127.0.0.1:19465";
  Start({"--metrics", metrics});
  ASSERT_TRUE(Announce().ok());
  ASSERT_TRUE(Submit(10).ok());
  v1::RunResult result;
  result.set_verdict(v1::AC);
  // Done for an earlier run.
  result.mutable_compile()->set_cached(true);
  result.mutable_compile()->mutable_facts()->set_setup_us(9'000'000);
  for (const int setup_us : {700, 800, 30'000}) result.add_tests()->mutable_facts()->set_setup_us(setup_us);
  result.mutable_tests(2)->add_earlier_facts()->set_setup_us(4'000'000);
  result.add_tests();  // skipped
  ASSERT_TRUE(JudgeAs(result).ok());
  const std::string page = RawConnection(metrics).Ask("GET /metrics HTTP/1.0\r\n\r\n");
  EXPECT_THAT(page, HasSubstr("judge_box_setup_seconds_bucket{le=\"0.001\"} 2\n"));
  EXPECT_THAT(page, HasSubstr("judge_box_setup_seconds_bucket{le=\"0.05\"} 3\n"));
  EXPECT_THAT(page, HasSubstr("judge_box_setup_seconds_count 4\n"));
  EXPECT_THAT(page, HasSubstr("judge_run_wait_seconds_count 1\n"));
  EXPECT_THAT(page, HasSubstr("judge_run_judging_seconds_count 1\n"));
  EXPECT_THAT(page, HasSubstr("judge_runs_done_total{profile=\"c17\",verdict=\"AC\"} 1\n"));
  EXPECT_THAT(page, HasSubstr("judge_runs_leased 0\n"));
  EXPECT_THAT(page, HasSubstr("judge_leases_lost_total 0\n"));
}

TEST_F(JudgeServerTest, TellsPrometheusHowManyRunsWaitAreJudgedAndWereLost) {
  const std::string metrics = "127.0.0.1:19465";
  Start({"--metrics", metrics, "--lease-seconds", "3"});
  ASSERT_TRUE(Announce().ok());
  v1::SubmitRunRequest request = RequestOf(10);
  request.set_priority(-3);
  v1::SubmitRunResponse submitted;
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(client_->SubmitRun(NewCall().get(), request, &submitted).ok());
  v1::LeaseRequest lease;
  lease.mutable_wait()->set_seconds(10);
  v1::LeaseResponse leased;
  ASSERT_TRUE(v1::WorkerService::NewStub(connection_->channel())->Lease(NewCall().get(), lease, &leased).ok());
  const auto page = [&] { return RawConnection(metrics).Ask("GET /metrics HTTP/1.0\r\n\r\n"); };
  EXPECT_THAT(page(), AllOf(HasSubstr("judge_runs_leased 1\n"), HasSubstr("judge_runs_queued{priority=\"-3\"} 1\n")));
  std::string last;
  for (int i = 0; i < 300 && last.find("queued{priority=\"-3\"} 2\n") == std::string::npos; ++i, last = page())
    ::usleep(100'000);
  EXPECT_THAT(last, AllOf(HasSubstr("judge_leases_lost_total 1\n"), HasSubstr("judge_runs_leased 0\n"),
                          HasSubstr("judge_runs_queued{priority=\"-3\"} 2\n")));
}

TEST_F(JudgeServerTest, KeepsTheBoundsThatItWasStartedWithAndTellsThem) {
  Start({"--max-cpu-ms", "1000", "--max-wall-ms", "2000", "--max-memory-bytes", "3000", "--max-source-bytes", "4000",
         "--max-inline-bytes", "5000", "--max-queued", "2"});
  v1::ServerInfo told;
  ASSERT_TRUE(client_->GetServerInfo(NewCall().get(), v1::GetServerInfoRequest(), &told).ok());
  EXPECT_EQ(told.max_limits().cpu_time_ms(), 1000u);
  EXPECT_EQ(told.max_limits().wall_time_ms(), 2000u);
  EXPECT_EQ(told.max_limits().memory_bytes(), 3000u);
  EXPECT_EQ(told.max_source_bytes(), 4000);
  EXPECT_EQ(told.max_inline_bytes(), 5000);
  ASSERT_TRUE(Announce().ok());
  EXPECT_EQ(Submit(4001).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(Submit(10).ok());
  EXPECT_THAT(Submit(10).error_message(), HasSubstr("this tenant has 2 runs waiting"));
  Start({"--max-backlog", "2"});
  ASSERT_TRUE(Announce().ok());
  EXPECT_THAT(Submit(10).error_message(), HasSubstr("this server has 2 runs waiting"));
}

TEST_F(JudgeServerTest, WritesEachLineOfItsLogAsJsonWhereAsked) {
  Start({"--log-format", "json"});
  ASSERT_TRUE(Announce().ok());
  std::string id;
  ASSERT_TRUE(Submit(10, &id).ok());
  server_->Signal(SIGTERM);
  server_->Wait();
  EXPECT_THAT(server_->output(), HasSubstr("\"run\":\"" + id + "\""));
  for (const auto& line : absl::StrSplit(server_->output(), '\n', absl::SkipEmpty())) EXPECT_EQ(line.front(), '{');
}

TEST_F(JudgeServerTest, RefusesARequestOf200MegabytesAndServesOn) {
  Start();
  ASSERT_TRUE(Announce().ok());
  const grpc::Status status = Submit(200 << 20);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(status.error_message(), HasSubstr("larger than max"));
  EXPECT_TRUE(Submit(10).ok());
}

// In kilobytes: the most memory that the process has had.
int64_t PeakMemoryOf(pid_t pid) {
  const absl::StatusOr<std::string> status = ReadKernelFile(absl::StrCat("/proc/", pid, "/status"));
  EXPECT_TRUE(status.ok()) << status.status();
  const std::vector<std::string> parts = absl::StrSplit(*status, "VmHWM:");
  int64_t kilobytes = 0;
  EXPECT_TRUE(parts.size() == 2 && absl::SimpleAtoi(parts[1].substr(0, parts[1].find("kB")), &kilobytes)) << *status;
  return kilobytes;
}

TEST_F(JudgeServerTest, UnpacksNoCompressedRequest) {
  Start();
  ASSERT_TRUE(Announce().ok());
  const auto context = NewCall();
  context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
  const int64_t before = PeakMemoryOf(server_->pid());
  v1::SubmitRunResponse response;
  const grpc::Status status = client_->SubmitRun(context.get(), RequestOf(300 << 20), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << status.error_message();
  EXPECT_LT(PeakMemoryOf(server_->pid()), before + (100 << 10));
  EXPECT_TRUE(Submit(10).ok());
}

// Each of them may be sent, by whomever: there is nothing wrong with it before all of it has come.
TEST_F(JudgeServerTest, HoldsFewRequestsHoweverManyComeAtOnceAndServesOn) {
  constexpr int kConnections = 20, kCalls = 200;
  constexpr int64_t kBytes = 16 << 20;
  Start();
  ASSERT_TRUE(Announce().ok());
  const grpc::Slice slice(RequestOf(kBytes).SerializeAsString());
  const grpc::ByteBuffer request(&slice, 1);
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs;
  for (int i = 0; i < kConnections; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    stubs.push_back(std::make_unique<grpc::GenericStub>(
        grpc::CreateCustomChannel(address_, grpc::InsecureChannelCredentials(), arguments)));
  }
  std::vector<std::unique_ptr<grpc::ClientContext>> calls;
  std::vector<grpc::ByteBuffer> responses(kCalls);
  absl::BlockingCounter open(kCalls);
  std::atomic<int> read = 0;
  for (int i = 0; i < kCalls; ++i) {
    calls.push_back(NewCall());
    stubs[i % kConnections]->UnaryCall(calls.back().get(), "/judge.v1.JudgeService/SubmitRun", {}, &request,
                                       &responses[i], [&](const grpc::Status& status) {
                                         // The sources are too large; nobody says so of what was not read to its end.
                                         read += absl::StrContains(status.error_message(), "sources: ") ? 1 : 0;
                                         open.DecrementCount();
                                       });
  }
  open.Wait();
  // gRPC lets go once there is too much: how much more that is for a moment depends on the machine. One that keeps up
  // with them all never holds many.
  const bool has_kept_up = PeakMemoryOf(server_->pid()) < kCalls * (kBytes >> 10) / 4;
  EXPECT_TRUE(read < kCalls || has_kept_up) << PeakMemoryOf(server_->pid());
  std::string id;
  EXPECT_TRUE(Submit(10, &id).ok());
}

TEST_F(JudgeServerTest, ServesOnWhateverGarbageComes) {
  Start();
  for (const std::string& garbage : {std::string("GET / HTTP/1.1\r\n\r\n"), std::string(1 << 20, '\xff'),
                                     std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0", 27), std::string()})
    RawConnection(address_).Ask(garbage);
  v1::ListRunsResponse response;
  EXPECT_TRUE(List(response).ok());
}

TEST_F(JudgeServerTest, TakesKeysThatItMadeAndNoOthers) {
  TestProcess make("judge-server", {"make-key", "alice", "submit", Path("keys")});
  ASSERT_EQ(make.Wait(), 0) << make.output();
  std::ofstream(Path("key")) << make.output();
  Start({"--keys", Path("keys")});
  v1::ListRunsResponse response;
  EXPECT_EQ(List(response).error_code(), grpc::StatusCode::UNAUTHENTICATED);
  Connect({.address = address_, .api_key_file = Path("key")});
  EXPECT_TRUE(List(response).ok());
  EXPECT_EQ(Announce().error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(JudgeServerTest, ReadsItsKeysAgainWhenItIsToldTo) {
  const auto make_key = [&](const std::string& tenant) {
    TestProcess make("judge-server", {"make-key", tenant, "submit", Path("keys")});
    EXPECT_EQ(make.Wait(), 0) << make.output();
    std::ofstream(Path(tenant)) << make.output();
  };
  const auto ask_as = [&](const std::string& tenant) {
    Connect({.address = address_, .api_key_file = Path(tenant)});
    v1::ListRunsResponse response;
    return List(response).error_code();
  };
  make_key("alice");
  Start({"--keys", Path("keys")});
  make_key("bob");
  EXPECT_EQ(ask_as("bob"), grpc::StatusCode::UNAUTHENTICATED);
  server_->Signal(SIGHUP);
  server_->WaitFor("2 API keys");
  EXPECT_EQ(ask_as("bob"), grpc::StatusCode::OK);

  const std::string both = *ReadFile(Path("keys"), 1 << 20);
  std::ofstream(Path("keys")) << both << "not a key\n";
  server_->Signal(SIGHUP);
  EXPECT_THAT(server_->WaitFor("the API keys stay as they were: "), HasSubstr(Path("keys") + ": line 3"));
  for (const char* tenant : {"alice", "bob"}) EXPECT_EQ(ask_as(tenant), grpc::StatusCode::OK);

  ASSERT_EQ(ask_as("alice"), grpc::StatusCode::OK);
  const auto call = NewCall();
  const auto stream = client_->SubmitRuns(call.get());
  v1::SubmitRunsResponse answer;
  ASSERT_TRUE(stream->Write(RequestOf(10)) && stream->Read(&answer));
  EXPECT_NE(answer.refused().code(), grpc::StatusCode::UNAUTHENTICATED);
  std::ofstream(Path("keys")) << both.substr(both.find('\n') + 1);
  server_->Signal(SIGHUP);
  server_->WaitFor("1 API keys");
  ASSERT_TRUE(stream->Write(RequestOf(10)) && stream->Read(&answer));
  EXPECT_EQ(answer.refused().code(), grpc::StatusCode::UNAUTHENTICATED) << "a stream was open while it was taken back";
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(ask_as("alice"), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(ask_as("bob"), grpc::StatusCode::OK);
}

}  // namespace
}  // namespace judge::server
