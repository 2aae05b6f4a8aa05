// judge-chaos: submits runs of several tenants while servers, workers, spawners and the supervisor of embedded workers
// are killed at random and started again. Every run that was accepted must end with exactly one result, the same as
// when nobody is killed.
#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/escape.h"
#include "base/status_macros.h"
#include "bench/chaos/fleet.h"
#include "bench/chaos/kinds.h"
#include "judge/v1/judge.grpc.pb.h"
#include "proto/connection.h"

namespace judge::bench {
namespace {

struct Options {
  int runs = 2000;
  int workers = 2;
  bool supervised = false;
  double kills_per_second = 1;
  unsigned seed = 1;
};

// Nothing is said for longer than this only by a judge that has lost something.
constexpr absl::Duration kPatience = absl::Minutes(2);

// One tenant, and what came of its runs.
class Tenant {
 public:
  static absl::StatusOr<Tenant> Connect(const Fleet& fleet, const std::string& name) {
    JUDGE_ASSIGN_OR_RETURN(Connection connection,
                           Connection::Open({.address = fleet.address(), .api_key_file = fleet.KeyFile(name)}));
    return Tenant(std::move(connection));
  }

  // Until it is accepted, however often the server is killed meanwhile. Returns the run's id.
  absl::StatusOr<std::string> Submit(v1::SubmitRunRequest request, int number) {
    request.set_idempotency_key(absl::StrCat(number));
    v1::SubmitRunResponse response;
    JUDGE_RETURN_IF_ERROR(
        UntilItAnswers([&](grpc::ClientContext& call) { return stub_->SubmitRun(&call, request, &response); }));
    return response.run_id();
  }

  absl::StatusOr<v1::Run> Get(const std::string& id) {
    v1::GetRunRequest request;
    request.set_run_id(id);
    v1::Run run;
    JUDGE_RETURN_IF_ERROR(
        UntilItAnswers([&](grpc::ClientContext& call) { return stub_->GetRun(&call, request, &run); }));
    return run;
  }

  absl::StatusOr<v1::Run> WaitForEnd(const std::string& id) {
    const absl::Time deadline = absl::Now() + kPatience;
    for (;;) {
      JUDGE_ASSIGN_OR_RETURN(v1::Run run, Get(id));
      if (run.state() == v1::Run::DONE) return run;
      if (absl::Now() > deadline)
        return absl::DeadlineExceededError(absl::StrCat("run ", id, " does not end: ", run.ShortDebugString()));
      absl::SleepFor(absl::Milliseconds(50));
    }
  }

  // Ids of all that the server has.
  absl::StatusOr<std::multiset<std::string>> List() {
    std::multiset<std::string> ids;
    JUDGE_RETURN_IF_ERROR(ForEach({}, [&](const v1::Run& run) { ids.insert(run.id()); }));
    return ids;
  }

  // A run that is lost three times is given up, rightly. Waits until none is so near to it; `keep_up` is called
  // meanwhile, once at least.
  absl::Status WaitForThoseLostTwice(const std::function<absl::Status()>& keep_up) {
    v1::RunFilter not_done;
    not_done.add_states(v1::Run::QUEUED);
    not_done.add_states(v1::Run::LEASED);
    const absl::Time deadline = absl::Now() + kPatience;
    for (;;) {
      JUDGE_RETURN_IF_ERROR(keep_up());
      int lost_twice = 0;
      JUDGE_RETURN_IF_ERROR(ForEach(not_done, [&](const v1::Run& run) { lost_twice += run.lost_attempts() >= 2; }));
      if (lost_twice == 0) return absl::OkStatus();
      if (absl::Now() > deadline)
        return absl::DeadlineExceededError(absl::StrCat(lost_twice, " runs that were lost twice do not end"));
      absl::SleepFor(absl::Milliseconds(50));
    }
  }

 private:
  explicit Tenant(Connection connection)
      : connection_(std::move(connection)), stub_(v1::JudgeService::NewStub(connection_.channel())) {}

