#include "server/told_event.h"

#include "server/visibility.h"

namespace judge::server {

std::shared_ptr<const std::string> ToldEvent::BytesFor(Role role) const {
  const bool needs_redaction = NeedsRedaction(role, event_);
  Bytes& bytes = needs_redaction ? redacted_ : whole_;
  std::call_once(bytes.once, [&] {
    if (!needs_redaction) {
      bytes.bytes = std::make_shared<const std::string>(event_.SerializeAsString());
      return;
    }
    v1::RunEvent shown = event_;
    Redact(role, shown);
    bytes.bytes = std::make_shared<const std::string>(shown.SerializeAsString());
  });
  return bytes.bytes;
}

}  // namespace judge::server
