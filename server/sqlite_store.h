// The store in one SQLite file, for one machine.
#ifndef JUDGE_SERVER_SQLITE_STORE_H_
#define JUDGE_SERVER_SQLITE_STORE_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "base/fd.h"
#include "server/sqlite.h"
#include "server/store.h"

namespace judge::server {

// Writes are committed in groups: all that came while the disk was busy with the last group share the next one's
// fsync. One thread writes, so that nobody waits for SQLite's lock.
class SqliteStore final : public Store {
 public:
  struct Options {
    // The folder is made. In it runs.db, what SQLite keeps beside it, and a lock.
    std::string folder;
    // As of Database::Open; for tests.
    std::string vfs;
    // SQLite's, for tests: anything but FULL loses runs when the power fails.
    std::string synchronous = "FULL";
    // How long another server may take to end that has this store.
    absl::Duration patience = absl::Seconds(10);
  };

  // FAILED_PRECONDITION: another server has this store, or a newer one has written it.
  static absl::StatusOr<std::unique_ptr<SqliteStore>> Open(const Options& options);
  // Writes that were asked for are finished first.
  ~SqliteStore() override;

  void Submit(NewRun run, Done<Accepted> done) override;
  void Lease(const std::string& id, Leased lease, Done<LeasedRun> done) override;
  void Happen(const std::string& id, Event event, std::string result, Done<Run> done) override;
  absl::StatusOr<Run> Get(const std::string& id) override;
  absl::StatusOr<std::string> Submission(const std::string& id) override;
  absl::Status ForEachOutcome(const std::string& id, const std::function<bool(const Outcome&)>& visit) override;
  absl::StatusOr<std::vector<Run>> List(const Filter& filter, int64_t before, int limit) override;
  absl::Status ForEachUnfinished(const std::function<void(Run)>& visit) override;
  void PutProblem(ProblemVersion version, Done<ProblemVersion> done) override;
  void DeleteProblem(const std::string& tenant, const std::string& name, Done<ProblemVersion> done) override;
  absl::StatusOr<ProblemVersion> GetProblem(const std::string& tenant, const std::string& name) override;
  absl::StatusOr<std::vector<ProblemVersion>> ListProblems(const std::string& tenant, const std::string& after,
                                                           int limit) override;
  absl::Status ForEachProblem(const std::function<void(ProblemVersion, bool)>& visit) override;

  // Groups that were committed, each with one fsync, and writes in them: for the operator.
  struct Commits {
    int64_t groups = 0;
    int64_t writes = 0;
  };
  Commits commits() const;

 private:
  // One write that somebody asked for. Apply may fail: then it has changed nothing.
  struct Write {
    std::function<absl::Status(Database&)> apply;
    std::function<void(const absl::Status&)> done;
  };
  class Reader;

  SqliteStore(Options options, Fd lock, Database writer)
      : options_(std::move(options)), lock_(std::move(lock)), writer_(std::move(writer)) {}

  void Enqueue(Write write);
  template <typename T, typename Apply>
  void EnqueueFor(Apply apply, Done<T> done);
  void WriteGroups();
  absl::Status Commit(std::vector<Write>& group, std::vector<absl::Status>& applied);

  const Options options_;
  const Fd lock_;
  Database writer_;  // of thread_

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::vector<Write> waiting_;
  std::vector<std::unique_ptr<Database>> readers_;  // not in use
  Commits commits_;
  bool ending_ = false;

  std::thread thread_;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_SQLITE_STORE_H_
