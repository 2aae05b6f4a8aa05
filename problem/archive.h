// Unpacks what somebody uploaded, without trusting it.
#ifndef JUDGE_PROBLEM_ARCHIVE_H_
#define JUDGE_PROBLEM_ARCHIVE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace judge::problem {

struct ArchiveBounds {
  // Files and folders, those included that are only implied by the names of others.
  int64_t entries = 50'000;
  // Of all files together, unpacked.
  int64_t bytes = int64_t{4} << 30;
  // Folders within folders.
  int depth = 16;
};

// Unpacks a zip or tar file (plain, or compressed with gzip, xz or zstd) into `folder`, which is there, empty, and
// nobody else's. Regular files and folders alone, below `folder`, with modes of our own; nothing else of the archive's
// metadata is taken over. Blocks. After an error `folder` holds a part.
// INVALID_ARGUMENT: it is none of these, is damaged, or an entry in it is a link or device, would leave the folder, is
// there twice, or has a name that no terminal should show. RESOURCE_EXHAUSTED: beyond the bounds, or the disk is full.
// One line that names the entry, escaped.
absl::Status UnpackArchive(const std::string& archive_path, const std::string& folder, const ArchiveBounds& bounds);

// Where the package is in a folder that an archive was unpacked into: there, or in the one folder that is in it; what
// archivers of their own accord add beside that is passed over. INVALID_ARGUMENT: there is more than one.
absl::StatusOr<std::string> PackageFolderIn(const std::string& folder);

}  // namespace judge::problem

#endif  // JUDGE_PROBLEM_ARCHIVE_H_
