#include "base/test_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

namespace judge {

namespace {

std::vector<char*> PointersTo(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

TestProcess::TestProcess(const std::string& program, const std::vector<std::string>& arguments,
                         const std::vector<std::string>& variables) {
  std::vector<std::string> words = {JUDGE_BIN_DIR "/" + program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const std::vector<char*> argv = PointersTo(words);
  // Of two with the same name the first is found.
  std::vector<std::string> all_variables = variables;
  for (char** variable = environ; *variable != nullptr; ++variable) all_variables.emplace_back(*variable);
  const std::vector<char*> environment = PointersTo(all_variables);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
  pipe_ = Fd(ends[0]);
  const Fd write_end(ends[1]);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO})
    ::posix_spawn_file_actions_adddup2(&actions, write_end.get(), stream);
  ::posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  reader_ = std::thread([this] { ReadAll(); });
}

TestProcess::~TestProcess() {
  Signal(SIGKILL);
  Wait();
}

void TestProcess::ReadAll() {
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t size = RetryOnEintr([&] { return ::read(pipe_.get(), buffer.data(), buffer.size()); });
    const std::lock_guard lock(mutex_);
    if (size > 0) output_.append(buffer.data(), static_cast<size_t>(size));
    has_ended_ = size <= 0;
    wake_.notify_all();
    if (has_ended_) return;
  }
}

std::string TestProcess::output() const {
  const std::lock_guard lock(mutex_);
  return output_;
}

std::string TestProcess::WaitFor(const std::string& mark) {
  std::string rest;
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [&] {
    const size_t begin = output_.find(mark);
    const size_t end = output_.find('\n', begin);
    if (begin != std::string::npos && end != std::string::npos)
      rest = output_.substr(begin + mark.size(), end - begin - mark.size());
    return has_ended_ || !rest.empty();
  });
  return rest;
}

void TestProcess::Signal(int signal) const {
  if (pid_ > 0) ::kill(pid_, signal);
}

int TestProcess::Wait() {
  if (pid_ <= 0) return -1;
  reader_.join();
  int wait_status = 0;
  RetryOnEintr([&] { return ::waitpid(pid_, &wait_status, 0); });
  pid_ = 0;
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : -WTERMSIG(wait_status);
}

}  // namespace judge
