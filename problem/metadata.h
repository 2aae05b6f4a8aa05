// problem.yaml, and the other places where a package states its time limit.
#ifndef JUDGE_PROBLEM_METADATA_H_
#define JUDGE_PROBLEM_METADATA_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/v1/problem.pb.h"
#include "problem/package_files.h"

namespace judge::problem {

struct Metadata {
  // Without tests and digest. custom_validator is what problem.yaml says (legacy); 2025-09 leaves it to the folders.
  v1::Problem problem;
  // Legacy: validator_flags, which come before those of testdata.yaml.
  std::vector<std::string> validator_flags;
  std::vector<std::string> warnings;
};

// UNIMPLEMENTED for a kind of problem or a version of the format that is not supported yet.
absl::StatusOr<Metadata> ReadMetadata(const PackageFiles& files);

}  // namespace judge::problem

#endif  // JUDGE_PROBLEM_METADATA_H_
