// Which problems there are, in memory: who submits does not wait for the disk.
#ifndef JUDGE_SERVER_PROBLEMS_H_
#define JUDGE_SERVER_PROBLEMS_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/store.h"

namespace judge::server {

// How a version is asked for, rather than a name's current one: this, and its digest.
inline constexpr char kDigestPrefix[] = "sha256:";

// 1 to 63 of [a-z0-9_-].
bool IsProblemName(const std::string& name);

// Thread-safe; waits for nothing but in Load.
class Problems {
 public:
  struct Found {
    std::string name;
    std::string digest;
  };

  // What the store has. To be called once, before all else.
  absl::Status Load(Store& store);

  // What has happened in the store, in the order in which it tells.
  void Put(const ProblemVersion& version);
  void Delete(const ProblemVersion& version);

  // Bytes that a tenant may have.
  struct Space {
    int64_t bytes = int64_t{64} << 30;  // of all packages that it keeps, deleted problems' as well: results name them
    int64_t upload = int64_t{1} << 30;  // of one
  };
  // An upload of the tenant's takes so many bytes more. RESOURCE_EXHAUSTED with a QuotaFailure: all of its uploads
  // under way take what is left of its space, and more than one may. To be released when the upload is over.
  absl::Status Reserve(const std::string& tenant, int64_t bytes, const Space& space);
  void Release(const std::string& tenant, int64_t bytes);
  // The tenant is to keep this package. False: it keeps it already. RESOURCE_EXHAUSTED with a QuotaFailure.
  absl::StatusOr<bool> Keep(const std::string& tenant, const std::string& digest, int64_t size, const Space& space);
  // It could not be kept after all.
  void Forget(const std::string& tenant, const std::string& digest);

  // "sum": its current version; "sha256:...": any version of a name that is not deleted. NOT_FOUND.
  absl::StatusOr<Found> Find(const std::string& tenant, const std::string& asked) const;

 private:
  struct OfTenant {
    std::map<std::string, std::string> current;          // digest, by name
    std::map<std::string, std::set<std::string>> names;  // those with such a version, by digest
    std::map<std::string, int64_t> kept;                 // bytes, by digest
    int64_t reserved = 0;                                // bytes

    int64_t KeptBytes() const;
  };

  mutable std::mutex mutex_;
  std::map<std::string, OfTenant> tenants_;  // guarded by mutex_
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_PROBLEMS_H_
