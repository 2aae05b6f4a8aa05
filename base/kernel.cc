#include "base/kernel.h"

#include <sys/utsname.h>

#include <cstdio>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "base/escape.h"
#include "base/file.h"

namespace judge {
namespace {

utsname Names() {
  utsname names = {};
  ::uname(&names);  // fails for a bad address alone
  return names;
}

}  // namespace

std::string KernelRelease() { return Names().release; }

bool KernelIsAtLeast(int major, int minor) {
  std::pair<int, int> version;
  return std::sscanf(KernelRelease().c_str(), "%d.%d", &version.first, &version.second) == 2 &&
         version >= std::pair(major, minor);
}

std::string MachineArchitecture() { return Names().machine; }

std::string CpuModel() {
  const absl::StatusOr<std::string> info = ReadKernelFile("/proc/cpuinfo");
  if (!info.ok()) return "unknown";
  for (const absl::string_view line : absl::StrSplit(*info, '\n')) {
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(line, absl::MaxSplits(':', 1));
    if (absl::StripAsciiWhitespace(parts.first) == "model name")
      return ToValidUtf8(absl::StripAsciiWhitespace(parts.second));
  }
  return "unknown";
}

}  // namespace judge
