// Image layers, found by what a person types.
#ifndef JUDGE_SANDBOX_TOOL_LAYERS_H_
#define JUDGE_SANDBOX_TOOL_LAYERS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace judge::sandbox {

// Digests of the layers that are built in `layers_folder`, sorted. NOT_FOUND: none is, or there is no such folder.
absl::StatusOr<std::vector<std::string>> BuiltLayers(const std::string& layers_folder);

// Those of them that hold `path`, such as "usr/bin/python3". The same errors.
absl::StatusOr<std::vector<std::string>> LayersWith(const std::string& layers_folder, const std::string& path);

// The digest that each of `beginnings` (a whole digest, or its first digits) stands for. No beginnings: the only layer
// there is, or the only one that is a whole root and not made to lie on top of one. NOT_FOUND and INVALID_ARGUMENT tell
// which layers there are.
absl::StatusOr<std::vector<std::string>> FindLayers(const std::string& layers_folder,
                                                    const std::vector<std::string>& beginnings);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_TOOL_LAYERS_H_