  template <typename Use>
  absl::Status ForEach(const v1::RunFilter& filter, Use use) {
    v1::ListRunsRequest request;
    *request.mutable_filter() = filter;
    request.set_page_size(1000);
    do {
      v1::ListRunsResponse response;
      JUDGE_RETURN_IF_ERROR(
          UntilItAnswers([&](grpc::ClientContext& call) { return stub_->ListRuns(&call, request, &response); }));
      for (const v1::Run& run : response.runs()) use(run);
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return absl::OkStatus();
  }

  template <typename Call>
  absl::Status UntilItAnswers(Call call) {
    const absl::Time deadline = absl::Now() + kPatience;
    for (;;) {
      const auto context = connection_.NewCall(absl::Seconds(20));
      const absl::Status status = StatusOf(call(*context));
      // The server is away, or no worker has told it its profiles yet.
      const bool passes = absl::IsUnavailable(status) || absl::IsCancelled(status) || absl::IsDeadlineExceeded(status);
      if (!passes || absl::Now() > deadline) return status;
      absl::SleepFor(absl::Milliseconds(20));
    }
  }

  Connection connection_;
  std::unique_ptr<v1::JudgeService::Stub> stub_;
};

// What each kind comes to when nobody is killed.
absl::StatusOr<std::vector<std::string>> Undisturbed(Tenant& tenant) {
  std::vector<std::string> results;
  for (const v1::SubmitRunRequest& kind : Kinds()) {
    JUDGE_ASSIGN_OR_RETURN(const std::string id, tenant.Submit(kind, -1 - static_cast<int>(results.size())));
    JUDGE_ASSIGN_OR_RETURN(const v1::Run run, tenant.WaitForEnd(id));
    results.push_back(Comparable(run));
    std::printf("  %s: %s\n", kind.sources(0).name().c_str(), results.back().c_str());
  }
  return results;
}

struct Outcome {
  int done = 0;
  int lost_attempts = 0;
  std::vector<std::string> wrong;  // a line each
};

// All that is promised of a run that was accepted.
void Check(const v1::Run& run, const std::string& expected, Outcome& outcome) {
  ++outcome.done;
  outcome.lost_attempts += run.lost_attempts();
  if (Comparable(run) != expected)
    outcome.wrong.push_back(absl::StrCat(run.id(), ": ", Comparable(run), " (", EscapeForLine(run.explanation()),
                                         "), undisturbed: ", expected));
  if (run.judging() != 1 || run.earlier_results_size() != 0)
    outcome.wrong.push_back(absl::StrCat(run.id(), ": has ", run.earlier_results_size() + 1, " results"));
}

absl::StatusOr<Outcome> SubmitAndCheck(Tenant& tenant, int runs, const std::vector<std::string>& expected) {
  const std::vector<v1::SubmitRunRequest> kinds = Kinds();
  JUDGE_ASSIGN_OR_RETURN(std::multiset<std::string> ids, tenant.List());
  std::vector<std::string> submitted;
  for (int i = 0; i < runs; ++i) {
    JUDGE_ASSIGN_OR_RETURN(submitted.emplace_back(), tenant.Submit(kinds[static_cast<size_t>(i) % kinds.size()], i));
  }
  Outcome outcome;
  for (size_t i = 0; i < submitted.size(); ++i) {
    JUDGE_ASSIGN_OR_RETURN(const v1::Run run, tenant.WaitForEnd(submitted[i]));
    Check(run, expected[i % kinds.size()], outcome);
  }
  ids.insert(submitted.begin(), submitted.end());
  JUDGE_ASSIGN_OR_RETURN(const std::multiset<std::string> kept, tenant.List());
  if (kept != ids) outcome.wrong.push_back(absl::StrCat(ids.size(), " runs accepted, ", kept.size(), " kept"));
  return outcome;
}

// Kills until it is told to stop.
absl::Status Disturb(Fleet& fleet, const Options& options, const std::stop_token& stop) {
  JUDGE_ASSIGN_OR_RETURN(Tenant admin, Tenant::Connect(fleet, Fleet::kAdmin));
  std::mt19937 random(options.seed);
  std::exponential_distribution<double> pause(options.kills_per_second);
  while (!stop.stop_requested()) {
    absl::SleepFor(absl::Seconds(std::min(pause(random), 5.0)));
    JUDGE_RETURN_IF_ERROR(admin.WaitForThoseLostTwice([&] { return fleet.StartWhatEnded(); }));
    JUDGE_RETURN_IF_ERROR(fleet.KillOne(random));
  }
  return absl::OkStatus();
}

void Print(const Fleet& fleet, const Outcome& outcome, absl::Duration time) {
  std::printf("\n%d runs done in %.0f s\nkilled:", outcome.done, absl::ToDoubleSeconds(time));
  for (const auto& [victim, times] : fleet.kills()) std::printf(" %s %d times", victim.c_str(), times);
  std::printf("\nattempts that were lost, and made again: %d\nruns that are lost, doubled or different: %zu\n",
              outcome.lost_attempts, outcome.wrong.size());
  for (const std::string& line : outcome.wrong) std::printf("  %s\n", line.c_str());
}

absl::StatusOr<bool> Run(const Options& options) {
  const std::vector<std::string> names = {"ada", "ben", "cyn", "dan"};
  JUDGE_ASSIGN_OR_RETURN(
      const auto fleet, Fleet::Start({.tenants = names, .workers = options.workers, .supervised = options.supervised}));
  std::vector<Tenant> tenants;
  for (const std::string& name : names) {
    JUDGE_ASSIGN_OR_RETURN(Tenant tenant, Tenant::Connect(*fleet, name));
    tenants.push_back(std::move(tenant));
  }
  std::printf("Undisturbed:\n");
  JUDGE_ASSIGN_OR_RETURN(const std::vector<std::string> expected, Undisturbed(tenants[0]));
  std::printf("Now %d runs, while somebody is killed %.1f times a second.\n", options.runs, options.kills_per_second);
  const absl::Time begin = absl::Now();
  absl::Status disturbed;
  std::jthread killer([&](const std::stop_token& stop) { disturbed = Disturb(*fleet, options, stop); });
  std::vector<absl::StatusOr<Outcome>> outcomes(tenants.size());
  {
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < tenants.size(); ++i)
      threads.emplace_back([&, i] {
        outcomes[i] = SubmitAndCheck(tenants[i], options.runs / static_cast<int>(tenants.size()), expected);
      });
  }
  killer = std::jthread();
  JUDGE_RETURN_IF_ERROR(disturbed);
  Outcome all;
  for (const auto& outcome : outcomes) {
    JUDGE_RETURN_IF_ERROR(outcome.status());
    all.done += outcome->done;
    all.lost_attempts += outcome->lost_attempts;
    all.wrong.insert(all.wrong.end(), outcome->wrong.begin(), outcome->wrong.end());
  }
  for (const auto& [victim, times] : fleet->kills()) {
    if (times == 0)
      return absl::FailedPreconditionError(
          absl::StrCat("no ", victim, " was killed: more runs, or more kills a second"));
  }
  Print(*fleet, all, absl::Now() - begin);
  return all.wrong.empty();
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Kills the judge's processes while they work, and looks whether anything was lost.", "judge-chaos");
  app.add_option("--runs", options.runs, "Submissions")->check(CLI::Range(4, 1000000))->capture_default_str();
  app.add_option("--workers", options.workers, "Workers, of one slot each")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app.add_flag("--supervised", options.supervised,
               "As one judge-server with embedded workers, whose supervisor is killed too");
  app.add_option("--kills-per-second", options.kills_per_second, "On average")
      ->check(CLI::Range(0.01, 100.0))
      ->capture_default_str();
  app.add_option("--seed", options.seed, "Of the order of who is killed")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const absl::StatusOr<bool> is_well = Run(options);
  if (is_well.ok()) return *is_well ? 0 : 1;
  std::fprintf(stderr, "judge-chaos: %s\n", EscapeForLine(std::string(is_well.status().message())).c_str());
  return 2;
}

}  // namespace
}  // namespace judge::bench

int main(int argc, char** argv) { return judge::bench::Main(argc, argv); }
