// The tables of the store, and how they came to be.
#ifndef JUDGE_SERVER_SCHEMA_H_
#define JUDGE_SERVER_SCHEMA_H_

#include "absl/status/status.h"
#include "server/sqlite.h"

namespace judge::server {

// Brings an empty file, or one of an earlier version, to this version, in one transaction for each step.
// FAILED_PRECONDITION: it is of a later version.
absl::Status Migrate(Database& database);

}  // namespace judge::server

#endif  // JUDGE_SERVER_SCHEMA_H_
