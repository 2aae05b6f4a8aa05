#include "server/catalogue.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/escape.h"

namespace judge::server {
namespace {

bool HasExtension(const v1::ProfileInfo& profile, const std::string& name) {
  return std::any_of(profile.extensions().begin(), profile.extensions().end(),
                     [&](const std::string& extension) { return absl::EndsWith(name, extension); });
}

// Null: none.
const v1::ProfileInfo* Guessed(const std::vector<v1::ProfileInfo>& profiles, const std::string& name) {
  const v1::ProfileInfo* best = nullptr;
  for (const v1::ProfileInfo& profile : profiles) {
    if (!HasExtension(profile, name)) continue;
    if (best == nullptr || profile.guess_priority() > best->guess_priority()) best = &profile;
  }
  return best;
}

std::string Ids(const std::vector<v1::ProfileInfo>& profiles) {
  return absl::StrJoin(profiles, ", ",
                       [](std::string* out, const v1::ProfileInfo& profile) { out->append(profile.id()); });
}

}  // namespace

void Catalogue::Set(std::vector<v1::ProfileInfo> profiles) {
  const std::lock_guard lock(mutex_);
  profiles_ = std::move(profiles);
}

std::vector<v1::ProfileInfo> Catalogue::profiles() const {
  const std::lock_guard lock(mutex_);
  return profiles_;
}

absl::StatusOr<std::string> Catalogue::Find(const v1::SubmitRunRequest& request) const {
  const std::vector<v1::ProfileInfo> all = profiles();
  if (all.empty()) return absl::UnavailableError("no worker has come yet, and with it no profile");
  const std::string& asked = request.profile();
  const auto is_asked = [&](const v1::ProfileInfo& profile) { return profile.id() == asked; };
  if (!asked.empty()) {
    if (std::any_of(all.begin(), all.end(), is_asked)) return asked;
    return absl::InvalidArgumentError(absl::StrCat("no profile ", QuoteForLine(asked), "; there are: ", Ids(all)));
  }
  for (const v1::SourceFile& source : request.sources())
    if (const v1::ProfileInfo* const guessed = Guessed(all, source.name())) return guessed->id();
  return absl::InvalidArgumentError(
      absl::StrCat("no profile for '", EscapeForLine(request.sources(0).name()), "'; name one of: ", Ids(all)));
}

}  // namespace judge::server
