#include "server/upload_stream.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "server/messages.h"
#include "server/rich_status.h"

namespace judge::server {
namespace {

constexpr size_t kMaxPieceBytes = 1 << 20;

}  // namespace

UploadStream* UploadStream::Start(const grpc::CallbackServerContext* context, const Caller& caller, const Parts& parts,
                                  v1::ProblemVersion* response) {
  auto* const stream = new UploadStream(context, caller, parts, response);
  stream->StartRead(&stream->request_);
  return stream;
}

void UploadStream::OnReadDone(bool ok) {
  parts_.executor.Run(caller_.tenant, [this, ok] {
    if (ok) {
      const absl::Status taken = Take();
      return taken.ok() ? StartRead(&request_) : End(taken);
    }
    absl::StatusOr<ProblemVersion> version = Check();
    version.ok() ? Put(*std::move(version)) : End(version.status());
  });
}

absl::Status UploadStream::Take() {
  if (request_.has_header()) return TakeHeader();
  const std::string& data = request_.data();
  if (!upload_) return BadRequest({{"header", "has to be in the first message"}});
  if (data.size() > kMaxPieceBytes)
    return BadRequest({{"data", absl::StrCat(data.size(), " bytes; at most ", kMaxPieceBytes, " in one message")}});
  if (upload_->size() + static_cast<int64_t>(data.size()) > parts_.bounds.packages.upload)
    return OverQuota("package", absl::StrCat("the archive is more than ", parts_.bounds.packages.upload, " bytes"),
                     absl::InfiniteDuration());
  const auto size = static_cast<int64_t>(data.size());
  JUDGE_RETURN_IF_ERROR(parts_.problems.Reserve(caller_.tenant, size, parts_.bounds.packages));
  reserved_ += size;
  return upload_->Append(data);
}

absl::Status UploadStream::TakeHeader() {
  if (upload_) return BadRequest({{"header", "there is a second one"}});
  name_ = request_.header().name();
  if (!name_.empty()) JUDGE_RETURN_IF_ERROR(CheckProblemName(name_));
  JUDGE_ASSIGN_OR_RETURN(upload_, parts_.packages.Begin());
  return absl::OkStatus();
}

// All is there, or the client is gone: a part of an archive could pass for a whole one.
absl::StatusOr<ProblemVersion> UploadStream::Check() {
  if (!upload_) return BadRequest({{"header", "has to be in the first message"}});
  if (context_->IsCancelled()) return absl::CancelledError("the upload broke off");
  JUDGE_ASSIGN_OR_RETURN(CheckedPackage checked, CheckPackage(*upload_, name_, parts_.bounds.unpacked));
  if (context_->IsCancelled()) return absl::CancelledError("the upload broke off");
  ProblemVersion version;
  version.tenant = caller_.tenant;
  version.name = checked.problem.short_name();
  version.size = upload_->size();
  version.uploaded = absl::Now();
  version.problem = checked.problem.SerializeAsString();
  version.digest = upload_->Digest();
  JUDGE_ASSIGN_OR_RETURN(const bool is_new,
                         parts_.problems.Keep(caller_.tenant, version.digest, version.size, parts_.bounds.packages));
  if (const absl::Status kept = upload_->Keep().status(); !kept.ok()) {
    if (is_new) parts_.problems.Forget(caller_.tenant, version.digest);
    return kept;
  }
  for (std::string& warning : checked.warnings) response_->add_warnings(std::move(warning));
  return version;
}

void UploadStream::Put(ProblemVersion version) {
  EndUpload();
  parts_.store.PutProblem(std::move(version), [this](const absl::StatusOr<ProblemVersion>& put) {
    if (put.ok()) {
      parts_.problems.Put(*put);
      response_->MergeFrom(ToMessage(*put));
    }
    Finish(ToGrpc(put.status()));
  });
}

// Not in a thread of gRPC's: it waits for the disk.
void UploadStream::EndUpload() {
  upload_.reset();
  parts_.problems.Release(caller_.tenant, reserved_);
}

void UploadStream::End(const absl::Status& status) {
  EndUpload();
  Finish(ToGrpc(status));
}

}  // namespace judge::server
