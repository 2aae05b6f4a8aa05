#include "server/submit_stream.h"

#include <utility>

#include "absl/time/clock.h"
#include "server/rich_status.h"

namespace judge::server {

SubmitStream* SubmitStream::Start(const Caller& caller, Admission& admission, Dispatcher& dispatcher) {
  std::shared_ptr<SubmitStream> stream(new SubmitStream(caller, admission, dispatcher));
  stream->self_ = stream;
  stream->StartRead(&stream->request_);
  return stream.get();
}

void SubmitStream::OnReadDone(bool ok) {
  std::shared_ptr<Entry> entry;
  {
    const std::lock_guard lock(mutex_);
    reading_ = false;
    no_more_ = !ok;
    if (ok) {
      entry = std::make_shared<Entry>();
      open_.push_back(entry);
    }
  }
  if (entry != nullptr) return Submit(entry);
  GoOn();
}

// Nothing reads into request_ until GoOn.
void SubmitStream::Submit(const std::shared_ptr<Entry>& entry) {
  absl::StatusOr<NewRun> run = admission_.Admit(caller_, request_, absl::Now());
  if (!run.ok()) {
    Answer(entry, run.status());
  } else {
    // Once it is answered, others may write the answer, finish, and let go of this.
    dispatcher_.Submit(*std::move(run),
                       [stream = self_, entry](absl::StatusOr<Accepted> accepted) { stream->Answer(entry, accepted); });
  }
  GoOn();
}

void SubmitStream::Answer(const std::shared_ptr<Entry>& entry, const absl::StatusOr<Accepted>& accepted) {
  {
    const std::lock_guard lock(mutex_);
    if (accepted.ok()) {
      entry->response.mutable_accepted()->set_run_id(accepted->run.id);
      entry->response.mutable_accepted()->set_existed(accepted->existed);
    } else {
      const grpc::Status refused = ToGrpc(accepted.status());
      entry->response.mutable_refused()->set_code(refused.error_code());
      entry->response.mutable_refused()->set_message(refused.error_message());
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
