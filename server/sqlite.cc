#include "server/sqlite.h"

#include <sqlite3.h>

#include <utility>

#include "absl/strings/str_cat.h"

namespace judge::server {
namespace {

// How long to wait for somebody else who has the file: an operator with a shell of SQLite's.
constexpr int kBusyMilliseconds = 5000;

absl::StatusCode CodeOf(int code) {
  switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
      return absl::StatusCode::kOk;
    case SQLITE_FULL:
      return absl::StatusCode::kResourceExhausted;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
      return absl::StatusCode::kUnavailable;
    case SQLITE_CONSTRAINT:
      return absl::StatusCode::kAlreadyExists;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::StatusCode::kDataLoss;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return absl::StatusCode::kFailedPrecondition;
    default:
      return absl::StatusCode::kInternal;
  }
}

absl::Status StatusOf(int code, sqlite3* connection) {
  const absl::StatusCode status = CodeOf(code);
  if (status == absl::StatusCode::kOk) return absl::OkStatus();
  return absl::Status(status, connection == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(connection));
}

}  // namespace

Query::Query(Query&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)), status_(std::move(other.status_)), bound_(other.bound_) {}

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

void Query::Keep(int code) {
  if (code != SQLITE_OK && status_.ok()) status_ = StatusOf(code, sqlite3_db_handle(statement_));
}

Query& Query::Bind(int64_t value) {
  if (statement_ != nullptr) Keep(sqlite3_bind_int64(statement_, ++bound_, value));
  return *this;
}

Query& Query::Bind(absl::string_view text) {
  // An empty string_view may have no data, which would be NULL.
  const char* const data = text.empty() ? "" : text.data();
  if (statement_ != nullptr)
    Keep(sqlite3_bind_text64(statement_, ++bound_, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Query& Query::Bind(Blob blob) {
  const char* const data = blob.bytes.empty() ? "" : blob.bytes.data();
  if (statement_ != nullptr) Keep(sqlite3_bind_blob64(statement_, ++bound_, data, blob.bytes.size(), SQLITE_STATIC));
  return *this;
}

absl::StatusOr<bool> Query::Step() {
  if (!status_.ok()) return status_;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  Keep(code);
  return status_;
}

absl::Status Query::Run() { return Step().status(); }

int64_t Query::Number(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Query::Bytes(int column) const {
  // In this order: the size is that of the form that was asked for last.
  const void* const data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return data == nullptr ? "" : std::string(static_cast<const char*>(data), static_cast<size_t>(size));
}

void Database::Close::operator()(sqlite3* connection) const { sqlite3_close(connection); }
void Database::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

absl::StatusOr<Database> Database::Open(const std::string& path, Access access, const std::string& vfs) {
  // One thread at a time has a connection: SQLite need not lock it.
  const int flags = SQLITE_OPEN_NOMUTEX |
                    (access == Access::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &connection, flags, vfs.empty() ? nullptr : vfs.c_str());
  Database database(connection);
  const absl::Status status = StatusOf(code, connection);
  if (!status.ok()) return absl::Status(status.code(), absl::StrCat(path, ": ", status.message()));
  sqlite3_extended_result_codes(connection, 1);
  sqlite3_busy_timeout(connection, kBusyMilliseconds);
  return database;
}

absl::Status Database::Execute(const std::string& sql) {
  return StatusOf(sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr), connection_.get());
}

Query Database::Prepare(const std::string& sql) {
  std::unique_ptr<sqlite3_stmt, Finalize>& kept = statements_[sql];
  if (kept != nullptr) return Query(kept.get(), absl::OkStatus());
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.c_str(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  kept.reset(statement);
  return Query(statement, StatusOf(code, connection_.get()));
}

int64_t Database::last_row() const { return sqlite3_last_insert_rowid(connection_.get()); }
bool Database::in_transaction() const { return sqlite3_get_autocommit(connection_.get()) == 0; }

}  // namespace judge::server
