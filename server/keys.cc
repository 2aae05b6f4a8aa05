#include "server/keys.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/escape.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "server/rich_status.h"
#include "server/token.h"

namespace judge::server {
namespace {

// So that a key can be told from other secrets where it has leaked.
constexpr char kPrefix[] = "judge_";
constexpr size_t kHashDigits = 64;
constexpr size_t kMaxTenant = 63;

struct NamedRole {
  const char* name;
  Role role;
};
constexpr NamedRole kRoles[] = {
    {"submit", Role::kSubmit}, {"grade", Role::kGrade}, {"admin", Role::kAdmin}, {"worker", Role::kWorker}};

bool IsHash(absl::string_view text) {
  return text.size() == kHashDigits && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isdigit(static_cast<unsigned char>(c)) || (c >= 'a' && c <= 'f');
         });
}

absl::Status CheckTenant(absl::string_view tenant) {
  const bool is_fit =
      !tenant.empty() && tenant.size() <= kMaxTenant && std::all_of(tenant.begin(), tenant.end(), [](char c) {
        return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
      });
  if (is_fit) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("'", EscapeForLine(std::string(tenant)), "' is no tenant: 1 to ", kMaxTenant, " of [A-Za-z0-9._-]"));
}

}  // namespace

const char* RoleName(Role role) {
  const auto found =
      std::find_if(std::begin(kRoles), std::end(kRoles), [&](const NamedRole& one) { return one.role == role; });
  return found->name;
}

absl::StatusOr<Role> ParseRole(absl::string_view name) {
  for (const NamedRole& one : kRoles) {
    if (name == one.name) return one.role;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("no role '", EscapeForLine(std::string(name)), "'; there are: submit, grade, admin, worker"));
}

absl::StatusOr<Keys> Keys::Parse(absl::string_view text) {
  Keys keys;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    line = line.substr(0, line.find('#'));
    const std::vector<std::string> words = absl::StrSplit(line, absl::ByAnyChar(" \t\r"), absl::SkipEmpty());
    if (words.empty()) continue;
    const std::string place = absl::StrCat("line ", number);
    if (words.size() != 3 || !IsHash(words[0]))
      return absl::InvalidArgumentError(
          absl::StrCat(place, ": not the SHA-256 of a key (64 digits), a tenant and a role"));
    JUDGE_RETURN_IF_ERROR(Annotate(CheckTenant(words[1]), place));
    const absl::StatusOr<Role> role = ParseRole(words[2]);
    JUDGE_RETURN_IF_ERROR(Annotate(role.status(), place));
    if (!keys.callers_.emplace(words[0], Caller{words[1], *role}).second)
      return absl::InvalidArgumentError(absl::StrCat(place, ": this key was there before"));
  }
  if (keys.empty()) return absl::InvalidArgumentError("no key in it");
  return keys;
}

absl::StatusOr<Caller> Keys::Find(absl::string_view authorization) const {
  if (callers_.empty()) return Caller{"default", Role::kAdmin};
  if (!absl::ConsumePrefix(&authorization, "Bearer "))
    return WithReason(absl::UnauthenticatedError("no API key: send the header 'authorization: Bearer KEY'"),
                      "API_KEY_MISSING");
  // Looked up by the hash: how long that takes tells nothing of the key.
  const auto found = callers_.find(Sha256Hex(absl::StripAsciiWhitespace(authorization)));
  if (found == callers_.end()) return WithReason(absl::UnauthenticatedError("unknown API key"), "API_KEY_UNKNOWN");
  return found->second;
}

void LiveKeys::Replace(Keys keys) {
  auto replacement = std::make_shared<const Keys>(std::move(keys));
  const std::lock_guard lock(mutex_);
  keys_ = std::move(replacement);
}

std::shared_ptr<const Keys> LiveKeys::Now() const {
  const std::lock_guard lock(mutex_);
  return keys_;
}

absl::StatusOr<NewKey> MakeKey(const std::string& tenant, Role role) {
  JUDGE_RETURN_IF_ERROR(CheckTenant(tenant));
  NewKey made;
  JUDGE_ASSIGN_OR_RETURN(const std::string token, NewToken());
  made.key = kPrefix + token;
  made.line = absl::StrCat(Sha256Hex(made.key), " ", tenant, " ", RoleName(role));
  return made;
}

}  // namespace judge::server
