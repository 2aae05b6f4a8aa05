// A server of tests' own.
#ifndef JUDGE_WORKER_FAKE_SERVER_H_
#define JUDGE_WORKER_FAKE_SERVER_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "judge/v1/worker.grpc.pb.h"

namespace judge::worker {

// Hands out what it is given, and notes what it is told.
class FakeServer final : public v1::WorkerService::Service {
 public:
  explicit FakeServer(const std::string& address) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address, grpc::InsecureServerCredentials());
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~FakeServer() override { server_->Shutdown(std::chrono::system_clock::now()); }

  void HandOut(v1::Assignment assignment) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(assignment));
  }
  // What every call, or every renewal of this run, is answered with.
  void Refuse(grpc::Status status) {
    const std::lock_guard lock(mutex_);
    refusal_ = std::move(status);
  }
  void RefuseRenewals(const std::string& run_id, grpc::Status status) {
    const std::lock_guard lock(mutex_);
    not_renewed_ = run_id;
    renewal_refusal_ = std::move(status);
  }

  bool WaitFor(const std::function<bool()>& condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(60), condition);
  }
  bool WaitForReports(size_t count) {
    return WaitFor([&] { return reports.size() >= count; });
  }

  // Of each package, a first piece; and then nothing more.
  void HangInPackages() {
    const std::lock_guard lock(mutex_);
    hangs_in_packages_ = true;
  }

  // To be looked at where nothing is under way, or within WaitFor.
  int announcements = 0;
  v1::AnnounceRequest announced;
  int leased = 0;
  std::vector<v1::Progress> progress;
  std::vector<v1::ReportRequest> reports;

 private:
  grpc::Status Announce(grpc::ServerContext*, const v1::AnnounceRequest* request,
                        v1::AnnounceResponse* response) override {
    response->set_max_unpacked_bytes(123);
    return Note([&] {
      ++announcements;
      announced = *request;
    });
  }

  grpc::Status Lease(grpc::ServerContext* context, const v1::LeaseRequest*, v1::LeaseResponse* response) override {
    for (; !context->IsCancelled(); absl::SleepFor(absl::Milliseconds(5))) {
      const std::lock_guard lock(mutex_);
      if (announcements == 0) return grpc::Status(grpc::StatusCode::INTERNAL, "a worker that nobody knows");
      if (waiting_.empty()) continue;
      *response->mutable_assignment() = std::move(waiting_.front());
      waiting_.pop_front();
      ++leased;
      changed_.notify_all();
      return grpc::Status::OK;
    }
    return grpc::Status::CANCELLED;
  }

  grpc::Status Renew(grpc::ServerContext*, const v1::RenewRequest* request, v1::RenewResponse* response) override {
    const grpc::Status status = Note([&] {
      const int known = static_cast<int>(progress.size()) - request->first_event();
      for (int i = known; known >= 0 && i < request->progress_size(); ++i) progress.push_back(request->progress(i));
      response->set_events(static_cast<int32_t>(progress.size()));
    });
    const std::lock_guard lock(mutex_);
    return request->run_id() == not_renewed_ ? renewal_refusal_ : status;
  }

  grpc::Status Report(grpc::ServerContext*, const v1::ReportRequest* request, v1::ReportResponse*) override {
    return Note([&] { reports.push_back(*request); });
  }

  grpc::Status FetchPackage(grpc::ServerContext* context, const v1::FetchPackageRequest*,
                            grpc::ServerWriter<v1::PackagePiece>* writer) override {
    v1::PackagePiece piece;
    piece.set_data("a piece");
    writer->Write(piece);
    const auto hangs = [this] {
      const std::lock_guard lock(mutex_);
      return hangs_in_packages_;
    };
    while (hangs() && !context->IsCancelled()) absl::SleepFor(absl::Milliseconds(5));
    return grpc::Status::OK;
  }

  grpc::Status Note(const std::function<void()>& note) {
    const std::lock_guard lock(mutex_);
    if (!refusal_.ok()) return refusal_;
    note();
    changed_.notify_all();
    return grpc::Status::OK;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<v1::Assignment> waiting_;
  std::string not_renewed_;
  grpc::Status refusal_, renewal_refusal_;
  bool hangs_in_packages_ = false;
  std::unique_ptr<grpc::Server> server_;
};

// To be judged by comparison: the input of each test is 2, its answer 4.
inline v1::Assignment Python(const std::string& id, const std::string& code, int tests = 1) {
  v1::Assignment assignment;
  assignment.set_run_id(id);
  assignment.set_nonce("nonce of " + id);
  assignment.mutable_lease_time()->set_seconds(30);
  v1::SubmitRunRequest& asked = *assignment.mutable_submission();
  v1::SourceFile& source = *asked.add_sources();
  source.set_name("main.py");
  source.set_content(code);
  for (int i = 0; i < tests; ++i) {
    v1::InlineTest& test = *asked.mutable_tests()->add_tests();
    test.set_input("2");
    test.set_answer("4");
  }
  return assignment;
}

}  // namespace judge::worker

#endif  // JUDGE_WORKER_FAKE_SERVER_H_
