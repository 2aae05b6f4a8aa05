// A submission as the command line tells it: what run and submit have in common.
#ifndef JUDGE_CLI_SUBMISSION_OPTIONS_H_
#define JUDGE_CLI_SUBMISSION_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "judge/v1/spec.pb.h"
#include "worker/submission.h"

namespace judge::cli {

struct SubmissionOptions {
  std::vector<std::string> files;
  std::string problem;
  std::string stdin_path;  // "-": our own
  std::string profile;
  std::optional<double> time_seconds;
  std::optional<double> wall_seconds;
  std::optional<uint64_t> memory_mib;
  std::optional<uint64_t> output_mib;
  std::optional<uint32_t> processes;
  bool all = false;
};

// Describes them to CLI11. They have to outlive the command.
void DescribeSubmission(CLI::App& command, SubmissionOptions& options);

// To be called first: a '-' among the files becomes the stdin_path. INVALID_ARGUMENT: no file is left, or a problem is
// to have an input besides its own.
absl::Status SettleInput(SubmissionOptions& options);

v1::Limits LimitsOf(const SubmissionOptions& options);

// Errors name the file.
absl::StatusOr<std::vector<worker::SourceFile>> ReadSources(const SubmissionOptions& options, int64_t max_bytes);

// The program's input where there is no problem: a file, our own stdin, or nothing.
absl::StatusOr<std::string> ReadInput(const SubmissionOptions& options);

// For CLI11: CLI::Range lets "nan" through.
std::string CheckFinite(const std::string& text);

}  // namespace judge::cli

#endif  // JUDGE_CLI_SUBMISSION_OPTIONS_H_
