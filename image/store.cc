#include "image/store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/escape.h"
#include "base/fd.h"
#include "base/file.h"
#include "base/places.h"
#include "base/status_macros.h"
#include "google/protobuf/text_format.h"
#include "image/build.h"
#include "image/manifest.h"
#include "image/recipe.h"

namespace judge::image {
namespace {

constexpr int64_t kMaxManifestBytes = 256 << 20;
constexpr size_t kMaxDifferences = 5;
constexpr char kBuildingPrefix[] = ".building-";

absl::StatusOr<Manifest> ReadManifest(const std::string& layer_folder) {
  const std::string path = layer_folder + "/manifest";
  JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxManifestBytes));
  absl::StatusOr<Manifest> manifest = ManifestFromText(text);
  if (!manifest.ok()) return Annotate(manifest.status(), path);
  return manifest;
}

absl::Status VerifyLayer(const std::string& layer_folder) {
  JUDGE_ASSIGN_OR_RETURN(const Manifest before, ReadManifest(layer_folder));
  JUDGE_ASSIGN_OR_RETURN(const Manifest now, DescribeFiles(layer_folder + "/rootfs"));
  const std::vector<std::string> differences = Differences(before, now, kMaxDifferences);
  if (differences.empty()) return absl::OkStatus();
  return absl::DataLossError(absl::StrJoin(differences, "\n  "));
}

absl::StatusOr<Fd> LockBuilds(const std::string& layers_folder, const LineCallback& progress) {
  const std::string path = layers_folder + "/.lock";
  absl::StatusOr<Fd> lock = LockFile(path, /*wait=*/false);
  if (!absl::IsUnavailable(lock.status())) return lock;
  progress("waiting for another build to end");
  return LockFile(path, /*wait=*/true);
}

// REQUIRES: the lock is held, so that no build is alive.
absl::Status RemoveLeftovers(const std::string& layers_folder) {
  std::vector<std::string> leftovers;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(layers_folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (absl::StartsWith(entry->path().filename().string(), kBuildingPrefix))
      leftovers.push_back(entry->path().string());
  }
  if (error) return absl::ErrnoToStatus(error.value(), absl::StrCat("read ", layers_folder));
  for (const std::string& path : leftovers) JUDGE_RETURN_IF_ERROR(RemoveTree(path));
  return absl::OkStatus();
}

absl::Status WriteDescription(const std::string& folder, const v1::ImageRecipe& recipe) {
  JUDGE_ASSIGN_OR_RETURN(const Manifest manifest, DescribeFiles(folder + "/rootfs"));
  JUDGE_RETURN_IF_ERROR(WriteFileAtomically(folder + "/manifest", ManifestToText(manifest)));
  std::string text;
  google::protobuf::TextFormat::PrintToString(recipe, &text);
  return WriteFileAtomically(folder + "/recipe.textproto", text);
}

// Gives a complete layer its name, such that a machine that loses power has either the whole layer or none.
absl::Status Publish(const std::string& building, const std::string& final_path, const std::string& layers_folder) {
  JUDGE_ASSIGN_OR_RETURN(const Fd folder, Open(building, O_RDONLY | O_DIRECTORY));
  if (::syncfs(folder.get()) < 0) return absl::ErrnoToStatus(errno, absl::StrCat("sync ", building));
  if (::rename(building.c_str(), final_path.c_str()) < 0)
    return absl::ErrnoToStatus(errno, absl::StrCat("rename ", building, " to ", final_path));
  JUDGE_ASSIGN_OR_RETURN(const Fd layers, Open(layers_folder, O_RDONLY | O_DIRECTORY));
  if (::fsync(layers.get()) < 0) return absl::ErrnoToStatus(errno, absl::StrCat("sync ", layers_folder));
  return absl::OkStatus();
}

