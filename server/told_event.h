// An event of a run on its way to those who watch it.
#ifndef JUDGE_SERVER_TOLD_EVENT_H_
#define JUDGE_SERVER_TOLD_EVENT_H_

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "judge/v1/judge.pb.h"
#include "server/keys.h"

namespace judge::server {

// Thread-safe.
class ToldEvent {
 public:
  explicit ToldEvent(v1::RunEvent event) : event_(std::move(event)) {}

  const v1::RunEvent& event() const { return event_; }
  // As the role may see it, serialized. Made once, however many watch, and shared by all who are sent it.
  std::shared_ptr<const std::string> BytesFor(Role role) const;

 private:
  // What one of the two ways to see it looks like.
  struct Bytes {
    std::once_flag once;
    std::shared_ptr<const std::string> bytes;
  };

  const v1::RunEvent event_;
  mutable Bytes whole_;
  mutable Bytes redacted_;
};

using EventPtr = std::shared_ptr<const ToldEvent>;

}  // namespace judge::server

#endif  // JUDGE_SERVER_TOLD_EVENT_H_
