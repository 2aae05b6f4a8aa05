#include "sandbox/seccomp_rules.h"

#include <seccomp.h>
#include <string.h>

#include <algorithm>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/status_macros.h"

namespace judge::sandbox {
namespace {

constexpr int64_t kMaxFileBytes = 64 << 10;
constexpr size_t kMaxFiles = 16;
constexpr uint64_t kLow32Bits = 0xffffffff;
constexpr int kLastErrno = 4095;  // the kernel's MAX_ERRNO

using Alternative = std::vector<ArgumentCondition>;

bool IsName(absl::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::optional<int> ErrnoNamed(absl::string_view name) {
  for (int error = 1; error <= kLastErrno; ++error) {
    const char* known = strerrorname_np(error);
    if (known != nullptr && name == known) return error;
  }
  return std::nullopt;
}

// "0x10", "16", "-100" or a constant's name.
std::optional<uint64_t> ValueOf(absl::string_view word) {
  uint64_t value = 0;
  if (absl::StartsWith(word, "0x")) {
    return absl::SimpleHexAtoi(word, &value) ? std::make_optional(value) : std::nullopt;
  }
  int64_t negative = 0;
  if (absl::StartsWith(word, "-") && absl::SimpleAtoi(word, &negative)) return static_cast<uint64_t>(negative);
  if (absl::SimpleAtoi(word, &value)) return value;
  return SeccompConstant(word);
}

// One line: words, taken from the left.
class Line {
 public:
  explicit Line(absl::string_view text) : words_(absl::StrSplit(text, absl::ByAnyChar(" \t"), absl::SkipEmpty())) {}

  bool empty() const { return next_ == words_.size(); }
  // "" at the end.
  absl::string_view Peek() const { return empty() ? absl::string_view() : words_[next_]; }
  absl::string_view Take() { return empty() ? absl::string_view() : words_[next_++]; }
  bool TakeIf(absl::string_view word) {
    if (Peek() != word) return false;
    ++next_;
    return true;
  }

 private:
  std::vector<absl::string_view> words_;
  size_t next_ = 0;
};

absl::Status Mistake(absl::string_view what) { return absl::InvalidArgumentError(what); }

std::string Quoted(absl::string_view word) { return absl::StrCat("'", EscapeForLine(word.substr(0, 80)), "'"); }

// VALUE or VALUE|VALUE|...
absl::StatusOr<uint64_t> ParseValue(absl::string_view word) {
  if (word.empty()) return Mistake("a value is missing");
  uint64_t all = 0;
  for (absl::string_view part : absl::StrSplit(word, '|')) {
    const std::optional<uint64_t> value = ValueOf(part);
    if (!value) {
      return Mistake(absl::StrCat("unknown value ", Quoted(part),
                                  "; write a number, 0x..., or a name that sandbox/seccomp_constants.cc has"));
    }
    all |= *value;
  }
  return all;
}

// A value for a 32-bit argument: negative ones arrive sign-extended.
absl::StatusOr<uint64_t> Narrow(uint64_t value) {
  if (value > kLow32Bits && value < ~kLow32Bits + 0x80000000) {
    return Mistake(absl::StrCat("0x", absl::Hex(value), " does not fit an argument of 32 bits; write argN:64"));
  }
  return value & kLow32Bits;
}

// "arg0:32" and what follows up to the value.
absl::StatusOr<ArgumentCondition> ParseCondition(Line& line) {
  ArgumentCondition condition;
  const absl::string_view argument = line.Take();
  const absl::string_view width = argument.size() == 7 ? argument.substr(4) : "";
  if ((width != ":32" && width != ":64") || !absl::StartsWith(argument, "arg") || argument[3] < '0' ||
      argument[3] > '5') {
    return Mistake(absl::StrCat("expected an argument, not ", Quoted(argument),
                                "; write arg0:32 (int) or arg0:64 (long, pointer), up to arg5"));
  }
  condition.argument = argument[3] - '0';
  uint64_t mask = ~uint64_t{0};
  if (line.TakeIf("&")) {
    JUDGE_ASSIGN_OR_RETURN(mask, ParseValue(line.Take()));
  }
  if (!line.TakeIf("==")) {
    return Mistake(absl::StrCat("expected ==, not ", Quoted(line.Peek()),
                                "; there is no other comparison: list the values that are allowed, a line each"));
  }
  JUDGE_ASSIGN_OR_RETURN(condition.value, ParseValue(line.Take()));
  if (width == ":32") {
    JUDGE_ASSIGN_OR_RETURN(condition.value, Narrow(condition.value));
    JUDGE_ASSIGN_OR_RETURN(mask, Narrow(mask));
  }
  if (mask == 0) return Mistake("a mask without bits lets everything pass");
  condition.mask = mask;
  if ((condition.value & ~mask) != 0) return Mistake("the value has bits that the mask drops: it can never be equal");
  return condition;
}

// What follows "if", to the end of the line.
absl::StatusOr<Alternative> ParseConditions(Line& line) {
  Alternative conditions;
  do {
    JUDGE_ASSIGN_OR_RETURN(const ArgumentCondition condition, ParseCondition(line));
    for (const ArgumentCondition& other : conditions) {
      if (other.argument == condition.argument) {
        return Mistake(
            absl::StrCat("arg", condition.argument, " is compared twice; libseccomp compares an argument once a rule"));
      }
    }
    conditions.push_back(condition);
  } while (line.TakeIf("and"));
  return conditions;
}

class RuleReader {
 public:
  explicit RuleReader(const std::string& folder) : folder_(folder) {}

  // Adds the rules of NAME.policy, unless they are in already.
  absl::Status ReadPolicy(const std::string& name) {
    if (std::find(including_.begin(), including_.end(), name) != including_.end()) {
      return Mistake(absl::StrCat("the include goes in a circle: ", absl::StrJoin(including_, " -> "), " -> ", name,
                                  "; remove one of them"));
    }
    if (!read_.insert(name).second) return absl::OkStatus();
    if (read_.size() > kMaxFiles) return Mistake(absl::StrCat("more than ", kMaxFiles, " files; include fewer"));
    const std::string path = absl::StrCat(folder_, "/", name, ".policy");
    JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxFileBytes));
    including_.push_back(name);
    int number = 0;
    for (absl::string_view line : absl::StrSplit(text, '\n')) {
      const std::string place = absl::StrCat(path, ":", ++number);
      JUDGE_RETURN_IF_ERROR(Annotate(ReadLine(line.substr(0, line.find('#')), place), place));
    }
    including_.pop_back();
    return absl::OkStatus();
  }

