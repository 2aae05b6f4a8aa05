// Recipes: what images are made of, as people write them.
#ifndef JUDGE_IMAGE_RECIPE_H_
#define JUDGE_IMAGE_RECIPE_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/v1/image.pb.h"

namespace judge::image {

using Recipes = std::map<std::string, v1::ImageRecipe>;

// Reads every *.textproto of the folder, by name. INVALID_ARGUMENT names the file of a recipe that is not valid, and
// what is wrong with it. Every parent is there and none is its own ancestor.
absl::StatusOr<Recipes> ReadRecipes(const std::string& folder);

// Name of the layer that the recipe makes on top of another (on nothing: empty): SHA-256 over both, in hex.
std::string LayerDigest(const v1::ImageRecipe& recipe, absl::string_view parent_digest);

}  // namespace judge::image

#endif  // JUDGE_IMAGE_RECIPE_H_
