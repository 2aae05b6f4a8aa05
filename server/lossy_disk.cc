#include "server/lossy_disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "base/file.h"
#include "base/status_macros.h"

namespace judge::server {
namespace {

constexpr int64_t kSector = 512;

// What SQLite holds for an open file: ours, and behind it that of the file system below.
struct OpenFile {
  sqlite3_file base;
  char path[512];
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

OpenFile* Of(sqlite3_file* file) { return reinterpret_cast<OpenFile*>(file); }
sqlite3_file* Real(sqlite3_file* file) { return Of(file)->real(); }
const sqlite3_io_methods* MethodsBelow(sqlite3_file* file) { return Real(file)->pMethods; }
sqlite3_vfs* VfsBelow(sqlite3_vfs* vfs) { return static_cast<sqlite3_vfs*>(vfs->pAppData); }

int Write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  if (!LossyDisk::Get().Write(Of(file)->path, offset, data, static_cast<size_t>(size))) return SQLITE_IOERR_WRITE;
  return MethodsBelow(file)->xWrite(Real(file), data, size, offset);
}
int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (!LossyDisk::Get().Truncate(Of(file)->path, size)) return SQLITE_IOERR_TRUNCATE;
  return MethodsBelow(file)->xTruncate(Real(file), size);
}
// The real file need not be synced: its power stays on.
int Sync(sqlite3_file* file, int) { return LossyDisk::Get().Sync(Of(file)->path) ? SQLITE_OK : SQLITE_IOERR_FSYNC; }

// The rest goes down as it is.
int Close(sqlite3_file* file) { return MethodsBelow(file)->xClose(Real(file)); }
int Read(sqlite3_file* file, void* data, int size, sqlite3_int64 offset) {
  return MethodsBelow(file)->xRead(Real(file), data, size, offset);
}
int FileSize(sqlite3_file* file, sqlite3_int64* size) { return MethodsBelow(file)->xFileSize(Real(file), size); }
int Lock(sqlite3_file* file, int level) { return MethodsBelow(file)->xLock(Real(file), level); }
int Unlock(sqlite3_file* file, int level) { return MethodsBelow(file)->xUnlock(Real(file), level); }
int CheckReservedLock(sqlite3_file* file, int* held) {
  return MethodsBelow(file)->xCheckReservedLock(Real(file), held);
}
int FileControl(sqlite3_file* file, int what, void* argument) {
  return MethodsBelow(file)->xFileControl(Real(file), what, argument);
}
int SectorSize(sqlite3_file*) { return kSector; }
// No promise about what a write may tear.
int Characteristics(sqlite3_file*) { return 0; }
int ShmMap(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
  return MethodsBelow(file)->xShmMap(Real(file), page, size, extend, memory);
}
int ShmLock(sqlite3_file* file, int offset, int count, int flags) {
  return MethodsBelow(file)->xShmLock(Real(file), offset, count, flags);
}
void ShmBarrier(sqlite3_file* file) { MethodsBelow(file)->xShmBarrier(Real(file)); }
int ShmUnmap(sqlite3_file* file, int remove) { return MethodsBelow(file)->xShmUnmap(Real(file), remove); }

constexpr sqlite3_io_methods kMethods = {.iVersion = 2,  // no memory-mapped files: writes to those cannot be seen
                                         .xClose = Close,
                                         .xRead = Read,
                                         .xWrite = Write,
                                         .xTruncate = Truncate,
                                         .xSync = Sync,
                                         .xFileSize = FileSize,
                                         .xLock = Lock,
                                         .xUnlock = Unlock,
                                         .xCheckReservedLock = CheckReservedLock,
                                         .xFileControl = FileControl,
                                         .xSectorSize = SectorSize,
                                         .xDeviceCharacteristics = Characteristics,
                                         .xShmMap = ShmMap,
                                         .xShmLock = ShmLock,
                                         .xShmBarrier = ShmBarrier,
                                         .xShmUnmap = ShmUnmap,
                                         .xFetch = nullptr,
                                         .xUnfetch = nullptr};

int OpenBelow(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out) {
  OpenFile* const opened = new (file) OpenFile();
  if (path != nullptr) std::strncpy(opened->path, path, sizeof opened->path - 1);
  const int code = VfsBelow(vfs)->xOpen(VfsBelow(vfs), path, opened->real(), flags, flags_out);
  // SQLite closes what has methods, even if it was not opened.
  opened->base.pMethods = opened->real()->pMethods == nullptr ? nullptr : &kMethods;
  return code;
}

int DeleteBelow(sqlite3_vfs* vfs, const char* path, int sync_folder) {
  LossyDisk::Get().Delete(path);
  return VfsBelow(vfs)->xDelete(VfsBelow(vfs), path, sync_folder);
}

void Register() {
  sqlite3_vfs* const below = sqlite3_vfs_find(nullptr);
  static sqlite3_vfs vfs = *below;  // what is not replaced needs no file of ours
  vfs.zName = LossyDisk::kVfs;
  vfs.pAppData = below;
  vfs.pNext = nullptr;
  vfs.szOsFile = static_cast<int>(sizeof(OpenFile)) + below->szOsFile;
  vfs.xOpen = OpenBelow;
  vfs.xDelete = DeleteBelow;
  sqlite3_vfs_register(&vfs, /*makeDflt=*/0);
}

}  // namespace

