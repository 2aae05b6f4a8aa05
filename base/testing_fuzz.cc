#include "base/testing_fuzz.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/escape.h"

namespace judge {

void Require(bool holds, absl::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "Required, but not so: %s\n", std::string(what).c_str());
  std::abort();
}

void RequireReadable(const absl::Status& error) {
  Require(!error.ok() && !error.message().empty(), "an error says what is wrong");
  Require(error.message() == EscapeForLine(error.message()),
          absl::StrCat("an error is one printable line: ", EscapeForLine(error.message())));
}

TemporaryFolder MakeInputFolder() {
  auto folder = TemporaryFolder::Make("judge_fuzz", ::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "");
  Require(folder.ok(), "a temporary folder can be made");
  return *std::move(folder);
}

void WriteInput(const std::string& path, absl::string_view text) {
  const auto file = Open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  Require(file.ok() && WriteAll(*file, text).ok(), absl::StrCat("can be written: ", path));
}

}  // namespace judge

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  judge::Fuzz(absl::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
