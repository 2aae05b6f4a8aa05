#include "server/metrics.h"

#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace judge::server {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildHistogram;

// Seconds. A run waits for a moment, or for a contest's rush to be over; judging takes from a box's set-up to a package
// of slow tests.
prometheus::Histogram::BucketBoundaries Buckets() {
  return {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 300, 1800};
}

// Seconds. A box that was prepared in advance takes less than a millisecond, a machine in distress minutes.
prometheus::Histogram::BucketBoundaries SetupBuckets() {
  return {0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2, 10};
}

prometheus::MetricFamily GaugeOf(const std::string& name, const std::string& help) {
  prometheus::MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = prometheus::MetricType::Gauge;
  return family;
}

void Add(prometheus::MetricFamily& family, int64_t value,
         const std::vector<prometheus::ClientMetric::Label>& labels = {}) {
  prometheus::ClientMetric metric;
  metric.label = labels;
  metric.gauge.value = static_cast<double>(value);
  family.metric.push_back(std::move(metric));
}

// One that is counted elsewhere.
prometheus::MetricFamily CounterOf(const std::string& name, const std::string& help, int64_t value) {
  prometheus::MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = prometheus::MetricType::Counter;
  family.metric.emplace_back().counter.value = static_cast<double>(value);
  return family;
}

}  // namespace

Metrics::Metrics()
    : registry_(std::make_shared<prometheus::Registry>()),
      submitted_(BuildCounter()
                     .Name("judge_runs_submitted_total")
                     .Help("Runs that were accepted.")
                     .Register(*registry_)
                     .Add({})),
      wait_(BuildHistogram()
                .Name("judge_run_wait_seconds")
                .Help("From the submission of a run until a worker first had it.")
                .Register(*registry_)
                .Add({}, Buckets())),
      judging_(BuildHistogram()
                   .Name("judge_run_judging_seconds")
                   .Help("From when a worker had the run until its result was on the disk.")
                   .Register(*registry_)
                   .Add({}, Buckets())),
      box_setup_(BuildHistogram()
                     .Name("judge_box_setup_seconds")
                     .Help("From the request for a box until the compiler or program in it was executed.")
                     .Register(*registry_)
                     .Add({}, SetupBuckets())),
      lost_(BuildCounter()
                .Name("judge_leases_lost_total")
                .Help("Attempts that came to nothing: the worker died or fell silent, or the judge failed.")
                .Register(*registry_)
                .Add({})),
      verdicts_(BuildCounter()
                    .Name("judge_runs_done_total")
                    .Help("Runs that are done, by profile and verdict.")
                    .Register(*registry_)) {}

void Metrics::OnSubmitted(const Run&) { submitted_.Increment(); }

void Metrics::OnLeased(const Run& run) {
  if (run.attempts == 0 && run.judging == 1) wait_.Observe(absl::ToDoubleSeconds(absl::Now() - run.submitted));
}

void Metrics::OnChanged(const Run& run, const Event& event, const Hold& hold) {
  if (ReasonOfLoss(event)) lost_.Increment();
  if (const auto* const finished = std::get_if<Finished>(&event)) {
    judging_.Observe(absl::ToDoubleSeconds(hold.time));
    for (const absl::Duration setup : finished->box_setups) box_setup_.Observe(absl::ToDoubleSeconds(setup));
  }
  if (run.state != State::kDone) return;
  const std::string verdict = run.verdict == v1::VERDICT_UNSPECIFIED ? "none" : v1::Verdict_Name(run.verdict);
  verdicts_.Add({{"profile", run.profile}, {"verdict", verdict}}).Increment();
}

std::vector<prometheus::MetricFamily> Gauges::Collect() const {
  prometheus::MetricFamily queued = GaugeOf("judge_runs_queued", "Runs that wait, by priority.");
  for (const auto& [priority, depth] : queue_.DepthByPriority())
    Add(queued, depth, {{"priority", absl::StrCat(priority)}});
  prometheus::MetricFamily leased = GaugeOf("judge_runs_leased", "Runs in workers' hands: busy slots.");
  Add(leased, dispatcher_.leased());
  const SqliteStore::Commits done = store_.commits();
  return {queued, leased, CounterOf("judge_store_writes_total", "Changes that the store has made.", done.writes),
          CounterOf("judge_store_groups_total", "Groups that it made them in, each with one fsync.", done.groups)};
}

}  // namespace judge::server
