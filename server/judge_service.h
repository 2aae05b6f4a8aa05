// The calls of clients (proto/judge/v1/judge.proto), translated to and from the dispatcher and the store. Nothing waits
// in gRPC's threads: reads of the store go to the executor.
#ifndef JUDGE_SERVER_JUDGE_SERVICE_H_
#define JUDGE_SERVER_JUDGE_SERVICE_H_

#include <functional>

#include "absl/status/statusor.h"
#include "base/steady_time.h"
#include "judge/v1/judge.grpc.pb.h"
#include "server/admission.h"
#include "server/catalogue.h"
#include "server/dispatcher.h"
#include "server/executor.h"
#include "server/keys.h"
#include "server/problems.h"
#include "server/queue.h"
#include "server/store.h"

namespace judge::server {

// WatchRun is raw: what goes to many watchers is serialized once.
class JudgeService final : public v1::JudgeService::WithRawCallbackMethod_WatchRun<v1::JudgeService::CallbackService> {
 public:
  // All of these outlive the service.
  struct Parts {
    const LiveKeys& keys;
    Admission& admission;
    const Catalogue& catalogue;
    const Problems& problems;
    const Queue& queue;
    Dispatcher& dispatcher;
    Store& store;
    Executor& executor;
  };
  explicit JudgeService(const Parts& parts) : parts_(parts) {}

  grpc::ServerUnaryReactor* SubmitRun(grpc::CallbackServerContext* context, const v1::SubmitRunRequest* request,
                                      v1::SubmitRunResponse* response) override;
  grpc::ServerBidiReactor<v1::SubmitRunRequest, v1::SubmitRunsResponse>* SubmitRuns(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* GetRun(grpc::CallbackServerContext* context, const v1::GetRunRequest* request,
                                   v1::Run* response) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchRun(grpc::CallbackServerContext* context,
                                                       const grpc::ByteBuffer* request) override;
  grpc::ServerUnaryReactor* CancelRun(grpc::CallbackServerContext* context, const v1::CancelRunRequest* request,
                                      v1::Run* response) override;
  grpc::ServerUnaryReactor* ListRuns(grpc::CallbackServerContext* context, const v1::ListRunsRequest* request,
                                     v1::ListRunsResponse* response) override;
  grpc::ServerUnaryReactor* ListProfiles(grpc::CallbackServerContext* context, const v1::ListProfilesRequest* request,
                                         v1::ListProfilesResponse* response) override;
  grpc::ServerUnaryReactor* RejudgeRuns(grpc::CallbackServerContext* context, const v1::RejudgeRunsRequest* request,
                                        v1::RejudgeRunsResponse* response) override;
  grpc::ServerUnaryReactor* GetServerInfo(grpc::CallbackServerContext* context, const v1::GetServerInfoRequest* request,
                                          v1::ServerInfo* response) override;

 private:
  using Body = std::function<absl::Status(const Caller&)>;
  // Answers with what the body, in a thread of the executor's, returns.
  grpc::ServerUnaryReactor* Read(grpc::CallbackServerContext* context, Body body);

  Parts parts_;
  const SteadyTime started_ = SteadyTime::Now();
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_JUDGE_SERVICE_H_
