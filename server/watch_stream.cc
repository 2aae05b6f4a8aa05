#include "server/watch_stream.h"

#include <utility>

#include "base/status_macros.h"
#include "server/call.h"
#include "server/messages.h"
#include "server/rich_status.h"
#include "server/visibility.h"

namespace judge::server {

WatchStream* WatchStream::Start(const Caller& caller, const std::string& run_id, Dispatcher& dispatcher, Store& store,
                                Executor& executor) {
  std::shared_ptr<WatchStream> stream(new WatchStream(caller));
  stream->self_ = stream;
  executor.Run([stream, run_id, &dispatcher, &store] {
    const absl::Status opened = stream->Open(run_id, dispatcher, store);
    opened.ok() ? stream->Step() : stream->End(opened);
  });
  return stream.get();
}

absl::Status WatchStream::Open(const std::string& run_id, Dispatcher& dispatcher, Store& store) {
  JUDGE_ASSIGN_OR_RETURN(Run run, FindRunOf(store, caller_, run_id));
  std::unique_ptr<Watch> watch;
  if (run.state != State::kDone) {
    watch = dispatcher.Join(run);
    // It may have ended before we joined: then nobody will tell us.
    JUDGE_ASSIGN_OR_RETURN(run, FindRunOf(store, caller_, run_id));
  }
  std::deque<EventPtr> past;
  if (run.state == State::kDone) {
    JUDGE_ASSIGN_OR_RETURN(const std::vector<Outcome> outcomes, store.Outcomes(run_id));
    for (v1::RunEvent& event : PastEvents(run, outcomes.empty() ? "" : outcomes.front().result))
      past.push_back(std::make_shared<const v1::RunEvent>(std::move(event)));
    watch = nullptr;
  }
  const std::lock_guard lock(mutex_);
  watch_ = std::move(watch);
  past_ = std::move(past);
  return absl::OkStatus();
}

// Null: there is none yet, and Step will be called when there is.
EventPtr WatchStream::NextEvent() {
  if (watch_ != nullptr) {
    return watch_->Next([stream = std::weak_ptr(self_)] {
      if (const auto living = stream.lock()) living->Step();
    });
  }
  EventPtr event = std::move(past_.front());
  past_.pop_front();
  return event;
}

void WatchStream::Step() {
  const std::lock_guard lock(mutex_);
  if (over_) return;
  EventPtr event = NextEvent();
  if (event == nullptr) return;
  const bool is_last = event->has_finished();
  writing_ = std::move(event);
  const v1::RunEvent* shown = writing_.get();
  if (NeedsRedaction(caller_.role, *writing_)) {
    redacted_ = *writing_;
    Redact(caller_.role, redacted_);
    shown = &redacted_;
  }
  if (!is_last) return StartWrite(shown);
  over_ = true;
  StartWriteAndFinish(shown, grpc::WriteOptions(), grpc::Status::OK);
}

void WatchStream::OnWriteDone(bool ok) {
  // The client is gone: OnCancel comes as well, or it was the last.
  if (ok) Step();
}

void WatchStream::End(const absl::Status& status) {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(over_, true)) return;
  }
  Finish(ToGrpc(status));
}

void WatchStream::OnCancel() { End(absl::CancelledError("the client went away")); }

void WatchStream::OnDone() {
  // Whoever holds it last, such as a wake that is on its way, destroys it.
  const std::shared_ptr<WatchStream> last = std::move(self_);
}

}  // namespace judge::server
