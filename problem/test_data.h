// The test cases of a package: data/sample and data/secret, with the validator's flags for each.
#ifndef JUDGE_PROBLEM_TEST_DATA_H_
#define JUDGE_PROBLEM_TEST_DATA_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/v1/problem.pb.h"
#include "problem/package.h"
#include "problem/package_files.h"

namespace judge::problem {

struct TestData {
  // In the order of judging; of the same length.
  std::vector<v1::TestCase> cases;
  std::vector<TestFiles> files;
  std::vector<std::string> warnings;
};

// `base_flags` come before those of each test (legacy's validator_flags).
absl::StatusOr<TestData> ReadTestData(PackageFiles& files, v1::Problem::Format format,
                                      const std::vector<std::string>& base_flags);

}  // namespace judge::problem

#endif  // JUDGE_PROBLEM_TEST_DATA_H_
