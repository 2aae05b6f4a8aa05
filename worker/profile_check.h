// What profile_set.h promises of each profile, as one function.
#ifndef JUDGE_WORKER_PROFILE_CHECK_H_
#define JUDGE_WORKER_PROFILE_CHECK_H_

#include <string>

#include "absl/status/status.h"
#include "judge/v1/profile.pb.h"

namespace judge::worker {

// Checks a profile that was read from "ID.textproto" under FOLDER/languages. INVALID_ARGUMENT names the field:
// "run.command: is missing".
absl::Status CheckProfile(const v1::Profile& profile, const std::string& file_stem, const std::string& folder);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_PROFILE_CHECK_H_
