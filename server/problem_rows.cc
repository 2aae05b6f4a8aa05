#include "server/problem_rows.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace judge::server {
namespace {

// In the order that VersionOf reads them.
constexpr char kSelectCurrent[] =
    "SELECT tenant, name, version, digest, size, uploaded, problem FROM problems JOIN problem_versions "
    "USING (tenant, name, version) WHERE tenant = ? AND ";

ProblemVersion VersionOf(const Query& row) {
  ProblemVersion version;
  version.tenant = row.Bytes(0);
  version.name = row.Bytes(1);
  version.version = static_cast<int>(row.Number(2));
  version.digest = row.Bytes(3);
  version.size = row.Number(4);
  version.uploaded = absl::FromUnixMicros(row.Number(5));
  version.problem = row.Bytes(6);
  return version;
}

// 0: these bytes are new under this name.
absl::StatusOr<int64_t> FindNumber(Database& database, const ProblemVersion& version) {
  Query query = database.Prepare("SELECT version FROM problem_versions WHERE tenant = ? AND name = ? AND digest = ?");
  JUDGE_ASSIGN_OR_RETURN(const bool found, query.Bind(version.tenant).Bind(version.name).Bind(version.digest).Step());
  return found ? query.Number(0) : 0;
}

absl::StatusOr<int64_t> NextNumber(Database& database, const ProblemVersion& version) {
  Query query = database.Prepare("SELECT max(version) FROM problem_versions WHERE tenant = ? AND name = ?");
  JUDGE_RETURN_IF_ERROR(query.Bind(version.tenant).Bind(version.name).Step().status());
  return query.Number(0) + 1;
}

absl::Status InsertVersion(Database& database, const ProblemVersion& version, int64_t number) {
  return database
      .Prepare(
          "INSERT INTO problem_versions (tenant, name, version, digest, size, uploaded, problem) "
          "VALUES (?, ?, ?, ?, ?, ?, ?)")
      .Bind(version.tenant)
      .Bind(version.name)
      .Bind(number)
      .Bind(version.digest)
      .Bind(version.size)
      .Bind(absl::ToUnixMicros(version.uploaded))
      .Bind(Blob{version.problem})
      .Run();
}

}  // namespace

absl::StatusOr<ProblemVersion> PutVersion(Database& database, const ProblemVersion& version) {
  JUDGE_ASSIGN_OR_RETURN(int64_t number, FindNumber(database, version));
  if (number == 0) {
    JUDGE_ASSIGN_OR_RETURN(number, NextNumber(database, version));
    JUDGE_RETURN_IF_ERROR(InsertVersion(database, version, number));
  }
  JUDGE_RETURN_IF_ERROR(database.Prepare("INSERT OR REPLACE INTO problems (tenant, name, version) VALUES (?, ?, ?)")
                            .Bind(version.tenant)
                            .Bind(version.name)
                            .Bind(number)
                            .Run());
  return FindCurrent(database, version.tenant, version.name);
}

absl::StatusOr<ProblemVersion> DeleteCurrent(Database& database, const std::string& tenant, const std::string& name) {
  JUDGE_ASSIGN_OR_RETURN(ProblemVersion version, FindCurrent(database, tenant, name));
  JUDGE_RETURN_IF_ERROR(
      database.Prepare("DELETE FROM problems WHERE tenant = ? AND name = ?").Bind(tenant).Bind(name).Run());
  return version;
}

absl::StatusOr<ProblemVersion> FindCurrent(Database& database, const std::string& tenant, const std::string& name) {
  Query query = database.Prepare(absl::StrCat(kSelectCurrent, "name = ?"));
  JUDGE_ASSIGN_OR_RETURN(const bool found, query.Bind(tenant).Bind(name).Step());
  if (!found) return absl::NotFoundError("no such problem");
  return VersionOf(query);
}

absl::StatusOr<std::vector<ProblemVersion>> FindCurrents(Database& database, const std::string& tenant,
                                                         const std::string& after, int limit) {
  Query query = database.Prepare(absl::StrCat(kSelectCurrent, "name > ? ORDER BY name LIMIT ?"));
  query.Bind(tenant).Bind(after).Bind(limit);
  std::vector<ProblemVersion> versions;
  for (;;) {
    JUDGE_ASSIGN_OR_RETURN(const bool more, query.Step());
    if (!more) return versions;
    versions.push_back(VersionOf(query));
  }
}

absl::Status ForEachVersion(Database& database, const std::function<void(ProblemVersion, bool)>& visit) {
  Query query = database.Prepare(
      "SELECT tenant, name, v.version, digest, size, uploaded, '', v.version IS p.version FROM problem_versions v "
      "LEFT JOIN problems p USING (tenant, name)");
  for (;;) {
    JUDGE_ASSIGN_OR_RETURN(const bool more, query.Step());
    if (!more) return absl::OkStatus();
    visit(VersionOf(query), query.Number(7) != 0);
  }
}

}  // namespace judge::server
