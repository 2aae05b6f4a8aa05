// Files for one test. For tests alone: what cannot be written ends the program.
#ifndef JUDGE_BASE_TEST_FOLDER_H_
#define JUDGE_BASE_TEST_FOLDER_H_

#include <sys/types.h>

#include <cstdlib>
#include <string>

#include "absl/strings/string_view.h"
#include "base/file.h"

namespace judge {

// A temporary folder, removed with all it holds when this goes.
class TestFolder {
 public:
  TestFolder() {}  // clang makes no constant of a class without one

  const std::string& path() const { return folder_.path(); }
  std::string path(const std::string& name) const { return path() + "/" + name; }

  // Writes a file, in new folders where its name has any, and returns its path.
  std::string Write(const std::string& name, absl::string_view bytes, mode_t mode = 0644) const {
    std::string file = path(name);
    const bool written =
        MakeFolders(file.substr(0, file.rfind('/'))).ok() && WriteFileAtomically(file, bytes, mode).ok();
    if (!written) std::abort();
    return file;
  }

 private:
  TemporaryFolder folder_ = TemporaryFolder::Make("judge-test-").value();
};

}  // namespace judge

#endif  // JUDGE_BASE_TEST_FOLDER_H_
