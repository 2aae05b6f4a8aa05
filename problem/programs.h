// The programs of a package: example submissions and the custom output validator.
#ifndef JUDGE_PROBLEM_PROGRAMS_H_
#define JUDGE_PROBLEM_PROGRAMS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/v1/problem.pb.h"
#include "problem/package.h"
#include "problem/package_files.h"

namespace judge::problem {

// Every submission of every folder whose expectation is known. Others, and what is not read yet, add a warning.
absl::StatusOr<std::vector<Submission>> ReadSubmissions(PackageFiles& files, v1::Problem::Format format,
                                                        std::vector<std::string>& warnings);

// The program in output_validators/ (legacy) or output_validator/ (2025-09), or nothing.
absl::StatusOr<std::optional<Program>> ReadOutputValidator(PackageFiles& files, v1::Problem::Format format);

}  // namespace judge::problem

#endif  // JUDGE_PROBLEM_PROGRAMS_H_
