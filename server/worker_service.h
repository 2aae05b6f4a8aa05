// The calls of workers (proto/judge/v1/worker.proto), translated to and from the dispatcher.
#ifndef JUDGE_SERVER_WORKER_SERVICE_H_
#define JUDGE_SERVER_WORKER_SERVICE_H_

#include "judge/v1/worker.grpc.pb.h"
#include "server/catalogue.h"
#include "server/dispatcher.h"
#include "server/executor.h"
#include "server/keys.h"
#include "server/packages.h"
#include "server/upload_stream.h"

namespace judge::server {

class WorkerService final : public v1::WorkerService::CallbackService {
 public:
  // All of these outlive the service.
  struct Parts {
    const LiveKeys& keys;
    Catalogue& catalogue;
    Dispatcher& dispatcher;
    const Packages& packages;
    Executor& executor;
  };
  WorkerService(const Parts& parts, const UploadBounds& bounds) : parts_(parts), bounds_(bounds) {}

  grpc::ServerUnaryReactor* Announce(grpc::CallbackServerContext* context, const v1::AnnounceRequest* request,
                                     v1::AnnounceResponse* response) override;
  grpc::ServerUnaryReactor* Lease(grpc::CallbackServerContext* context, const v1::LeaseRequest* request,
                                  v1::LeaseResponse* response) override;
  grpc::ServerUnaryReactor* Renew(grpc::CallbackServerContext* context, const v1::RenewRequest* request,
                                  v1::RenewResponse* response) override;
  grpc::ServerUnaryReactor* Report(grpc::CallbackServerContext* context, const v1::ReportRequest* request,
                                   v1::ReportResponse* response) override;
  grpc::ServerWriteReactor<v1::PackagePiece>* FetchPackage(grpc::CallbackServerContext* context,
                                                           const v1::FetchPackageRequest* request) override;

 private:
  absl::Status CheckWorker(const grpc::CallbackServerContext& context) const;

  Parts parts_;
  const UploadBounds bounds_;  // of the packages that workers fetch
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_WORKER_SERVICE_H_
