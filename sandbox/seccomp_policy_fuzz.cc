// A policy file: the program made of it answers as its lines say, and what no line names is a violation.
#include <filesystem>
#include <random>
#include <vector>

#include "base/file.h"
#include "base/testing_fuzz.h"
#include "sandbox/seccomp_policy.h"
#include "sandbox/seccomp_rules.h"
#include "sandbox/testing_bpf.h"

// libseccomp 2.5.4 loses a few bytes where one rule covers another.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libseccomp.so"; }

namespace judge {
namespace {

using sandbox::Call;
using sandbox::SeccompInterpreter;
using sandbox::SyscallRule;
using sandbox::SyscallRules;

constexpr uint32_t kX32Bit = 0x40000000;
constexpr int kLastCall = 1024;  // above every number in use

// The project's policies, for the input to include.
TemporaryFolder FolderWithPolicies() {
  TemporaryFolder folder = MakeInputFolder();
  for (const auto& entry : std::filesystem::directory_iterator(JUDGE_SOURCE_DIR "/profiles/seccomp"))
    std::filesystem::copy(entry.path(), folder.path() / entry.path().filename());
  return folder;
}

// Values around which a rule's answer changes.
std::vector<uint64_t> Edges(const SyscallRule& rule) {
  std::vector<uint64_t> edges = {0, ~uint64_t{0}};
  for (const auto& alternative : rule.alternatives) {
    for (const sandbox::ArgumentCondition& condition : alternative) {
      const uint64_t low_bit = condition.mask & -condition.mask;
      edges.insert(edges.end(), {condition.value, condition.value | ~condition.mask, condition.value ^ low_bit});
    }
  }
  return edges;
}

void RequireAnswersAs(const SyscallRule& rule, int number, const SeccompInterpreter& filter) {
  const std::vector<uint64_t> edges = Edges(rule);
  std::minstd_rand random(number);
  const size_t samples = rule.alternatives.empty() ? 1 : 10 * edges.size();
  for (size_t sample = 0; sample < samples; ++sample) {
    std::vector<uint64_t> arguments(6);
    for (uint64_t& argument : arguments) argument = edges[random() % edges.size()];
    const seccomp_data data = Call(number, arguments);
    Require(filter.Answer(data) == sandbox::AnswerOf(rule, data), "the program answers as the rules of " + rule.name);
  }
}

void RequireViolationsElsewhere(const SyscallRules& rules, const SeccompInterpreter& filter) {
  for (int number = -1; number <= kLastCall; ++number) {
    if (rules.count(number) == 0)
      Require(filter.Answer(Call(number)) == sandbox::kViolation, "a call that is not named is a violation");
    for (const uint32_t architecture : {uint32_t{AUDIT_ARCH_I386}, uint32_t{AUDIT_ARCH_AARCH64}})
      Require(filter.Answer(Call(number, {}, architecture)) == sandbox::kViolation, "so are other architectures");
    Require(filter.Answer(Call(number | kX32Bit)) == sandbox::kViolation, "so is x32");
  }
}

}  // namespace

void Fuzz(absl::string_view input) {
  static const TemporaryFolder folder = FolderWithPolicies();
  WriteInput(folder.path() + "/fuzz.policy", input);
  const auto policy = sandbox::SeccompPolicy::Load(folder.path(), "fuzz");
  if (!policy.ok()) return RequireReadable(policy.status());
  const SeccompInterpreter filter((*policy)->program());
  const SyscallRules rules = *sandbox::ReadSyscallRules(folder.path(), "fuzz");
  for (const auto& [number, rule] : rules) RequireAnswersAs(rule, number, filter);
  RequireViolationsElsewhere(rules, filter);
}

}  // namespace judge
