#include "server/catalogue.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/escape.h"

namespace judge::server {
namespace {

// Of what a client has sent, in a message back to it.
constexpr size_t kShownBytes = 100;

bool HasExtension(const v1::ProfileInfo& profile, const std::string& name) {
  return std::any_of(profile.extensions().begin(), profile.extensions().end(),
                     [&](const std::string& extension) { return absl::EndsWith(name, extension); });
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

absl::StatusOr<std::string> Catalogue::Find(const std::string& asked, const std::string& source_name) const {
  const std::vector<v1::ProfileInfo> all = profiles();
  if (all.empty()) return absl::UnavailableError("no worker has come yet, and with it no profile");
  const v1::ProfileInfo* found = nullptr;
  for (const v1::ProfileInfo& profile : all) {
    if (!asked.empty() && profile.id() == asked) return asked;
    if (asked.empty() && HasExtension(profile, source_name) &&
        (found == nullptr || profile.guess_priority() > found->guess_priority()))
      found = &profile;
  }
  if (found != nullptr) return found->id();
  const std::string wanted =
      asked.empty() ? absl::StrCat("no profile for '", EscapeForLine(source_name), "'; name one of: ")
                    : absl::StrCat("no profile '", EscapeForLine(CutUtf8(asked, kShownBytes)), "'; there are: ");
  return absl::InvalidArgumentError(absl::StrCat(wanted, Ids(all)));
}

}  // namespace judge::server
