// Names that nobody can guess: ids of runs, nonces of leases.
#ifndef JUDGE_SERVER_TOKEN_H_
#define JUDGE_SERVER_TOKEN_H_

#include <string>

#include "absl/status/statusor.h"

namespace judge::server {

// 130 random bits as 26 letters and digits that no font confuses and no URL escapes.
absl::StatusOr<std::string> NewToken();

}  // namespace judge::server

#endif  // JUDGE_SERVER_TOKEN_H_
