#include "sandbox/tool/tool_process.h"

#include <sys/wait.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace judge::sandbox {

Said ToolProcess::Call(const std::string& arguments, const std::string& input, const std::string& variables) const {
  const std::string command =
      absl::StrCat("JUDGE_SPAWNER=", JUDGE_BIN_DIR, "/judge-spawner ", variables, " ", JUDGE_BIN_DIR, "/judge-sandbox ",
                   arguments, " <", input, " >", Path("out"), " 2>", Path("err"));
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, Read("out"), Read("err")};
}

}  // namespace judge::sandbox
