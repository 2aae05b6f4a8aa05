#include "server/fetch_stream.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/status/status.h"
#include "server/rich_status.h"

namespace judge::server {
namespace {

constexpr size_t kPieceBytes = 64 * 1024;
// As an owner of work: no tenant is called so.
constexpr char kWorkers[] = "";

}  // namespace

FetchStream* FetchStream::Start(const std::string& digest, const Packages& packages, Executor& executor) {
  auto* const stream = new FetchStream(executor);
  executor.Run(kWorkers, [stream, digest, &packages] { stream->Open(digest, packages); });
  return stream;
}

void FetchStream::Open(const std::string& digest, const Packages& packages) {
  absl::StatusOr<Fd> package = packages.Find(digest);
  if (!package.ok()) return Finish(ToGrpc(package.status()));
  package_ = *std::move(package);
  WritePiece();
}

void FetchStream::WritePiece() {
  std::string& data = *piece_.mutable_data();
  data.resize(kPieceBytes);
  const ssize_t size = RetryOnEintr([&] { return ::read(package_.get(), data.data(), data.size()); });
  if (size < 0) return Finish(ToGrpc(absl::ErrnoToStatus(errno, "read a package")));
  if (size == 0) return Finish(grpc::Status::OK);
  data.resize(static_cast<size_t>(size));
  StartWrite(&piece_);
}

void FetchStream::OnWriteDone(bool ok) {
  if (!ok) return Finish(grpc::Status::CANCELLED);
  executor_.Run(kWorkers, [this] { WritePiece(); });
}

}  // namespace judge::server
