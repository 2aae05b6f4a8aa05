// Who may call what: every call of every service, by every kind of caller.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>

#include <map>
#include <set>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/testing_service.h"
#include "server/testing_store.h"

namespace judge::server {
namespace {

using google::protobuf::MethodDescriptor;
using grpc::StatusCode;

// OK, or what is wrong with the request: it is one that a server may well refuse.
constexpr StatusCode kMay = StatusCode::OK;
constexpr StatusCode kMayNot = StatusCode::PERMISSION_DENIED;
constexpr StatusCode kSeesNone = StatusCode::NOT_FOUND;

// By role. The run and the problem are alice's, as are the keys of the roles submit and grade; the admin's key and the
// stranger's, of the role submit, are other tenants'.
struct Row {
  StatusCode submit, grade, admin, worker, stranger;
};

const std::map<std::string, Row> kTable = {
    {"JudgeService.SubmitRun", {kMay, kMay, kMay, kMayNot, kMay}},
    {"JudgeService.SubmitRuns", {kMay, kMay, kMay, kMayNot, kMay}},
    {"JudgeService.GetRun", {kMay, kMay, kMay, kMayNot, kSeesNone}},
    {"JudgeService.WatchRun", {kMay, kMay, kMay, kMayNot, kSeesNone}},
    {"JudgeService.CancelRun", {kMay, kMay, kMay, kMayNot, kSeesNone}},
    {"JudgeService.ListRuns", {kMay, kMay, kMay, kMayNot, kMay}},
    {"JudgeService.RejudgeRuns", {kMayNot, kMay, kMay, kMayNot, kMayNot}},
    {"JudgeService.ListProfiles", {kMay, kMay, kMay, kMay, kMay}},
    {"JudgeService.GetServerInfo", {kMay, kMay, kMay, kMay, kMay}},
    {"ProblemService.UploadProblem", {kMayNot, kMay, kMay, kMayNot, kMayNot}},
    {"ProblemService.GetProblem", {kMay, kMay, kSeesNone, kMayNot, kSeesNone}},
    {"ProblemService.ListProblems", {kMay, kMay, kMay, kMayNot, kMay}},
    {"ProblemService.DeleteProblem", {kMayNot, kMay, kSeesNone, kMayNot, kMayNot}},
    {"WorkerService.Announce", {kMayNot, kMayNot, kMayNot, kMay, kMayNot}},
    {"WorkerService.Lease", {kMayNot, kMayNot, kMayNot, kMay, kMayNot}},
    {"WorkerService.Renew", {kMayNot, kMayNot, kMayNot, kMay, kMayNot}},
    {"WorkerService.Report", {kMayNot, kMayNot, kMayNot, kMay, kMayNot}},
    {"WorkerService.FetchPackage", {kMayNot, kMayNot, kMayNot, kMay, kMayNot}},
};

std::string NameOf(const MethodDescriptor& method) {
  return absl::StrCat(method.service()->name(), ".", method.name());
}

std::vector<const MethodDescriptor*> Methods() {
  std::vector<const MethodDescriptor*> methods;
  for (const auto* file : {v1::Run::descriptor()->file(), v1::ProblemVersion::descriptor()->file(),
                           v1::Assignment::descriptor()->file()}) {
    for (int i = 0; i < file->service_count(); ++i)
      for (int k = 0; k < file->service(i)->method_count(); ++k) methods.push_back(file->service(i)->method(k));
  }
  return methods;
}

// Every kind of call looks like this one from here.
class AnyCall {
 public:
  // `authorization`: of the header; empty: without one.
  AnyCall(const std::string& address, const std::string& authorization)
      : stub_(grpc::CreateChannel(address, grpc::InsecureChannelCredentials())) {
    if (!authorization.empty()) context_.AddMetadata("authorization", authorization);
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  }

  // How it ends; OK also where there is an answer before, and more might come.
  StatusCode Make(const MethodDescriptor& method, const google::protobuf::Message& request) {
    const auto stream =
        stub_.PrepareCall(&context_, absl::StrCat("/", method.service()->full_name(), "/", method.name()), &queue_);
    const grpc::Slice bytes(request.SerializeAsString());
    grpc::ByteBuffer answer;
    grpc::Status status;
    stream->StartCall(nullptr);
    Wait();
    stream->WriteLast(grpc::ByteBuffer(&bytes, 1), grpc::WriteOptions(), nullptr);
    Wait();
    stream->Read(&answer, nullptr);
    const bool is_answered = Wait();
    if (is_answered) context_.TryCancel();
    stream->Finish(&status, nullptr);
    Wait();
    return is_answered ? CodeIn(method, answer) : status.error_code();
  }

