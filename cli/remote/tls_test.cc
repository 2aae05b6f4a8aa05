// The real judge-cli, judge-server and judge-worker, who show each other certificates.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/exit_code.h"
#include "base/subprocess.h"
#include "base/test_process.h"
#include "cli/cli_process.h"

namespace judge::cli {
namespace {

using ::testing::HasSubstr;

void OpenSsl(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "openssl");
  std::string said;
  const absl::Status status = RunCommand({.argv = arguments, .environment = {}},
                                         [&](absl::string_view line) { absl::StrAppend(&said, line, "\n"); });
  ASSERT_TRUE(status.ok()) << status << said;
}

class TlsTest : public testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<CliFixture> made = CliFixture::Make();
    ASSERT_TRUE(made.ok()) << made.status();
    fixture_.emplace(*std::move(made));
    for (const std::string name : {"ca", "stranger"}) MakeCertificate(name, {});
    for (const std::string name : {"server", "client"}) MakeSigned(name, "127.0.0.1");
  }

  void MakeSigned(const std::string& name, const std::string& address) const {
    MakeCertificate(name, {"-addext", "subjectAltName=IP:" + address, "-addext", "basicConstraints=critical,CA:FALSE",
                           "-CA", File("ca.pem"), "-CAkey", File("ca.key")});
  }

  void MakeCertificate(const std::string& name, const std::vector<std::string>& more) const {
    std::vector<std::string> arguments = {
        "req",    "-x509", "-newkey", "ec",    "-pkeyopt",   "ec_paramgen_curve:P-256",
        "-nodes", "-days", "2",       "-subj", "/CN=" + name};
    arguments.insert(arguments.end(), {"-keyout", File(name + ".key"), "-out", File(name + ".pem")});
    arguments.insert(arguments.end(), more.begin(), more.end());
    OpenSsl(arguments);
  }

  void Start(const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"--state", File("server"), "--listen", "127.0.0.1:0"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    server_.emplace("judge-server", arguments);
    address_ = server_->WaitFor("listening on ");
    ASSERT_NE(address_, "") << server_->output();
  }
  void StartMutual(const std::string& name = "server") {
    Start({"--certificate", File(name + ".pem"), "--private-key", File(name + ".key"), "--client-ca", File("ca.pem")});
  }

  // Options by which a client finds the server, and knows it by this CA; and those by which the server knows the
  // client.
  std::vector<std::string> Believing(const std::string& ca) const {
    return {"--server", address_, "--tls", "--ca", File(ca)};
  }
  std::vector<std::string> Showing(std::vector<std::string> options) const {
    options.insert(options.end(), {"--certificate", File("client.pem"), "--private-key", File("client.key")});
    return options;
  }

  CliResult Run(std::vector<std::string> command, const std::vector<std::string>& options) const {
    command.insert(command.end(), options.begin(), options.end());
    return fixture_->Run(command);
  }
  std::vector<std::string> WorkerArguments(const std::vector<std::string>& options) const {
    std::vector<std::string> arguments = {"--state", fixture_->state(), "--runtime-dir", File("run"), "--slots", "1"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return arguments;
  }

  // What judge-cli says of a server that it cannot talk to.
  std::string Refusal(const std::vector<std::string>& options, int code) const {
    const CliResult result = Run({"server"}, options);
    EXPECT_EQ(result.code, code) << result.err;
    EXPECT_EQ(result.err.find('\n'), result.err.size() - 1) << "one line: " << result.err;
    return result.err;
  }

  std::string File(const std::string& name) const { return fixture_->path(name); }

  std::optional<CliFixture> fixture_;
  std::optional<TestProcess> server_;
  std::string address_;
};

TEST_F(TlsTest, JudgesForWhoShowsACertificateByAWorkerThatShowsOne) {
  StartMutual();
  const std::vector<std::string> options = Showing(Believing("ca.pem"));
  TestProcess worker("judge-worker", WorkerArguments(options));
  for (int i = 0; i < 600 && !absl::StrContains(Run({"server"}, options).out, "python3"); ++i) ::usleep(100'000);
  const CliResult result = Run({"run", fixture_->Write("a.py", "print('encrypted')")}, options);
  EXPECT_EQ(result.code, kOk) << result.err << worker.output();
  EXPECT_THAT(result.out, HasSubstr("encrypted"));
  worker.Signal(SIGTERM);
  EXPECT_EQ(worker.Wait(), 0) << worker.output();
}

TEST_F(TlsTest, SaysInOneLineWhyServerAndClientDoNotMeet) {
  StartMutual();
  EXPECT_THAT(Refusal(Showing(Believing("stranger.pem")), kFailed), HasSubstr("who the server is, none of --ca says"));
  EXPECT_THAT(Refusal(Believing("ca.pem"), kFailed), HasSubstr("does it want --tls, or a --certificate"));
  EXPECT_THAT(Refusal({"--server", address_}, kFailed), HasSubstr("does it want --tls"));
  EXPECT_THAT(Refusal(Showing(Believing("none.pem")), kBadInput), HasSubstr("none.pem: No such file"));
  fixture_->Write("text.pem", "none");
  EXPECT_THAT(Refusal(Showing(Believing("text.pem")), kBadInput), HasSubstr("text.pem: not PEM"));
  MakeSigned("elsewhere", "127.0.0.2");
  StartMutual("elsewhere");
  EXPECT_THAT(Refusal(Showing(Believing("ca.pem")), kFailed), HasSubstr("by a name that its certificate has"));
}

TEST_F(TlsTest, SaysWhenTheServerIsNotEncrypted) {
  Start({});
  EXPECT_THAT(Refusal(Believing("ca.pem"), kFailed), HasSubstr("the server takes no --tls"));
}

TEST_F(TlsTest, AWorkerSaysWhyItDoesNotReachItsServerAndTriesAgain) {
  StartMutual();
  TestProcess worker("judge-worker", WorkerArguments(Showing(Believing("stranger.pem"))));
  EXPECT_THAT(worker.WaitFor("the server is away, and tried again: "),
              HasSubstr("who the server is, none of --ca says"));
  worker.Signal(SIGTERM);
  EXPECT_EQ(worker.Wait(), 0) << worker.output();
}

}  // namespace
}  // namespace judge::cli
