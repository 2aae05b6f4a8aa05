#include "server/fair_queue.h"

#include <algorithm>
#include <utility>

namespace judge::server {
namespace {

template <typename Lines>
auto FindLine(Lines& lines, const std::string& tenant) {
  return std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return line.tenant == tenant; });
}

template <typename Tickets>
auto LowerBound(Tickets& tickets, int64_t number) {
  return std::lower_bound(tickets.begin(), tickets.end(), number,
                          [](const Ticket& ticket, int64_t wanted) { return ticket.number < wanted; });
}

// Where the ticket is in the line, or the end.
template <typename Tickets>
auto FindTicket(Tickets& tickets, int64_t number) {
  const auto place = LowerBound(tickets, number);
  return place != tickets.end() && place->number == number ? place : tickets.end();
}

}  // namespace

void FairQueue::Push(const Ticket& ticket) {
  const std::lock_guard lock(mutex_);
  Turns& turns = priorities_[ticket.priority];
  auto line = FindLine(turns, ticket.tenant);
  if (line == turns.end()) line = turns.insert(turns.end(), Line{ticket.tenant, {}});
  std::deque<Ticket>& tickets = line->tickets;
  const auto place = LowerBound(tickets, ticket.number);
  if (place == tickets.end() || place->number != ticket.number) tickets.insert(place, ticket);
}

std::optional<Ticket> FairQueue::Pop() {
  const std::lock_guard lock(mutex_);
  if (priorities_.empty()) return std::nullopt;
  Turns& turns = priorities_.begin()->second;
  Line& line = turns.front();
  Ticket ticket = std::move(line.tickets.front());
  line.tickets.pop_front();
  // To the end of the turns, or out of them.
  if (line.tickets.empty())
    turns.pop_front();
  else
    turns.splice(turns.end(), turns, turns.begin());
  if (turns.empty()) priorities_.erase(priorities_.begin());
  return ticket;
}

bool FairQueue::Remove(const Ticket& ticket) {
  const std::lock_guard lock(mutex_);
  const auto priority = priorities_.find(ticket.priority);
  if (priority == priorities_.end()) return false;
  Turns& turns = priority->second;
  const auto line = FindLine(turns, ticket.tenant);
  if (line == turns.end()) return false;
  const auto place = FindTicket(line->tickets, ticket.number);
  if (place == line->tickets.end()) return false;
  line->tickets.erase(place);
  if (line->tickets.empty()) turns.erase(line);
  if (turns.empty()) priorities_.erase(priority);
  return true;
}

std::optional<int64_t> FairQueue::Position(const Ticket& ticket) const {
  const std::lock_guard lock(mutex_);
  int64_t position = 0;
  for (const auto& [priority, turns] : priorities_) {
    if (priority > ticket.priority) position += DepthOf(turns);
  }
  const auto found = priorities_.find(ticket.priority);
  if (found == priorities_.end()) return std::nullopt;
  const Turns& turns = found->second;
  const auto own = FindLine(turns, ticket.tenant);
  if (own == turns.end()) return std::nullopt;
  const auto place = FindTicket(own->tickets, ticket.number);
  if (place == own->tickets.end()) return std::nullopt;
  // Whole rounds come before it, and in its own round those whose turn is earlier.
  const int64_t rounds = place - own->tickets.begin();
  bool is_earlier = true;
  for (auto line = turns.begin(); line != turns.end(); ++line) {
    const auto length = static_cast<int64_t>(line->tickets.size());
    if (line == own) is_earlier = false;
    position += std::min(length, rounds + (is_earlier ? 1 : 0));
  }
  return position + 1;
}

int64_t FairQueue::DepthOf(const Turns& turns) {
  int64_t depth = 0;
  for (const Line& line : turns) depth += static_cast<int64_t>(line.tickets.size());
  return depth;
}

int64_t FairQueue::Depth() const {
  const std::lock_guard lock(mutex_);
  int64_t depth = 0;
  for (const auto& [priority, turns] : priorities_) depth += DepthOf(turns);
  return depth;
}

int64_t FairQueue::DepthOf(const std::string& tenant) const {
  const std::lock_guard lock(mutex_);
  int64_t depth = 0;
  for (const auto& [priority, turns] : priorities_) {
    const auto line = FindLine(turns, tenant);
    if (line != turns.end()) depth += static_cast<int64_t>(line->tickets.size());
  }
  return depth;
}

std::map<int, int64_t> FairQueue::DepthByPriority() const {
  const std::lock_guard lock(mutex_);
  std::map<int, int64_t> depths;
  for (const auto& [priority, turns] : priorities_) depths[priority] = DepthOf(turns);
  return depths;
}

}  // namespace judge::server
