#include "base/sha256.h"

#include <openssl/evp.h>
#include <unistd.h>

#include <cstdlib>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace judge {

struct Sha256::Context {
  EVP_MD_CTX* md = EVP_MD_CTX_new();
  ~Context() { EVP_MD_CTX_free(md); }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  // Fails only when OpenSSL has no SHA-256 or no memory is left: nothing can go on then.
  if (context_->md == nullptr || EVP_DigestInit_ex(context_->md, EVP_sha256(), nullptr) != 1) std::abort();
}

Sha256::~Sha256() = default;

void Sha256::Update(absl::string_view bytes) { EVP_DigestUpdate(context_->md, bytes.data(), bytes.size()); }

void Sha256::Field(absl::string_view bytes) {
  char length[8];
  for (int i = 0; i < 8; ++i) length[i] = static_cast<char>(static_cast<uint64_t>(bytes.size()) >> (8 * i));
  Update(absl::string_view(length, sizeof length));
  Update(bytes);
}

std::string Sha256::Hex() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_DigestFinal_ex(context_->md, digest, &size);
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), size));
}

std::string Sha256Hex(absl::string_view bytes) {
  Sha256 hash;
  hash.Update(bytes);
  return hash.Hex();
}

absl::StatusOr<std::string> Sha256HexOf(const Fd& file) {
  Sha256 hash;
  char buffer[256 * 1024];
  for (off_t offset = 0;;) {
    const ssize_t n = RetryOnEintr([&] { return ::pread(file.get(), buffer, sizeof buffer, offset); });
    if (n < 0) return absl::ErrnoToStatus(errno, "read");
    if (n == 0) return hash.Hex();
    hash.Update(absl::string_view(buffer, n));
    offset += n;
  }
}

}  // namespace judge
