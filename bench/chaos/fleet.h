// One server and its workers, killed and started again.
#ifndef JUDGE_BENCH_CHAOS_FLEET_H_
#define JUDGE_BENCH_CHAOS_FLEET_H_

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/file.h"
#include "base/test_process.h"

namespace judge::bench {

class Fleet {
 public:
  struct Options {
    std::vector<std::string> tenants;
    int workers = 1;  // of one slot each
    // Instead of a worker process for each slot, a judge-server that starts one worker with all of them and itself, and
    // starts again what was killed of the two.
    bool supervised = false;
  };
  static absl::StatusOr<std::unique_ptr<Fleet>> Start(const Options& options);
  // Ends all of it as an operator would.
  ~Fleet();

  // What clients connect to: the same after every start.
  std::string address() const { return "unix:" + Path("clients"); }
  // A tenant whose key sees the runs of all.
  static constexpr char kAdmin[] = "admin";

  // Of a key that may see everything of the tenant's runs.
  std::string KeyFile(const std::string& tenant) const { return Path(tenant + ".key"); }

  // Starts workers that have ended by themselves, as they do when their spawner was killed: an operator's task. A
  // server (its supervisor) does not end so: an error with what it said.
  absl::Status StartWhatEnded();

  // kill -9 for the server, a worker, a worker's spawner or the supervisor, and starts it again where nobody else does.
  // Chance says in which order; none has its turn a second time before all have had one.
  absl::Status KillOne(std::mt19937& random);

  // How often each was killed: all there are.
  const std::map<std::string, int>& kills() const { return kills_; }

 private:
  Fleet(const Options& options, TemporaryFolder folder);

  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }
  absl::Status MakeKey(const std::string& tenant, const std::string& role);
  absl::Status StartServer();
  absl::Status StartWorker(size_t index);
  absl::Status Kill(const std::string& victim, std::mt19937& random);
  // Each of them that there is just now.
  void KillChildrenOf(pid_t parent, const std::string& what);

  const Options options_;
  TemporaryFolder folder_;
  std::unique_ptr<TestProcess> server_;  // or its supervisor
  std::vector<std::unique_ptr<TestProcess>> workers_;
  std::map<std::string, int> kills_;
  std::vector<std::string> next_;  // whose turn comes, the next one last
};

}  // namespace judge::bench

#endif  // JUDGE_BENCH_CHAOS_FLEET_H_
