// judge-server-bench: what the service takes, over real connections and on a real disk. First the server itself, where
// nothing is judged and the workers are threads of this program: submissions that are durable, how soon one is with a
// worker, memory. Then judging by a real worker: see server_judging.h.
#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "bench/server_client.h"
#include "bench/server_judging.h"
#include "bench/server_process.h"
#include "bench/statistics.h"

namespace judge::bench {
namespace {

struct Options {
  int clients = 32;
  int seconds = 10;
  int paced = 300;
  int backlog = 200'000;
  int judged = 10;
  std::string state_folder = "/var/lib/judge";
};

using Clock = std::chrono::steady_clock;

double MillisecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

v1::SubmitRunRequest Request() {
  v1::SubmitRunRequest request;
  request.set_profile("c17");
  auto* const source = request.add_sources();
  source->set_name("a.c");
  source->set_content(
      "#include <stdio.h>\n\nint main(void) {\n  int a, b;\n  scanf(\"%d %d\", &a, &b);\n"
      "  printf(\"%d\\n\", a + b);\n}\n");
  return request;
}

// --- Submissions a second

// As many as `clients` clients, each of whom waits for its answer, get accepted in some seconds.
absl::Status MeasureSubmissions(const ServerProcess& server, const Options& options, const std::string& name) {
  std::vector<double> all;
  absl::Status failure;
  std::mutex mutex;  // guards both
  std::atomic<bool> is_over = false;
  const auto submit = [&] {
    Client client(server.address());
    const v1::SubmitRunRequest request = Request();
    std::vector<double> own;
    absl::Status status;
    for (std::string id; !is_over && status.ok();) {
      const Clock::time_point begin = Clock::now();
      status = client.Submit(request, id);
      own.push_back(MillisecondsSince(begin));
    }
    const std::lock_guard lock(mutex);
    all.insert(all.end(), own.begin(), own.end());
    failure.Update(status);
  };
  JUDGE_ASSIGN_OR_RETURN(const ServerProcess::Commits before, server.commits());
  JUDGE_ASSIGN_OR_RETURN(const double cpu_before, server.cpu_seconds());
  const Clock::time_point begin = Clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < options.clients; ++i) threads.emplace_back(submit);
  absl::SleepFor(absl::Seconds(options.seconds));
  is_over = true;
  for (std::thread& thread : threads) thread.join();
  const double seconds = MillisecondsSince(begin) / 1000;
  JUDGE_RETURN_IF_ERROR(failure);
  JUDGE_ASSIGN_OR_RETURN(const ServerProcess::Commits after, server.commits());
  JUDGE_ASSIGN_OR_RETURN(const double cpu_after, server.cpu_seconds());
  const auto runs = static_cast<double>(all.size());
  absl::PrintF(
      "%-50s %8.0f/s   p50 %5.1f ms   p99 %5.1f ms   %.3f commits (an fsync each), %.0f us of the server's CPU\n", name,
      runs / seconds, Quantile(all, 0.5), Quantile(all, 0.99), static_cast<double>(after.groups - before.groups) / runs,
      (cpu_after - cpu_before) / runs * 1e6);
  return absl::OkStatus();
}

// --- From submission to lease

void PrintLatencies(const std::string& name, const std::vector<double>& ms) {
  absl::PrintF("%-50s p50 %6.2f ms   p95 %6.2f ms   p99 %6.2f ms\n", name, Quantile(ms, 0.5), Quantile(ms, 0.95),
               Quantile(ms, 0.99));
}

// A worker waits; a run comes; when does the worker have it?
absl::Status MeasureIdle(const ServerProcess& server, const Options& options) {
  Client client(server.address()), worker(server.address());
  std::vector<double> ms;
  for (int i = 0; i < options.paced; ++i) {
    absl::StatusOr<v1::Assignment> assignment;
    Clock::time_point leased;
    std::thread waiting([&] {
      assignment = worker.Lease();
      leased = Clock::now();
    });
    absl::SleepFor(absl::Milliseconds(20));
    const Clock::time_point begin = Clock::now();
    std::string id;
    const absl::Status submitted = client.Submit(Request(), id);
    waiting.join();
    JUDGE_RETURN_IF_ERROR(submitted);
    JUDGE_RETURN_IF_ERROR(assignment.status());
    if (assignment->run_id() != id) return absl::InternalError("the worker got another run");
    ms.push_back(std::chrono::duration<double, std::milli>(leased - begin).count());
    JUDGE_RETURN_IF_ERROR(worker.Accept(*assignment));
  }
  PrintLatencies("submitted until a waiting worker has it", ms);
  return absl::OkStatus();
}

// With others before it no worker waits, so one asks as soon as the run is accepted, which goes before the others.
absl::Status MeasureUrgent(const ServerProcess& server, const Options& options, const std::string& name) {
  Client client(server.address()), worker(server.address());
  v1::SubmitRunRequest urgent = Request();
  urgent.set_priority(1);
  std::vector<double> ms;
  for (int i = 0; i < options.paced; ++i) {
    absl::SleepFor(absl::Milliseconds(20));
    const Clock::time_point begin = Clock::now();
    std::string id;
    JUDGE_RETURN_IF_ERROR(client.Submit(urgent, id));
    JUDGE_ASSIGN_OR_RETURN(const v1::Assignment assignment, worker.Lease());
    ms.push_back(MillisecondsSince(begin));
    if (assignment.run_id() != id) return absl::InternalError("the worker got another run");
    JUDGE_RETURN_IF_ERROR(worker.Accept(assignment));
  }
  PrintLatencies(name, ms);
  return absl::OkStatus();
}

// --- Runs a second

// Leased and reported, of those that wait.
absl::Status MeasureRuns(const ServerProcess& server, const Options& options, const std::string& name) {
  std::atomic<int> runs = 0;
  absl::Status failure;
  std::mutex mutex;  // guards it
  std::atomic<bool> is_over = false;
  const auto work = [&] {
    Client worker(server.address());
    absl::Status status;
    for (; !is_over && status.ok(); ++runs) {
      const absl::StatusOr<v1::Assignment> assignment = worker.Lease();
      status = assignment.ok() ? worker.Accept(*assignment) : assignment.status();
    }
    const std::lock_guard lock(mutex);
    failure.Update(status);
  };
  const Clock::time_point begin = Clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < options.clients; ++i) threads.emplace_back(work);
  absl::SleepFor(absl::Seconds(options.seconds));
  is_over = true;
  for (std::thread& thread : threads) thread.join();
  JUDGE_RETURN_IF_ERROR(failure);
  absl::PrintF("%-50s %8.0f/s\n", name, runs / MillisecondsSince(begin) * 1000);
  return absl::OkStatus();
}

