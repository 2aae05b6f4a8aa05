#include "server/fair_queue.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace judge::server {
namespace {

// Of one tenant's tickets.
bool IsBefore(const Ticket& one, const Ticket& other) {
  const auto key = [](const Ticket& ticket) { return std::tuple(-ticket.priority, ticket.is_again, ticket.number); };
  return key(one) < key(other);
}

template <typename Lines>
auto FindLine(Lines& lines, const std::string& tenant) {
  return std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return line.tenant == tenant; });
}

// Where the ticket is in the line, or the end.
template <typename Tickets>
auto FindTicket(Tickets& tickets, const Ticket& ticket) {
  const auto place = std::lower_bound(tickets.begin(), tickets.end(), ticket, IsBefore);
  return place != tickets.end() && place->number == ticket.number ? place : tickets.end();
}

}  // namespace

void FairQueue::Count(Line& line, const Ticket& ticket, int64_t more) {
  if (!ticket.is_again) line.submitted += more;
  const auto depth = depths_.try_emplace(ticket.priority, 0).first;
  if ((depth->second += more) == 0) depths_.erase(depth);
}

void FairQueue::Push(const Ticket& ticket) {
  const std::lock_guard lock(mutex_);
  auto line = FindLine(turns_, ticket.tenant);
  if (line == turns_.end()) line = turns_.insert(turns_.end(), Line{ticket.tenant, {}});
  std::deque<Ticket>& tickets = line->tickets;
  if (FindTicket(tickets, ticket) != tickets.end()) return;
  tickets.insert(std::lower_bound(tickets.begin(), tickets.end(), ticket, IsBefore), ticket);
  Count(*line, ticket, 1);
}

std::optional<Ticket> FairQueue::Pop(const std::function<bool(const Ticket&)>& fits) {
  const std::lock_guard lock(mutex_);
  for (auto line = turns_.begin(); line != turns_.end(); ++line) {
    const auto place = std::find_if(line->tickets.begin(), line->tickets.end(), fits);
    if (place == line->tickets.end()) continue;
    Ticket ticket = std::move(*place);
    line->tickets.erase(place);
    Count(*line, ticket, -1);
    // To the end of the turns, or out of them.
    if (line->tickets.empty())
      turns_.erase(line);
    else
      turns_.splice(turns_.end(), turns_, line);
    return ticket;
  }
  return std::nullopt;
}

bool FairQueue::Remove(const Ticket& ticket) {
  const std::lock_guard lock(mutex_);
  const auto line = FindLine(turns_, ticket.tenant);
  if (line == turns_.end()) return false;
  const auto place = FindTicket(line->tickets, ticket);
  if (place == line->tickets.end()) return false;
  Count(*line, ticket, -1);
  line->tickets.erase(place);
  if (line->tickets.empty()) turns_.erase(line);
  return true;
}

std::optional<int64_t> FairQueue::Position(const Ticket& ticket) const {
  const std::lock_guard lock(mutex_);
  const auto own = FindLine(turns_, ticket.tenant);
  if (own == turns_.end()) return std::nullopt;
  const auto place = FindTicket(own->tickets, ticket);
  if (place == own->tickets.end()) return std::nullopt;
  // Whole rounds come before it, and in its own round those whose turn is earlier.
  const int64_t rounds = place - own->tickets.begin();
  int64_t position = 1;
  bool is_earlier = true;
  for (auto line = turns_.begin(); line != turns_.end(); ++line) {
    const auto length = static_cast<int64_t>(line->tickets.size());
    if (line == own) is_earlier = false;
    position += std::min(length, rounds + (is_earlier ? 1 : 0));
  }
  return position;
}

int64_t FairQueue::Depth() const {
  const std::lock_guard lock(mutex_);
  int64_t all = 0;
  for (const auto& [priority, depth] : depths_) all += depth;
  return all;
}

int64_t FairQueue::SubmittedBy(const std::string& tenant) const {
  const std::lock_guard lock(mutex_);
  const auto line = FindLine(turns_, tenant);
  return line == turns_.end() ? 0 : line->submitted;
}

std::map<int, int64_t> FairQueue::DepthByPriority() const {
  const std::lock_guard lock(mutex_);
  return depths_;
}

}  // namespace judge::server
