#include "server/watch_stream.h"

#include <utility>

#include "base/status_macros.h"
#include "server/call.h"
#include "server/rich_status.h"

namespace judge::server {
namespace {

// Does not copy them.
grpc::ByteBuffer BufferOf(std::shared_ptr<const std::string> bytes) {
  using Owner = std::shared_ptr<const std::string>;
  auto* const owner = new Owner(std::move(bytes));
  // Nobody writes to a slice.
  const grpc::Slice slice(
      const_cast<char*>((*owner)->data()), (*owner)->size(), [](void* one) { delete static_cast<Owner*>(one); }, owner);
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace

WatchStream* WatchStream::Start(const Caller& caller, const std::string& run_id, Dispatcher& dispatcher, Store& store,
                                Executor& executor) {
  std::shared_ptr<WatchStream> stream(new WatchStream(caller));
  stream->self_ = stream;
  executor.Run(caller.tenant, [stream, run_id, &dispatcher, &store] {
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
  if (run.state == State::kDone) {
    JUDGE_ASSIGN_OR_RETURN(watch, dispatcher.Replay(run));
  }
  const std::lock_guard lock(mutex_);
  watch_ = std::move(watch);
  return absl::OkStatus();
}

void WatchStream::Step() {
  const std::lock_guard lock(mutex_);
  if (over_) return;
  const EventPtr event = watch_->Next([stream = std::weak_ptr(self_)] {
    if (const auto living = stream.lock()) living->Step();
  });
  if (event == nullptr) return;
  writing_ = BufferOf(event->BytesFor(caller_.role));
  if (!event->event().has_finished()) return StartWrite(&writing_);
  over_ = true;
  StartWriteAndFinish(&writing_, grpc::WriteOptions(), grpc::Status::OK);
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
