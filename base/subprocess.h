// Starts one of the host's own, trusted programs (mmdebstrap, apt-get) and waits for it. No shell is involved. Programs
// that nobody trusts run in a box instead: see sandbox/.
#ifndef JUDGE_BASE_SUBPROCESS_H_
#define JUDGE_BASE_SUBPROCESS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace judge {

// The arguments of mount(2).
struct MountCall {
  std::string source;
  std::string target;
  std::string type;
  unsigned long flags = 0;
  std::string options;
};

struct Command {
  // argv[0] without a slash is looked up in this process's PATH.
  std::vector<std::string> argv;
  // "NAME=value". Nothing is inherited.
  std::vector<std::string> environment;
  // Entered before anything else: mounts and `root` may be relative to it. Empty: the caller's.
  std::string folder;
  // Runs it in pid and mount namespaces of its own (needs root): whatever it starts or mounts is gone when it has
  // ended, however it ends. /proc shows the new pid namespace.
  bool own_namespaces = false;
  // Made before the program starts, in this order. Needs own_namespaces.
  std::vector<MountCall> mounts;
  // Where not empty: the program's root folder, in which argv[0] must be a path. /proc is mounted in it.
  std::string root;
};

using LineCallback = std::function<void(absl::string_view line)>;

// Runs the command with /dev/null as its input and umask 022, and returns when it has ended. Each line of its output
// (both streams, without the line break, cut at 4 KiB, bytes as the program wrote them) goes to `on_line`, in the
// calling thread. Not OK: NOT_FOUND when there is no such program; the errno's code and the step's name when it could
// not be started; INTERNAL, with its last lines of output, when it ended with a code other than 0 or by a signal. The
// program dies with the calling thread.
absl::Status RunCommand(const Command& command, const LineCallback& on_line);

}  // namespace judge

#endif  // JUDGE_BASE_SUBPROCESS_H_
