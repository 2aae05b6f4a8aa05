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

// Tenants take turns, each with its first run: however many another has waiting, and with whatever priority, that waits
// for one of them at most. Of a tenant's runs, the highest priority first; of one priority, those that were never
// judged before those that are judged again, the oldest first.
class FairQueue final : public Queue {
 public:
  void Push(const Ticket& ticket) override;
  std::optional<Ticket> Pop(const std::function<bool(const Ticket&)>& fits) override;
  bool Remove(const Ticket& ticket) override;
  std::optional<int64_t> Position(const Ticket& ticket) const override;
  int64_t Depth() const override;
  int64_t SubmittedBy(const std::string& tenant) const override;
  std::map<int, int64_t> DepthByPriority() const override;

 private:
  struct Line {
    std::string tenant;
    std::deque<Ticket> tickets;  // in their order; never empty
    int64_t submitted = 0;       // of these, as of SubmittedBy
  };

  void Count(Line& line, const Ticket& ticket, int64_t more);

  mutable std::mutex mutex_;       // guards what follows
  std::list<Line> turns_;          // in the order of their turns
  std::map<int, int64_t> depths_;  // by priority, none 0
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_FAIR_QUEUE_H_
