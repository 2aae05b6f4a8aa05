// Archives to be unpacked, kind and hostile. For tests.
#ifndef JUDGE_PROBLEM_TEST_ARCHIVE_H_
#define JUDGE_PROBLEM_TEST_ARCHIVE_H_

#include <archive.h>
#include <archive_entry.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace judge::problem {

enum class ArchiveFormat { kZip, kTar, kTarGzip, kTarXz, kTarZstd };

struct ArchiveEntry {
  std::string name;
  std::string content = {};
  unsigned type = AE_IFREG;
  std::string hard_link = {};
  std::string symbolic_link = {};
  unsigned mode = 0644;
};

inline la_ssize_t AppendToString(archive*, void* string, const void* bytes, size_t size) {
  static_cast<std::string*>(string)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

inline void WriteEntry(archive* writer, const ArchiveEntry& what) {
  archive_entry* const entry = archive_entry_new();
  archive_entry_set_pathname(entry, what.name.c_str());
  archive_entry_set_filetype(entry, what.type);
  archive_entry_set_perm(entry, what.mode);
  archive_entry_set_size(entry, static_cast<la_int64_t>(what.content.size()));
  if (!what.hard_link.empty()) archive_entry_set_hardlink(entry, what.hard_link.c_str());
  if (!what.symbolic_link.empty()) archive_entry_set_symlink(entry, what.symbolic_link.c_str());
  if (archive_write_header(writer, entry) < ARCHIVE_WARN) std::abort();
  archive_write_data(writer, what.content.data(), what.content.size());
  archive_entry_free(entry);
}

// The archive's bytes.
inline std::string ArchiveOf(const std::vector<ArchiveEntry>& entries, ArchiveFormat format = ArchiveFormat::kTarGzip) {
  std::string bytes;
  archive* const writer = archive_write_new();
  if (format == ArchiveFormat::kZip) {
    archive_write_set_format_zip(writer);
  } else {
    archive_write_set_format_gnutar(writer);
  }
  if (format == ArchiveFormat::kTarGzip) {
    archive_write_add_filter_gzip(writer);
    archive_write_set_filter_option(writer, "gzip", "timestamp", nullptr);  // the same bytes tomorrow
  }
  if (format == ArchiveFormat::kTarXz) archive_write_add_filter_xz(writer);
  if (format == ArchiveFormat::kTarZstd) archive_write_add_filter_zstd(writer);
  archive_write_set_bytes_in_last_block(writer, 1);  // no padding, which is for tapes
  if (archive_write_open(writer, &bytes, nullptr, AppendToString, nullptr) != ARCHIVE_OK) std::abort();
  for (const ArchiveEntry& entry : entries) WriteEntry(writer, entry);
  if (archive_write_free(writer) != ARCHIVE_OK) std::abort();
  return bytes;
}

// Of files by name, in a folder or, where that is empty, at its root.
inline std::string PackageArchive(const std::map<std::string, std::string>& files, const std::string& folder = "sum",
                                  ArchiveFormat format = ArchiveFormat::kTarGzip) {
  std::vector<ArchiveEntry> entries;
  for (const auto& [name, content] : files) entries.push_back({folder.empty() ? name : folder + "/" + name, content});
  return ArchiveOf(entries, format);
}

}  // namespace judge::problem

#endif  // JUDGE_PROBLEM_TEST_ARCHIVE_H_
