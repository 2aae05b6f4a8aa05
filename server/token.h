// Names that nobody can guess: ids of runs, nonces of leases, API keys. 26 letters and digits that no font confuses and
// no URL escapes. INTERNAL: there are no random numbers.
#ifndef JUDGE_SERVER_TOKEN_H_
#define JUDGE_SERVER_TOKEN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace judge::server {

// 130 random bits.
absl::StatusOr<std::string> NewToken();

// A ULID (github.com/ulid/spec), in small letters: 48 bits of milliseconds since 1970, 80 random ones. An index of
// these grows at its end, where one of tokens is written all over.
absl::StatusOr<std::string> NewUlid(absl::Time now);

}  // namespace judge::server

#endif  // JUDGE_SERVER_TOKEN_H_
