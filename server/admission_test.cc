#include "server/admission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/escape.h"
#include "google/rpc/error_details.pb.h"
#include "server/fair_queue.h"

namespace judge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

const absl::Time kNow = absl::FromUnixSeconds(1'000'000);
const SteadyTime kSteadyNow = SteadyTime::Now();
const Caller kSubmitter = {"alice", Role::kSubmit};
const Caller kGrader = {"alice", Role::kGrade};

template <typename Detail>
std::optional<Detail> DetailOf(const absl::Status& status) {
  const auto payload = status.GetPayload("type.googleapis.com/" + Detail::descriptor()->full_name());
  Detail detail;
  if (!payload || !detail.ParseFromString(std::string(*payload))) return std::nullopt;
  return detail;
}

std::vector<std::string> WrongFields(const absl::Status& status) {
  std::vector<std::string> fields;
  const auto detail = DetailOf<google::rpc::BadRequest>(status);
  if (!detail) return {std::string(status.ToString())};
  for (const auto& violation : detail->field_violations()) fields.push_back(violation.field());
  return fields;
}

// What there is too much of, though waiting does not help; or another status.
std::string TooLarge(const absl::Status& status) {
  const auto detail = DetailOf<google::rpc::QuotaFailure>(status);
  if (!absl::IsResourceExhausted(status) || !detail || DetailOf<google::rpc::RetryInfo>(status))
    return status.ToString();
  return detail->violations(0).subject();
}

v1::SubmitRunRequest RequestOf(const std::string& name = "a.cpp", const std::string& content = "int main() {}") {
  v1::SubmitRunRequest request;
  auto* const source = request.add_sources();
  source->set_name(name);
  source->set_content(content);
  return request;
}

v1::ProfileInfo ProfileOf(const std::string& id, const std::string& extension, int guess_priority = 0) {
  v1::ProfileInfo profile;
  profile.set_id(id);
  profile.add_extensions(extension);
  profile.set_guess_priority(guess_priority);
  return profile;
}

