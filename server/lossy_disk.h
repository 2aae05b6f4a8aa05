// A disk for SQLite that loses its power: a file system ("VFS") below which every write is only a promise until its
// file is synced, as on real disks. kill -9 shows nothing of that, since the kernel keeps what a dead process wrote.
// For tests.
#ifndef JUDGE_SERVER_LOSSY_DISK_H_
#define JUDGE_SERVER_LOSSY_DISK_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace judge::server {

// One a process. Thread-safe.
class LossyDisk {
 public:
  static constexpr char kVfs[] = "lossy";

  // Registered with SQLite on the first call.
  static LossyDisk& Get();

  // A new disk, empty, whose power goes at this write from now on: it and all after it fail.
  void Insert(int64_t writes);
  bool is_cut() const;

  // Puts into `folder` what such a disk may hold after the cut, of the files below `from`: all that was synced; of each
  // later write all, nothing, or some of its sectors.
  absl::Status Recover(const std::string& from, const std::string& folder, uint32_t seed) const;

  // Of the VFS. False: the power is gone.
  bool Write(const std::string& path, int64_t offset, const void* data, size_t size);
  bool Truncate(const std::string& path, int64_t size);
  bool Sync(const std::string& path);
  void Delete(const std::string& path);

 private:
  struct Promise {
    bool truncates;
    int64_t offset;
    std::string data;
  };
  struct File {
    std::string synced;
    std::vector<Promise> promises;
  };

  LossyDisk() = default;
  bool Keep(const std::string& path, Promise promise);
  static void Fulfil(const Promise& promise, std::string& bytes);
  static void FulfilInPart(const Promise& promise, std::mt19937& random, std::string& bytes);

  mutable std::mutex mutex_;  // guards what follows
  std::map<std::string, File> files_;
  int64_t writes_left_ = 0;
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_LOSSY_DISK_H_
