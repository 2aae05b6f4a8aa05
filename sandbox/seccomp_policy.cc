#include "sandbox/seccomp_policy.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/fd.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "sandbox/seccomp_rules.h"

namespace judge::sandbox {
namespace {

constexpr uint32_t kX32Bit = 0x40000000;
constexpr uint32_t kNoSyscall = 0xffffffff;  // -1: what a tracer leaves, of no ABI

struct ReleaseFilter {
  void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, ReleaseFilter>;

// libseccomp returns a negative errno.
absl::Status SeccompStatus(int result, absl::string_view what) {
  return result < 0 ? absl::ErrnoToStatus(-result, what) : absl::OkStatus();
}

absl::Status CheckHasRequiredCalls(const SyscallRules& rules, const std::string& path) {
  for (const char* name : {"execve", "write", "exit_group"}) {
    const auto rule = rules.find(seccomp_syscall_resolve_name(name));
    if (rule == rules.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": does not allow ", name, ", which the sandbox itself calls; add \"allow ", name, "\""));
    }
    if (rule->second.error != 0 || !rule->second.alternatives.empty()) {
      return absl::InvalidArgumentError(absl::StrCat(
          rule->second.place, ": ", name,
          " must be allowed without conditions, since the sandbox itself calls it; write \"allow ", name, "\""));
    }
  }
  return absl::OkStatus();
}

absl::Status AddRule(const Filter& filter, int number, const SyscallRule& rule) {
  const uint32_t action = rule.error == 0 ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(rule.error);
  const auto add = [&](const std::vector<scmp_arg_cmp>& conditions) {
    return SeccompStatus(
        seccomp_rule_add_exact_array(filter.get(), action, number, conditions.size(), conditions.data()),
        absl::StrCat(rule.place, ": libseccomp refuses the rule of ", rule.name));
  };
  if (rule.alternatives.empty()) return add({});
  for (const std::vector<ArgumentCondition>& alternative : rule.alternatives) {
    std::vector<scmp_arg_cmp> conditions;
    for (const ArgumentCondition& condition : alternative) {
      conditions.push_back({condition.argument, SCMP_CMP_MASKED_EQ, condition.mask, condition.value});
    }
    JUDGE_RETURN_IF_ERROR(add(conditions));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Export(const Filter& filter) {
  const Fd file(::memfd_create("seccomp", MFD_CLOEXEC));
  if (!file.valid()) return absl::ErrnoToStatus(errno, "memfd_create");
  JUDGE_RETURN_IF_ERROR(SeccompStatus(seccomp_export_bpf(filter.get(), file.get()), "make the BPF program"));
  if (::lseek(file.get(), 0, SEEK_SET) < 0) return absl::ErrnoToStatus(errno, "lseek");
  const absl::StatusOr<std::string> program = ReadAll(file, BPF_MAXINSNS * sizeof(sock_filter));
  if (absl::IsResourceExhausted(program.status())) {
    return absl::InvalidArgumentError(absl::StrCat("makes more than ", BPF_MAXINSNS,
                                                   " BPF instructions, the kernel's limit; write fewer conditions"));
  }
  return program;
}

absl::StatusOr<std::string> Compile(const SyscallRules& rules) {
  // Level 5 is the first with NOTIFY. libseccomp would ask the running kernel for its level, and it may be forbidden
  // to.
  JUDGE_RETURN_IF_ERROR(SeccompStatus(seccomp_api_set(5), "select libseccomp's API level 5"));
  // Both answers are NOTIFY: libseccomp's own answer to a foreign architecture kills one thread, which hides it.
  const Filter filter(seccomp_init(SCMP_ACT_NOTIFY));
  if (filter == nullptr) return absl::InternalError("libseccomp gives no filter");
  JUDGE_RETURN_IF_ERROR(SeccompStatus(seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_NOTIFY),
                                      "set the answer to foreign architectures"));
  // A binary tree over the call numbers: the cost of a call no longer grows with the policy.
  JUDGE_RETURN_IF_ERROR(SeccompStatus(seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2), "optimise"));
  for (const auto& [number, rule] : rules) JUDGE_RETURN_IF_ERROR(AddRule(filter, number, rule));
  return Export(filter);
}

bool IsX32(uint32_t audit_architecture, uint32_t number) {
  return audit_architecture == AUDIT_ARCH_X86_64 && number != kNoSyscall && (number & kX32Bit) != 0;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const SeccompPolicy>> SeccompPolicy::Load(const std::string& folder,
                                                                         const std::string& name) {
  JUDGE_ASSIGN_OR_RETURN(const SyscallRules rules, ReadSyscallRules(folder, name));
  const std::string path = absl::StrCat(folder, "/", name, ".policy");
  JUDGE_RETURN_IF_ERROR(CheckHasRequiredCalls(rules, path));
  absl::StatusOr<std::string> program = Compile(rules);
  if (!program.ok()) return Annotate(program.status(), path);
  std::string digest = Sha256Hex(*program);
  return std::shared_ptr<const SeccompPolicy>(new SeccompPolicy(*std::move(program), std::move(digest)));
}

std::string SyscallName(uint32_t audit_architecture, uint32_t number) {
  const bool x32 = IsX32(audit_architecture, number);
  const std::unique_ptr<char, decltype(&std::free)> name(
      seccomp_syscall_resolve_num_arch(x32 ? SCMP_ARCH_X32 : audit_architecture, static_cast<int>(number)), &std::free);
  if (name != nullptr) return name.get();
  return absl::StrCat("#", static_cast<int>(x32 ? number & ~kX32Bit : number));
}

std::string ArchitectureName(uint32_t audit_architecture, uint32_t number) {
  switch (audit_architecture) {
    case AUDIT_ARCH_X86_64:
      return IsX32(audit_architecture, number) ? "x32" : "x86_64";
    case AUDIT_ARCH_I386:
      return "x86";
    case AUDIT_ARCH_AARCH64:
      return "aarch64";
    case AUDIT_ARCH_ARM:
      return "arm";
    case AUDIT_ARCH_RISCV64:
      return "riscv64";
    default:
      return absl::StrCat("architecture 0x", absl::Hex(audit_architecture));
  }
}

}  // namespace judge::sandbox