absl::Status PrintMemory(const ServerProcess& server, const std::string& name) {
  JUDGE_ASSIGN_OR_RETURN(const int64_t bytes, MemoryOf(server.pid()));
  absl::PrintF("%-50s %8.1f MB\n", name, static_cast<double>(bytes) / 1e6);
  return absl::OkStatus();
}

absl::Status FillBacklog(const ServerProcess& server, const Options& options) {
  const Clock::time_point begin = Clock::now();
  JUDGE_RETURN_IF_ERROR(Client(server.address()).SubmitMany(Request(), options.backlog));
  absl::PrintF("%-50s %8.0f/s\n", absl::StrCat(options.backlog, " submissions in one stream"),
               options.backlog / MillisecondsSince(begin) * 1000);
  return absl::OkStatus();
}

absl::Status Measure(const Options& options) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  absl::PrintF(
      "Goals: 5,000 submissions/s of 32 clients, their p99 under 20 ms; a waiting worker has a run in 2 ms (p50); idle "
      "server and worker under 40 MB each; a run of 20 tests less than 5 %% above its boxes.\n\n");
  JUDGE_ASSIGN_OR_RETURN(const TemporaryFolder folder, TemporaryFolder::Make("server-bench-", options.state_folder));
  const ServerProcess server(folder.path());
  if (server.address().empty()) return absl::UnavailableError("the server does not start: " + server.output());
  JUDGE_RETURN_IF_ERROR(Client(server.address()).Announce());
  const std::string clients = absl::StrCat(options.clients, " clients");
  const std::string behind = absl::StrCat(" behind ", options.backlog, " others");
  JUDGE_RETURN_IF_ERROR(PrintMemory(server, "idle server"));
  JUDGE_RETURN_IF_ERROR(MeasureIdle(server, options));
  JUDGE_RETURN_IF_ERROR(MeasureUrgent(server, options, "submitted, then asked for"));
  JUDGE_RETURN_IF_ERROR(MeasureSubmissions(server, options, absl::StrCat("submissions of ", clients)));
  JUDGE_RETURN_IF_ERROR(MeasureRuns(server, options, absl::StrCat("runs to ", options.clients, " workers and back")));
  JUDGE_RETURN_IF_ERROR(FillBacklog(server, options));
  JUDGE_RETURN_IF_ERROR(PrintMemory(server, "with those"));
  JUDGE_RETURN_IF_ERROR(MeasureUrgent(server, options, "submitted, then asked for," + behind));
  JUDGE_RETURN_IF_ERROR(MeasureSubmissions(server, options, absl::StrCat("submissions of ", clients, behind)));
  return MeasureRuns(server, options, "runs to workers and back," + behind);
}

int Main(int argc, char** argv) {
  Options options;
  if (const char* const state = std::getenv("JUDGE_STATE")) options.state_folder = state;
  CLI::App app("Shows what the server takes, and judging through it.", "judge-server-bench");
  app.add_option("--clients", options.clients, "Clients, and then workers, at once (32)")
      ->check(CLI::Range(1, 1000))
      ->option_text("N");
  app.add_option("--seconds", options.seconds, "Of each measurement (10)")
      ->check(CLI::Range(1, 1000))
      ->option_text("N");
  app.add_option("--paced", options.paced, "Submissions one by one (300)")
      ->check(CLI::Range(1, 100000))
      ->option_text("N");
  app.add_option("--backlog", options.backlog, "Runs that wait (200000)")
      ->check(CLI::Range(1, 10000000))
      ->option_text("N");
  app.add_option("--judged", options.judged, "Runs of 20 tests (10), and 20 times as many trivial ones")
      ->check(CLI::Range(1, 1000))
      ->option_text("N");
  app.add_option("--state", options.state_folder, "State folder ($JUDGE_STATE, /var/lib/judge)")->option_text("DIR");
  CLI11_PARSE(app, argc, argv);
  absl::Status status = Measure(options);
  if (status.ok()) status = MeasureJudging(options.state_folder, options.judged);
  if (!status.ok()) {
    std::fprintf(stderr, "judge-server-bench: %s\n", EscapeForLine(std::string(status.message())).c_str());
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace judge::bench

int main(int argc, char** argv) { return judge::bench::Main(argc, argv); }
