// The server's figures, as Prometheus reads them.
#ifndef JUDGE_SERVER_METRICS_H_
#define JUDGE_SERVER_METRICS_H_

#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <memory>
#include <string>
#include <vector>

#include "server/dispatcher.h"
#include "server/queue.h"
#include "server/run_listener.h"
#include "server/sqlite_store.h"

namespace judge::server {

// Counted as it happens. Thread-safe.
class Metrics final : public RunListener {
 public:
  Metrics();

  void OnSubmitted(const Run& run) override;
  void OnLeased(const Run& run) override;
  void OnChanged(const Run& run, const Event& event, const Hold& hold) override;

  const std::shared_ptr<prometheus::Registry>& registry() const { return registry_; }

 private:
  const std::shared_ptr<prometheus::Registry> registry_;
  prometheus::Counter& submitted_;
  prometheus::Histogram& wait_;
  prometheus::Histogram& judging_;
  prometheus::Histogram& box_setup_;
  prometheus::Counter& lost_;
  prometheus::Family<prometheus::Counter>& verdicts_;
};

// Read when somebody asks. All three outlive it.
class Gauges final : public prometheus::Collectable {
 public:
  Gauges(const Queue& queue, const Dispatcher& dispatcher, const SqliteStore& store)
      : queue_(queue), dispatcher_(dispatcher), store_(store) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const Queue& queue_;
  const Dispatcher& dispatcher_;
  const SqliteStore& store_;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_METRICS_H_
