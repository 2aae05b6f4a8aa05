// A problem package's folder as one file, to be uploaded.
#ifndef JUDGE_CLI_REMOTE_PACKAGE_TAR_H_
#define JUDGE_CLI_REMOTE_PACKAGE_TAR_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace judge::cli {

// Hands the folder's files to `sink` as a tar file, piece by piece, up to the first error of `sink`, which is returned.
// The same names and contents always give the same bytes: by name, without times, owners and modes. Hidden files are
// left out, but for .timelimit; a link to a file in the folder becomes a copy. NOT_FOUND: no such folder.
// INVALID_ARGUMENT: a link that leads elsewhere, or something that is neither file nor folder.
absl::Status WritePackageTar(const std::string& folder, const std::function<absl::Status(absl::string_view)>& sink);

}  // namespace judge::cli

#endif  // JUDGE_CLI_REMOTE_PACKAGE_TAR_H_
