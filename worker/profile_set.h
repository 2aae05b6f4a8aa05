// The language profiles: read once from profiles/languages/*.textproto and checked, so that nothing later meets a
// profile that names a missing image or forgets a command.
#ifndef JUDGE_WORKER_PROFILE_SET_H_
#define JUDGE_WORKER_PROFILE_SET_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/v1/profile.pb.h"

namespace judge::worker {

// Immutable once loaded; movable.
class ProfileSet {
 public:
  // Reads FOLDER/languages/*.textproto: all of them, or an error. Each is checked against FOLDER/images and
  // FOLDER/seccomp too: what it names has to exist there. INVALID_ARGUMENT names the file and the line and column, or
  // the field: ".../cpp20.textproto: run.command: is missing". NOT_FOUND: there is no such folder.
  // Defaults that proto/judge/v1/profile.proto promises (artifact_bytes) are filled in.
  static absl::StatusOr<ProfileSet> Load(const std::string& folder);

  // Sorted by id.
  const std::vector<v1::Profile>& profiles() const { return profiles_; }

  // NOT_FOUND suggests the nearest id and names all. The pointer lives as long as this set.
  absl::StatusOr<const v1::Profile*> Find(const std::string& id) const;

  // The profile for a submission, by the extension of its first file that has one that any profile knows; of several
  // such profiles the one with the largest guess_priority. INVALID_ARGUMENT says what to do ("no profile for '.foo'
  // ...").
  absl::StatusOr<const v1::Profile*> GuessFor(const std::vector<std::string>& file_names) const;

 private:
  explicit ProfileSet(std::vector<v1::Profile> profiles) : profiles_(std::move(profiles)) {}
  std::vector<v1::Profile> profiles_;
};

// SHA-256 over the profile's canonical bytes: part of compile cache keys and of certificates.
std::string ProfileDigest(const v1::Profile& profile);

// Whether the file has one of the profile's extensions: it is then one of "{sources}", else it is only put beside them.
bool IsSource(const v1::Profile& profile, const std::string& file_name);

// The words of a command with "{sources}", "{source}" and "{artifact}" replaced. "{sources}" becomes one word a source.
// REQUIRES: a checked profile's command, and at least one source.
std::vector<std::string> ExpandCommand(const google::protobuf::RepeatedPtrField<std::string>& command,
                                       const std::vector<std::string>& sources, const std::string& artifact);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_PROFILE_SET_H_
