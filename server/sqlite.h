// SQLite in this project's terms: connections and queries that close themselves, absl::Status for errors.
#ifndef JUDGE_SERVER_SQLITE_H_
#define JUDGE_SERVER_SQLITE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct sqlite3;
struct sqlite3_stmt;

namespace judge::server {

// Bytes, where a plain string is text.
struct Blob {
  absl::string_view bytes;
};

// A statement under way: bind, step, read. What goes wrong on the way Step returns. At most one of each SQL text at a
// time on one connection; ends with its object.
class Query {
 public:
  Query(sqlite3_stmt* statement, absl::Status status) : statement_(statement), status_(std::move(status)) {}
  Query(Query&& other) noexcept;
  Query& operator=(Query&&) = delete;
  ~Query();

  // The next parameter, from the left. What is bound must outlive the query.
  Query& Bind(int64_t value);
  Query& Bind(absl::string_view text);
  Query& Bind(Blob blob);

  // True: there is a row to be read.
  absl::StatusOr<bool> Step();
  // For a statement without rows.
  absl::Status Run();

  // Columns of the row, from 0 on. NULL is 0 and "".
  int64_t Number(int column) const;
  std::string Bytes(int column) const;

 private:
  void Keep(int code);

  sqlite3_stmt* statement_;
  absl::Status status_;
  int bound_ = 0;
};

// A connection; one thread at a time.
class Database {
 public:
  enum class Access { kReadOnly, kReadWrite };

  // Read-write creates the file. `vfs`: SQLite's name of the file system; empty: the operating system's.
  static absl::StatusOr<Database> Open(const std::string& path, Access access, const std::string& vfs = "");

  // Statements without parameters and rows, separated by semicolons.
  absl::Status Execute(const std::string& sql);
  // Prepared once for each text.
  Query Prepare(const std::string& sql);

  // The number of the row that the last statement has inserted.
  int64_t last_row() const;
  bool in_transaction() const;

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Database(sqlite3* connection) : connection_(connection) {}

  std::unique_ptr<sqlite3, Close> connection_;
  std::map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;  // closed before the connection
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_SQLITE_H_
