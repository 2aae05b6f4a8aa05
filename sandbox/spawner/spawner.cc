#include "sandbox/spawner/spawner.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <thread>

#include "absl/strings/str_cat.h"
#include "sandbox/spawner/socket.h"

namespace judge::sandbox {
namespace {

constexpr size_t kMaxBoxes = 64;
constexpr size_t kMaxStacks = 8;  // with at most 4 boxes prepared for each
constexpr size_t kMaxDead = 8;    // more than this, and destroying goes before new runs

// Preparing and destroying take a CPU for a millisecond: not from a run that has just begun and may end as soon, nor
// from the request that often follows a reply, once what a compiler made has been stored.
constexpr Box::Clock::duration kQuiet = std::chrono::milliseconds(5);

void AnswerError(const Fd& channel, const absl::Status& status) {
  SendMessage(channel, EncodeReply(ReplyOf(status)), {}, Wait::kNo).IgnoreError();
}

int Milliseconds(Box::Clock::duration duration) {
  using std::chrono::milliseconds;
  return static_cast<int>(std::clamp<int64_t>(std::chrono::ceil<milliseconds>(duration).count(), 0, 60'000));
}

// What the worker may hand over, told without any operation on the file that a hostile one could stretch.
bool IsChannel(const Fd& fd) {
  int domain = 0, type = 0;
  socklen_t size = sizeof domain;
  return ::getsockopt(fd.get(), SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_UNIX &&
         ::getsockopt(fd.get(), SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}
bool IsPipe(const Fd& fd) { return ::fcntl(fd.get(), F_GETPIPE_SZ) >= 0; }
bool IsSealed(const Fd& fd) {
  constexpr int kSeals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK;
  const int seals = ::fcntl(fd.get(), F_GET_SEALS);
  return seals >= 0 && (seals & kSeals) == kSeals;
}
bool IsRegularFile(const Fd& fd) {
  struct stat status;
  return IsSealed(fd) || (::fstat(fd.get(), &status) == 0 && S_ISREG(status.st_mode));
}

absl::Status CheckFds(const PendingRun& run) {
  if (!IsPipe(run.stdout_fd) || !IsPipe(run.stderr_fd))
    return absl::InvalidArgumentError("run request: stdout and stderr must be pipes");
  if (run.stdin_fd.valid() && !IsPipe(run.stdin_fd) && !IsSealed(run.stdin_fd))
    return absl::InvalidArgumentError("run request: stdin must be a sealed file or a pipe");
  if (!std::all_of(run.inputs.begin(), run.inputs.end(), IsRegularFile))
    return absl::InvalidArgumentError("run request: an input must be a regular file");
  return absl::OkStatus();
}

}  // namespace

Spawner::Spawner(const BoxSite& site, Fd worker, int prepared)
    : site_(site), worker_(std::move(worker)), prepared_(prepared) {}

bool Spawner::Idle() const { return boxes_.empty() && dead_.empty(); }

absl::Status Spawner::Serve() {
  while (worker_.valid()) PollOnce();
  stacks_.clear();
  for (const auto& box : boxes_) box->Kill();
  while (!Idle()) PollOnce();
  return leftover_;
}

void Spawner::PollOnce() {
  std::vector<pollfd> fds = {{worker_.get(), POLLIN, 0}};
  Box::Clock::time_point wake = Box::Clock::time_point::max();
  for (const auto& box : boxes_) {
    fds.push_back({box->control_fd(), POLLIN, 0});
    fds.push_back({box->process_fd(), POLLIN, 0});
    fds.push_back({box->memory_event_fd(), POLLIN, 0});
    fds.push_back({box->channel_fd(), POLLIN, 0});
    wake = std::min(wake, box->next_check());
  }
  const bool deferred = WantsDeferredWork();
  if (deferred) wake = std::min(wake, DeferredUntil());
  const bool timed = wake != Box::Clock::time_point::max();
  const int timeout = timed ? Milliseconds(wake - Box::Clock::now()) : -1;
  const int events = ::poll(fds.data(), fds.size(), timeout);
  const Box::Clock::time_point now = Box::Clock::now();
  size_t at = 1;
  for (const auto& box : boxes_) {
    if (events > 0) OnBoxEvents(*box, fds[at].revents, fds[at + 1].revents, fds[at + 2].revents, fds[at + 3].revents);
    if (now >= box->next_check()) box->CheckLimits(now);
    at += 4;
  }
  RetireDead();
  if (events > 0 && fds[0].revents != 0) OnWorker();
  // Whatever is not a run's own business waits until no run wants anything.
  if (deferred && events == 0 && now >= DeferredUntil()) DoDeferredWork();
  while (dead_.size() > kMaxDead) DestroyOne();
  AnswerWaiting();
}

void Spawner::OnBoxEvents(Box& box, short control, short process, short memory, short channel) {
  if (control != 0) box.OnControl();
  if (memory != 0 && box.state() == Box::State::kRunning) box.OnMemoryEvent();
  if (channel != 0 && box.has_run()) box.OnChannel();
  if (process != 0) box.OnProcessEnd();
}

void Spawner::RetireDead() {
  for (auto it = boxes_.begin(); it != boxes_.end();) {
    Box& box = **it;
    if (box.state() != Box::State::kDead) {
      ++it;
      continue;
    }
    // What befell a run is that run's business.
    const auto stack = stacks_.find(box.layers());
    if (stack != stacks_.end() && !box.had_run() && !box.error().ok()) stack->second.prepare_error = box.error();
    last_activity_ = Box::Clock::now();
    dead_.push_back(std::move(*it));
    it = boxes_.erase(it);
  }
}

void Spawner::OnWorker() {
  absl::StatusOr<Message> message = ReceiveMessage(worker_, kMaxMessageBytes, Wait::kNo);
  if (message.ok() && message->none) return;
  if (!message.ok() || message->bytes.empty()) return worker_.Reset();  // gone; its boxes end with it
  // The close of a socket can be made to wait for its peer: not with us.
  const linger at_once = {0, 0};
  for (const Fd& fd : message->fds) ::setsockopt(fd.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  if (message->fds_lost) {
    // The first descriptor is the channel. Where not even that came, its end tells.
    if (!message->fds.empty() && IsChannel(message->fds[0])) AnswerError(message->fds[0], OutOfFds());
    return;
  }
  if (message->fds.empty() || !IsChannel(message->fds[0])) return EndConnection();
  absl::StatusOr<Request> request = DecodeRequest(message->bytes, message->fds.size());
  if (!request.ok()) {
    AnswerError(message->fds[0], request.status());
    return EndConnection();
  }
  Fd channel = std::move(message->fds[0]);
  if (request->kind == Request::Kind::kPrepare) {
    Use(request->layers).waiting.push_back(std::move(channel));
    return;
  }
  PendingRun run;
  run.request = *std::move(request);
  run.channel = std::move(channel);
  auto fd = message->fds.begin() + 1;
  run.stdout_fd = std::move(*fd++);
  run.stderr_fd = std::move(*fd++);
  if (run.request.has_stdin) run.stdin_fd = std::move(*fd++);
  for (; fd != message->fds.end(); ++fd) run.inputs.push_back(std::move(*fd));
  if (const absl::Status status = CheckFds(run); !status.ok()) return AnswerError(run.channel, status);
  StartRun(std::move(run));
}

// After a message that our own client never sends: its sender was captured, or is broken.
void Spawner::EndConnection() {
  for (const auto& box : boxes_) box->Kill();
  worker_.Reset();
}

void Spawner::StartRun(PendingRun run) {
  Use(run.request.layers);
  Box* box = FindReady(run.request.layers);
  if (box == nullptr) {
    if (Runs() >= kMaxBoxes)
      return AnswerError(run.channel, absl::ResourceExhaustedError("64 boxes are in use: wait for one to end"));
    if (boxes_.size() >= kMaxBoxes) KillIdleBox(run.request.layers);
    absl::StatusOr<std::unique_ptr<Box>> started = Box::Start(site_, run.request.layers);
    if (!started.ok()) return AnswerError(run.channel, started.status());
    boxes_.push_back(*std::move(started));
    box = boxes_.back().get();
  }
  box->Take(std::move(run));
  for (const auto& dead : dead_) dead->LetInitGo();
  last_activity_ = Box::Clock::now();
}

size_t Spawner::Runs() const {
  return std::count_if(boxes_.begin(), boxes_.end(), [](const auto& box) { return box->has_run(); });
}

void Spawner::KillIdleBox(const Layers& but_not) {
  const auto box = std::find_if(boxes_.begin(), boxes_.end(), [&](const auto& candidate) {
    return candidate->is_idle() && candidate->layers() != but_not;
  });
  if (box != boxes_.end()) (*box)->Kill();
}

Spawner::Stack& Spawner::Use(const Layers& layers) {
  Stack& stack = stacks_[layers];
  stack.last_use = ++use_count_;
  stack.prepare_error = absl::OkStatus();
  if (stacks_.size() > kMaxStacks) {
    const auto oldest = std::min_element(stacks_.begin(), stacks_.end(), [](const auto& a, const auto& b) {
      return a.second.last_use < b.second.last_use;
    });
    for (const auto& box : boxes_) {
      if (!box->has_run() && box->layers() == oldest->first) box->Kill();
    }
    for (const Fd& channel : oldest->second.waiting)
      AnswerError(channel, absl::ResourceExhaustedError("more than 8 image stacks are in use at once"));
    stacks_.erase(oldest);
  }
  return stack;
}

Box* Spawner::FindReady(const Layers& layers) {
  // A box that is not ready yet, but has begun, is nearer to it than a new one.
  Box* preparing = nullptr;
  for (const auto& box : boxes_) {
    if (!box->is_idle() || box->layers() != layers) continue;
    if (box->state() == Box::State::kReady) return box.get();
    preparing = box.get();
  }
  return preparing;
}

int Spawner::Prepared(const Layers& layers) const {
  return static_cast<int>(std::count_if(boxes_.begin(), boxes_.end(),
                                        [&](const auto& box) { return box->is_idle() && box->layers() == layers; }));
}

bool Spawner::WantsDeferredWork() const {
  if (!dead_.empty()) return true;
  return worker_.valid() && boxes_.size() < kMaxBoxes &&
         std::any_of(stacks_.begin(), stacks_.end(), [this](const auto& stack) {
           return stack.second.prepare_error.ok() && Prepared(stack.first) < prepared_;
         });
}

// Somebody waits for prepared boxes, or the next run would find none.
bool Spawner::IsUrgent() const {
  if (!worker_.valid()) return true;
  return std::any_of(stacks_.begin(), stacks_.end(), [this](const auto& stack) {
    return !stack.second.waiting.empty() ||
           (prepared_ > 0 && stack.second.prepare_error.ok() && Prepared(stack.first) == 0);
  });
}

Box::Clock::time_point Spawner::DeferredUntil() const { return IsUrgent() ? last_activity_ : last_activity_ + kQuiet; }

void Spawner::DoDeferredWork() {
  if (!PrepareOne()) DestroyOne();
}

bool Spawner::PrepareOne() {
  if (!worker_.valid() || boxes_.size() >= kMaxBoxes) return false;
  for (auto& [layers, stack] : stacks_) {
    if (!stack.prepare_error.ok() || Prepared(layers) >= prepared_) continue;
    absl::StatusOr<std::unique_ptr<Box>> box = Box::Start(site_, layers);
    if (box.ok())
      boxes_.push_back(*std::move(box));
    else
      stack.prepare_error = box.status();
    return true;
  }
  return false;
}

bool Spawner::DestroyOne() {
  if (dead_.empty()) return false;
  std::unique_ptr<Box> box = std::move(dead_.front());
  dead_.pop_front();
  const absl::Status status = box->Destroy();
  if (absl::IsUnavailable(status)) {
    // A task that was just reaped may hold its cgroup for a moment more.
    dead_.push_back(std::move(box));
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  } else if (!status.ok()) {
    leftover_ = status;
  }
  return true;
}

void Spawner::AnswerWaiting() {
  for (auto& [layers, stack] : stacks_) {
    if (stack.waiting.empty()) continue;
    const bool failed = !stack.prepare_error.ok();
    const int ready =
        static_cast<int>(std::count_if(boxes_.begin(), boxes_.end(), [&, &wanted = layers](const auto& box) {
          return !box->has_run() && box->layers() == wanted && box->state() == Box::State::kReady;
        }));
    if (!failed && (ready < prepared_ || !dead_.empty())) continue;
    for (const Fd& channel : stack.waiting) AnswerError(channel, stack.prepare_error);
    stack.waiting.clear();
  }
}

}  // namespace judge::sandbox
