// SHA-256, as lower-case hex. The names of images, cached artifacts and certificates.
#ifndef JUDGE_BASE_SHA256_H_
#define JUDGE_BASE_SHA256_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/fd.h"

namespace judge {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  // Adds raw bytes.
  void Update(absl::string_view bytes);
  // Adds a field: its length in 8 bytes, then its bytes, so that ("ab","c") and ("a","bc") differ.
  void Field(absl::string_view bytes);
  // 64 hex digits. To be called once.
  std::string Hex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string Sha256Hex(absl::string_view bytes);
// Of the bytes from offset 0 to the end; the file's own offset does not move.
absl::StatusOr<std::string> Sha256HexOf(const Fd& file);

}  // namespace judge

#endif  // JUDGE_BASE_SHA256_H_
