// The profiles that the workers judge with.
#ifndef JUDGE_SERVER_CATALOGUE_H_
#define JUDGE_SERVER_CATALOGUE_H_

#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/v1/judge.pb.h"

namespace judge::server {

// Thread-safe.
class Catalogue {
 public:
  // As the worker that came last announced them.
  void Set(std::vector<v1::ProfileInfo> profiles);

  std::vector<v1::ProfileInfo> profiles() const;

  // The profile that was asked for; where none was, the one of the first source whose extension tells any.
  // INVALID_ARGUMENT says which there are; UNAVAILABLE: no worker has announced any yet.
  absl::StatusOr<std::string> Find(const v1::SubmitRunRequest& request) const;

 private:
  mutable std::mutex mutex_;
  std::vector<v1::ProfileInfo> profiles_;  // guarded by mutex_
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_CATALOGUE_H_
