// Who may call: API keys, each with a tenant and a role.
#ifndef JUDGE_SERVER_KEYS_H_
#define JUDGE_SERVER_KEYS_H_

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace judge::server {

// Each may what those before it may, but for workers.
enum class Role {
  kSubmit,  // submit, and see what a submitter may see of the tenant's runs
  kGrade,   // see everything of the tenant's runs, judge them again, limits and priorities; upload problems
  kAdmin,   // the same, and of every tenant's runs; problems stay its own tenant's
  kWorker,  // the calls of workers, the profiles and the server's figures
};
const char* RoleName(Role role);

struct Caller {
  std::string tenant;
  Role role = Role::kSubmit;
};

// Keys are kept hashed: whoever reads the file can call nothing with it.
class Keys {
 public:
  // None: everybody is admin, of the tenant "default", and a worker. For a server that only this machine can reach.
  Keys() = default;

  // A line for each key: its SHA-256 in hex, tenant, role; '#' begins a comment. INVALID_ARGUMENT names the line.
  static absl::StatusOr<Keys> Parse(absl::string_view text);

  // Of the value of a call's "authorization" header: "Bearer KEY". UNAUTHENTICATED.
  absl::StatusOr<Caller> Find(absl::string_view authorization) const;

  bool empty() const { return callers_.empty(); }
  size_t size() const { return callers_.size(); }

 private:
  std::map<std::string, Caller, std::less<>> callers_;  // by hash
};

// The keys of now: an operator gives and takes them while the server runs. Thread-safe.
class LiveKeys {
 public:
  explicit LiveKeys(Keys keys) : keys_(std::make_shared<const Keys>(std::move(keys))) {}

  void Replace(Keys keys);
  absl::StatusOr<Caller> Find(absl::string_view authorization) const { return Now()->Find(authorization); }
  bool empty() const { return Now()->empty(); }

 private:
  std::shared_ptr<const Keys> Now() const;

  mutable std::mutex mutex_;
  std::shared_ptr<const Keys> keys_;  // guarded by mutex_
};

struct NewKey {
  std::string key;   // to be told to its owner, and kept nowhere
  std::string line;  // for the file
};
// INVALID_ARGUMENT: a tenant is 1 to 63 of [A-Za-z0-9._-].
absl::StatusOr<NewKey> MakeKey(const std::string& tenant, Role role);

absl::StatusOr<Role> ParseRole(absl::string_view name);

}  // namespace judge::server

#endif  // JUDGE_SERVER_KEYS_H_
