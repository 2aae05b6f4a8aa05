// Seccomp allowlists: read from profiles/seccomp/*.policy, compiled once into a BPF program.
//
// The file format, one rule a line, '#' starts a comment:
//   include NAME                       every rule of NAME.policy in the same folder (cycles are an error)
//   allow SYSCALL                      permitted with any arguments
//   allow SYSCALL if arg0 == 1         conditions: argN OP VALUE, joined by "and"; OP: == != < <= > >=, or
//   allow SYSCALL if arg0 & MASK == V  masked equality; values decimal, 0x..., or well-known constant names (see .cc);
//                                      several lines of one call are alternatives
//                                      == is compared on the low 32 bits for int arguments (write "arg0:32 == 1")
//   errno ENOSYS SYSCALL               fails with that errno; for what runtimes probe
// Everything else, other architectures and x32 included, is a violation: the box is ended and the call reported.
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
  // Reads FOLDER/NAME.policy with all that it includes. INVALID_ARGUMENT names file and line. A policy must allow execve,
  // write and exit_group without conditions: the sandbox itself makes these calls after the filter is in force.
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

// "socket" for (AUDIT_ARCH_X86_64, 41); "#999" where there is no name. x32 numbers lose their bit 30 first.
std::string SyscallName(uint32_t audit_architecture, uint32_t number);
// "x86_64", "x32", "x86", "aarch64" ...
std::string ArchitectureName(uint32_t audit_architecture, uint32_t number);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SECCOMP_POLICY_H_
