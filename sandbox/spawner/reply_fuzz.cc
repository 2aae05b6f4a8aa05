// A reply of the spawner: one form for one meaning.
#include "base/testing_fuzz.h"
#include "sandbox/spawner/message.h"

namespace judge {

void Fuzz(absl::string_view input) {
  const auto reply = sandbox::DecodeReply(input);
  if (!reply.ok()) return RequireReadable(reply.status());
  Require(sandbox::EncodeReply(*reply) == input, "a reply has one encoding");
}

}  // namespace judge
