// Images: stacks of read-only layers that boxes see as their root. What an image is made of stands in its recipe,
// profiles/images/NAME.textproto; this makes the layers, finds them and checks them.
//
// Under the state folder, which is root's (an ordinary user judges with the machine's images: see base/places.h):
//   layers/<digest>/rootfs/           the layer's files
//   layers/<digest>/manifest          what they were when built: see manifest.h
//   layers/<digest>/recipe.textproto  what it was built from
//   layers/.building-<digest>-*/      a build in progress, or what is left of one that died
//   layers/.lock                      held during a build
// A layer counts as built when layers/<digest> exists: the folder gets that name by a rename, after all that is in it
// is complete and on the disk.
#ifndef JUDGE_IMAGE_STORE_H_
#define JUDGE_IMAGE_STORE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/subprocess.h"
#include "judge/v1/image.pb.h"

namespace judge::image {

struct Layer {
  // Name of the image that this is the uppermost layer of.
  std::string image;
  // SHA-256 in hex, of the recipe and of the layer below.
  std::string digest;
};

// Digests alone, as sandbox::RunSpec wants them.
std::vector<std::string> Digests(const std::vector<Layer>& stack);

struct ImageInfo {
  std::string name;
  std::string digest;
  // Name of the image below; empty for a base.
  std::string parent;
  bool built = false;
  // Of the regular files in this layer alone; 0 when it is not built.
  int64_t bytes = 0;
};

// Thread-safe once opened. Only Build changes anything on the disk.
class ImageStore {
 public:
  // Reads every recipe in `recipe_folder`. INVALID_ARGUMENT names the file (and for mistakes in its text the line and
  // column) of a recipe that is not valid, whose name is not the file's, or whose parent is missing or is itself.
  // The state folder need not exist.
  static absl::StatusOr<ImageStore> Open(const std::string& state_folder, const std::string& recipe_folder);

  // The image's layers, the uppermost first. NOT_FOUND when there is no such recipe, or a layer is not built; the
  // message then says how to build it.
  absl::StatusOr<std::vector<Layer>> Stack(const std::string& name) const;

  // Every recipe, by name.
  absl::StatusOr<std::vector<ImageInfo>> List() const;

  // Compares every file of the image's layers with what it was when built. DATA_LOSS tells the first few differences.
  absl::Status Verify(const std::string& name) const;

  // Builds the layers of the image that are not built yet, the lowest first, and returns its stack. Needs root and, for
  // packages, the network; takes minutes. One build at a time for a state folder: another waits, then finds it built.
  // What dead builds left behind is removed first. `progress` gets a line for each thing that happens; the lines are as
  // the tools wrote them, so they are to be escaped for a terminal.
  absl::StatusOr<std::vector<Layer>> Build(const std::string& name, const LineCallback& progress) const;

  // Folder that holds a folder for each layer digest: sandbox::SpawnerOptions::layers_folder.
  std::string layers_folder() const;

 private:
  struct Image {
    v1::ImageRecipe recipe;
    std::string digest;
  };

  ImageStore() = default;
  // The images from `name` down to its base. NOT_FOUND when there is no such recipe.
  absl::StatusOr<std::vector<const Image*>> Chain(const std::string& name) const;
  bool IsBuilt(const Image& image) const;
  std::string LayerFolder(const Image& image) const;

  std::string state_folder_;
  std::string recipe_folder_;
  std::map<std::string, Image> images_;
};

}  // namespace judge::image

#endif  // JUDGE_IMAGE_STORE_H_
