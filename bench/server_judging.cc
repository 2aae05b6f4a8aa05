#include "bench/server_judging.h"

#include <chrono>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "base/test_process.h"
#include "bench/server_client.h"
#include "bench/server_process.h"
#include "bench/statistics.h"
#include "proto/boxes.h"
#include "sandbox/process_tree.h"

namespace judge::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kTests = 20;
constexpr int kTrivialRunsEach = 20;  // for each run of that many tests
constexpr absl::Duration kPatience = absl::Seconds(30);

constexpr char kTrivial[] = "int main(void) { return 0; }\n";
// Some ten milliseconds, as a test of a contest takes.
constexpr char kWorks[] = "int main(void) { for (volatile int i = 0; i < 30000000; ++i) continue; }\n";

double SecondsSince(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

v1::SubmitRunRequest RequestOf(const std::string& source, int tests) {
  v1::SubmitRunRequest request;
  auto* const file = request.add_sources();
  file->set_name("a.c");
  file->set_content(source);
  for (int i = 0; i < tests; ++i) request.mutable_tests()->add_tests()->set_answer("");
  return request;
}

// What its boxes took: each until its program was executed, and then until that ended.
double BoxSeconds(const v1::RunResult& result) {
  uint64_t us = 0;
  ForEachBox(result, [&](const v1::Facts& facts) { us += facts.setup_us() + facts.wall_us(); });
  return static_cast<double>(us) / 1e6;
}

// Submitted and waited for.
absl::StatusOr<v1::Run> Judge(Client& client, const v1::SubmitRunRequest& request) {
  std::string id;
  JUDGE_RETURN_IF_ERROR(client.Submit(request, id));
  JUDGE_ASSIGN_OR_RETURN(v1::Run run, client.Watch(id));
  if (run.verdict() == v1::AC) return run;
  return absl::InternalError(absl::StrCat("the worker judged wrongly: ", run.explanation()));
}

// The first one: until the worker has told the server what it can judge, none is taken.
absl::Status WarmUp(Client& client) {
  const absl::Time deadline = absl::Now() + kPatience;
  for (;;) {
    const absl::Status status = Judge(client, RequestOf(kTrivial, 1)).status();
    if (!absl::IsUnavailable(status) || absl::Now() > deadline) return status;
    absl::SleepFor(absl::Milliseconds(50));
  }
}

absl::Status PrintMemory(pid_t worker) {
  JUDGE_ASSIGN_OR_RETURN(const int64_t own, MemoryOf(worker));
  int64_t spawners = 0;
  for (const pid_t child : sandbox::ChildrenOf(worker)) {
    JUDGE_ASSIGN_OR_RETURN(const int64_t bytes, MemoryOf(child));
    spawners += bytes;
  }
  absl::PrintF("%-50s %8.1f MB   and its spawner %.1f MB\n", "idle worker", static_cast<double>(own) / 1e6,
               static_cast<double>(spawners) / 1e6);
  return absl::OkStatus();
}

// Each has another source, and is compiled.
absl::Status MeasureOverhead(Client& client, int runs) {
  std::vector<double> total, boxes, overhead;
  for (int i = 0; i < runs; ++i) {
    const v1::SubmitRunRequest request =
        RequestOf(absl::StrCat("// ", absl::ToUnixNanos(absl::Now()), "\n", kWorks), kTests);
    const Clock::time_point begin = Clock::now();
    JUDGE_ASSIGN_OR_RETURN(const v1::Run run, Judge(client, request));
    total.push_back(SecondsSince(begin) * 1000);
    boxes.push_back(BoxSeconds(run.result()) * 1000);
    overhead.push_back((total.back() / boxes.back() - 1) * 100);
  }
  absl::PrintF("%-50s p50 %6.1f %%   p95 %6.1f %%   %.0f ms, its boxes %.0f ms\n",
               absl::StrCat("a run of ", kTests, " tests over its boxes"), Quantile(overhead, 0.5),
               Quantile(overhead, 0.95), Quantile(total, 0.5), Quantile(boxes, 0.5));
  return absl::OkStatus();
}

// One box each: the program is compiled already. They wait in line, and the last one is the last to be done.
absl::Status MeasureTrivial(Client& client, int runs) {
  const v1::SubmitRunRequest request = RequestOf(kTrivial, 1);
  const Clock::time_point begin = Clock::now();
  JUDGE_RETURN_IF_ERROR(client.SubmitMany(request, runs - 1));
  JUDGE_RETURN_IF_ERROR(Judge(client, request).status());
  absl::PrintF("%-50s %8.0f/s\n", "trivial runs through one slot", runs / SecondsSince(begin));
  return absl::OkStatus();
}

// Each a process of its own, one after the other.
absl::Status MeasureCli(const std::string& folder, const std::string& state_folder, int runs) {
  const std::string source = folder + "/trivial.c", input = folder + "/input";
  JUDGE_RETURN_IF_ERROR(WriteFileAtomically(source, kTrivial, 0600));
  JUDGE_RETURN_IF_ERROR(WriteFileAtomically(input, "", 0600));
  Clock::time_point begin;
  // The first may have to compile it.
  for (int i = 0; i <= runs; ++i) {
    if (i == 1) begin = Clock::now();
    TestProcess cli("judge-cli", {"run", source, "--stdin", input, "--state", state_folder});
    if (cli.Wait() != 0) return absl::InternalError(absl::StrCat("judge-cli run: ", cli.output()));
  }
  absl::PrintF("%-50s %8.0f/s\n", "the same by judge-cli run", runs / SecondsSince(begin));
  return absl::OkStatus();
}

}  // namespace

absl::Status MeasureJudging(const std::string& state_folder, int runs) {
  JUDGE_ASSIGN_OR_RETURN(const TemporaryFolder folder, TemporaryFolder::Make("server-bench-", state_folder));
  const ServerProcess server(folder.path());
  if (server.address().empty()) return absl::UnavailableError("the server does not start: " + server.output());
  TestProcess worker("judge-worker", {"--server", server.address(), "--slots", "1", "--state", state_folder});
  if (worker.WaitFor("judging for ").empty())
    return absl::UnavailableError("the worker does not start: " + worker.output());
  Client client(server.address());
  absl::SleepFor(absl::Seconds(1));
  JUDGE_RETURN_IF_ERROR(PrintMemory(worker.pid()));
  JUDGE_RETURN_IF_ERROR(WarmUp(client));
  JUDGE_RETURN_IF_ERROR(MeasureOverhead(client, runs));
  JUDGE_RETURN_IF_ERROR(MeasureTrivial(client, runs * kTrivialRunsEach));
  return MeasureCli(folder.path(), state_folder, runs);
}

}  // namespace judge::bench
