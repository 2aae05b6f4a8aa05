#include "server/problems.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/escape.h"
#include "server/rich_status.h"

namespace judge::server {
namespace {

constexpr size_t kMaxNameBytes = 63;

}  // namespace

bool IsProblemName(const std::string& name) {
  return !name.empty() && name.size() <= kMaxNameBytes && std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_islower(static_cast<unsigned char>(c)) || absl::ascii_isdigit(static_cast<unsigned char>(c)) ||
           c == '_' || c == '-';
  });
}

absl::Status Problems::Load(Store& store) {
  return store.ForEachProblem([this](const ProblemVersion& version, bool is_current) {
    const std::lock_guard lock(mutex_);
    OfTenant& tenant = tenants_[version.tenant];
    tenant.names[version.digest].insert(version.name);
    tenant.kept[version.digest] = version.size;
    if (is_current) tenant.current[version.name] = version.digest;
  });
}

void Problems::Put(const ProblemVersion& version) {
  const std::lock_guard lock(mutex_);
  OfTenant& tenant = tenants_[version.tenant];
  tenant.names[version.digest].insert(version.name);
  tenant.current[version.name] = version.digest;
}

int64_t Problems::OfTenant::KeptBytes() const {
  int64_t all = 0;
  for (const auto& [digest, bytes] : kept) all += bytes;
  return all;
}

absl::Status Problems::Reserve(const std::string& tenant_name, int64_t bytes, const Space& space) {
  const std::lock_guard lock(mutex_);
  OfTenant& tenant = tenants_[tenant_name];
  // One that is kept already may always come again.
  const int64_t room = std::max(space.bytes - tenant.KeptBytes(), space.upload);
  if (tenant.reserved + bytes > room)
    return OverQuota(
        "tenant:" + tenant_name,
        absl::StrCat("this tenant's uploads under way are more than the ", room, " bytes that it has left"),
        absl::Seconds(10));
  tenant.reserved += bytes;
  return absl::OkStatus();
}

void Problems::Release(const std::string& tenant, int64_t bytes) {
  const std::lock_guard lock(mutex_);
  tenants_[tenant].reserved -= bytes;
}

absl::StatusOr<bool> Problems::Keep(const std::string& tenant_name, const std::string& digest, int64_t size,
                                    const Space& space) {
  const std::lock_guard lock(mutex_);
  OfTenant& tenant = tenants_[tenant_name];
  if (tenant.kept.contains(digest)) return false;
  if (const int64_t all = tenant.KeptBytes() + size; all > space.bytes)
    return OverQuota("tenant:" + tenant_name,
                     absl::StrCat("the packages of this tenant would be ", all, " bytes; at most ", space.bytes,
                                  " are kept: ask who runs the server"),
                     absl::InfiniteDuration());
  tenant.kept[digest] = size;
  return true;
}

void Problems::Forget(const std::string& tenant, const std::string& digest) {
  const std::lock_guard lock(mutex_);
  tenants_[tenant].kept.erase(digest);
}

void Problems::Delete(const ProblemVersion& version) {
  const std::lock_guard lock(mutex_);
  tenants_[version.tenant].current.erase(version.name);
}

absl::StatusOr<Problems::Found> Problems::Find(const std::string& tenant_name, const std::string& asked) const {
  const absl::Status not_found = absl::NotFoundError(absl::StrCat("no problem ", QuoteForLine(asked)));
  const std::lock_guard lock(mutex_);
  const auto tenant = tenants_.find(tenant_name);
  if (tenant == tenants_.end()) return not_found;
  const OfTenant& of = tenant->second;
  absl::string_view digest = asked;
  if (!absl::ConsumePrefix(&digest, kDigestPrefix)) {
    const auto current = of.current.find(asked);
    if (current == of.current.end()) return not_found;
    return Found{asked, current->second};
  }
  const auto names = of.names.find(std::string(digest));
  if (names == of.names.end()) return not_found;
  const auto living = std::find_if(names->second.begin(), names->second.end(),
                                   [&](const std::string& name) { return of.current.contains(name); });
  if (living == names->second.end()) return not_found;
  return Found{*living, names->first};
}

}  // namespace judge::server
