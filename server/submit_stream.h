// SubmitRuns: one client who submits many runs.
#ifndef JUDGE_SERVER_SUBMIT_STREAM_H_
#define JUDGE_SERVER_SUBMIT_STREAM_H_

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/status/statusor.h"
#include "judge/v1/judge.grpc.pb.h"
#include "server/admission.h"
#include "server/dispatcher.h"
#include "server/keys.h"

namespace judge::server {

// Reads on while fewer than kMaxOpen requests are unanswered, and answers in their order: the client is held back by
// gRPC's flow control, not by our memory.
class SubmitStream final : public grpc::ServerBidiReactor<v1::SubmitRunRequest, v1::SubmitRunsResponse> {
 public:
  // Who calls: asked for each request, since keys are taken back while streams are open.
  using FindCaller = std::function<absl::StatusOr<Caller>()>;

  // Belongs to itself, until gRPC and the dispatcher are done with it.
  static SubmitStream* Start(FindCaller find_caller, Admission& admission, Dispatcher& dispatcher);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone() override;

 private:
  static constexpr size_t kMaxOpen = 64;

  // One request and its answer.
  struct Entry {
    bool answered = false;
    v1::SubmitRunsResponse response;
  };

  SubmitStream(FindCaller find_caller, Admission& admission, Dispatcher& dispatcher)
      : find_caller_(std::move(find_caller)), admission_(admission), dispatcher_(dispatcher) {}

  void Submit();
  void Answer(const std::shared_ptr<Entry>& entry, const absl::StatusOr<Accepted>& accepted);
  void GoOn();

  const FindCaller find_caller_;
  Admission& admission_;
  Dispatcher& dispatcher_;
  std::shared_ptr<SubmitStream> self_;

  v1::SubmitRunRequest request_;  // of who has set reading_

  std::mutex mutex_;  // guards what follows
  std::deque<std::shared_ptr<Entry>> open_;
  bool reading_ = true;
  bool writing_ = false;
  bool no_more_ = false;  // the client has sent all, or is gone
  bool over_ = false;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_SUBMIT_STREAM_H_
