#include "sandbox/spawner_client.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "sandbox/seccomp_policy.h"
#include "sandbox/spawner/message.h"
#include "sandbox/spawner/socket.h"

extern char** environ;

namespace judge::sandbox {
namespace {

constexpr int kPipeBytes = 1 << 20;

// A pipe whose read end does not block.
absl::StatusOr<std::pair<Fd, Fd>> MakeOutputPipe() {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) < 0) return absl::ErrnoToStatus(errno, "pipe");
  std::pair<Fd, Fd> pipe(fds[0], fds[1]);
  // A large pipe is 2.6 times as fast; where the user's quota of pipe pages is used up, the small one does.
  ::fcntl(fds[0], F_SETPIPE_SZ, kPipeBytes);
  if (::fcntl(fds[0], F_SETFL, O_NONBLOCK) < 0) return absl::ErrnoToStatus(errno, "pipe");
  // A pipe is its maker's alone. The target, in root's boxes another user, opens /dev/stdout and /dev/stderr as
  // programs do.
  if (::fchmod(fds[1], 0622) < 0) return absl::ErrnoToStatus(errno, "pipe");
  return pipe;
}

// One output stream of the target: read until there is an answer, kept up to a bound, counted in full.
class Stream {
 public:
  Stream(Fd fd, int64_t keep_bytes, std::optional<int64_t> limit)
      : fd_(std::move(fd)), keep_(keep_bytes), limit_(limit) {}

  int fd() const { return fd_.get(); }
  bool over_limit() const { return limit_ && bytes_ > *limit_; }
  int64_t bytes() const { return bytes_; }
  std::string TakeData() { return std::move(data_); }

  // Reads what is there now; of a flood some MiB, more than the pipe can hold, so that the other events get their turn.
  absl::Status Drain() {
    constexpr int kMaxReads = 16;
    thread_local char buffer[256 * 1024];
    for (int i = 0; i < kMaxReads; ++i) {
      const ssize_t n = RetryOnEintr([&] { return ::read(fd_.get(), buffer, sizeof buffer); });
      if (n < 0 && errno == EAGAIN) return absl::OkStatus();
      if (n < 0) return absl::ErrnoToStatus(errno, "read output");
      bytes_ += n;
      const int64_t room = std::max<int64_t>(keep_ - static_cast<int64_t>(data_.size()), 0);
      data_.append(buffer, std::min<int64_t>(n, room));
      if (over_limit()) return absl::OkStatus();
    }
    return absl::OkStatus();
  }

 private:
  const Fd fd_;
  const int64_t keep_;
  const std::optional<int64_t> limit_;
  int64_t bytes_ = 0;
  std::string data_;
};

Request RequestOf(const RunSpec& spec) {
  Request request;
  request.kind = Request::Kind::kRun;
  request.layers = spec.layers;
  request.has_stdin = spec.stdin_file != nullptr;
  request.argv = spec.argv;
  request.environment = spec.environment;
  for (const InputFile& input : spec.inputs) request.inputs.push_back({input.name, input.executable});
  request.folders = spec.folders;
  for (const OutputFile& output : spec.outputs) request.outputs.push_back({output.name, output.max_bytes});
  const Limits& limits = spec.limits;
  request.limits = {limits.cpu_time,        limits.wall_time,  limits.memory_bytes, limits.processes,
                    limits.file_size_bytes, limits.disk_bytes, limits.disk_inodes,  limits.open_files,
                    limits.stack_bytes,     limits.cpu_rate,   limits.cpus};
  request.filter = spec.policy->program();
  return request;
}

Ending EndingOf(const Reply& reply) {
  switch (reply.ending) {
    case Reply::Ending::kExited:
      return Exited{reply.code_or_signal};
    case Reply::Ending::kSignaled:
      return Signaled{reply.code_or_signal};
    case Reply::Ending::kKilled:
      return Killed{};
    case Reply::Ending::kBlocked:
      break;
  }
  BlockedSyscall blocked;
  blocked.name = SyscallName(reply.architecture, reply.number);
  blocked.architecture = ArchitectureName(reply.architecture, reply.number);
  std::copy(std::begin(reply.arguments), std::end(reply.arguments), blocked.arguments.begin());
  return blocked;
}

absl::Status CollectFiles(const RunSpec& spec, const Reply& reply, std::vector<Fd> fds, Result& result) {
  if (reply.outputs.size() != spec.outputs.size()) return absl::InternalError("malformed reply of the spawner");
  auto fd = fds.begin();
  for (size_t i = 0; i < spec.outputs.size(); ++i) {
    CollectedFile file;
    file.name = spec.outputs[i].name;
    file.state = static_cast<CollectedFile::State>(reply.outputs[i].state);
    file.size = reply.outputs[i].size;
    if (file.state == CollectedFile::State::kCollected) {
      if (fd == fds.end()) return absl::InternalError("malformed reply of the spawner");
      file.file = std::move(*fd++);
    }
    result.outputs.push_back(std::move(file));
  }
  return absl::OkStatus();
}

