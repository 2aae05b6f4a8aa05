// Labels of runs, as the command line tells them.
#ifndef JUDGE_CLI_REMOTE_LABELS_H_
#define JUDGE_CLI_REMOTE_LABELS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/map.h"

namespace judge::cli {

// Adds each "key=value". INVALID_ARGUMENT: one has no '=', or a key comes twice.
absl::Status ParseLabels(const std::vector<std::string>& labels, google::protobuf::Map<std::string, std::string>& map);

}  // namespace judge::cli

#endif  // JUDGE_CLI_REMOTE_LABELS_H_
