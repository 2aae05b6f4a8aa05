#include "server/submit_stream.h"

#include <utility>

#include "absl/time/clock.h"
#include "server/rich_status.h"

namespace judge::server {

SubmitStream* SubmitStream::Start(FindCaller find_caller, Admission& admission, Dispatcher& dispatcher) {
  std::shared_ptr<SubmitStream> stream(new SubmitStream(std::move(find_caller), admission, dispatcher));
  stream->self_ = stream;
  stream->StartRead(&stream->request_);
  return stream.get();
}

void SubmitStream::OnReadDone(bool ok) {
  if (ok) Submit();
  {
    const std::lock_guard lock(mutex_);
    reading_ = false;
    no_more_ = !ok;
  }
  GoOn();
}

// While `reading_` says so nobody, in whatever thread an answer comes, has the next request read over this one, or ends
// the stream.
void SubmitStream::Submit() {
  const auto entry = std::make_shared<Entry>();
  {
    const std::lock_guard lock(mutex_);
    open_.push_back(entry);
  }
  const absl::StatusOr<Caller> caller = find_caller_();
  if (!caller.ok()) return Answer(entry, caller.status());
  absl::StatusOr<NewRun> run = admission_.Admit(*caller, request_, absl::Now(), SteadyTime::Now());
  if (!run.ok()) return Answer(entry, run.status());
  dispatcher_.Submit(*std::move(run), [stream = self_, entry](const absl::StatusOr<Accepted>& accepted) {
    stream->Answer(entry, accepted);
  });
}

void SubmitStream::Answer(const std::shared_ptr<Entry>& entry, const absl::StatusOr<Accepted>& accepted) {
  {
    const std::lock_guard lock(mutex_);
    if (accepted.ok()) {
      entry->response.mutable_accepted()->set_run_id(accepted->run.id);
      entry->response.mutable_accepted()->set_existed(accepted->existed);
    } else {
      // A google.rpc.Status, which is the same on the wire.
      entry->response.mutable_refused()->ParseFromString(ToGrpc(accepted.status()).error_details());
    }
    entry->answered = true;
  }
  GoOn();
}

// Starts whatever can be started.
void SubmitStream::GoOn() {
  bool finish = false;
  {
    const std::lock_guard lock(mutex_);
    if (over_) return;
    if (!writing_ && !open_.empty() && open_.front()->answered) {
      writing_ = true;
      StartWrite(&open_.front()->response);
    }
    if (!reading_ && !no_more_ && open_.size() < kMaxOpen) {
      reading_ = true;
      StartRead(&request_);
    }
    over_ = finish = no_more_ && !reading_ && !writing_ && open_.empty();
  }
  if (finish) Finish(grpc::Status::OK);
}

void SubmitStream::OnWriteDone(bool) {
  {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    open_.pop_front();
  }
  GoOn();
}

void SubmitStream::OnDone() { const std::shared_ptr<SubmitStream> last = std::move(self_); }

}  // namespace judge::server
