// The whole server in one process: its parts, put together, started and stopped in their order.
#ifndef JUDGE_SERVER_JUDGE_SERVER_H_
#define JUDGE_SERVER_JUDGE_SERVER_H_

#include <grpcpp/grpcpp.h>
#include <prometheus/exposer.h>

#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "server/admission.h"
#include "server/catalogue.h"
#include "server/dispatcher.h"
#include "server/executor.h"
#include "server/fair_queue.h"
#include "server/hub.h"
#include "server/judge_service.h"
#include "server/keys.h"
#include "server/metrics.h"
#include "server/options.h"
#include "server/packages.h"
#include "server/problem_service.h"
#include "server/problems.h"
#include "server/run_log.h"
#include "server/sqlite_store.h"
#include "server/worker_service.h"

namespace judge::server {

class JudgeServer {
 public:
  // Serves from then on. Errors are one line that names the file or address.
  static absl::StatusOr<std::unique_ptr<JudgeServer>> Start(const Options& options, const Secrets& secrets);
  // Ends calls under way after a moment; what was acknowledged is kept.
  ~JudgeServer();

  // From now on these are asked for, also in calls that come over old connections.
  void SetKeys(Keys keys) { keys_.Replace(std::move(keys)); }

  // Where it listens, with the ports that the system chose.
  const std::vector<std::string>& addresses() const { return addresses_; }

 private:
  JudgeServer(const Options& options, Keys keys, Packages packages, std::unique_ptr<SqliteStore> store);

  absl::Status Listen(const Options& options, const std::shared_ptr<grpc::ServerCredentials>& credentials);
  absl::Status ExposeMetrics(const std::string& address);
  void Tick(const std::stop_token& stop);

  LiveKeys keys_;
  const Packages packages_;
  Problems problems_;
  FairQueue queue_;
  Hub hub_;
  Catalogue catalogue_;
  Metrics metrics_;
  RunLog log_;
  Dispatcher dispatcher_;
  // Its last callbacks go to the dispatcher.
  std::unique_ptr<SqliteStore> store_;
  Admission admission_;
  std::unique_ptr<Executor> executor_;
  std::unique_ptr<Executor> uploads_;
  JudgeService judge_service_;
  WorkerService worker_service_;
  ProblemService problem_service_;

  std::shared_ptr<Gauges> gauges_;
  std::unique_ptr<prometheus::Exposer> exposer_;
  std::unique_ptr<grpc::Server> grpc_;
  std::vector<std::string> addresses_;
  std::jthread ticker_;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_JUDGE_SERVER_H_
