#include "server/token.h"

#include <openssl/rand.h>

namespace judge::server {

absl::StatusOr<std::string> NewToken() {
  constexpr char kDigits[] = "0123456789abcdefghjkmnpqrstvwxyz";
  unsigned char random[26];
  if (RAND_bytes(random, sizeof random) != 1) return absl::InternalError("OpenSSL gives no random numbers");
  std::string token;
  for (const unsigned char byte : random) token += kDigits[byte % 32];
  return token;
}

}  // namespace judge::server
