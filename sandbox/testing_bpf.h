// For tests: what a seccomp program answers, by interpreting it. So a policy is tested by what the kernel would do, not
// by what libseccomp was asked for.
#ifndef JUDGE_SANDBOX_TESTING_BPF_H_
#define JUDGE_SANDBOX_TESTING_BPF_H_

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "sandbox/seccomp_rules.h"

namespace judge::sandbox {

// The classic BPF that libseccomp makes. Anything else throws, and fails the test.
class SeccompInterpreter {
 public:
  explicit SeccompInterpreter(const std::string& program) : code_(program.size() / sizeof(sock_filter)) {
    std::memcpy(code_.data(), program.data(), code_.size() * sizeof(sock_filter));
  }

  // SECCOMP_RET_... with its data.
  uint32_t Answer(const seccomp_data& data) const {
    uint32_t accumulator = 0;
    for (size_t next = 0; next < code_.size();) {
      const sock_filter& op = code_[next++];
      const auto jump = [&](bool taken) { next += taken ? op.jt : op.jf; };
      switch (op.code) {
        case BPF_LD | BPF_W | BPF_ABS:
          accumulator = Word(data, op.k);
          break;
        case BPF_ALU | BPF_AND | BPF_K:
          accumulator &= op.k;
          break;
        case BPF_JMP | BPF_JA:
          next += op.k;
          break;
        case BPF_JMP | BPF_JEQ | BPF_K:
          jump(accumulator == op.k);
          break;
        case BPF_JMP | BPF_JGT | BPF_K:
          jump(accumulator > op.k);
          break;
        case BPF_JMP | BPF_JGE | BPF_K:
          jump(accumulator >= op.k);
          break;
        case BPF_JMP | BPF_JSET | BPF_K:
          jump((accumulator & op.k) != 0);
          break;
        case BPF_RET | BPF_K:
          return op.k;
        default:
          throw std::runtime_error("unknown instruction " + std::to_string(op.code));
      }
    }
    throw std::runtime_error("the program runs past its end");
  }

 private:
  static uint32_t Word(const seccomp_data& data, uint32_t offset) {
    if (offset % 4 != 0 || offset + 4 > sizeof data) throw std::runtime_error("load outside of seccomp_data");
    uint32_t word;
    std::memcpy(&word, reinterpret_cast<const char*>(&data) + offset, sizeof word);
    return word;
  }

  std::vector<sock_filter> code_;
};

constexpr uint32_t kAllow = SECCOMP_RET_ALLOW;
constexpr uint32_t kViolation = SECCOMP_RET_USER_NOTIF;
constexpr uint32_t Fails(int error) { return SECCOMP_RET_ERRNO | static_cast<uint32_t>(error); }

inline seccomp_data Call(int number, std::vector<uint64_t> arguments = {}, uint32_t architecture = AUDIT_ARCH_X86_64) {
  seccomp_data data = {};
  data.nr = number;
  data.arch = architecture;
  for (size_t i = 0; i < arguments.size(); ++i) data.args[i] = arguments[i];
  return data;
}

// What a policy's rules mean, whatever program is made of them.
inline bool Holds(const SyscallRule& rule, const seccomp_data& data) {
  for (const auto& alternative : rule.alternatives) {
    bool all = true;
    for (const ArgumentCondition& condition : alternative) {
      all = all && (data.args[condition.argument] & condition.mask) == condition.value;
    }
    if (all) return true;
  }
  return rule.alternatives.empty();
}

inline uint32_t AnswerOf(const SyscallRule& rule, const seccomp_data& data) {
  if (!Holds(rule, data)) return kViolation;
  return rule.error == 0 ? kAllow : Fails(rule.error);
}

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_TESTING_BPF_H_
