// The calls about problems (proto/judge/v1/problem_service.proto), translated to and from the packages and the store.
#ifndef JUDGE_SERVER_PROBLEM_SERVICE_H_
#define JUDGE_SERVER_PROBLEM_SERVICE_H_

#include "judge/v1/problem_service.grpc.pb.h"
#include "server/executor.h"
#include "server/keys.h"
#include "server/packages.h"
#include "server/problems.h"
#include "server/store.h"
#include "server/upload_stream.h"

namespace judge::server {

class ProblemService final : public v1::ProblemService::CallbackService {
 public:
  // All of these outlive the service.
  struct Parts {
    const LiveKeys& keys;
    const Packages& packages;
    Store& store;
    Problems& problems;
    Executor& reads;
    // Of its own: unpacking takes a thread for seconds.
    Executor& uploads;
  };
  ProblemService(const Parts& parts, const UploadBounds& bounds) : parts_(parts), bounds_(bounds) {}

  grpc::ServerReadReactor<v1::UploadProblemRequest>* UploadProblem(grpc::CallbackServerContext* context,
                                                                   v1::ProblemVersion* response) override;
  grpc::ServerUnaryReactor* GetProblem(grpc::CallbackServerContext* context, const v1::GetProblemRequest* request,
                                       v1::ProblemVersion* response) override;
  grpc::ServerUnaryReactor* ListProblems(grpc::CallbackServerContext* context, const v1::ListProblemsRequest* request,
                                         v1::ListProblemsResponse* response) override;
  grpc::ServerUnaryReactor* DeleteProblem(grpc::CallbackServerContext* context, const v1::DeleteProblemRequest* request,
                                          v1::DeleteProblemResponse* response) override;

 private:
  absl::StatusOr<Caller> Find(const grpc::CallbackServerContext& context, absl::Status (*check)(const Caller&)) const;

  Parts parts_;
  const UploadBounds bounds_;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_PROBLEM_SERVICE_H_
