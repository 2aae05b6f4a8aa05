#include "worker/profile_set.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/escape.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "proto/textproto.h"
#include "worker/profile_check.h"

namespace judge::worker {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxProfiles = 256;
constexpr uint64_t kDefaultArtifactBytes = 64 << 20;

// The stems of FOLDER/*.textproto, sorted.
absl::StatusOr<std::vector<std::string>> FileStems(const std::string& folder) {
  std::vector<std::string> stems;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const fs::path& path = entry->path();
    // Hidden ones are what editors leave.
    if (path.extension() == ".textproto" && path.filename().native()[0] != '.') stems.push_back(path.stem());
    if (stems.size() > kMaxProfiles) {
      return absl::InvalidArgumentError(absl::StrCat(folder, ": more than ", kMaxProfiles, " profiles"));
    }
  }
  if (error) return absl::ErrnoToStatus(error.value(), absl::StrCat("read the profiles in ", folder));
  if (stems.empty()) return absl::InvalidArgumentError(absl::StrCat(folder, ": there is no profile (*.textproto)"));
  std::sort(stems.begin(), stems.end());
  return stems;
}

absl::StatusOr<v1::Profile> ReadProfile(const std::string& folder, const std::string& stem) {
  const std::string path = absl::StrCat(folder, "/languages/", stem, ".textproto");
  v1::Profile profile;
  JUDGE_RETURN_IF_ERROR(ReadTextProto(path, profile));
  JUDGE_RETURN_IF_ERROR(Annotate(CheckProfile(profile, stem, folder), path));
  if (!profile.compile().artifact().empty() && profile.compile().artifact_bytes() == 0) {
    profile.mutable_compile()->set_artifact_bytes(kDefaultArtifactBytes);
  }
  return profile;
}

// Two profiles that share an extension need an order, else the guess would depend on the files' names.
absl::Status CheckGuessesAreClear(const std::vector<v1::Profile>& profiles) {
  std::map<std::pair<std::string, int>, std::string> first;
  for (const v1::Profile& profile : profiles) {
    for (const std::string& extension : profile.extensions()) {
      const auto [entry, is_new] = first.try_emplace({extension, profile.guess_priority()}, profile.id());
      if (!is_new) {
        return absl::InvalidArgumentError(absl::StrCat("profiles ", entry->second, " and ", profile.id(), " share ",
                                                       extension, " and guess_priority; give them different ones"));
      }
    }
  }
  return absl::OkStatus();
}

// Levenshtein's: how many letters to insert, delete or replace.
size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

std::optional<std::string> NearestId(const std::vector<v1::Profile>& profiles, absl::string_view id) {
  std::optional<std::string> nearest;
  size_t least = 3;  // farther is another word
  for (const v1::Profile& profile : profiles) {
    const size_t distance = EditDistance(id, profile.id());
    if (distance < least && distance < id.size()) {
      least = distance;
      nearest = profile.id();
    }
  }
  return nearest;
}

// ".cpp" of "a/b.c.cpp"; "" of "Makefile" and of ".cpp".
std::string ExtensionOf(absl::string_view file_name) {
  const absl::string_view name = file_name.substr(file_name.rfind('/') + 1);
  const size_t dot = name.rfind('.');
  return dot == name.npos || dot == 0 ? "" : std::string(name.substr(dot));
}

bool HasExtension(const v1::Profile& profile, const std::string& extension) {
  return std::find(profile.extensions().begin(), profile.extensions().end(), extension) != profile.extensions().end();
}

std::string KnownProfiles(const std::vector<v1::Profile>& profiles) {
  return absl::StrJoin(profiles, ", ", [](std::string* out, const v1::Profile& profile) {
    absl::StrAppend(out, profile.id(), " (", absl::StrJoin(profile.extensions(), " "), ")");
  });
}

}  // namespace

absl::StatusOr<ProfileSet> ProfileSet::Load(const std::string& folder) {
  JUDGE_ASSIGN_OR_RETURN(const std::vector<std::string> stems, FileStems(folder + "/languages"));
  std::vector<v1::Profile> profiles;
  for (const std::string& stem : stems) {
    JUDGE_ASSIGN_OR_RETURN(profiles.emplace_back(), ReadProfile(folder, stem));
  }
  JUDGE_RETURN_IF_ERROR(Annotate(CheckGuessesAreClear(profiles), folder + "/languages"));
  return ProfileSet(std::move(profiles));
}

absl::StatusOr<const v1::Profile*> ProfileSet::Find(const std::string& id) const {
  for (const v1::Profile& profile : profiles_) {
    if (profile.id() == id) return &profile;
  }
  const std::string shown = id.substr(0, 64);
  const std::optional<std::string> nearest = NearestId(profiles_, shown);
  return absl::NotFoundError(absl::StrCat(
      "no profile '", EscapeForLine(shown), "'",
      nearest ? absl::StrCat("; did you mean ", *nearest, "? Known: ") : "; known: ", KnownProfiles(profiles_)));
}

absl::StatusOr<const v1::Profile*> ProfileSet::GuessFor(const std::vector<std::string>& file_names) const {
  for (const std::string& name : file_names) {
    const std::string extension = ExtensionOf(name);
    const v1::Profile* best = nullptr;
    for (const v1::Profile& profile : profiles_) {
      if (!HasExtension(profile, extension)) continue;
      if (best == nullptr || profile.guess_priority() > best->guess_priority()) best = &profile;
    }
    if (best != nullptr) return best;
  }
  if (file_names.empty()) return absl::InvalidArgumentError("no source file: name at least one");
  const std::string extension = ExtensionOf(file_names[0]);
  const std::string what =
      extension.empty() ? "a file without extension" : absl::StrCat("'", extension.substr(0, 32), "'");
  return absl::InvalidArgumentError(
      absl::StrCat("no profile for ", EscapeForLine(what), ": use --profile; known: ", KnownProfiles(profiles_)));
}

std::string ProfileDigest(const v1::Profile& profile) {
  // Protobuf's bytes are canonical here: there are no maps, and unknown fields do not come out of text.
  return Sha256Hex(profile.SerializeAsString());
}

bool IsSource(const v1::Profile& profile, const std::string& file_name) {
  return HasExtension(profile, ExtensionOf(file_name));
}

std::vector<std::string> ExpandCommand(const google::protobuf::RepeatedPtrField<std::string>& command,
                                       const std::vector<std::string>& sources, const std::string& artifact) {
  std::vector<std::string> words;
  for (const std::string& word : command) {
    if (word == "{sources}") {
      words.insert(words.end(), sources.begin(), sources.end());
    } else {
      words.push_back(absl::StrReplaceAll(word, {{"{source}", sources.at(0)}, {"{artifact}", artifact}}));
    }
  }
  return words;
}

}  // namespace judge::worker
