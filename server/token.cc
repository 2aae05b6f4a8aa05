#include "server/token.h"

#include <openssl/rand.h>

#include <vector>

namespace judge::server {
namespace {

// Crockford's.
constexpr char kDigits[] = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr size_t kLength = 26;

absl::StatusOr<std::string> RandomDigits(size_t count) {
  std::vector<unsigned char> random(count);
  if (RAND_bytes(random.data(), static_cast<int>(count)) != 1)
    return absl::InternalError("OpenSSL gives no random numbers");
  std::string digits;
  for (const unsigned char byte : random) digits += kDigits[byte % 32];
  return digits;
}

}  // namespace

absl::StatusOr<std::string> NewToken() { return RandomDigits(kLength); }

absl::StatusOr<std::string> NewUlid(absl::Time now) {
  constexpr size_t kOfTime = 10;
  absl::StatusOr<std::string> random = RandomDigits(kLength - kOfTime);
  if (!random.ok()) return random;
  std::string time(kOfTime, kDigits[0]);
  auto rest = static_cast<uint64_t>(absl::ToUnixMillis(now));
  for (auto digit = time.rbegin(); digit != time.rend(); ++digit, rest /= 32) *digit = kDigits[rest % 32];
  return time + *random;
}

}  // namespace judge::server
