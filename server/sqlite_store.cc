#include "server/sqlite_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "server/problem_rows.h"
#include "server/run_rows.h"
#include "server/schema.h"

namespace judge::server {
namespace {

constexpr char kFile[] = "/runs.db";
// Of writes in one transaction. A group that is too large makes the first in it wait.
constexpr size_t kMaxGroup = 512;

constexpr absl::Duration kLockPause = absl::Milliseconds(50);

absl::StatusOr<Fd> LockFolder(const std::string& folder, absl::Duration patience) {
  for (absl::Duration waited; waited <= patience; waited += kLockPause) {
    absl::StatusOr<Fd> lock = LockFile(folder + "/runs.lock", /*wait=*/false);
    if (lock.ok() || !absl::IsUnavailable(lock.status())) return lock;
    absl::SleepFor(kLockPause);
  }
  return absl::FailedPreconditionError(absl::StrCat("another judge-server has the store in ", folder));
}

absl::StatusOr<Run> ChangeRun(Database& database, const std::string& id, const Event& event,
                              const std::string& result) {
  JUDGE_ASSIGN_OR_RETURN(Run before, FindRun(database, id));
  JUDGE_ASSIGN_OR_RETURN(Run after, After(std::move(before), event, absl::Now()));
  JUDGE_RETURN_IF_ERROR(UpdateRun(database, after));
  if (after.state == State::kDone) JUDGE_RETURN_IF_ERROR(InsertOutcome(database, after, result));
  return after;
}

}  // namespace

// A connection for reading, taken out of those that are not in use, and given back.
class SqliteStore::Reader {
 public:
  static absl::StatusOr<Reader> Take(SqliteStore& store) {
    {
      const std::lock_guard lock(store.mutex_);
      if (!store.readers_.empty()) {
        Reader reader(store, std::move(store.readers_.back()));
        store.readers_.pop_back();
        return reader;
      }
    }
    JUDGE_ASSIGN_OR_RETURN(Database database, Database::Open(store.options_.folder + kFile, Database::Access::kReadOnly,
                                                             store.options_.vfs));
    return Reader(store, std::make_unique<Database>(std::move(database)));
  }
  Reader(Reader&&) = default;
  Reader& operator=(Reader&&) = delete;
  ~Reader() {
    if (database_ == nullptr) return;
    const std::lock_guard lock(store_.mutex_);
    store_.readers_.push_back(std::move(database_));
  }

  Database& operator*() { return *database_; }

 private:
  Reader(SqliteStore& store, std::unique_ptr<Database> database) : store_(store), database_(std::move(database)) {}