class AdmissionTest : public ::testing::Test {
 protected:
  AdmissionTest() {
    catalogue_.Set({ProfileOf("cpp17", ".cpp"), ProfileOf("cpp20", ".cpp", 1), ProfileOf("c17", ".c")});
    bounds_.source_bytes = 1000;
    bounds_.inline_bytes = 1000;
    bounds_.limits.set_cpu_time_ms(60'000);
    bounds_.limits.set_processes(64);
    bounds_.queued = 3;
    bounds_.backlog = 5;
    bounds_.rate = 2;
    bounds_.burst = 100;
  }

  absl::StatusOr<NewRun> Admit(const Caller& caller, const v1::SubmitRunRequest& request,
                               absl::Duration later = absl::ZeroDuration()) {
    if (!admission_) admission_.emplace(bounds_, catalogue_, problems_, queue_);
    return admission_->Admit(caller, request, kNow, kSteadyNow + later);
  }

  Bounds bounds_;
  Catalogue catalogue_;
  Problems problems_;
  FairQueue queue_;
  std::optional<Admission> admission_;
};

TEST_F(AdmissionTest, MakesARunOfAGoodRequest) {
  v1::SubmitRunRequest request = RequestOf();
  (*request.mutable_labels())["contest"] = "finals";
  request.set_idempotency_key("key");
  request.set_priority(-2);
  const auto admitted = Admit(kSubmitter, request);
  ASSERT_TRUE(admitted.ok()) << admitted.status();
  EXPECT_EQ(admitted->run.tenant, "alice");
  EXPECT_EQ(admitted->run.profile, "cpp20") << "guessed from the name";
  EXPECT_EQ(admitted->run.priority, -2);
  EXPECT_EQ(admitted->run.labels.at("contest"), "finals");
  EXPECT_EQ(admitted->run.submitted, kNow);
  EXPECT_EQ(admitted->idempotency_key, "key");
  v1::SubmitRunRequest stored;
  ASSERT_TRUE(stored.ParseFromString(admitted->submission));
  EXPECT_EQ(stored.sources(0).content(), "int main() {}");
}

TEST_F(AdmissionTest, GuessesTheProfileByTheFirstSourceThatTellsOne) {
  v1::SubmitRunRequest request = RequestOf("add.h", "int add(int a, int b);");
  auto* const second = request.add_sources();
  second->set_name("main.c");
  second->set_content("int main() {}");
  const auto admitted = Admit(kSubmitter, request);
  ASSERT_TRUE(admitted.ok()) << admitted.status();
  EXPECT_EQ(admitted->run.profile, "c17");
}

TEST_F(AdmissionTest, NamesEveryFieldThatIsWrong) {
  v1::SubmitRunRequest request = RequestOf(std::string(101, 'x'), "");
  (*request.mutable_labels())["a\nb"] = "value";
  request.set_priority(11);
  request.set_idempotency_key(std::string(129, 'k'));
  request.mutable_limits()->set_cpu_time_ms(60'001);
  request.mutable_limits()->set_processes(65);
  EXPECT_THAT(WrongFields(Admit(kGrader, request).status()),
              UnorderedElementsAre("sources[0].name", "sources[0].content", "labels", "priority", "idempotency_key",
                                   "limits.cpu_time_ms", "limits.processes"));
}

TEST_F(AdmissionTest, TakesNoSourceUnderANameThatIsNoFilesName) {
  const std::vector<std::string> odd = {"../../etc/passwd.c",
                                        "/a.c",
                                        "a/b.c",
                                        "..",
                                        "a\nb.c",
                                        "\x1b[2J.c",
                                        "\u202ec.a",
                                        "\xff.c",
                                        std::string("a\0.c", 4),
                                        "",
                                        std::string(99, 'x') + ".c"};
  for (const std::string& name : odd) {
    const absl::Status status = Admit(kSubmitter, RequestOf(name)).status();
    EXPECT_THAT(WrongFields(status), ElementsAre("sources[0].name")) << EscapeForLine(name);
    EXPECT_EQ(EscapeForLine(status.message()), status.message()) << "and none comes back as it is";
  }
  for (const char* name : {"a.c", "my solution (2).c", "r\xc3\xa9sultat.c"})
    EXPECT_TRUE(Admit(kSubmitter, RequestOf(name)).ok()) << name << " becomes main.c in its box";
}

TEST_F(AdmissionTest, DemandsOfSeveralSourcesThatTheyCanStandInOneFolder) {
  for (const char* second : {"my header.h", "-a.h", ".h", "a.cpp"}) {
    v1::SubmitRunRequest request = RequestOf();
    *request.add_sources() = RequestOf(second).sources(0);
    EXPECT_THAT(WrongFields(Admit(kSubmitter, request).status()), ElementsAre("sources[1].name")) << second;
  }
  v1::SubmitRunRequest request = RequestOf();
  *request.add_sources() = RequestOf("a.h").sources(0);
  EXPECT_TRUE(Admit(kSubmitter, request).ok());
}

TEST_F(AdmissionTest, TakesNoLimitThatNoBoxCanBeMadeWith) {
  v1::SubmitRunRequest request = RequestOf();
  request.mutable_limits()->set_disk_inodes(127);
  request.mutable_limits()->set_open_files(15);
  EXPECT_THAT(WrongFields(Admit(kSubmitter, request).status()),
              UnorderedElementsAre("limits.disk_inodes", "limits.open_files"));
  request.mutable_limits()->set_disk_inodes(128);
  request.mutable_limits()->set_open_files(16);
  EXPECT_TRUE(Admit(kSubmitter, request).ok());
}

TEST_F(AdmissionTest, LetsNobodyHaveAWorkerForHoursUnlessTheOperatorDoes) {
  bounds_.limits = Bounds().limits;
  v1::SubmitRunRequest request = RequestOf();
  request.mutable_limits()->set_cpu_time_ms(24 * 3600 * 1000);
  request.mutable_limits()->set_memory_bytes(uint64_t{1} << 40);
  EXPECT_THAT(WrongFields(Admit(kSubmitter, request).status()),
              UnorderedElementsAre("limits.cpu_time_ms", "limits.memory_bytes"));
}

TEST_F(AdmissionTest, RefusesWhatIsMissingOrTooLarge) {
  EXPECT_THAT(WrongFields(Admit(kSubmitter, {}).status()), ElementsAre("sources"));
  EXPECT_EQ(TooLarge(Admit(kSubmitter, RequestOf("a.c", std::string(1001, 'x'))).status()), "sources");
  v1::SubmitRunRequest request = RequestOf();
  request.set_stdin(std::string(1001, 'x'));
  EXPECT_EQ(TooLarge(Admit(kSubmitter, request).status()), "stdin");
  request.mutable_tests();
  EXPECT_THAT(WrongFields(Admit(kSubmitter, request).status()), ElementsAre("tests"));
  request.mutable_tests()->add_tests()->set_input(std::string(1001, 'x'));
  EXPECT_EQ(TooLarge(Admit(kSubmitter, request).status()), "tests");
}

TEST_F(AdmissionTest, RefusesFlagsThatTheDefaultValidatorDoesNotKnow) {
  v1::SubmitRunRequest request = RequestOf();
  request.mutable_tests()->add_tests();
  for (const char* flag : {"float_tolerance", "1e-6", "case_sensitive"})
    request.mutable_tests()->add_validator_flags(flag);
  EXPECT_TRUE(Admit(kSubmitter, request).ok());
  request.mutable_tests()->add_validator_flags("lenient\n");
  const absl::Status status = Admit(kSubmitter, request).status();
  EXPECT_THAT(WrongFields(status), ElementsAre("tests.validator_flags"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("lenient\\n"));
  request.mutable_tests()->set_validator_flags(1, "0." + std::string(1000, '0'));
  EXPECT_EQ(TooLarge(Admit(kSubmitter, request).status()), "tests") << "they count as the tests do";
}

TEST_F(AdmissionTest, FindsTheVersionOfTheProblem) {
  problems_.Put({.tenant = "alice", .name = "sum", .digest = "old"});
  problems_.Put({.tenant = "alice", .name = "sum", .digest = "new"});
  for (const auto& [asked, digest] : {std::pair("sum", "new"), {"sha256:new", "new"}, {"sha256:old", "old"}}) {
    v1::SubmitRunRequest request = RequestOf();
    request.set_problem(asked);
    const auto admitted = Admit(kSubmitter, request);
    ASSERT_TRUE(admitted.ok()) << admitted.status();
    EXPECT_EQ(admitted->run.problem, "sum");
    EXPECT_EQ(admitted->run.problem_digest, digest);
    v1::SubmitRunRequest stored;
    ASSERT_TRUE(stored.ParseFromString(admitted->submission));
    EXPECT_EQ(stored.problem(), asked) << "as it was asked, or the same key would not be the same submission";
  }
}

TEST_F(AdmissionTest, RefusesAProblemThatIsNotThere) {
  problems_.Put({.tenant = "bob", .name = "sum", .digest = "d"});
  problems_.Put({.tenant = "alice", .name = "gone", .digest = "e"});
  problems_.Delete({.tenant = "alice", .name = "gone"});
  for (const char* asked : {"sum", "sha256:d", "gone", "sha256:e", "sha256:", "", "\x1b[2J"}) {
    v1::SubmitRunRequest request = RequestOf();
    request.set_problem(asked);
    const absl::Status status = Admit(kSubmitter, request).status();
    EXPECT_THAT(WrongFields(status), ElementsAre("problem"));
    EXPECT_EQ(status.message(), absl::StrCat("problem: no problem '", EscapeForLine(asked), "'"));
  }
}

TEST_F(AdmissionTest, SaysWhichProfilesThereAre) {
  v1::SubmitRunRequest request = RequestOf();
  request.set_profile("cobol");
  const absl::Status status = Admit(kSubmitter, request).status();
  EXPECT_THAT(WrongFields(status), ElementsAre("profile"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("no profile 'cobol'; there are: cpp17, cpp20, c17"));
  EXPECT_THAT(std::string(Admit(kSubmitter, RequestOf("a.cob")).status().message()),
              HasSubstr("no profile for 'a.cob'; name one of: cpp17, cpp20, c17"));
}

TEST_F(AdmissionTest, AsksToComeAgainWhereNoWorkerHasCome) {
  catalogue_.Set({});
  const absl::Status status = Admit(kSubmitter, RequestOf()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(DetailOf<google::rpc::RetryInfo>(status).has_value());
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status)->reason(), "NO_WORKER");
}

TEST_F(AdmissionTest, LeavesPrioritiesAndAProblemsLimitsToGraders) {
  v1::SubmitRunRequest urgent = RequestOf();
  urgent.set_priority(1);
  v1::SubmitRunRequest longer = RequestOf();
  longer.set_problem("sum");
  problems_.Put({.tenant = "alice", .name = "sum", .digest = "d"});
  longer.mutable_limits()->set_cpu_time_ms(5000);
  for (const v1::SubmitRunRequest& request : {urgent, longer}) {
    EXPECT_EQ(Admit(kSubmitter, request).status().code(), absl::StatusCode::kPermissionDenied);
    EXPECT_TRUE(Admit(kGrader, request).ok());
  }
  EXPECT_EQ(Admit({"w", Role::kWorker}, RequestOf()).status().code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(AdmissionTest, RefusesATenantWithTooManyRunsWaitingAndNoOther) {
  for (int64_t number = 1; number <= 3; ++number) queue_.Push({number, "", "alice", 0});
  const absl::Status status = Admit(kSubmitter, RequestOf()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(DetailOf<google::rpc::QuotaFailure>(status)->violations(0).subject(), "tenant:alice");
  EXPECT_TRUE(DetailOf<google::rpc::RetryInfo>(status).has_value());
  EXPECT_TRUE(Admit({"bob", Role::kSubmit}, RequestOf()).ok());
  for (int64_t number = 4; number <= 5; ++number) queue_.Push({number, "", "carol", 0});
  EXPECT_EQ(
      DetailOf<google::rpc::QuotaFailure>(Admit({"bob", Role::kSubmit}, RequestOf()).status())->violations(0).subject(),
      "server");
}

TEST_F(AdmissionTest, LetsATenantSubmitWhileItsRunsAreJudgedAgain) {
  for (int64_t number = 1; number <= 3; ++number) queue_.Push({.number = number, .tenant = "alice", .is_again = true});
  EXPECT_TRUE(Admit(kSubmitter, RequestOf()).ok());
}

TEST_F(AdmissionTest, LeavesItToTheStoreWhetherAKeyIsKnownWhereANewRunWouldBeRefused) {
  bounds_.burst = 1;
  ASSERT_TRUE(Admit(kSubmitter, RequestOf()).ok());
  v1::SubmitRunRequest too_soon = RequestOf(), gone = RequestOf(), unknown = RequestOf();
  gone.set_problem("gone");
  unknown.set_profile("gone");
  for (auto& [request, code] : std::vector<std::pair<v1::SubmitRunRequest*, absl::StatusCode>>{
           {&too_soon, absl::StatusCode::kResourceExhausted},
           {&gone, absl::StatusCode::kInvalidArgument},
           {&unknown, absl::StatusCode::kInvalidArgument}}) {
    EXPECT_EQ(Admit(kSubmitter, *request).status().code(), code);
    request->set_idempotency_key("key");
    const auto admitted = Admit(kSubmitter, *request);
    ASSERT_TRUE(admitted.ok()) << admitted.status();
    EXPECT_EQ(admitted->refusal.code(), code);
  }
}

TEST_F(AdmissionTest, LetsATenantSubmitAtItsRateAfterABurst) {
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(Admit(kSubmitter, RequestOf()).ok()) << i;
  const absl::Status status = Admit(kSubmitter, RequestOf()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(DetailOf<google::rpc::RetryInfo>(status)->retry_delay().nanos(), 500'000'000);
  EXPECT_TRUE(Admit(kSubmitter, RequestOf(), absl::Milliseconds(501)).ok());
  EXPECT_FALSE(Admit(kSubmitter, RequestOf(), absl::Milliseconds(502)).ok());
  EXPECT_TRUE(Admit({"bob", Role::kSubmit}, RequestOf()).ok());
}

}  // namespace
}  // namespace judge::server