 private:
  bool Wait() {
    void* tag;
    bool ok = false;
    EXPECT_TRUE(queue_.Next(&tag, &ok));
    return ok;
  }

  // A stream of submissions goes on when one of them is refused.
  static StatusCode CodeIn(const MethodDescriptor& method, grpc::ByteBuffer& answer) {
    v1::SubmitRunsResponse response;
    if (method.output_type() != response.GetDescriptor()) return StatusCode::OK;
    EXPECT_TRUE(grpc::SerializationTraits<v1::SubmitRunsResponse>::Deserialize(&answer, &response).ok());
    return static_cast<StatusCode>(response.refused().code());
  }

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
};

class RolesTest : public ServiceTest {
 protected:
  // Anew for each call: some of them change it.
  void MakeWhatIsAlices() {
    run_id_ = Submit();
    ProblemVersion problem;
    problem.tenant = "alice";
    problem.name = "plus";
    Answer<ProblemVersion> put;
    store_->PutProblem(problem, put.done());
    ASSERT_TRUE(put.Wait().ok());
  }

  // About alice's run, her problem or a package, where it is about any; else as empty as it can be.
  std::unique_ptr<google::protobuf::Message> RequestFor(const MethodDescriptor& method) const {
    std::unique_ptr<google::protobuf::Message> request(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(method.input_type())->New());
    for (const auto& [name, value] : {std::pair("run_id", run_id_), {"name", "plus"}, {"digest", digest_}}) {
      const auto* const field = method.input_type()->FindFieldByName(name);
      if (field != nullptr) request->GetReflection()->SetString(request.get(), field, value);
    }
    return request;
  }

  StatusCode CodeFor(const MethodDescriptor& method, const std::string& authorization) {
    MakeWhatIsAlices();
    const StatusCode code = AnyCall(address_, authorization).Make(method, *RequestFor(method));
    return code == StatusCode::INVALID_ARGUMENT || code == StatusCode::FAILED_PRECONDITION ? kMay : code;
  }

  std::string run_id_;
  std::string digest_;
};

TEST_F(RolesTest, AreToldForEveryCallThatThereIs) {
  std::set<std::string> there_are, are_told;
  for (const MethodDescriptor* method : Methods()) there_are.insert(NameOf(*method));
  for (const auto& [name, row] : kTable) are_told.insert(name);
  EXPECT_EQ(are_told, there_are);
}

TEST_F(RolesTest, MayDoWhatTheTableSaysAndNothingElse) {
  auto package = packages_->Begin();
  ASSERT_TRUE(package.ok() && package->Append("what was uploaded").ok());
  digest_ = *package->Keep();
  for (const MethodDescriptor* method : Methods()) {
    const auto found = kTable.find(NameOf(*method));
    if (found == kTable.end()) continue;  // told above
    const Row& row = found->second;
    const auto bearer = [](const NewKey& key) { return "Bearer " + key.key; };
    EXPECT_EQ(CodeFor(*method, ""), StatusCode::UNAUTHENTICATED) << found->first << " without a key";
    EXPECT_EQ(CodeFor(*method, "Bearer judge_nobody"), StatusCode::UNAUTHENTICATED) << found->first << ", unknown key";
    EXPECT_EQ(CodeFor(*method, bearer(submitter_)), row.submit) << found->first << " by submit";
    EXPECT_EQ(CodeFor(*method, bearer(grader_)), row.grade) << found->first << " by grade";
    EXPECT_EQ(CodeFor(*method, bearer(admin_)), row.admin) << found->first << " by admin";
    EXPECT_EQ(CodeFor(*method, bearer(worker_)), row.worker) << found->first << " by worker";
    EXPECT_EQ(CodeFor(*method, bearer(stranger_)), row.stranger) << found->first << " by a stranger";
  }
}

}  // namespace
}  // namespace judge::server
