// judge-sandbox as a person or a script calls it. For tests.
#ifndef JUDGE_SANDBOX_TOOL_TOOL_PROCESS_H_
#define JUDGE_SANDBOX_TOOL_TOOL_PROCESS_H_

#include <string>

#include "base/test_folder.h"

namespace judge::sandbox {

struct Said {
  int exit_code = -1;
  std::string out, err;
};

class ToolProcess {
 public:
  // Of a folder for files of the test's own.
  std::string Path(const std::string& name) const { return folder_.path(name); }
  // "(missing)" where it is.
  std::string Read(const std::string& name) const { return ReadFile(Path(name), 1 << 20).value_or("(missing)"); }

  // Runs "judge-sandbox ARGUMENTS" by a shell, with nothing on its standard input, and this build's spawner or another.
  // `variables`: "NAME=VALUE ...".
  Said Call(const std::string& arguments, const std::string& input = "/dev/null",
            const std::string& variables = "") const;

 private:
  const TestFolder folder_;
};

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_TOOL_TOOL_PROCESS_H_
