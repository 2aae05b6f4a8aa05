// Problems as rows of the store's tables. To be called within a transaction.
#ifndef JUDGE_SERVER_PROBLEM_ROWS_H_
#define JUDGE_SERVER_PROBLEM_ROWS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/sqlite.h"
#include "server/store.h"

namespace judge::server {

// Inserts it, with the next number, or finds the one with its digest; and makes it the current one.
absl::StatusOr<ProblemVersion> PutVersion(Database& database, const ProblemVersion& version);
absl::StatusOr<ProblemVersion> DeleteCurrent(Database& database, const std::string& tenant, const std::string& name);

absl::StatusOr<ProblemVersion> FindCurrent(Database& database, const std::string& tenant, const std::string& name);
absl::StatusOr<std::vector<ProblemVersion>> FindCurrents(Database& database, const std::string& tenant,
                                                         const std::string& after, int limit);
// Without their problems.
absl::Status ForEachVersion(Database& database, const std::function<void(ProblemVersion, bool)>& visit);

}  // namespace judge::server

#endif  // JUDGE_SERVER_PROBLEM_ROWS_H_
