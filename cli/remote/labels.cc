#include "cli/remote/labels.h"

#include "absl/strings/str_cat.h"
#include "base/escape.h"

namespace judge::cli {

absl::Status ParseLabels(const std::vector<std::string>& labels, google::protobuf::Map<std::string, std::string>& map) {
  for (const std::string& label : labels) {
    const size_t equals = label.find('=');
    if (equals == std::string::npos || equals == 0)
      return absl::InvalidArgumentError(absl::StrCat("--label ", label, ": KEY=VALUE is wanted"));
    const std::string key = ToValidUtf8(label.substr(0, equals));
    if (map.contains(key)) return absl::InvalidArgumentError(absl::StrCat("--label ", key, ": given twice"));
    map[key] = ToValidUtf8(label.substr(equals + 1));
  }
  return absl::OkStatus();
}

}  // namespace judge::cli
