#include "base/kernel.h"

#include <sys/utsname.h>

#include <cstdio>
#include <utility>

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

}  // namespace judge
