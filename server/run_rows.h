// Runs as rows of the store's tables. To be called within a transaction.
#ifndef JUDGE_SERVER_RUN_ROWS_H_
#define JUDGE_SERVER_RUN_ROWS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/sqlite.h"
#include "server/store.h"

namespace judge::server {

// Inserts it, with a new id, or finds the one with its idempotency key.
absl::StatusOr<Accepted> InsertRun(Database& database, const NewRun& run);
// Its state, lease, verdict, and what it is judged with; the rest never changes.
absl::Status UpdateRun(Database& database, const Run& run);
absl::StatusOr<Run> FindRun(Database& database, const std::string& id);

absl::StatusOr<std::string> FindSubmission(Database& database, int64_t number);
absl::Status InsertOutcome(Database& database, const Run& run, const std::string& result);
absl::Status ForEachOutcomeOf(Database& database, int64_t number, const std::function<bool(const Outcome&)>& visit);

absl::StatusOr<std::vector<Run>> FindRuns(Database& database, const Filter& filter, int64_t before, int limit);
// Without their labels.
absl::Status ForEachUnfinishedRun(Database& database, const std::function<void(Run)>& visit);

}  // namespace judge::server

#endif  // JUDGE_SERVER_RUN_ROWS_H_
