// Uploads, kind and hostile, over real connections to one server in this process.
#include <gmock/gmock.h>

#include <filesystem>
#include <set>
#include <thread>

#include "base/sha256.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "problem/test_archive.h"
#include "problem/test_package.h"
#include "server/testing_service.h"

namespace judge::server {
namespace {

using problem::ArchiveFormat;
using problem::ArchiveOf;
using problem::LegacyPackage;
using problem::PackageArchive;
using problem::With;
using problem::Without;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ProblemServiceTest : public ServiceTest {
 protected:
  // In pieces; `name`: absent, there is no header.
  grpc::Status Upload(const std::string& archive, std::optional<std::string> name = "",
                      v1::ProblemVersion* to = nullptr, const NewKey* key = nullptr) {
    v1::ProblemVersion version;
    const auto context = As(key == nullptr ? grader_ : *key);
    const auto stream = problem_stub_->UploadProblem(context.get(), to == nullptr ? &version : to);
    v1::UploadProblemRequest request;
    if (name) {
      request.mutable_header()->set_name(*name);
      stream->Write(request);
    }
    constexpr size_t kPiece = 10'000;
    for (size_t at = 0; at < archive.size(); at += kPiece) {
      request.set_data(archive.substr(at, kPiece));
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
    return stream->Finish();
  }

  v1::ProblemVersion Put(const std::string& name, const problem::Files& files = LegacyPackage()) {
    v1::ProblemVersion version;
    const grpc::Status status = Upload(PackageArchive(files), name, &version);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return version;
  }

  grpc::Status Get(const NewKey& key, const std::string& name, v1::ProblemVersion& version) {
    v1::GetProblemRequest request;
    request.set_name(name);
    return problem_stub_->GetProblem(As(key).get(), request, &version);
  }

  grpc::Status Delete(const NewKey& key, const std::string& name) {
    v1::DeleteProblemRequest request;
    request.set_name(name);
    v1::DeleteProblemResponse response;
    return problem_stub_->DeleteProblem(As(key).get(), request, &response);
  }

  std::vector<std::string> List(const NewKey& key, int page_size = 0) {
    std::vector<std::string> names;
    v1::ListProblemsRequest request;
    request.set_page_size(page_size);
    do {
      v1::ListProblemsResponse response;
      const grpc::Status status = problem_stub_->ListProblems(As(key).get(), request, &response);
      if (!status.ok()) return {status.error_message()};
      for (const auto& version : response.problems()) {
        EXPECT_EQ(version.problem().tests_size(), 0);
        names.push_back(version.name());
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  // What a worker gets; or the error.
  std::string Fetch(const std::string& digest, const NewKey* key = nullptr) {
    const auto context = As(key == nullptr ? worker_ : *key);
    v1::FetchPackageRequest request;
    request.set_digest(digest);
    const auto stream = worker_stub_->FetchPackage(context.get(), request);
    std::string bytes;
    v1::PackagePiece piece;
    while (stream->Read(&piece)) {
      EXPECT_LE(piece.data().size(), 64u * 1024);
      bytes += piece.data();
    }
    const grpc::Status status = stream->Finish();
    return status.ok() ? bytes : status.error_message();
  }

  // Of many pieces, the last one short.
  static std::string LargeArchive() {
    std::string noise;
    for (uint64_t i = 1; noise.size() < 800'000; ++i) absl::StrAppend(&noise, i * 0x9e3779b97f4a7c15u, "\n");
    return PackageArchive(With(LegacyPackage(), {{"data/secret/1.in", noise}}));
  }

  // What is in the folder of packages.
  std::set<std::string> Kept() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_->path() + "/packages"))
      names.insert(entry.path().filename());
    return names;
  }

  void ExpectRefused(const grpc::Status& status, grpc::StatusCode code, const std::string& message) {
    EXPECT_EQ(status.error_code(), code) << status.error_message();
    EXPECT_THAT(status.error_message(), AllOf(HasSubstr(message), Not(HasSubstr(folder_->path()))));
    EXPECT_THAT(Kept(), IsEmpty()) << "nothing is left of it";
    EXPECT_THAT(List(grader_), IsEmpty());
  }
};

class UploadFormatTest : public ProblemServiceTest, public ::testing::WithParamInterface<ArchiveFormat> {};

TEST_P(UploadFormatTest, KeepsWhatWasUploadedByteForByte) {
  const std::string archive = PackageArchive(LegacyPackage(), "sum", GetParam());
  v1::ProblemVersion version;
  const grpc::Status status = Upload(archive, "", &version);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(version.name(), "sum") << "the archive's folder";
  EXPECT_EQ(version.digest(), Sha256Hex(archive));
  EXPECT_EQ(version.size(), static_cast<int64_t>(archive.size()));
  EXPECT_EQ(version.version(), 1);
  EXPECT_EQ(version.problem().short_name(), "sum");
  EXPECT_EQ(version.problem().tests_size(), 2);
  EXPECT_EQ(*ReadFile(folder_->path() + "/packages/" + version.digest(), 1 << 20), archive);
  EXPECT_THAT(Kept(), ElementsAre(version.digest())) << "and nothing else";
}

INSTANTIATE_TEST_SUITE_P(Formats, UploadFormatTest,
                         ::testing::Values(ArchiveFormat::kZip, ArchiveFormat::kTar, ArchiveFormat::kTarGzip,
                                           ArchiveFormat::kTarXz, ArchiveFormat::kTarZstd));

TEST_F(ProblemServiceTest, CountsVersionsAndComesBackToAnEarlierOne) {
  const v1::ProblemVersion first = Put("plus");
  const auto files = With(LegacyPackage(), {{"data/secret/2.in", "5 6\n"}, {"data/secret/2.ans", "11\n"}});
  const v1::ProblemVersion second = Put("plus", files);
  EXPECT_EQ(second.version(), 2);
  EXPECT_NE(second.digest(), first.digest());
  v1::ProblemVersion current;
  ASSERT_TRUE(Get(grader_, "plus", current).ok());
  EXPECT_EQ(current.digest(), second.digest());
  EXPECT_EQ(current.problem().tests_size(), 3);
  const v1::ProblemVersion again = Put("plus");
  EXPECT_EQ(again.version(), 1);
  EXPECT_EQ(again.digest(), first.digest());
  ASSERT_TRUE(Get(grader_, "plus", current).ok());
  EXPECT_EQ(current.digest(), first.digest());
  EXPECT_THAT(Kept().size(), 2u);
}

TEST_F(ProblemServiceTest, KnowsItsProblemsAfterItWasStartedAgain) {
  const std::string digest = Put("plus").digest();
  Put("minus");
  ASSERT_TRUE(Delete(grader_, "minus").ok());
  ASSERT_TRUE(MakeFolders(folder_->path() + "/packages/upload-cut-off/unpacked").ok());
  Stop();
  Start();
  EXPECT_THAT(List(grader_), ElementsAre("plus"));
  EXPECT_EQ(problems_->Find("alice", "plus")->digest, digest);
  EXPECT_FALSE(problems_->Find("alice", "minus").ok());
  EXPECT_THAT(Kept(), ElementsAre(digest)) << "what an upload has left is removed";
}

TEST_F(ProblemServiceTest, TakesNoPackageWhoseTestsNoClientCouldBeTold) {
  std::string flags;
  for (int i = 0; i < 99; ++i) absl::StrAppend(&flags, " ", std::string(999, 'f'));
  auto files =
      With(LegacyPackage(), {{"problem.yaml", "name: Sum\nvalidation: custom\nvalidator_flags:" + flags + "\n"},
                             {"output_validators/check.py", "print()"}});
  for (int i = 0; i < 40; ++i)
    files =
        With(files, {{absl::StrCat("data/secret/t", i, ".in"), "1"}, {absl::StrCat("data/secret/t", i, ".ans"), "1"}});
  ExpectRefused(Upload(PackageArchive(files), "sum"), grpc::StatusCode::INVALID_ARGUMENT,
                "data: the names and flags of its tests are");
}

TEST_F(ProblemServiceTest, KeepsABoundedAmountOfATenantsPackagesAndOfEachOthersAsMuch) {
  const auto noise = [](uint64_t seed) {
    std::string text;
    for (uint64_t i = seed; text.size() < 700'000; ++i) absl::StrAppend(&text, i * 0x9e3779b97f4a7c15u, "\n");
    return PackageArchive(With(LegacyPackage(), {{"data/secret/1.in", text}}), "sum", ArchiveFormat::kTar);
  };
  v1::ProblemVersion version;
  for (const uint64_t seed : {1, 1'000'000}) {
    const grpc::Status status = Upload(noise(seed), "", &version);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
  ASSERT_TRUE(Delete(grader_, "sum").ok());
  const std::set<std::string> kept = Kept();
  for (int start = 0; start < 2; ++start) {
    const grpc::Status status = Upload(noise(2'000'000));
    EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    google::rpc::Status rich;
    google::rpc::QuotaFailure detail;
    ASSERT_TRUE(rich.ParseFromString(status.error_details()) && rich.details(0).UnpackTo(&detail));
    EXPECT_EQ(detail.violations(0).subject(), "tenant:alice");
    EXPECT_EQ(Kept(), kept);
    EXPECT_TRUE(Upload(noise(1)).ok()) << "it is there already";
    Stop();
    Start();
  }
  const NewKey other = *MakeKey("carol", Role::kGrade);
  keys_.Replace(*Keys::Parse(grader_.line + "\n" + worker_.line + "\n" + other.line));
  EXPECT_TRUE(Upload(noise(2'000'000), "", nullptr, &other).ok());
}

// Each is below the bound of one, and none is ever finished: there is no package to be counted.
TEST_F(ProblemServiceTest, HoldsBackUploadsThatTogetherAreMoreThanATenantHasLeft) {
  struct Open {
    std::unique_ptr<grpc::ClientContext> context;
    v1::ProblemVersion version;
    std::unique_ptr<grpc::ClientWriter<v1::UploadProblemRequest>> stream;
  };
  std::vector<Open> uploads(4);
  for (Open& upload : uploads) {
    upload.context = As(grader_);
    upload.stream = problem_stub_->UploadProblem(upload.context.get(), &upload.version);
    v1::UploadProblemRequest request;
    request.mutable_header();
    upload.stream->Write(request);
    request.set_data(std::string(300'000, 'x'));
    for (int i = 0; i < 3; ++i) upload.stream->Write(request);
  }
  // Two of them have room, and wait.
  std::set<Open*> ended;
  v1::UploadProblemRequest more;
  more.set_data("x");
  while (ended.size() < 2) {
    for (Open& upload : uploads)
      if (!upload.stream->Write(more)) ended.insert(&upload);
  }
  for (Open& upload : uploads) {
    upload.stream->WritesDone();
    EXPECT_EQ(upload.stream->Finish().error_code(),
              ended.contains(&upload) ? grpc::StatusCode::RESOURCE_EXHAUSTED : grpc::StatusCode::INVALID_ARGUMENT);
  }
  EXPECT_TRUE(Upload(PackageArchive(LegacyPackage())).ok()) << "when they are over there is room again";
}

TEST_F(ProblemServiceTest, SaysWhatItIgnored) {
  EXPECT_THAT(Put("sum", With(LegacyPackage(), {{"problem.yaml", "name: Sum\ncolour: red\n"}})).warnings(),
              ElementsAre(HasSubstr("colour")));
}

TEST_F(ProblemServiceTest, KeepsTenantsApart) {
  Put("plus");
  v1::ProblemVersion version;
  EXPECT_EQ(Get(stranger_, "plus", version).error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(List(stranger_), IsEmpty());
  EXPECT_FALSE(problems_->Find("bob", "plus").ok());
}

TEST_F(ProblemServiceTest, HandsARunToAWorkerWithTheVersionThatItWasSubmittedTo) {
  const v1::ProblemVersion first = Put("plus");
  v1::SubmitRunRequest request = RequestOf();
  request.set_problem("plus");
  const std::string id = Submit(request);
  EXPECT_NE(Put("plus", Without(LegacyPackage(), "submissions/accepted/sum.py")).digest(), first.digest());
  ASSERT_TRUE(Delete(grader_, "plus").ok());
  const auto assignment = Lease();
  ASSERT_TRUE(assignment.has_value());
  EXPECT_EQ(assignment->submission().problem(), "sha256:" + first.digest());
  v1::Run run;
  ASSERT_TRUE(ServiceTest::Get(submitter_, id, run).ok());
  EXPECT_EQ(run.problem(), "plus");
  EXPECT_EQ(run.problem_digest(), first.digest());
  EXPECT_EQ(Sha256Hex(Fetch(first.digest())), first.digest()) << "deleted, and still there for this run";
  ASSERT_TRUE(Report(*assignment, v1::AC).ok());
  ASSERT_TRUE(ServiceTest::Get(submitter_, id, run).ok());
  EXPECT_EQ(run.result().problem(), "plus") << "whatever its worker calls it";
}

TEST_F(ProblemServiceTest, JudgesAgainWithTheVersionOfNowUnlessAnotherWasAskedFor) {
  const std::string first = Put("plus").digest(), gone = Put("gone").digest();
  std::vector<std::string> ids;
  for (const std::string& asked : {std::string("plus"), "sha256:" + first, std::string("gone")}) {
    v1::SubmitRunRequest request = RequestOf();
    request.set_problem(asked);
    ids.push_back(Submit(request));
    ASSERT_TRUE(Report(*Lease(), v1::WA).ok());
  }
  const std::string second = Put("plus", Without(LegacyPackage(), "submissions/accepted/sum.py")).digest();
  ASSERT_TRUE(Delete(grader_, "gone").ok());
  v1::RejudgeRunsRequest request;
  request.set_all(true);
  v1::RejudgeRunsResponse response;
  ASSERT_TRUE(client_->RejudgeRuns(As(grader_).get(), request, &response).ok());
  EXPECT_EQ(response.runs(), 3);
  std::map<std::string, std::string> judged;
  for (int i = 0; i < 3; ++i) {
    const auto assignment = Lease();
    ASSERT_TRUE(assignment.has_value());
    judged[assignment->run_id()] = assignment->submission().problem();
  }
  EXPECT_EQ(judged[ids[0]], "sha256:" + second);
  EXPECT_EQ(judged[ids[1]], "sha256:" + first);
  EXPECT_EQ(judged[ids[2]], "sha256:" + gone) << "deleted: as before";
}

TEST_F(ProblemServiceTest, SendsAWorkerTheBytesThatWereUploaded) {
  const std::string archive = LargeArchive();
  v1::ProblemVersion version;
  ASSERT_TRUE(Upload(archive, "noise", &version).ok());
  EXPECT_EQ(Fetch(version.digest()), archive);
}

TEST_F(ProblemServiceTest, SendsNothingElseAndToNobodyElse) {
  const std::string digest = Put("plus").digest();
  for (const std::string& other : {std::string(64, 'a'), std::string("../runs.db"), std::string(), std::string("x/y")})
    EXPECT_THAT(Fetch(other), HasSubstr("no package"));
  EXPECT_THAT(Fetch(digest, &grader_), HasSubstr("role worker"));
}

TEST_F(ProblemServiceTest, GoesOnWhenAWorkerThatFetchesGoesAway) {
  v1::ProblemVersion version;
  ASSERT_TRUE(Upload(LargeArchive(), "noise", &version).ok());
  {
    const auto context = As(worker_);
    v1::FetchPackageRequest request;
    request.set_digest(version.digest());
    const auto stream = worker_stub_->FetchPackage(context.get(), request);
    v1::PackagePiece piece;
    ASSERT_TRUE(stream->Read(&piece));
    context->TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EXPECT_EQ(Sha256Hex(Fetch(version.digest())), version.digest());
}

TEST_F(ProblemServiceTest, LeavesUploadsToGradersAndAllToClients) {
  EXPECT_EQ(Upload(PackageArchive(LegacyPackage()), "", nullptr, &submitter_).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  Put("plus");
  EXPECT_EQ(Delete(submitter_, "plus").error_code(), grpc::StatusCode::PERMISSION_DENIED);
  v1::ProblemVersion version;
  EXPECT_EQ(Get(worker_, "plus", version).error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(List(worker_), ElementsAre(HasSubstr("a worker's key")));
}

TEST_F(ProblemServiceTest, ShowsASubmitterTheSamplesAlone) {
  Put("plus");
  v1::ProblemVersion version;
  ASSERT_TRUE(Get(submitter_, "plus", version).ok());
  ASSERT_EQ(version.problem().tests_size(), 1);
  EXPECT_EQ(version.problem().tests(0).name(), "sample/1");
  EXPECT_EQ(version.problem().limits().cpu_time_ms(), 1000u);
  ASSERT_TRUE(Get(grader_, "plus", version).ok());
  EXPECT_EQ(version.problem().tests_size(), 2);
}

TEST_F(ProblemServiceTest, ListsByPagesInTheOrderOfNames) {
  for (const char* name : {"d", "b", "a", "e", "c"}) Put(name);
  EXPECT_THAT(List(submitter_, 2), ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(List(submitter_, 5), ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(List(submitter_, 1001), ElementsAre(HasSubstr("page_size")));
}

TEST_F(ProblemServiceTest, ForgetsADeletedNameButNotItsVersions) {
  const v1::ProblemVersion first = Put("plus");
  ASSERT_TRUE(Delete(grader_, "plus").ok());
  v1::ProblemVersion version;
  EXPECT_EQ(Get(grader_, "plus", version).error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Delete(grader_, "plus").error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(Kept(), ElementsAre(first.digest())) << "runs may still need it";
  EXPECT_EQ(Put("plus", Without(LegacyPackage(), "submissions/accepted/sum.py")).version(), 2);
}

TEST_F(ProblemServiceTest, RefusesBrokenPackagesAndSaysWhere) {
  const auto refused = [&](const std::string& archive, const std::string& message) {
    ExpectRefused(Upload(archive), grpc::StatusCode::INVALID_ARGUMENT, message);
  };
  refused(PackageArchive(Without(LegacyPackage(), "data/secret/1.ans")), "data: sum: data/secret/1.ans: is missing");
  refused(PackageArchive(With(LegacyPackage(), {{"problem.yaml", "type: interactive\n"}})), "data: sum: problem.yaml");
  refused(PackageArchive({{"README", "x"}}), "data: sum: problem.yaml is missing");
  refused(PackageArchive(LegacyPackage()).substr(0, 200), "damaged");
  refused("", "damaged");
  refused(std::string(100'000, 'x'), "damaged, or neither zip nor tar");
  refused(ArchiveOf({{"sum/problem.yaml", "name: Sum"}, {"../evil", "x"}}), "../evil: a path that leaves the archive");
  refused(ArchiveOf({{"sum/problem.yaml", "", AE_IFLNK, "", "/etc/passwd"}}), "sum/problem.yaml: a link");
  refused(PackageArchive(LegacyPackage(), "Sum of two"), "header.name: 'Sum of two' is no name of a problem");
  refused(PackageArchive(LegacyPackage(), ""), "header.name: is needed");
  ExpectRefused(Upload(PackageArchive(LegacyPackage()), "../sum"), grpc::StatusCode::INVALID_ARGUMENT, "header.name");
}

TEST_F(ProblemServiceTest, RefusesWhatIsTooLargePackedOrUnpacked) {
  ExpectRefused(Upload(std::string(2 << 20, 'x')), grpc::StatusCode::RESOURCE_EXHAUSTED, "more than 1048576 bytes");
  ExpectRefused(Upload(ArchiveOf({{"sum/data/secret/1.in", std::string(50 << 20, '\0')}})),
                grpc::StatusCode::RESOURCE_EXHAUSTED, "sum/data/secret/1.in: unpacked, the archive is more than");
  std::vector<problem::ArchiveEntry> many(101);
  for (size_t i = 0; i < many.size(); ++i) many[i].name = absl::StrCat("sum/", i);
  ExpectRefused(Upload(ArchiveOf(many)), grpc::StatusCode::RESOURCE_EXHAUSTED, "more than 100 files and folders");
}

TEST_F(ProblemServiceTest, RefusesStreamsThatAreNoUpload) {
  const std::string archive = PackageArchive(LegacyPackage());
  ExpectRefused(Upload(archive, std::nullopt), grpc::StatusCode::INVALID_ARGUMENT, "header: has to be in the first");
  ExpectRefused(Upload("", std::nullopt), grpc::StatusCode::INVALID_ARGUMENT, "header: has to be in the first");
  for (const bool second_header : {true, false}) {
    v1::ProblemVersion version;
    const auto context = As(grader_);
    const auto stream = problem_stub_->UploadProblem(context.get(), &version);
    v1::UploadProblemRequest request;
    request.mutable_header()->set_name("sum");
    stream->Write(request);
    if (!second_header) request.set_data(std::string((1 << 20) + 1, 'x'));
    stream->Write(request);
    stream->WritesDone();
    ExpectRefused(stream->Finish(), grpc::StatusCode::INVALID_ARGUMENT, second_header ? "second" : "in one message");
  }
}

TEST_F(ProblemServiceTest, KeepsNothingOfAnUploadThatBreaksOff) {
  // Only the mark at its end is missing: nothing else tells that a tar is not whole.
  const std::string archive = PackageArchive(LegacyPackage(), "sum", ArchiveFormat::kTar);
  {
    v1::ProblemVersion version;
    const auto context = As(grader_);
    const auto stream = problem_stub_->UploadProblem(context.get(), &version);
    v1::UploadProblemRequest request;
    request.mutable_header()->set_name("sum");
    stream->Write(request);
    request.set_data(archive.substr(0, archive.size() - 1024));
    stream->Write(request);
    context->TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  Stop();
  EXPECT_THAT(Kept(), IsEmpty());
  Start();
  EXPECT_THAT(List(grader_), IsEmpty());
}

TEST_F(ProblemServiceTest, TakesTheSameBytesFromManyAtOnce) {
  constexpr int kUploads = 8;
  const std::string archive = PackageArchive(LegacyPackage());
  std::vector<std::thread> threads;
  std::vector<v1::ProblemVersion> versions(kUploads);
  for (int i = 0; i < kUploads; ++i) {
    threads.emplace_back([&, i] {
      const grpc::Status status = Upload(archive, i % 2 == 0 ? "even" : "odd", &versions[static_cast<size_t>(i)]);
      EXPECT_TRUE(status.ok()) << status.error_message();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const v1::ProblemVersion& version : versions) {
    EXPECT_EQ(version.version(), 1);
    EXPECT_EQ(version.digest(), Sha256Hex(archive));
  }
  EXPECT_THAT(Kept(), ElementsAre(Sha256Hex(archive)));
  EXPECT_THAT(List(grader_), ElementsAre("even", "odd"));
}

TEST_F(ProblemServiceTest, AnswersOthersWhileAnUploadStands) {
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientWriter<v1::UploadProblemRequest>>> streams;
  v1::ProblemVersion version;
  for (int i = 0; i < 20; ++i) {
    contexts.push_back(As(grader_));
    streams.push_back(problem_stub_->UploadProblem(contexts.back().get(), &version));
    v1::UploadProblemRequest request;
    request.mutable_header()->set_name("slow");
    streams.back()->Write(request);
  }
  EXPECT_EQ(Put("plus").version(), 1) << "who sends nothing holds no thread";
  for (size_t i = 0; i < streams.size(); ++i) {
    contexts[i]->TryCancel();
    streams[i]->Finish();
  }
}

}  // namespace
}  // namespace judge::server
