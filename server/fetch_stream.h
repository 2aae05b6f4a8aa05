// FetchPackage: one worker who fetches one package.
#ifndef JUDGE_SERVER_FETCH_STREAM_H_
#define JUDGE_SERVER_FETCH_STREAM_H_

#include <string>

#include "base/fd.h"
#include "judge/v1/worker.grpc.pb.h"
#include "server/executor.h"
#include "server/packages.h"

namespace judge::server {

// Reads a piece, in a thread of the executor's, once the worker has taken the one before. One step after the other:
// nothing is locked.
class FetchStream final : public grpc::ServerWriteReactor<v1::PackagePiece> {
 public:
  // Belongs to itself, until gRPC is done with it. The parts outlive it.
  static FetchStream* Start(const std::string& digest, const Packages& packages, Executor& executor);

  void OnWriteDone(bool ok) override;
  void OnDone() override { delete this; }

 private:
  explicit FetchStream(Executor& executor) : executor_(executor) {}

  void Open(const std::string& digest, const Packages& packages);
  void WritePiece();

  Executor& executor_;
  Fd package_;
  v1::PackagePiece piece_;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_FETCH_STREAM_H_