  SyscallRules TakeRules() { return std::move(rules_); }

 private:
  absl::Status ReadLine(absl::string_view text, const std::string& place) {
    Line line(text);
    if (line.empty()) return absl::OkStatus();
    const absl::string_view verb = line.Take();
    if (verb == "include") {
      JUDGE_RETURN_IF_ERROR(Include(line.Take()));
    } else if (verb == "allow") {
      JUDGE_RETURN_IF_ERROR(ReadRule(0, line, place));
    } else if (verb == "errno") {
      const absl::string_view name = line.Take();
      const std::optional<int> error = ErrnoNamed(name);
      if (!error) return Mistake(absl::StrCat("unknown errno ", Quoted(name), "; write one such as ENOSYS or EPERM"));
      JUDGE_RETURN_IF_ERROR(ReadRule(*error, line, place));
    } else {
      return Mistake(absl::StrCat("unknown word ", Quoted(verb), "; a line starts with allow, errno or include"));
    }
    if (!line.empty()) return Mistake(absl::StrCat("nothing may follow here, but ", Quoted(line.Peek()), " does"));
    return absl::OkStatus();
  }

  absl::Status Include(absl::string_view name) {
    if (!IsName(name)) {
      return Mistake(
          absl::StrCat("include wants the name of a policy in this folder, without .policy, not ", Quoted(name)));
    }
    return Annotate(ReadPolicy(std::string(name)), absl::StrCat("include ", name));
  }

  // "SYSCALL [if CONDITIONS]".
  absl::Status ReadRule(int error, Line& line, const std::string& place) {
    const std::string name(line.Take());
    const int number = IsName(name) ? seccomp_syscall_resolve_name(name.c_str()) : __NR_SCMP_ERROR;
    if (number < 0) {
      return Mistake(absl::StrCat("unknown system call ", Quoted(name), " on this machine; see `man 2 syscalls`"));
    }
    std::optional<Alternative> conditions;
    if (line.TakeIf("if")) {
      JUDGE_ASSIGN_OR_RETURN(conditions, ParseConditions(line));
    }
    const auto [entry, is_new] = rules_.try_emplace(number, SyscallRule{name, error, {}, place});
    SyscallRule& rule = entry->second;
    if (!is_new) {
      JUDGE_RETURN_IF_ERROR(CheckAgrees(rule, error, conditions));
    }
    if (conditions) rule.alternatives.push_back(*std::move(conditions));
    return absl::OkStatus();
  }

  // libseccomp would silently keep one of two rules that disagree.
  static absl::Status CheckAgrees(const SyscallRule& rule, int error, const std::optional<Alternative>& conditions) {
    if (rule.error != error) {
      return Mistake(absl::StrCat(rule.name, " has another answer at ", rule.place, "; keep one of the two"));
    }
    if (!conditions || rule.alternatives.empty()) {
      return Mistake(absl::StrCat(rule.name, " is there already at ", rule.place,
                                  conditions ? " without conditions" : "", "; keep one of the two"));
    }
    if (std::find(rule.alternatives.begin(), rule.alternatives.end(), *conditions) != rule.alternatives.end()) {
      return Mistake(
          absl::StrCat(rule.name, " has this very condition already, first at ", rule.place, "; remove one"));
    }
    return absl::OkStatus();
  }

  const std::string folder_;
  SyscallRules rules_;
  std::set<std::string> read_;
  std::vector<std::string> including_;
};

}  // namespace

absl::StatusOr<SyscallRules> ReadSyscallRules(const std::string& folder, const std::string& name) {
  if (!IsName(name)) {
    return Mistake(absl::StrCat("a policy's name has small letters, digits, '_' and '-', unlike ", Quoted(name)));
  }
  RuleReader reader(folder);
  JUDGE_RETURN_IF_ERROR(reader.ReadPolicy(name));
  return reader.TakeRules();
}

}  // namespace judge::sandbox
