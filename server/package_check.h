// Whether what was uploaded is a problem that can be judged on.
#ifndef JUDGE_SERVER_PACKAGE_CHECK_H_
#define JUDGE_SERVER_PACKAGE_CHECK_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/v1/problem.pb.h"
#include "problem/archive.h"
#include "server/packages.h"

namespace judge::server {

struct CheckedPackage {
  v1::Problem problem;  // `short_name` is the name that it gets here
  std::vector<std::string> warnings;
};

// Unpacks the archive in the upload's own folder and reads it. Blocks, for seconds if it is large. `name`: empty, the
// archive's folder tells. Errors are for the client: INVALID_ARGUMENT with a BadRequest that says where in the archive;
// RESOURCE_EXHAUSTED: it is beyond the bounds, or the disk is full.
absl::StatusOr<CheckedPackage> CheckPackage(const Upload& upload, const std::string& name,
                                            const problem::ArchiveBounds& bounds);

// INVALID_ARGUMENT with a BadRequest.
absl::Status CheckProblemName(const std::string& name);

}  // namespace judge::server

#endif  // JUDGE_SERVER_PACKAGE_CHECK_H_
