// What somebody wants judged.
#ifndef JUDGE_WORKER_SUBMISSION_H_
#define JUDGE_WORKER_SUBMISSION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/v1/profile.pb.h"
#include "judge/v1/spec.pb.h"
#include "problem/package.h"
#include "worker/profile_set.h"

namespace judge::worker {

struct SourceFile {
  std::string name;  // hostile: whatever the submitter called it
  std::string bytes;
};

struct Submission {
  std::vector<SourceFile> sources;
  std::string profile;  // id of a language profile; empty: guessed from the names
  v1::Limits limits;    // overrule the problem's and the profile's, field by field
};

// Sources of a submission, all files together, where no problem says.
constexpr int64_t kDefaultSourceBytes = 1 << 20;
constexpr int kMaxSources = 64;

// The profile that was asked for, or the one that the names tell. NOT_FOUND or INVALID_ARGUMENT says what to do.
absl::StatusOr<const v1::Profile*> ProfileOf(const ProfileSet& profiles, const Submission& submission);

// The program of a problem package (a submission, a validator), read from the disk; its profile is to be guessed.
absl::StatusOr<Submission> ReadProgram(const problem::Program& program);

// The sources under names that are safe in a box and as words of a command line: [A-Za-z0-9._+-]{1,100}, not starting
// with '.' or '-'. A lone source with another name, or without one of the profile's extensions, gets the profile's
// source_name. INVALID_ARGUMENT, in one line that says what to do: no source, an empty one, an unsafe name among
// several, a name twice or taken by the artifact, none with an extension of the profile, more than `max_bytes` in all.
absl::StatusOr<std::vector<SourceFile>> SafeSources(const v1::Profile& profile, const std::vector<SourceFile>& sources,
                                                    int64_t max_bytes);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_SUBMISSION_H_