LossyDisk& LossyDisk::Get() {
  static LossyDisk* const disk = [] {
    Register();
    return new LossyDisk();
  }();
  return *disk;
}

void LossyDisk::Insert(int64_t writes) {
  const std::lock_guard lock(mutex_);
  files_.clear();
  writes_left_ = writes;
}

bool LossyDisk::is_cut() const {
  const std::lock_guard lock(mutex_);
  return writes_left_ <= 0;
}

bool LossyDisk::Keep(const std::string& path, Promise promise) {
  const std::lock_guard lock(mutex_);
  if (writes_left_ <= 0) return false;
  files_[path].promises.push_back(std::move(promise));
  return --writes_left_ > 0;
}

bool LossyDisk::Write(const std::string& path, int64_t offset, const void* data, size_t size) {
  return Keep(path, {false, offset, std::string(static_cast<const char*>(data), size)});
}

bool LossyDisk::Truncate(const std::string& path, int64_t size) { return Keep(path, {true, size, ""}); }

bool LossyDisk::Sync(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (writes_left_ <= 0) return false;
  File& file = files_[path];
  for (const Promise& promise : file.promises) Fulfil(promise, file.synced);
  file.promises.clear();
  return true;
}

void LossyDisk::Delete(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (writes_left_ > 0) files_.erase(path);
}

void LossyDisk::Fulfil(const Promise& promise, std::string& bytes) {
  const auto offset = static_cast<size_t>(promise.offset);
  if (promise.truncates) {
    bytes.resize(std::min(bytes.size(), offset));
    return;
  }
  bytes.resize(std::max(bytes.size(), offset + promise.data.size()));
  bytes.replace(offset, promise.data.size(), promise.data);
}

void LossyDisk::FulfilInPart(const Promise& promise, std::mt19937& random, std::string& bytes) {
  const uint32_t fate = random() % 3;
  if (fate == 0) return;
  if (fate == 1 || promise.truncates) return Fulfil(promise, bytes);
  const auto size = static_cast<int64_t>(promise.data.size());
  for (int64_t at = 0; at < size;) {
    // Up to the end of the disk's sector.
    const int64_t end = std::min(size, at + kSector - (promise.offset + at) % kSector);
    if (random() % 2 == 0)
      Fulfil({false, promise.offset + at, promise.data.substr(static_cast<size_t>(at), static_cast<size_t>(end - at))},
             bytes);
    at = end;
  }
}

absl::Status LossyDisk::Recover(const std::string& from, const std::string& folder, uint32_t seed) const {
  const std::lock_guard lock(mutex_);
  std::mt19937 random(seed);
  for (const auto& [path, file] : files_) {
    if (path.rfind(from + "/", 0) != 0) continue;
    std::string bytes = file.synced;
    for (const Promise& promise : file.promises) FulfilInPart(promise, random, bytes);
    JUDGE_RETURN_IF_ERROR(WriteFileAtomically(folder + path.substr(from.size()), bytes));
  }
  return absl::OkStatus();
}

}  // namespace judge::server