absl::Status BuildLayer(const v1::ImageRecipe& recipe, const std::string& digest, const std::vector<std::string>& below,
                        const std::string& layers_folder, const LineCallback& progress) {
  JUDGE_ASSIGN_OR_RETURN(TemporaryFolder folder,
                         TemporaryFolder::Make(absl::StrCat(kBuildingPrefix, digest, "-"), layers_folder));
  if (::chmod(folder.path().c_str(), 0755) < 0) return absl::ErrnoToStatus(errno, "chmod");
  const std::string name = std::filesystem::path(folder.path()).filename().string();
  JUDGE_RETURN_IF_ERROR(BuildRootfs({recipe, layers_folder, name, below}, progress));
  JUDGE_RETURN_IF_ERROR(WriteDescription(folder.path(), recipe));
  progress("writing the layer to the disk");
  JUDGE_RETURN_IF_ERROR(Publish(folder.path(), absl::StrCat(layers_folder, "/", digest), layers_folder));
  folder.Release();
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> Digests(const std::vector<Layer>& stack) {
  std::vector<std::string> digests;
  for (const Layer& layer : stack) digests.push_back(layer.digest);
  return digests;
}

absl::StatusOr<ImageStore> ImageStore::Open(const std::string& state_folder, const std::string& recipe_folder) {
  JUDGE_ASSIGN_OR_RETURN(const Recipes recipes, ReadRecipes(recipe_folder));
  ImageStore store;
  store.state_folder_ = state_folder;
  store.recipe_folder_ = recipe_folder;
  const std::function<std::string(const std::string&)> digest = [&](const std::string& name) {
    if (name.empty()) return std::string();
    const v1::ImageRecipe& recipe = recipes.at(name);
    return LayerDigest(recipe, digest(recipe.parent()));
  };
  for (const auto& [name, recipe] : recipes) store.images_[name] = {recipe, digest(name)};
  return store;
}

std::string ImageStore::layers_folder() const { return state_folder_ + "/layers"; }

std::string ImageStore::LayerFolder(const Image& image) const {
  return absl::StrCat(layers_folder(), "/", image.digest);
}

bool ImageStore::IsBuilt(const Image& image) const {
  std::error_code error;
  return std::filesystem::is_directory(LayerFolder(image), error);
}

absl::StatusOr<std::vector<const ImageStore::Image*>> ImageStore::Chain(const std::string& name) const {
  std::vector<const Image*> chain;
  for (std::string next = name; !next.empty(); next = chain.back()->recipe.parent()) {
    const auto found = images_.find(next);
    if (found == images_.end())
      return absl::NotFoundError(absl::StrCat(
          "no image '", EscapeForLine(next), "': there is no such recipe in ", recipe_folder_, " (there are: ",
          absl::StrJoin(images_, ", ", [](std::string* out, const auto& image) { absl::StrAppend(out, image.first); }),
          ")"));
    chain.push_back(&found->second);
  }
  return chain;
}

absl::StatusOr<std::vector<Layer>> ImageStore::Stack(const std::string& name) const {
  JUDGE_ASSIGN_OR_RETURN(const std::vector<const Image*> chain, Chain(name));
  std::vector<Layer> stack;
  for (const Image* image : chain) {
    if (!IsBuilt(*image))
      return absl::NotFoundError(
          absl::StrCat("image '", name, "' is not built: run `judge-cli image build ", name, "`"));
    stack.push_back({image->recipe.name(), image->digest});
  }
  return stack;
}

absl::StatusOr<std::vector<ImageInfo>> ImageStore::List() const {
  std::vector<ImageInfo> list;
  for (const auto& [name, image] : images_) {
    ImageInfo info = {name, image.digest, image.recipe.parent(), IsBuilt(image), 0};
    if (info.built) {
      JUDGE_ASSIGN_OR_RETURN(const Manifest manifest, ReadManifest(LayerFolder(image)));
      info.bytes = manifest.bytes;
    }
    list.push_back(std::move(info));
  }
  return list;
}

absl::Status ImageStore::Verify(const std::string& name) const {
  JUDGE_RETURN_IF_ERROR(Stack(name).status());
  JUDGE_ASSIGN_OR_RETURN(const std::vector<const Image*> chain, Chain(name));
  for (const Image* image : chain) {
    const std::string folder = LayerFolder(*image);
    const absl::Status status = VerifyLayer(folder);
    if (absl::IsDataLoss(status))
      return absl::DataLossError(absl::StrCat("the layer of image '", image->recipe.name(),
                                              "' is not what was built; remove ", folder,
                                              " and build it again. Differences:\n  ", status.message()));
    JUDGE_RETURN_IF_ERROR(Annotate(status, absl::StrCat("image '", image->recipe.name(), "'")));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Layer>> ImageStore::Build(const std::string& name, const LineCallback& progress) const {
  JUDGE_ASSIGN_OR_RETURN(std::vector<const Image*> chain, Chain(name));
  if (std::all_of(chain.begin(), chain.end(), [&](const Image* image) { return IsBuilt(*image); })) return Stack(name);
  if (!IsRoot())
    return absl::FailedPreconditionError(
        "building an image needs root: sudo judge-cli image build; an ordinary user judges with the images of "
        "/var/lib/judge");
  JUDGE_RETURN_IF_ERROR(MakeFolders(layers_folder()));
  JUDGE_RETURN_IF_ERROR(CheckOwnFolder(state_folder_));
  JUDGE_RETURN_IF_ERROR(CheckOwnFolder(layers_folder()));
  JUDGE_ASSIGN_OR_RETURN(const Fd lock, LockBuilds(layers_folder(), progress));
  JUDGE_RETURN_IF_ERROR(RemoveLeftovers(layers_folder()));
  std::vector<std::string> below;
  std::reverse(chain.begin(), chain.end());
  for (const Image* image : chain) {
    if (!IsBuilt(*image)) {
      progress(absl::StrCat("building image '", image->recipe.name(), "'"));
      JUDGE_RETURN_IF_ERROR(Annotate(BuildLayer(image->recipe, image->digest, below, layers_folder(), progress),
                                     absl::StrCat("build image '", image->recipe.name(), "'")));
    }
    below.insert(below.begin(), image->digest);
  }
  return Stack(name);
}

}  // namespace judge::image
