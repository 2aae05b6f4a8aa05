// What the files of a layer are: written when it is built, compared when it is verified.
#ifndef JUDGE_IMAGE_MANIFEST_H_
#define JUDGE_IMAGE_MANIFEST_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace judge::image {

struct Manifest {
  // What each file is, by path below the layer's root ("." is the root itself); in both, bytes that are not printable
  // ASCII are escaped as in C. One of:
  //   "file 0644 UID:GID SIZE SHA256", "link UID:GID TARGET", "folder 0755 UID:GID",
  //   "device 0600 UID:GID c MAJOR:MINOR" (c 0:0: a file of a lower layer that is deleted here), "other 0600 UID:GID"
  std::map<std::string, std::string> files;
  // Of the regular files together.
  int64_t bytes = 0;
};

// Reads all that is below `root`. Links are not followed.
absl::StatusOr<Manifest> DescribeFiles(const std::string& root);

// The manifest file: the total of bytes, then a line for each file.
std::string ManifestToText(const Manifest& manifest);
absl::StatusOr<Manifest> ManifestFromText(absl::string_view text);

// Lines that tell the first `max` differences, then how many more there are. Empty: none.
std::vector<std::string> Differences(const Manifest& before, const Manifest& now, size_t max);

}  // namespace judge::image

#endif  // JUDGE_IMAGE_MANIFEST_H_
