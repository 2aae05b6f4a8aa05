#include "sandbox/spawner/box.h"

#include <linux/sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "sandbox/exec_failure.h"
#include "sandbox/spawner/begin_step.h"
#include "sandbox/spawner/order.h"
#include "sandbox/spawner/socket.h"

namespace judge::sandbox {
namespace {

using std::chrono::nanoseconds;

// CPU time is looked at no more often than this while a limit comes near; and less and less often while it stands
// still.
constexpr nanoseconds kShortestCheck = std::chrono::microseconds(500);
constexpr nanoseconds kLongestStandstill = std::chrono::milliseconds(20);
// For writing the files and joining the cgroups, before the target's own wall time begins.
constexpr nanoseconds kSetupTime = std::chrono::seconds(60);
constexpr nanoseconds kSetupCheck = std::chrono::milliseconds(5);

// Who the user is in the user namespace of a box: anyone but root.
constexpr uint32_t kOwnUser = 1000;

std::string NextCgroupName() {
  static uint64_t next = 0;  // the spawner has one thread
  return absl::StrCat("box-", next++);
}

// Why execve failed though nothing is wrong with what it was to execute.
bool IsWantOfTheMachine(int error) { return error == ENOMEM || error == EMFILE || error == ENFILE || error == EAGAIN; }

absl::Status RlimitError(const child::Report& report) {
  const auto [name, option] = child::kRlimits[report.index];
  const absl::Status status = absl::ErrnoToStatus(
      report.error, absl::StrCat("prepare the box: ", child::StepName(child::Step::kSetRlimits), " ", name));
  if (report.error != EPERM) return status;
  return absl::PermissionDeniedError(
      absl::StrCat(status.message(), ": this run's limit is above the hard one that the judge was started with ",
                   "(`ulimit -H ", option, "`): have that raised, or ask for less"));
}

absl::Status StepError(const child::Report& report, const std::optional<PendingRun>& run) {
  const auto step = static_cast<child::Step>(report.step);
  if (step == child::Step::kSetRlimits && report.index < std::size(child::kRlimits)) return RlimitError(report);
  std::string what = child::StepName(step);
  if (step == child::Step::kExec && run && !IsWantOfTheMachine(report.error)) {
    // The command is missing or cannot be executed: the caller knows whose fault that is.
    return ExecFailure(absl::StrCat("exec ", run->request.argv[0], ": ", std::strerror(report.error)));
  }
  if (step == child::Step::kWriteInputs && run && report.index < run->request.inputs.size())
    absl::StrAppend(&what, " '", run->request.inputs[report.index].name, "'");
  else if (report.index > 0)
    absl::StrAppend(&what, " (#", report.index, ")");
  return absl::ErrnoToStatus(report.error, absl::StrCat("prepare the box: ", what));
}

// Somebody on the host killed it, or the kernel for want of memory: no fault of the program, and it may not come again.
absl::Status DeathError(absl::string_view who, absl::string_view how, int number, child::Step begun) {
  return absl::UnavailableError(absl::StrCat(who, " ended unasked (", how, " ", number, ") in or after the step '",
                                             child::StepName(begun), "': try the run again"));
}

}  // namespace

Box::Box(const BoxSite& site, std::vector<std::string> layers) : site_(site), layers_(std::move(layers)) {}

absl::StatusOr<std::unique_ptr<Box>> Box::Start(const BoxSite& site, const std::vector<std::string>& layers) {
  auto box = std::unique_ptr<Box>(new Box(site, layers));
  for (const std::string& layer : layers) {
    box->layer_paths_.push_back(absl::StrCat(site.layers_folder, "/", layer, "/rootfs"));
    if (::access(box->layer_paths_.back().c_str(), F_OK) < 0)
      return absl::NotFoundError(absl::StrCat("image layer ", layer, " is not in ", site.layers_folder));
  }
  JUDGE_RETURN_IF_ERROR(BeginStep("make the box's cgroups"));
  JUDGE_ASSIGN_OR_RETURN(box->cgroup_, site.cgroups->Make(NextCgroupName()));
  const absl::Status status = box->Clone();
  if (!status.ok()) box->cgroup_->Remove().IgnoreError();
  JUDGE_RETURN_IF_ERROR(status);
  return box;
}

absl::Status Box::Clone() {
  JUDGE_RETURN_IF_ERROR(BeginStep("clone init"));
  JUDGE_ASSIGN_OR_RETURN(auto pair, MakeSocketPair());
  void* page = ::mmap(nullptr, sizeof *shared_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return absl::ErrnoToStatus(errno, "mmap");
  shared_ = static_cast<child::SharedPage*>(page);
  plan_.shared = shared_;
  plan_.user_namespace = site_.identities == nullptr;
  const IdentityBlock::Identity identity =
      plan_.user_namespace ? IdentityBlock::Identity{kOwnUser, kOwnUser} : site_.identities->Next();
  plan_.control_fd = pair.second.get();
  plan_.mount_point = site_.mount_point.c_str();
  plan_.layer_count = static_cast<int>(layer_paths_.size());
  for (int i = 0; i < plan_.layer_count; ++i) plan_.layers[i] = layer_paths_[i].c_str();
  plan_.init_id = identity.init_id;
  plan_.target_id = identity.target_id;
  plan_.host_uid = ::geteuid();
  plan_.host_gid = ::getegid();
  plan_.time_namespace = site_.time_namespace;
  int pidfd = -1;
  clone_args arguments = {};
  arguments.flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_PIDFD;
  if (plan_.user_namespace) arguments.flags |= CLONE_NEWUSER;
  arguments.pidfd = reinterpret_cast<uint64_t>(&pidfd);
  arguments.exit_signal = SIGCHLD;
  const long pid = ::syscall(SYS_clone3, &arguments, sizeof arguments);
  if (pid < 0) return absl::ErrnoToStatus(errno, "clone init");
  if (pid == 0) child::RunInit(plan_);
  process_ = Fd(pidfd);
  control_ = std::move(pair.first);
  return absl::OkStatus();
}

Box::~Box() {
  EndInit();
  if (shared_ != nullptr) ::munmap(shared_, sizeof *shared_);
}

void Box::EndInit() {
  if (!process_.valid()) return;
  Kill();
  Reap();
}

siginfo_t Box::Reap() {
  siginfo_t info = {};
  RetryOnEintr([&] { return ::waitid(static_cast<idtype_t>(P_PIDFD), process_.get(), &info, WEXITED); });
  process_.Reset();
  return info;
}

void Box::Take(PendingRun run) {
  run_ = std::move(run);
  had_run_ = true;
  if (state_ == State::kReady) GiveOrder();
}

void Box::Kill() {
  // The kernel kills all others of the pid namespace when its PID 1 dies, and lets nobody in.
  ::syscall(SYS_pidfd_send_signal, process_.get(), SIGKILL, nullptr, 0);
  if (state_ == State::kDead) return;
  ended_ = std::min(ended_, Clock::now());
  killed_ = true;
  state_ = State::kEnding;
  next_check_ = Clock::time_point::max();
}

void Box::End(Limit limit) {
  // It may have ended by itself meanwhile: what init reported first is what happened.
  if (control_.valid()) OnControl();
  if (state_ != State::kRunning) return;
  killed_for_ = limit;
  Kill();
}

void Box::Fail(absl::Status error) {
  if (error_.ok()) error_ = std::move(error);
  Kill();
}

void Box::GiveOrder() {
  state_ = State::kRunning;
  const BoxLimits& limits = run_->request.limits;
  if (absl::Status status = SendOrder(); !status.ok()) return Fail(std::move(status));
  ordered_ = Clock::now();
  CheckWallTime(ordered_);
  if (state_ == State::kRunning) CheckMemory(ordered_);
  if (state_ != State::kRunning) return;  // and the run may have been answered
  if (limits.cpu_time)
    next_check_ = std::min(next_check_, ordered_ + absl::ToChronoNanoseconds(*limits.cpu_time / site_.cpu_count));
}

absl::Status Box::SendOrder() {
  const BoxLimits& limits = run_->request.limits;
  JUDGE_RETURN_IF_ERROR(BeginStep("set the limits"));
  JUDGE_RETURN_IF_ERROR(
      cgroup_->SetLimits({limits.cpu_time, limits.memory_bytes, limits.processes, limits.cpu_rate, limits.cpus}));
  JUDGE_ASSIGN_OR_RETURN(const CgroupEntrance entrance, cgroup_->OpenEntrance());
  std::vector<int> fds;
  if (run_->request.has_stdin) fds.push_back(run_->stdin_fd.get());
  fds.push_back(run_->stdout_fd.get());
  fds.push_back(run_->stderr_fd.get());
  for (const Fd& tasks : entrance.tasks) fds.push_back(tasks.get());
  if (entrance.folder.valid()) fds.push_back(entrance.folder.get());
  for (const Fd& input : run_->inputs) fds.push_back(input.get());
  JUDGE_RETURN_IF_ERROR(BeginStep("send the order"));
  const std::string order = EncodeOrder(run_->request, entrance, cgroup_->process_limits());
  const absl::Status sent = SendMessage(control_, order, fds, Wait::kNo);
  // UNAVAILABLE: nobody is left in the box. How they ended the end of init will tell.
  if (!absl::IsUnavailable(sent)) JUDGE_RETURN_IF_ERROR(sent);
  // The box has them now.
  for (Fd* fd : {&run_->stdin_fd, &run_->stdout_fd, &run_->stderr_fd}) fd->Reset();
  run_->inputs.clear();
  return absl::OkStatus();
}

void Box::OnControl() {
  absl::StatusOr<Message> message = ReceiveMessage(control_, sizeof(child::Report), Wait::kNo);
  if (message.ok() && message->none) return;
  // The end of the channel alone says nothing: what happened is told by the end of init, which follows.
  if (!message.ok() || message->bytes.empty()) control_.Reset();
  if (!message.ok()) return Fail(message.status());
  if (message->bytes.empty()) return;
  if (message->fds_lost) return Fail(OutOfFds());
  child::Report report;
  if (message->bytes.size() != sizeof report) return Fail(absl::InternalError("malformed report of a box"));
  std::memcpy(&report, message->bytes.data(), sizeof report);
  OnReport(report, std::move(message->fds));
}

void Box::OnReport(const child::Report& report, std::vector<Fd> fds) {
  switch (report.kind) {
    case child::Report::kReady:
      if (killed_) return;
      if (state_ != State::kPreparing || fds.size() != (plan_.user_namespace ? 3 : 2))
        return Fail(absl::InternalError("a box was ready out of turn"));
      work_folder_ = std::move(fds[0]);
      mount_namespace_ = std::move(fds[1]);
      if (plan_.user_namespace) cgroup_->OnReady(std::move(fds[2]));
      state_ = State::kReady;
      if (run_) GiveOrder();
      return;
    case child::Report::kStepFailed:
      return Fail(StepError(report, run_));
    case child::Report::kDied: {
      const bool signaled = WIFSIGNALED(report.wait_status);
      return Fail(DeathError("the process that was to become the program", signaled ? "signal" : "exit code",
                             signaled ? WTERMSIG(report.wait_status) : WEXITSTATUS(report.wait_status),
                             shared_->target_step));
    }
    case child::Report::kBlocked:
    case child::Report::kExited:
      report_ = report;
      listener_ = std::move(fds);
      ended_ = std::min(ended_, Clock::now());
      if (state_ == State::kRunning) state_ = State::kEnding;
      next_check_ = Clock::time_point::max();
      if (report.is_alone != 0) Conclude();  // else init exits by itself now
      return;
    default:
      return Fail(absl::InternalError("a report of an unknown kind"));
  }
}

void Box::OnMemoryEvent() {
  uint64_t count;
  if (::read(cgroup_->memory_event().get(), &count, sizeof count) < 0) return;
  // The machine's own want of memory comes here too, and is no fault of this box.
  const absl::StatusOr<bool> own = cgroup_->ReachedMemoryLimit();
  if (!own.ok()) return Fail(own.status());
  if (*own) End(Limit::kMemory);
}

void Box::OnChannel() {
  const absl::StatusOr<Message> message = ReceiveMessage(run_->channel, 1, Wait::kNo);
  if (message.ok() && message->none) return;
  const bool gone = !message.ok() || message->bytes.empty();
  if (!gone && message->bytes[0] == static_cast<char>(Stop::kOutputLimit)) return End(Limit::kOutput);
  cancelled_ = true;
  Kill();
  if (gone) run_->channel.Reset();  // there is nobody to answer, and no event to wait for
}

std::optional<Box::Clock::time_point> Box::exec_time() const {
  const int64_t nanoseconds_of_clock = __atomic_load_n(&shared_->exec_time_ns, __ATOMIC_RELAXED);
  if (nanoseconds_of_clock == 0) return std::nullopt;
  return Clock::time_point(nanoseconds(nanoseconds_of_clock));
}

void Box::CheckLimits(Clock::time_point now) {
  if (state_ != State::kRunning) return;
  next_check_ = Clock::time_point::max();
  CheckWallTime(now);
  if (state_ == State::kRunning) CheckCpuTime(now);
  if (state_ == State::kRunning) CheckMemory(now);
}

void Box::CheckWallTime(Clock::time_point now) {
  const std::optional<Clock::time_point> exec = exec_time();
  const std::optional<absl::Duration>& limit = run_->request.limits.wall_time;
  if (!exec && now >= ordered_ + kSetupTime)
    return Fail(absl::DeadlineExceededError("prepare the box: the target was not executed within 60 s"));
  if (exec && !limit) return;
  // Until it is known when the target was executed, the order stands for it: to look then is early enough.
  const Clock::time_point deadline = exec.value_or(ordered_) + (limit ? absl::ToChronoNanoseconds(*limit) : kSetupTime);
  if (exec && now >= deadline) return End(Limit::kWallTime);
  next_check_ = std::max(deadline, now + (exec ? nanoseconds(0) : kSetupCheck));
}

void Box::CheckCpuTime(Clock::time_point now) {
  const std::optional<absl::Duration>& limit = run_->request.limits.cpu_time;
  if (!limit) return;
  const absl::StatusOr<absl::Duration> used = cgroup_->CpuTime();
  if (!used.ok()) return Fail(used.status());
  if (*used >= *limit) return End(Limit::kCpuTime);
  // No sooner than this can the rest be used up, with every CPU at work for the box.
  const nanoseconds rest = absl::ToChronoNanoseconds((*limit - *used) / site_.cpu_count);
  const bool stands_still = *used == last_cpu_time_;
  cpu_check_interval_ = stands_still ? std::min(2 * cpu_check_interval_, kLongestStandstill) : kShortestCheck;
  last_cpu_time_ = *used;
  next_check_ = std::min(next_check_, now + std::max(rest, cpu_check_interval_));
}

// Where there is an event, OnMemoryEvent does this.
void Box::CheckMemory(Clock::time_point now) {
  if (cgroup_->look_every() == absl::InfiniteDuration()) return;
  const absl::StatusOr<bool> reached = cgroup_->ReachedMemoryLimit();
  if (!reached.ok()) return Fail(reached.status());
  if (*reached) return End(Limit::kMemory);
  next_check_ = std::min(next_check_, now + absl::ToChronoNanoseconds(cgroup_->look_every()));
}

void Box::OnProcessEnd() {
  // What it reported is read now. Nobody else holds the other end: after the last report comes the end of the channel.
  while (control_.valid()) OnControl();
  const siginfo_t info = Reap();
  ended_ = std::min(ended_, Clock::now());
  if (error_.ok() && !report_ && !killed_)
    error_ = DeathError("init of the box", info.si_code == CLD_EXITED ? "exit code" : "signal", info.si_status,
                        state_ == State::kPreparing ? shared_->init_step : shared_->target_step);
  Conclude();
}

void Box::Conclude() {
  state_ = State::kDead;
  next_check_ = Clock::time_point::max();
  Answer();
}

absl::Status Box::Destroy() {
  JUDGE_RETURN_IF_ERROR(BeginStep("destroy the box"));
  LetInitGo();
  EndInit();
  listener_.clear();
  // The last references to the box's files and mounts: the kernel dismantles them here.
  work_folder_.Reset();
  mount_namespace_.Reset();
  constexpr int kMaxTries = 5000;
  const absl::Status status = cgroup_->Remove();
  if (absl::IsUnavailable(status) && ++destroy_tries_ >= kMaxTries) return absl::InternalError(status.message());
  return status;
}

}  // namespace judge::sandbox
