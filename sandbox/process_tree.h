// Who is whose child, as /proc tells it. For tests.
#ifndef JUDGE_SANDBOX_PROCESS_TREE_H_
#define JUDGE_SANDBOX_PROCESS_TREE_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace judge::sandbox {

// The living ones: not those that are dead and not reaped yet.
std::vector<pid_t> ChildrenOf(pid_t pid);
// Children, their children, and so on.
std::vector<pid_t> DescendantsOf(pid_t pid);

// Whether it runs; false once it is dead, though nobody may have reaped it yet.
bool IsAlive(pid_t pid);

// The name that the kernel keeps: of the program's file, cut to 15 characters. Empty when there is no such process.
std::string NameOfProcess(pid_t pid);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_PROCESS_TREE_H_
