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
  static absl::StatusOr<std::unique_ptr<Fleet>> Start(const std::vector<std::string>& tenants, int workers);
  // Ends all of it as an operator would.
  ~Fleet();

  // What clients connect to: the same after every start.
  std::string address() const { return "unix:" + Path("clients"); }
  // Of a key that may see everything of the tenant's runs.
  std::string KeyFile(const std::string& tenant) const { return Path(tenant + ".key"); }

  // kill -9 for the server, a worker or a worker's spawner, whichever chance wants; and starts what is gone.
  absl::Status KillOne(std::mt19937& random);

  // How often each was killed.
  const std::map<std::string, int>& kills() const { return kills_; }

 private:
  explicit Fleet(TemporaryFolder folder) : folder_(std::move(folder)) {}

  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }
  absl::Status MakeKey(const std::string& tenant, const std::string& role);
  absl::Status StartServer();
  absl::Status StartWorker(size_t index);
  void KillSpawnerOf(const TestProcess& worker);

  TemporaryFolder folder_;
  std::unique_ptr<TestProcess> server_;
  std::vector<std::unique_ptr<TestProcess>> workers_;
  std::map<std::string, int> kills_;
};

}  // namespace judge::bench

#endif  // JUDGE_BENCH_CHAOS_FLEET_H_
