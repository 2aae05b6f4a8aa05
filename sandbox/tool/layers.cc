#include "sandbox/tool/layers.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"

namespace judge::sandbox {
namespace {

constexpr size_t kDigestSize = 64;
constexpr size_t kShownDigits = 12;

std::string Shortened(const std::vector<std::string>& digests) {
  return absl::StrJoin(digests, ", ", [](std::string* out, const std::string& digest) {
    absl::StrAppend(out, digest.substr(0, kShownDigits));
  });
}

absl::StatusOr<std::string> FindLayer(const std::vector<std::string>& built, const std::string& beginning) {
  std::vector<std::string> found;
  std::copy_if(built.begin(), built.end(), std::back_inserter(found),
               [&](const std::string& digest) { return absl::StartsWith(digest, beginning); });
  if (found.empty()) {
    return absl::NotFoundError(absl::StrCat("no layer ", beginning, " is built; there are ", Shortened(built)));
  }
  if (found.size() > 1) {
    return absl::InvalidArgumentError(absl::StrCat("layer ", beginning, " may be any of ", Shortened(found)));
  }
  return found[0];
}

}  // namespace

absl::StatusOr<std::vector<std::string>> BuiltLayers(const std::string& layers_folder) {
  std::vector<std::string> digests;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(layers_folder, error)) {
    std::string name = entry.path().filename().string();
    if (name.size() == kDigestSize && name.find_first_not_of("0123456789abcdef") == std::string::npos) {
      digests.push_back(std::move(name));
    }
  }
  if (digests.empty()) {
    return absl::NotFoundError(absl::StrCat("no image is built in ", layers_folder,
                                            "; run: judge-cli image build base (or name another --state)"));
  }
  std::sort(digests.begin(), digests.end());
  return digests;
}

absl::StatusOr<std::vector<std::string>> LayersWith(const std::string& layers_folder, const std::string& path) {
  JUDGE_ASSIGN_OR_RETURN(std::vector<std::string> layers, BuiltLayers(layers_folder));
  const auto lacks_it = [&](const std::string& digest) {
    std::error_code error;
    return !std::filesystem::exists(absl::StrCat(layers_folder, "/", digest, "/rootfs/", path), error);
  };
  layers.erase(std::remove_if(layers.begin(), layers.end(), lacks_it), layers.end());
  return layers;
}

absl::StatusOr<std::vector<std::string>> FindLayers(const std::string& layers_folder,
                                                    const std::vector<std::string>& beginnings) {
  JUDGE_ASSIGN_OR_RETURN(const std::vector<std::string> built, BuiltLayers(layers_folder));
  if (beginnings.empty()) {
    if (built.size() == 1) return built;
    JUDGE_ASSIGN_OR_RETURN(const std::vector<std::string> roots, LayersWith(layers_folder, "usr/bin/sh"));
    if (roots.size() == 1) return roots;
    return absl::InvalidArgumentError(
        absl::StrCat("which image? Name its layers by --layer, the uppermost first; there are ", Shortened(built),
                     " (judge-cli image list tells what they are)"));
  }
  std::vector<std::string> layers;
  for (const std::string& beginning : beginnings) {
    JUDGE_ASSIGN_OR_RETURN(std::string digest, FindLayer(built, beginning));
    layers.push_back(std::move(digest));
  }
  return layers;
}

}  // namespace judge::sandbox
