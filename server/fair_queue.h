// The queue in this process's memory.
#ifndef JUDGE_SERVER_FAIR_QUEUE_H_
#define JUDGE_SERVER_FAIR_QUEUE_H_

#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "server/queue.h"

namespace judge::server {

// The highest priority first. Within one, tenants take turns, each with its oldest run: however many runs one has
// waiting, another's first waits for one of them at most.
class FairQueue final : public Queue {
 public:
  void Push(const Ticket& ticket) override;
  std::optional<Ticket> Pop() override;
  bool Remove(const Ticket& ticket) override;
  std::optional<int64_t> Position(const Ticket& ticket) const override;
  int64_t Depth() const override;
  int64_t DepthOf(const std::string& tenant) const override;
  std::map<int, int64_t> DepthByPriority() const override;

 private:
  struct Line {
    std::string tenant;
    std::deque<Ticket> tickets;  // by number; never empty
  };
  // The lines of one priority, in the order of their turns.
  using Turns = std::list<Line>;

  static int64_t DepthOf(const Turns& turns);

  mutable std::mutex mutex_;
  std::map<int, Turns, std::greater<>> priorities_;  // guarded by mutex_; no Turns is empty
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_FAIR_QUEUE_H_
