// Makes the files of one layer. Which layers there are, and where, is the store's business: see store.h.
#ifndef JUDGE_IMAGE_BUILD_H_
#define JUDGE_IMAGE_BUILD_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/subprocess.h"
#include "judge/v1/image.pb.h"

namespace judge::image {

struct LayerBuild {
  v1::ImageRecipe recipe;
  // Folder that holds the layers.
  std::string layers_folder;
  // Folder in it to build in, by name, mode 0755 and empty.
  std::string name;
  // Digests of the layers below, the uppermost first; their folders are in layers_folder. Empty for a base.
  std::vector<std::string> below;
};

// Makes rootfs/ in the build's folder, and nothing else that stays. Needs root. Mounts are made in a namespace that
// dies with the build, and with this process. Everything is done by root from a recipe that is trusted as the judge's
// own code is. What differs between machines or leads to them (host name, resolver, proxies) is not in the result.
absl::Status BuildRootfs(const LayerBuild& build, const LineCallback& progress);

}  // namespace judge::image

#endif  // JUDGE_IMAGE_BUILD_H_