  SqliteStore& store_;
  std::unique_ptr<Database> database_;
};

absl::StatusOr<std::unique_ptr<SqliteStore>> SqliteStore::Open(const Options& options) {
  JUDGE_RETURN_IF_ERROR(MakeFolders(options.folder, 0700));
  JUDGE_ASSIGN_OR_RETURN(Fd lock, LockFolder(options.folder, options.patience));
  const std::string path = options.folder + kFile;
  JUDGE_ASSIGN_OR_RETURN(Database writer, Database::Open(path, Database::Access::kReadWrite, options.vfs));
  // The log grows to this many pages of 4 KiB before it is written back: less often than by default, since that holds
  // up everybody who waits.
  const absl::Status prepared = writer.Execute(absl::StrCat(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = ", options.synchronous, "; PRAGMA wal_autocheckpoint = 4000"));
  JUDGE_RETURN_IF_ERROR(Annotate(prepared, path));
  JUDGE_RETURN_IF_ERROR(Annotate(Migrate(writer), path));
  auto store = absl::WrapUnique(new SqliteStore(options, std::move(lock), std::move(writer)));
  store->thread_ = std::thread([store = store.get()] { store->WriteGroups(); });
  return store;
}

SqliteStore::~SqliteStore() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void SqliteStore::Enqueue(Write write) {
  // With the lock held: the write may be done, and this be gone, before who asked for it is here again.
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(write));
  wake_.notify_one();
}

void SqliteStore::WriteGroups() {
  for (;;) {
    std::vector<Write> group;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      const auto end = waiting_.begin() + static_cast<ptrdiff_t>(std::min(waiting_.size(), kMaxGroup));
      group.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
      waiting_.erase(waiting_.begin(), end);
    }
    std::vector<absl::Status> applied;
    const absl::Status committed = Commit(group, applied);
    {
      const std::lock_guard lock(mutex_);
      commits_.groups += 1;
      commits_.writes += static_cast<int64_t>(group.size());
    }
    for (size_t i = 0; i < group.size(); ++i) group[i].done(committed.ok() ? applied[i] : committed);
  }
}

// What fails of one write is undone and is told to its caller alone; what fails of the group is told to all.
absl::Status SqliteStore::Commit(std::vector<Write>& group, std::vector<absl::Status>& applied) {
  const auto commit = [&]() -> absl::Status {
    JUDGE_RETURN_IF_ERROR(writer_.Execute("BEGIN IMMEDIATE"));
    for (const Write& write : group) {
      JUDGE_RETURN_IF_ERROR(writer_.Prepare("SAVEPOINT one").Run());
      applied.push_back(write.apply(writer_));
      // SQLite itself has undone the whole transaction: the disk is full, or fails.
      if (!writer_.in_transaction()) return applied.back();
      if (!applied.back().ok()) JUDGE_RETURN_IF_ERROR(writer_.Prepare("ROLLBACK TO one").Run());
      JUDGE_RETURN_IF_ERROR(writer_.Prepare("RELEASE one").Run());
    }
    return writer_.Execute("COMMIT");
  };
  const absl::Status status = Annotate(commit(), "the store");
  if (!status.ok() && writer_.in_transaction()) writer_.Execute("ROLLBACK").IgnoreError();
  return status;
}

// `apply` makes a T of the database.
template <typename T, typename Apply>
void SqliteStore::EnqueueFor(Apply apply, Done<T> done) {
  const auto made = std::make_shared<T>();
  Enqueue({[apply = std::move(apply), made](Database& database) -> absl::Status {
             JUDGE_ASSIGN_OR_RETURN(*made, apply(database));
             return absl::OkStatus();
           },
           [made, done = std::move(done)](const absl::Status& status) {
             done(status.ok() ? absl::StatusOr<T>(std::move(*made)) : status);
           }});
}

void SqliteStore::Submit(NewRun run, Done<Accepted> done) {
  EnqueueFor<Accepted>([run = std::move(run)](Database& database) { return InsertRun(database, run); },
                       std::move(done));
}

void SqliteStore::Lease(const std::string& id, Leased lease, Done<LeasedRun> done) {
  const auto apply = [id, lease = std::move(lease)](Database& database) -> absl::StatusOr<LeasedRun> {
    LeasedRun leased;
    JUDGE_ASSIGN_OR_RETURN(leased.run, ChangeRun(database, id, lease, /*result=*/""));
    JUDGE_ASSIGN_OR_RETURN(leased.submission, FindSubmission(database, leased.run.number));
    return leased;
  };
  EnqueueFor<LeasedRun>(apply, std::move(done));
}

void SqliteStore::Happen(const std::string& id, Event event, std::string result, Done<Run> done) {
  EnqueueFor<Run>([id, event = std::move(event),
                   result = std::move(result)](Database& database) { return ChangeRun(database, id, event, result); },
                  std::move(done));
}

absl::StatusOr<Run> SqliteStore::Get(const std::string& id) {
  JUDGE_ASSIGN_OR_RETURN(Reader reader, Reader::Take(*this));
  return FindRun(*reader, id);
}

absl::StatusOr<std::string> SqliteStore::Submission(const std::string& id) {
  JUDGE_ASSIGN_OR_RETURN(Reader reader, Reader::Take(*this));
  JUDGE_ASSIGN_OR_RETURN(const Run run, FindRun(*reader, id));
  return FindSubmission(*reader, run.number);
}

absl::Status SqliteStore::ForEachOutcome(const std::string& id, const std::function<bool(const Outcome&)>& visit) {
  JUDGE_ASSIGN_OR_RETURN(Reader reader, Reader::Take(*this));
  JUDGE_ASSIGN_OR_RETURN(const Run run, FindRun(*reader, id));
  return ForEachOutcomeOf(*reader, run.number, visit);
}

absl::StatusOr<std::vector<Run>> SqliteStore::List(const Filter& filter, int64_t before, int limit) {
  JUDGE_ASSIGN_OR_RETURN(Reader reader, Reader::Take(*this));
  return FindRuns(*reader, filter, before, limit);
}

absl::Status SqliteStore::ForEachUnfinished(const std::function<void(Run)>& visit) {
  JUDGE_ASSIGN_OR_RETURN(Reader reader, Reader::Take(*this));
  return ForEachUnfinishedRun(*reader, visit);
}

void SqliteStore::PutProblem(ProblemVersion version, Done<ProblemVersion> done) {
  const auto apply = [version = std::move(version)](Database& database) { return PutVersion(database, version); };
  EnqueueFor<ProblemVersion>(apply, std::move(done));
}

void SqliteStore::DeleteProblem(const std::string& tenant, const std::string& name, Done<ProblemVersion> done) {
  const auto apply = [tenant, name](Database& database) { return DeleteCurrent(database, tenant, name); };
  EnqueueFor<ProblemVersion>(apply, std::move(done));
}

absl::StatusOr<ProblemVersion> SqliteStore::GetProblem(const std::string& tenant, const std::string& name) {
  JUDGE_ASSIGN_OR_RETURN(Reader reader, Reader::Take(*this));
  return FindCurrent(*reader, tenant, name);
}

absl::StatusOr<std::vector<ProblemVersion>> SqliteStore::ListProblems(const std::string& tenant,
                                                                      const std::string& after, int limit) {
  JUDGE_ASSIGN_OR_RETURN(Reader reader, Reader::Take(*this));
  return FindCurrents(*reader, tenant, after, limit);
}

absl::Status SqliteStore::ForEachProblem(const std::function<void(ProblemVersion, bool)>& visit) {
  JUDGE_ASSIGN_OR_RETURN(Reader reader, Reader::Take(*this));
  return ForEachVersion(*reader, visit);
}

SqliteStore::Commits SqliteStore::commits() const {
  const std::lock_guard lock(mutex_);
  return commits_;
}

}  // namespace judge::server
