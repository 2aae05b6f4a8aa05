#include "image/recipe.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "proto/textproto.h"

namespace judge::image {
namespace {

// Part of every digest. Raised whenever the same recipe comes to make another layer: a new way of cleaning, say.
constexpr absl::string_view kLayerFormat = "judge layer 1";

// Words that become arguments of other programs: none may look like an option or hold a blank.
bool IsWord(absl::string_view text, absl::string_view extra_characters) {
  return !text.empty() && absl::ascii_isalnum(text[0]) && std::all_of(text.begin(), text.end(), [&](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || extra_characters.find(c) != absl::string_view::npos;
  });
}

absl::Status Check(const v1::ImageRecipe& recipe, const std::string& file_name) {
  if (!IsWord(recipe.name(), "_-")) return absl::InvalidArgumentError("name: has to match [a-z0-9][a-z0-9_-]*");
  if (recipe.name() != file_name)
    return absl::InvalidArgumentError(
        absl::StrCat("name: is \"", recipe.name(), "\", has to be the file's, \"", EscapeForLine(file_name), "\""));
  if (recipe.has_debootstrap() == !recipe.parent().empty())
    return absl::InvalidArgumentError("has to have either a parent or debootstrap");
  if (recipe.has_debootstrap() && !IsWord(recipe.debootstrap().suite(), "-"))
    return absl::InvalidArgumentError("debootstrap.suite: has to be a release like \"bookworm\"");
  if (recipe.has_debootstrap() && !IsWord(recipe.debootstrap().variant(), "-"))
    return absl::InvalidArgumentError("debootstrap.variant: has to be a variant of mmdebstrap like \"apt\"");
  for (const std::string& package : recipe.packages()) {
    if (!IsWord(package, "+-."))
      return absl::InvalidArgumentError(absl::StrCat("packages: not a package name: \"", EscapeForLine(package), "\""));
  }
  return absl::OkStatus();
}

absl::Status CheckAncestors(const v1::ImageRecipe& recipe, const Recipes& recipes) {
  std::set<std::string> seen = {recipe.name()};
  for (const v1::ImageRecipe* r = &recipe; !r->parent().empty();) {
    const auto parent = recipes.find(r->parent());
    if (parent == recipes.end())
      return absl::InvalidArgumentError(absl::StrCat("parent: no image \"", EscapeForLine(r->parent()), "\""));
    r = &parent->second;
    if (!seen.insert(r->name()).second)
      return absl::InvalidArgumentError(absl::StrCat("parent: \"", r->name(), "\" is its own ancestor"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::filesystem::path>> RecipeFiles(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".textproto") files.push_back(entry->path());
  }
  if (error) return absl::ErrnoToStatus(error.value(), absl::StrCat("image recipes in ", folder));
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

absl::StatusOr<Recipes> ReadRecipes(const std::string& folder) {
  JUDGE_ASSIGN_OR_RETURN(const std::vector<std::filesystem::path> files, RecipeFiles(folder));
  Recipes recipes;
  for (const std::filesystem::path& file : files) {
    v1::ImageRecipe recipe;
    JUDGE_RETURN_IF_ERROR(ReadTextProto(file.string(), recipe));
    JUDGE_RETURN_IF_ERROR(Annotate(Check(recipe, file.stem().string()), file.string()));
    recipes[recipe.name()] = std::move(recipe);
  }
  for (const auto& [name, recipe] : recipes) {
    JUDGE_RETURN_IF_ERROR(Annotate(CheckAncestors(recipe, recipes), absl::StrCat(folder, "/", name, ".textproto")));
  }
  return recipes;
}

std::string LayerDigest(const v1::ImageRecipe& recipe, absl::string_view parent_digest) {
  Sha256 hash;
  const auto list = [&](const auto& strings) {
    hash.Field(absl::StrCat(strings.size()));
    for (const std::string& s : strings) hash.Field(s);
  };
  hash.Field(kLayerFormat);
  hash.Field(parent_digest);
  hash.Field(recipe.name());
  hash.Field(recipe.debootstrap().suite());
  hash.Field(recipe.debootstrap().variant());
  list(recipe.packages());
  list(recipe.steps());
  hash.Field(recipe.revision());
  return hash.Hex();
}

}  // namespace judge::image
