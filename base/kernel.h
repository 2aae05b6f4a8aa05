// The running kernel.
#ifndef JUDGE_BASE_KERNEL_H_
#define JUDGE_BASE_KERNEL_H_

#include <string>

namespace judge {

// Such as "6.1.0-13-amd64".
std::string KernelRelease();

bool KernelIsAtLeast(int major, int minor);

// As the kernel names it: "x86_64".
std::string MachineArchitecture();

// Such as "Intel(R) Xeon(R) Processor @ 2.90GHz"; "unknown" where the kernel does not tell.
std::string CpuModel();

}  // namespace judge

#endif  // JUDGE_BASE_KERNEL_H_
