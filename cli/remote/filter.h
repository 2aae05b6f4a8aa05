// Which runs, as the command line tells it: list and rejudge share it.
#ifndef JUDGE_CLI_REMOTE_FILTER_H_
#define JUDGE_CLI_REMOTE_FILTER_H_

#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "judge/v1/judge.pb.h"

namespace judge::cli {

struct FilterOptions {
  std::string tenant;
  std::string problem;
  std::string profile;
  std::vector<std::string> verdicts;
  std::vector<std::string> states;
  std::vector<std::string> labels;
};

// Describes them to CLI11. They have to outlive the command.
void DescribeFilter(CLI::App& command, FilterOptions& options);

// INVALID_ARGUMENT: no such verdict or state, or a label is malformed.
absl::StatusOr<v1::RunFilter> FilterOf(const FilterOptions& options);

}  // namespace judge::cli

#endif  // JUDGE_CLI_REMOTE_FILTER_H_
