#include "server/run_rows.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "server/token.h"

namespace judge::server {
namespace {

// In the order that RunOf reads them.
constexpr char kColumns[] =
    "number, id, tenant, profile, problem, problem_digest, priority, submitted, state, judging, attempts, worker, "
    "nonce, verdict, explanation, finished";

Run RunOf(const Query& row) {
  Run run;
  run.number = row.Number(0);
  run.id = row.Bytes(1);
  run.tenant = row.Bytes(2);
  run.profile = row.Bytes(3);
  run.problem = row.Bytes(4);
  run.problem_digest = row.Bytes(5);
  run.priority = static_cast<int>(row.Number(6));
  run.submitted = absl::FromUnixMicros(row.Number(7));
  run.state = static_cast<State>(row.Number(8));
  run.judging = static_cast<int>(row.Number(9));
  run.attempts = static_cast<int>(row.Number(10));
  run.worker = row.Bytes(11);
  run.nonce = row.Bytes(12);
  run.verdict = static_cast<v1::Verdict>(row.Number(13));
  run.explanation = row.Bytes(14);
  if (run.state == State::kDone) run.finished = absl::FromUnixMicros(row.Number(15));
  return run;
}

int64_t FinishedMicros(const Run& run) { return run.state == State::kDone ? absl::ToUnixMicros(run.finished) : 0; }

absl::Status ReadLabels(Database& database, Run& run) {
  Query query = database.Prepare("SELECT key, value FROM labels WHERE number = ?");
  query.Bind(run.number);
  for (;;) {
    JUDGE_ASSIGN_OR_RETURN(const bool more, query.Step());
    if (!more) return absl::OkStatus();
    run.labels[query.Bytes(0)] = query.Bytes(1);
  }
}

absl::Status InsertLabels(Database& database, const Run& run) {
  for (const auto& [key, value] : run.labels) {
    JUDGE_RETURN_IF_ERROR(database.Prepare("INSERT INTO labels (key, value, number) VALUES (?, ?, ?)")
                              .Bind(key)
                              .Bind(value)
                              .Bind(run.number)
                              .Run());
  }
  return absl::OkStatus();
}

// 0: there is none.
absl::StatusOr<int64_t> FindKey(Database& database, const std::string& tenant, const std::string& key) {
  Query query = database.Prepare("SELECT number FROM idempotency_keys WHERE tenant = ? AND key = ?");
  JUDGE_ASSIGN_OR_RETURN(const bool found, query.Bind(tenant).Bind(key).Step());
  return found ? query.Number(0) : 0;
}

// `where`: the condition, with one parameter.
template <typename Value>
absl::StatusOr<Run> FindOne(Database& database, const char* where, const Value& value) {
  Query query = database.Prepare(absl::StrCat("SELECT ", kColumns, " FROM runs WHERE ", where));
  JUDGE_ASSIGN_OR_RETURN(const bool found, query.Bind(value).Step());
  if (!found) return absl::NotFoundError("no such run");
  Run run = RunOf(query);
  JUDGE_RETURN_IF_ERROR(ReadLabels(database, run));
  return run;
}

absl::StatusOr<Accepted> SameSubmission(Database& database, int64_t number, const NewRun& asked) {
  JUDGE_ASSIGN_OR_RETURN(const std::string submission, FindSubmission(database, number));
  if (submission != asked.submission)
    return absl::AlreadyExistsError(absl::StrCat("the idempotency key '", asked.idempotency_key,
                                                 "' belongs to another submission: choose a new one for each"));
  Accepted accepted;
  accepted.existed = true;
  JUDGE_ASSIGN_OR_RETURN(accepted.run, FindOne(database, "number = ?", number));
  return accepted;
}

// In the order of both statements: all of a run that ever changes.
Query& BindState(Query& query, const Run& run) {
  return query.Bind(run.problem_digest)
      .Bind(static_cast<int64_t>(run.state))
      .Bind(run.judging)
      .Bind(run.attempts)
      .Bind(run.worker)
      .Bind(Blob{run.nonce})
      .Bind(run.verdict)
      .Bind(run.explanation)
      .Bind(FinishedMicros(run));
}

absl::Status InsertRow(Database& database, const Run& run) {
  Query query = database.Prepare(
      "INSERT INTO runs (id, tenant, profile, problem, priority, submitted, problem_digest, state, judging, "
      "attempts, worker, nonce, verdict, explanation, finished) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  query.Bind(run.id)
      .Bind(run.tenant)
      .Bind(run.profile)
      .Bind(run.problem)
      .Bind(run.priority)
      .Bind(absl::ToUnixMicros(run.submitted));
  return BindState(query, run).Run();
}

std::string AnyOf(const char* column, size_t values) {
  return absl::StrCat(" AND ", column, " IN (", absl::StrJoin(std::vector<const char*>(values, "?"), ", "), ")");
}

// The conditions of a filter, each with its parameters in the order of BindFilter.
std::string Conditions(const Filter& filter) {
  std::string sql;
  if (filter.tenant) sql += " AND tenant = ?";
  if (filter.profile) sql += " AND profile = ?";
  if (filter.problem) sql += " AND problem = ?";
  if (!filter.states.empty()) sql += AnyOf("state", filter.states.size());
  if (!filter.verdicts.empty()) sql += AnyOf("verdict", filter.verdicts.size());
  if (filter.submitted_from) sql += " AND submitted >= ?";
  if (filter.submitted_until) sql += " AND submitted < ?";
  for (size_t i = 0; i < filter.labels.size(); ++i)
    sql += " AND number IN (SELECT number FROM labels WHERE key = ? AND value = ?)";
  return sql;
}

void BindFilter(const Filter& filter, Query& query) {
  if (filter.tenant) query.Bind(*filter.tenant);
  if (filter.profile) query.Bind(*filter.profile);
  if (filter.problem) query.Bind(*filter.problem);
  for (const State state : filter.states) query.Bind(static_cast<int64_t>(state));
  for (const v1::Verdict verdict : filter.verdicts) query.Bind(verdict);
  if (filter.submitted_from) query.Bind(absl::ToUnixMicros(*filter.submitted_from));
  if (filter.submitted_until) query.Bind(absl::ToUnixMicros(*filter.submitted_until));
  for (const auto& [key, value] : filter.labels) query.Bind(key).Bind(value);
}

}  // namespace

absl::StatusOr<Accepted> InsertRun(Database& database, const NewRun& asked) {
  if (!asked.idempotency_key.empty()) {
    JUDGE_ASSIGN_OR_RETURN(const int64_t number, FindKey(database, asked.run.tenant, asked.idempotency_key));
    if (number != 0) return SameSubmission(database, number, asked);
  }
  JUDGE_RETURN_IF_ERROR(asked.refusal);
  Accepted accepted{asked.run};
  Run& run = accepted.run;
  if (asked.lease) {
    JUDGE_ASSIGN_OR_RETURN(run, After(asked.run, *asked.lease, asked.run.submitted));
  }
  JUDGE_ASSIGN_OR_RETURN(run.id, NewUlid(run.submitted));
  JUDGE_RETURN_IF_ERROR(InsertRow(database, run));
  run.number = database.last_row();
  JUDGE_RETURN_IF_ERROR(InsertLabels(database, run));
  if (!asked.idempotency_key.empty())
    JUDGE_RETURN_IF_ERROR(database.Prepare("INSERT INTO idempotency_keys (tenant, key, number) VALUES (?, ?, ?)")
                              .Bind(run.tenant)
                              .Bind(asked.idempotency_key)
                              .Bind(run.number)
                              .Run());
  JUDGE_RETURN_IF_ERROR(database.Prepare("INSERT INTO submissions (number, bytes) VALUES (?, ?)")
                            .Bind(run.number)
                            .Bind(Blob{asked.submission})
                            .Run());
  return accepted;
}

absl::Status UpdateRun(Database& database, const Run& run) {
  Query query = database.Prepare(
      "UPDATE runs SET problem_digest = ?, state = ?, judging = ?, attempts = ?, worker = ?, nonce = ?, verdict = ?, "
      "explanation = ?, finished = ? WHERE number = ?");
  return BindState(query, run).Bind(run.number).Run();
}

absl::StatusOr<Run> FindRun(Database& database, const std::string& id) { return FindOne(database, "id = ?", id); }

absl::StatusOr<std::string> FindSubmission(Database& database, int64_t number) {
  Query query = database.Prepare("SELECT bytes FROM submissions WHERE number = ?");
  JUDGE_ASSIGN_OR_RETURN(const bool found, query.Bind(number).Step());
  if (!found) return absl::DataLossError(absl::StrCat("run ", number, " has no submission"));
  return query.Bytes(0);
}

absl::Status InsertOutcome(Database& database, const Run& run, const std::string& result) {
  return database
      .Prepare(
          "INSERT INTO outcomes (number, judging, verdict, explanation, finished, result) VALUES (?, ?, ?, ?, ?, ?)")
      .Bind(run.number)
      .Bind(run.judging)
      .Bind(run.verdict)
      .Bind(run.explanation)
      .Bind(FinishedMicros(run))
      .Bind(Blob{result})
      .Run();
}

absl::Status ForEachOutcomeOf(Database& database, int64_t number, const std::function<bool(const Outcome&)>& visit) {
  Query query = database.Prepare(
      "SELECT judging, verdict, explanation, finished, result FROM outcomes WHERE number = ? ORDER BY judging DESC");
  query.Bind(number);
  for (;;) {
    JUDGE_ASSIGN_OR_RETURN(const bool more, query.Step());
    if (!more || !visit({static_cast<int>(query.Number(0)), static_cast<v1::Verdict>(query.Number(1)), query.Bytes(2),
                         absl::FromUnixMicros(query.Number(3)), query.Bytes(4)}))
      return absl::OkStatus();
  }
}

absl::StatusOr<std::vector<Run>> FindRuns(Database& database, const Filter& filter, int64_t before, int limit) {
  std::vector<Run> runs;
  {
    Query query = database.Prepare(absl::StrCat("SELECT ", kColumns, " FROM runs WHERE number < ?", Conditions(filter),
                                                " ORDER BY number DESC LIMIT ?"));
    query.Bind(before);
    BindFilter(filter, query);
    query.Bind(limit);
    for (;;) {
      JUDGE_ASSIGN_OR_RETURN(const bool more, query.Step());
      if (!more) break;
      runs.push_back(RunOf(query));
    }
  }
  for (Run& run : runs) JUDGE_RETURN_IF_ERROR(ReadLabels(database, run));
  return runs;
}

absl::Status ForEachUnfinishedRun(Database& database, const std::function<void(Run)>& visit) {
  Query query = database.Prepare(absl::StrCat("SELECT ", kColumns, " FROM runs WHERE state < 2 ORDER BY number"));
  for (;;) {
    JUDGE_ASSIGN_OR_RETURN(const bool more, query.Step());
    if (!more) return absl::OkStatus();
    visit(RunOf(query));
  }
}

}  // namespace judge::server
