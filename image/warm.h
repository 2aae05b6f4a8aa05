// Page cache belongs to whoever reads a page first. Layers are read once outside of boxes, so that no submission is
// charged for the compiler's or the interpreter's files.
#ifndef JUDGE_IMAGE_WARM_H_
#define JUDGE_IMAGE_WARM_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "image/store.h"

namespace judge::image {

// Reads every regular file of the layers, unless that was done since the machine started (a file in `runtime_folder`
// tells). Takes as long as the disk needs the first time, well under a millisecond after that. May be called from
// several processes at once.
absl::Status WarmLayers(const ImageStore& store, const std::vector<Layer>& stack,
                        const std::string& runtime_folder = "/run/judge");

// For when a box was charged for page cache all the same: something evicted what had been read. Reads the layers with
// these digests again, unless one of them was read within the last ten seconds: on a machine without the memory to keep
// them it would be in vain. True: they were read.
absl::StatusOr<bool> WarmAgain(const ImageStore& store, const std::vector<std::string>& digests,
                               const std::string& runtime_folder = "/run/judge");

}  // namespace judge::image

#endif  // JUDGE_IMAGE_WARM_H_
