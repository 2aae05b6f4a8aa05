#include "server/schema.h"

#include <iterator>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace judge::server {
namespace {

// Step i makes version i + 1 of version i. A step that was released never changes: another is added.
constexpr const char* kSteps[] = {
    // What lists and queues read is in rows of its own, apart from what is large. Times are microseconds since 1970.
    R"(
    CREATE TABLE runs (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      tenant TEXT NOT NULL,
      profile TEXT NOT NULL,
      problem TEXT NOT NULL,
      problem_digest TEXT NOT NULL,
      priority INTEGER NOT NULL,
      submitted INTEGER NOT NULL,
      state INTEGER NOT NULL,
      judging INTEGER NOT NULL,
      attempts INTEGER NOT NULL,
      worker TEXT NOT NULL,
      nonce BLOB NOT NULL,
      verdict INTEGER NOT NULL,
      explanation TEXT NOT NULL,
      finished INTEGER NOT NULL
    );
    CREATE INDEX runs_of_tenant ON runs (tenant, number);
    CREATE INDEX runs_unfinished ON runs (number) WHERE state < 2;
    CREATE TABLE idempotency_keys (
      tenant TEXT NOT NULL,
      key TEXT NOT NULL,
      number INTEGER NOT NULL,
      PRIMARY KEY (tenant, key)
    ) WITHOUT ROWID;
    CREATE TABLE labels (
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      number INTEGER NOT NULL,
      PRIMARY KEY (key, value, number)
    ) WITHOUT ROWID;
    CREATE INDEX labels_of_run ON labels (number);
    CREATE TABLE submissions (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
    CREATE TABLE outcomes (
      number INTEGER NOT NULL,
      judging INTEGER NOT NULL,
      verdict INTEGER NOT NULL,
      explanation TEXT NOT NULL,
      finished INTEGER NOT NULL,
      result BLOB NOT NULL,
      PRIMARY KEY (number, judging)
    );
    )",
    // Versions stay when their problem is deleted: runs name them. `problem`: v1.Problem, as it was checked.
    R"(
    CREATE TABLE problem_versions (
      tenant TEXT NOT NULL,
      name TEXT NOT NULL,
      version INTEGER NOT NULL,
      digest TEXT NOT NULL,
      size INTEGER NOT NULL,
      uploaded INTEGER NOT NULL,
      problem BLOB NOT NULL,
      PRIMARY KEY (tenant, name, version)
    );
    CREATE TABLE problems (
      tenant TEXT NOT NULL,
      name TEXT NOT NULL,
      version INTEGER NOT NULL,
      PRIMARY KEY (tenant, name)
    ) WITHOUT ROWID;
    )",
};
constexpr int64_t kVersion = std::size(kSteps);

absl::StatusOr<int64_t> VersionOf(Database& database) {
  Query query = database.Prepare("PRAGMA user_version");
  JUDGE_RETURN_IF_ERROR(query.Step().status());
  return query.Number(0);
}

}  // namespace

absl::Status Migrate(Database& database) {
  JUDGE_ASSIGN_OR_RETURN(int64_t version, VersionOf(database));
  if (version > kVersion)
    return absl::FailedPreconditionError(absl::StrCat("written by a newer judge-server (version ", version,
                                                      " of the store; this one knows ", kVersion,
                                                      "): start that one, or name another folder"));
  for (; version < kVersion; ++version) {
    const absl::Status status = database.Execute(
        absl::StrCat("BEGIN IMMEDIATE;", kSteps[version], "PRAGMA user_version = ", version + 1, "; COMMIT"));
    if (status.ok()) continue;
    if (database.in_transaction()) database.Execute("ROLLBACK").IgnoreError();
    return Annotate(status, absl::StrCat("migrate the store to version ", version + 1));
  }
  return absl::OkStatus();
}

}  // namespace judge::server
