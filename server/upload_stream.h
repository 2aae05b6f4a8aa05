// UploadProblem: one client who uploads one package.
#ifndef JUDGE_SERVER_UPLOAD_STREAM_H_
#define JUDGE_SERVER_UPLOAD_STREAM_H_

#include <optional>
#include <string>

#include "judge/v1/problem_service.grpc.pb.h"
#include "server/executor.h"
#include "server/keys.h"
#include "server/package_check.h"
#include "server/packages.h"
#include "server/problems.h"
#include "server/store.h"

namespace judge::server {

struct UploadBounds {
  Problems::Space packages;
  problem::ArchiveBounds unpacked;  // of one
};

// One step after the other: a read by gRPC, or what came of it in a thread of the executor's, or a write of the
// store's. So steps never meet, and nothing is locked.
class UploadStream final : public grpc::ServerReadReactor<v1::UploadProblemRequest> {
 public:
  // All of these outlive it.
  struct Parts {
    const UploadBounds& bounds;
    const Packages& packages;
    Store& store;
    Problems& problems;
    Executor& executor;
  };

  // Belongs to itself, until gRPC is done with it.
  static UploadStream* Start(const grpc::CallbackServerContext* context, const Caller& caller, const Parts& parts,
                             v1::ProblemVersion* response);

  void OnReadDone(bool ok) override;
  void OnDone() override { delete this; }

 private:
  UploadStream(const grpc::CallbackServerContext* context, const Caller& caller, const Parts& parts,
               v1::ProblemVersion* response)
      : context_(context), caller_(caller), parts_(parts), response_(response) {}

  absl::Status Take();
  absl::Status TakeHeader();
  absl::StatusOr<ProblemVersion> Check();
  void EndUpload();
  void Put(ProblemVersion version);
  void End(const absl::Status& status);

  const grpc::CallbackServerContext* const context_;
  const Caller caller_;
  const Parts parts_;
  v1::ProblemVersion* const response_;

  v1::UploadProblemRequest request_;
  std::string name_;
  std::optional<Upload> upload_;  // from the header on
  int64_t reserved_ = 0;          // bytes of the tenant's space
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_UPLOAD_STREAM_H_
