#include "bench/chaos/fleet.h"

#include <signal.h>

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "sandbox/process_tree.h"

namespace judge::bench {
namespace {

// Short, so that what a killed worker had is soon somebody else's.
constexpr char kLeaseSeconds[] = "2";

// As an operator does. Null: it was never started.
void Stop(TestProcess* process) {
  if (process == nullptr) return;
  process->Signal(SIGTERM);
  process->Wait();
}

}  // namespace

Fleet::Fleet(const Options& options, TemporaryFolder folder) : options_(options), folder_(std::move(folder)) {
  for (const char* victim : {"server", "worker", "spawner"}) kills_[victim] = 0;
  if (options.supervised) kills_["supervisor"] = 0;
}

absl::StatusOr<std::unique_ptr<Fleet>> Fleet::Start(const Options& options) {
  JUDGE_ASSIGN_OR_RETURN(TemporaryFolder folder, TemporaryFolder::Make("judge-chaos-"));
  auto fleet = absl::WrapUnique(new Fleet(options, std::move(folder)));
  for (const std::string& tenant : options.tenants) JUDGE_RETURN_IF_ERROR(fleet->MakeKey(tenant, "grade"));
  JUDGE_RETURN_IF_ERROR(fleet->MakeKey("worker", "worker"));
  JUDGE_RETURN_IF_ERROR(fleet->MakeKey(kAdmin, "admin"));
  JUDGE_RETURN_IF_ERROR(fleet->StartServer());
  if (options.supervised) return fleet;
  fleet->workers_.resize(static_cast<size_t>(options.workers));
  for (size_t i = 0; i < fleet->workers_.size(); ++i) JUDGE_RETURN_IF_ERROR(fleet->StartWorker(i));
  return fleet;
}

Fleet::~Fleet() {
  for (const auto& worker : workers_) Stop(worker.get());
  // What a killed spawner left the next one sweeps when it starts.
  if (options_.supervised) {
    Stop(server_.get());
    if (StartServer().ok()) server_->WaitFor("judging for ");
  } else if (!workers_.empty() && StartWorker(0).ok()) {
    workers_[0]->WaitFor("judging for ");
    Stop(workers_[0].get());
  }
  Stop(server_.get());
}

absl::Status Fleet::MakeKey(const std::string& tenant, const std::string& role) {
  TestProcess make("judge-server", {"make-key", tenant, role, Path("keys")});
  if (make.Wait() != 0) return absl::InternalError(absl::StrCat("judge-server make-key: ", make.output()));
  return WriteFileAtomically(KeyFile(tenant), make.output(), 0600);
}

absl::Status Fleet::StartServer() {
  std::vector<std::string> arguments = {"--state",    Path("state"), "--listen",        address(),
                                        "--keys",     Path("keys"),  "--lease-seconds", kLeaseSeconds,
                                        "--max-rate", "1e6",         "--max-burst",     "1e6"};
  if (options_.supervised) arguments.insert(arguments.end(), {"--embedded-workers", absl::StrCat(options_.workers)});
  // What a killed supervisor has left ends by itself, while the next ones start: this waits for it at the end.
  const auto before = std::exchange(server_, std::make_unique<TestProcess>("judge-server", arguments));
  if (!server_->WaitFor("listening on ").empty()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("judge-server ended: ", server_->output()));
}

absl::Status Fleet::StartWorker(size_t index) {
  const std::string name = absl::StrCat("worker-", index);
  workers_[index].reset();
  workers_[index] = std::make_unique<TestProcess>(
      "judge-worker", std::vector<std::string>{"--server", address(), "--slots", "1", "--name", name, "--api-key-file",
                                               KeyFile("worker")});
  return absl::OkStatus();
}

absl::Status Fleet::StartWhatEnded() {
  for (size_t i = 0; i < workers_.size(); ++i) {
    if (!sandbox::IsAlive(workers_[i]->pid())) JUDGE_RETURN_IF_ERROR(StartWorker(i));
  }
  if (sandbox::IsAlive(server_->pid())) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("judge-server ended: ", server_->output()));
}

absl::Status Fleet::KillOne(std::mt19937& random) {
  if (next_.empty()) {
    for (const auto& [victim, times] : kills_) next_.push_back(victim);
    std::shuffle(next_.begin(), next_.end(), random);
  }
  const std::string victim = next_.back();
  next_.pop_back();
  const int before = kills_[victim];
  JUDGE_RETURN_IF_ERROR(Kill(victim, random));
  // It was about to start.
  if (kills_[victim] == before) next_.insert(next_.begin(), victim);
  return absl::OkStatus();
}

absl::Status Fleet::Kill(const std::string& victim, std::mt19937& random) {
  if (options_.supervised && victim == "spawner") {
    for (const pid_t child : sandbox::ChildrenOf(server_->pid())) KillChildrenOf(child, victim);
    return absl::OkStatus();
  }
  if (options_.supervised && victim != "supervisor") {
    KillChildrenOf(server_->pid(), victim);
    return absl::OkStatus();
  }
  const size_t index = options_.supervised ? 0 : random() % workers_.size();
  if (victim == "spawner") {
    KillChildrenOf(workers_[index]->pid(), victim);
    return absl::OkStatus();
  }
  ++kills_[victim];
  if (victim == "worker") {
    workers_[index]->Signal(SIGKILL);
    return StartWorker(index);
  }
  server_->Signal(SIGKILL);
  return StartServer();
}

void Fleet::KillChildrenOf(pid_t parent, const std::string& what) {
  for (const pid_t child : sandbox::ChildrenOf(parent)) {
    if (sandbox::NameOfProcess(child) != "judge-" + what) continue;
    ++kills_[what];
    ::kill(child, SIGKILL);
  }
}

}  // namespace judge::bench
