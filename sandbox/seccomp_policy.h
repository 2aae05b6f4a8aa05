// Seccomp allowlists: read from profiles/seccomp/*.policy, compiled once into a BPF program.
//
// The file format, one rule a line, '#' starts a comment:
//   include NAME                             every rule of NAME.policy in the same folder, once; circles are an error
//   allow SYSCALL                            permitted with any arguments
//   allow SYSCALL if CONDITION [and ...]     permitted where all conditions hold; several lines of one call are
//                                            alternatives
//   errno NAME SYSCALL [if ...]              fails with that errno; for what runtimes probe
// A CONDITION is "ARG == VALUE" or "ARG & MASK == VALUE". ARG is arg0 to arg5 with its width, which is never left out
// since a wrong one is a hole: "arg0:64" (long, size_t, pointer) looks at the whole register, "arg0:32" (int, mode_t)
// at the half that the kernel looks at. VALUE and MASK are decimal, 0x..., or constant names of seccomp_constants.cc,
// joined by '|' without spaces. There are no other comparisons: where libseccomp 2.5.4 merges overlapping < and > of
// several lines, its program answers otherwise than the lines say.
//
// Everything else, other architectures and x32 included, is a violation: the box is ended and the call reported.
// One call has one answer: two lines that disagree, that say the same, or of which one has conditions and one has none
// are an error, since libseccomp would keep one of them silently.
#ifndef JUDGE_SANDBOX_SECCOMP_POLICY_H_
#define JUDGE_SANDBOX_SECCOMP_POLICY_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace judge::sandbox {

// Immutable; shared by any number of runs and threads.
class SeccompPolicy {
 public:
  // Reads FOLDER/NAME.policy with all that it includes: at most 16 files of at most 64 KiB. INVALID_ARGUMENT reads
  // "FILE:LINE: what is wrong; what to do". NOT_FOUND: there is no such file. A policy must allow execve, write and
  // exit_group without conditions: the sandbox itself makes these calls after the filter is in force.
  // The program depends on the files alone, not on the kernel that it is made on.
  static absl::StatusOr<std::shared_ptr<const SeccompPolicy>> Load(const std::string& folder, const std::string& name);

  // struct sock_filter[] as bytes: at most 4096 instructions of 8 bytes. The default action is SECCOMP_RET_USER_NOTIF.
  const std::string& program() const { return program_; }
  // SHA-256 of `program`: part of compile cache keys and certificates.
  const std::string& digest() const { return digest_; }

 private:
  SeccompPolicy(std::string program, std::string digest) : program_(std::move(program)), digest_(std::move(digest)) {}
  std::string program_;
  std::string digest_;
};

// "socket" for (AUDIT_ARCH_X86_64, 41); "#999" where there is no name. x32 numbers are told without their bit 30.
std::string SyscallName(uint32_t audit_architecture, uint32_t number);
// "x86_64", "x32", "x86", "aarch64" ...
std::string ArchitectureName(uint32_t audit_architecture, uint32_t number);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SECCOMP_POLICY_H_