Result ResultOf(const Reply& reply) {
  Result result;
  result.ending = EndingOf(reply);
  if (reply.limit_hit > 0) result.limit_hit = static_cast<Limit>(reply.limit_hit - 1);
  result.cancelled = reply.cancelled;
  result.accounting = static_cast<Accounting>(reply.accounting);
  result.cpu_time = absl::Nanoseconds(reply.cpu_ns);
  result.user_time = absl::Nanoseconds(reply.user_ns);
  result.system_time = absl::Nanoseconds(reply.system_ns);
  result.wall_time = absl::Nanoseconds(reply.wall_ns);
  result.setup_time = absl::Nanoseconds(reply.setup_ns);
  result.peak_memory_bytes = reply.peak_memory_bytes;
  result.page_cache_bytes = reply.page_cache_bytes;
  result.oom_kills = reply.oom_kills;
  if (reply.peak_processes >= 0) result.peak_processes = reply.peak_processes;
  result.process_limit_hits = reply.process_limit_hits;
  return result;
}

absl::Status SendStop(const Fd& channel, Stop stop) {
  const char byte = static_cast<char>(stop);
  // UNAVAILABLE: the spawner has answered already, or is gone; the receive that follows tells which.
  const absl::Status status = SendMessage(channel, absl::string_view(&byte, 1), {}, Wait::kYes);
  return absl::IsUnavailable(status) ? absl::OkStatus() : status;
}

bool IsReadable(int fd, int timeout_ms) {
  pollfd poll_fd = {fd, POLLIN, 0};
  return RetryOnEintr([&] { return ::poll(&poll_fd, 1, timeout_ms); }) > 0;
}

// Reads both streams until the spawner's answer is there; tells it to stop the run when a bound is passed.
absl::Status Attend(const Fd& channel, Stream& out, Stream& err, int cancel_fd) {
  // A short run ends before its output needs a reader: woken by its writes, we would only be in its way.
  constexpr int kQuietMs = 2;
  if (IsReadable(channel.get(), kQuietMs)) return absl::OkStatus();
  bool stopped = false;
  while (true) {
    pollfd fds[] = {{channel.get(), POLLIN, 0},
                    {out.fd(), POLLIN, 0},
                    {err.fd(), POLLIN, 0},
                    {stopped ? -1 : cancel_fd, POLLIN, 0}};
    if (RetryOnEintr([&] { return ::poll(fds, 4, -1); }) < 0) return absl::ErrnoToStatus(errno, "poll");
    if (fds[1].revents != 0) JUDGE_RETURN_IF_ERROR(out.Drain());
    if (fds[2].revents != 0) JUDGE_RETURN_IF_ERROR(err.Drain());
    if (fds[0].revents != 0) return absl::OkStatus();
    if (stopped) continue;
    const bool cancelled = fds[3].revents != 0;
    if (!cancelled && !out.over_limit()) continue;
    JUDGE_RETURN_IF_ERROR(SendStop(channel, cancelled ? Stop::kCancelled : Stop::kOutputLimit));
    stopped = true;
  }
}

// A dying process closes one socket after the other: waits a moment for it.
bool IsHungUp(const Fd& socket) {
  constexpr int kMomentMs = 100;
  pollfd poll_fd = {socket.get(), 0, 0};
  return RetryOnEintr([&] { return ::poll(&poll_fd, 1, kMomentMs); }) > 0;
}

absl::Status SpawnerDied() {
  return absl::UnavailableError("the spawner died: start the program again (see its error output)");
}

// `spawner` is the socket of the connection.
absl::StatusOr<Message> ReceiveReply(const Fd& spawner, const Fd& channel, Reply& reply) {
  JUDGE_ASSIGN_OR_RETURN(Message message, ReceiveMessage(channel, kMaxMessageBytes, Wait::kYes));
  if (message.bytes.empty()) return IsHungUp(spawner) ? SpawnerDied() : Annotate(OutOfFds(), "spawner");
  if (message.fds_lost) return OutOfFds();
  JUDGE_ASSIGN_OR_RETURN(reply, DecodeReply(message.bytes));
  if (reply.status_code != 0) return StatusOf(reply);
  return message;
}

std::string FindProgram(const SpawnerOptions& options) {
  if (!options.program.empty()) return options.program;
  if (const char* from_environment = std::getenv("JUDGE_SPAWNER"); from_environment != nullptr) return from_environment;
  std::error_code error;
  const std::filesystem::path here = ProgramFolder();
  const std::filesystem::path beside = here / "judge-spawner";
  if (std::filesystem::exists(beside, error)) return beside;
  return here.parent_path() / "libexec/judge/judge-spawner";
}

// posix_spawn: a fork of a large program with threads is neither quick nor safe.
absl::StatusOr<pid_t> StartProgram(const std::string& program, const std::vector<std::string>& arguments,
                                   const Fd& socket) {
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, socket.get(), 3);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, program.c_str(), &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return absl::ErrnoToStatus(error, absl::StrCat("start ", program));
  return pid;
}

}  // namespace

