// The order in which waiting runs are handed out. It only carries: a server makes it again from the store when it
// starts.
#ifndef JUDGE_SERVER_QUEUE_H_
#define JUDGE_SERVER_QUEUE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "server/run.h"

namespace judge::server {

// What the queue knows of a run.
struct Ticket {
  int64_t number = 0;
  std::string id;
  std::string tenant;
  int priority = 0;
  bool is_again = false;  // it was judged before

  static Ticket Of(const Run& run) { return {run.number, run.id, run.tenant, run.priority, run.judging > 1}; }
};

// Thread-safe. Waits for nothing.
class Queue {
 public:
  virtual ~Queue() = default;

  // A run that comes back (given back, lost) takes the place again that it had. One that is in the queue already stays
  // where it is.
  virtual void Push(const Ticket& ticket) = 0;
  // Who is next of those who fit; out of the queue with that. Nobody calls the queue in `fits`.
  virtual std::optional<Ticket> Pop(const std::function<bool(const Ticket&)>& fits) = 0;
  // False: it is not in the queue.
  virtual bool Remove(const Ticket& ticket) = 0;

  // How many would be handed out up to this one if nothing else came: 1 is the next.
  virtual std::optional<int64_t> Position(const Ticket& ticket) const = 0;
  virtual int64_t Depth() const = 0;
  // Of one tenant, those that wait for their first judging: what it submitted.
  virtual int64_t SubmittedBy(const std::string& tenant) const = 0;
  virtual std::map<int, int64_t> DepthByPriority() const = 0;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_QUEUE_H_