struct SpawnerClient::Connection {
  Fd socket;
  pid_t pid = -1;
  Accounting accounting = Accounting::kCgroupV1;

  ~Connection() {
    // The spawner ends every box, cleans up, and exits.
    socket.Reset();
    if (pid > 0) RetryOnEintr([&] { return ::waitpid(pid, nullptr, 0); });
  }

  // The channel on which the answer will come.
  absl::StatusOr<Fd> Send(const Request& request, const std::vector<int>& fds) {
    JUDGE_RETURN_IF_ERROR(CheckRequest(request));
    const std::string bytes = EncodeRequest(request);
    if (bytes.size() > kMaxMessageBytes - sizeof(Request))
      return absl::InvalidArgumentError("run request: command, environment and file names are longer than 128 KiB");
    JUDGE_ASSIGN_OR_RETURN(auto channel, MakeSocketPair());
    std::vector<int> all = {channel.second.get()};
    all.insert(all.end(), fds.begin(), fds.end());
    const absl::Status sent = SendMessage(socket, bytes, all, Wait::kYes);
    if (absl::IsUnavailable(sent)) return SpawnerDied();
    JUDGE_RETURN_IF_ERROR(Annotate(sent, "spawner"));
    return std::move(channel.first);
  }
};

SpawnerClient::SpawnerClient(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
SpawnerClient::~SpawnerClient() = default;

Accounting SpawnerClient::accounting() const { return connection_->accounting; }

bool SpawnerClient::HasDied() const { return IsHungUp(connection_->socket); }

absl::StatusOr<std::unique_ptr<SpawnerClient>> SpawnerClient::Start(const SpawnerOptions& options) {
  JUDGE_ASSIGN_OR_RETURN(auto pair, MakeSocketPair());
  auto connection = std::make_unique<Connection>();
  JUDGE_ASSIGN_OR_RETURN(connection->pid, StartProgram(FindProgram(options),
                                                       {options.layers_folder, options.runtime_folder,
                                                        absl::StrCat(options.prepared_boxes),
                                                        options.best_effort ? "best-effort" : "exact"},
                                                       pair.second));
  pair.second.Reset();
  connection->socket = std::move(pair.first);
  Reply hello;
  JUDGE_RETURN_IF_ERROR(ReceiveReply(connection->socket, connection->socket, hello).status());
  connection->accounting = static_cast<Accounting>(hello.accounting);
  return std::unique_ptr<SpawnerClient>(new SpawnerClient(std::move(connection)));
}

absl::StatusOr<Result> SpawnerClient::Run(const RunSpec& spec, int cancel_fd) {
  if (spec.policy == nullptr) return absl::InvalidArgumentError("run request: no seccomp policy");
  JUDGE_ASSIGN_OR_RETURN(auto out_pipe, MakeOutputPipe());
  JUDGE_ASSIGN_OR_RETURN(auto err_pipe, MakeOutputPipe());
  std::vector<int> fds = {out_pipe.second.get(), err_pipe.second.get()};
  if (spec.stdin_file != nullptr) fds.push_back(spec.stdin_file->get());
  for (const InputFile& input : spec.inputs) fds.push_back(input.file->get());
  // The writing ends stay open until there is an answer: the end of a stream would wake us, and tells nothing.
  JUDGE_ASSIGN_OR_RETURN(const Fd channel, connection_->Send(RequestOf(spec), fds));

  Stream out(std::move(out_pipe.first), spec.keep_stdout_bytes, spec.limits.stdout_bytes);
  Stream err(std::move(err_pipe.first), spec.keep_stderr_bytes, std::nullopt);
  JUDGE_RETURN_IF_ERROR(Attend(channel, out, err, cancel_fd));
  Reply reply;
  JUDGE_ASSIGN_OR_RETURN(Message message, ReceiveReply(connection_->socket, channel, reply));
  // Every other writer is dead: what is in the pipes now is all there will ever be.
  JUDGE_RETURN_IF_ERROR(out.Drain());
  JUDGE_RETURN_IF_ERROR(err.Drain());

  Result result = ResultOf(reply);
  if (!result.limit_hit && out.over_limit()) result.limit_hit = Limit::kOutput;
  result.stdout_bytes = out.bytes();
  result.stderr_bytes = err.bytes();
  result.stdout_data = out.TakeData();
  result.stderr_data = err.TakeData();
  JUDGE_RETURN_IF_ERROR(CollectFiles(spec, reply, std::move(message.fds), result));
  return result;
}

absl::Status SpawnerClient::Prepare(const std::vector<std::string>& layers) {
  Request request;
  request.kind = Request::Kind::kPrepare;
  request.layers = layers;
  JUDGE_ASSIGN_OR_RETURN(const Fd channel, connection_->Send(request, {}));
  Reply reply;
  return ReceiveReply(connection_->socket, channel, reply).status();
}

}  // namespace judge::sandbox
