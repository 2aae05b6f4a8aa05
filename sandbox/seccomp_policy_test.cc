#include "sandbox/seccomp_policy.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/sched.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include <random>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sandbox/seccomp_rules.h"
#include "sandbox/testing_bpf.h"

// libseccomp 2.5.4 loses a few bytes where one random rule covers another. The shipped policies have none such.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libseccomp.so"; }

namespace judge::sandbox {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr int kX32Bit = 0x40000000;
constexpr uint64_t kBit32 = uint64_t{1} << 32;
constexpr absl::string_view kRequired = "allow execve\nallow write\nallow exit_group\n";

class SeccompPolicyTest : public ::testing::Test {
 protected:
  SeccompPolicyTest() : folder_(*TemporaryFolder::Make("policies")) {}
  const std::string& folder() const { return folder_.path(); }
  void Write(const std::string& name, absl::string_view text) {
    ASSERT_TRUE(WriteFileAtomically(absl::StrCat(folder(), "/", name, ".policy"), text).ok());
  }
  absl::StatusOr<std::shared_ptr<const SeccompPolicy>> Load(const std::string& name = "test") {
    return SeccompPolicy::Load(folder(), name);
  }
  // A policy of these lines and the required calls.
  SeccompInterpreter Compile(absl::string_view lines) {
    Write("test", absl::StrCat(kRequired, lines));
    const auto policy = Load();
    EXPECT_TRUE(policy.ok()) << policy.status();
    return SeccompInterpreter(policy.ok() ? (*policy)->program() : "");
  }
  // What is said of a wrong line, which is the fourth of the file.
  std::string ErrorOf(absl::string_view line) {
    Write("test", absl::StrCat(kRequired, line, "\n"));
    const auto policy = Load();
    EXPECT_EQ(policy.status().code(), absl::StatusCode::kInvalidArgument) << line << ": " << policy.status();
    const std::string message(policy.status().message());
    EXPECT_THAT(message, HasSubstr("/test.policy:4: ")) << line;
    return message;
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(SeccompPolicyTest, AnswersAllowErrnoOrViolation) {
  const auto filter = Compile("allow read  # any arguments\nerrno ENOSYS clone3\n");
  EXPECT_EQ(filter.Answer(Call(SYS_read, {1, 2, 3})), kAllow);
  EXPECT_EQ(filter.Answer(Call(SYS_clone3)), Fails(ENOSYS));
  EXPECT_EQ(filter.Answer(Call(SYS_socket, {2, 1, 0})), kViolation);
  EXPECT_EQ(filter.Answer(Call(999999)), kViolation);
  EXPECT_EQ(filter.Answer(Call(-1)), kViolation);
}

TEST_F(SeccompPolicyTest, OtherArchitecturesAndX32AreViolations) {
  const auto filter = Compile("allow read\n");
  EXPECT_EQ(filter.Answer(Call(SYS_read | kX32Bit)), kViolation);
  EXPECT_EQ(filter.Answer(Call(SYS_write | kX32Bit)), kViolation);
  // 0 to 400: whatever number the other architecture has for a call that is allowed here.
  for (int number = 0; number <= 400; ++number) {
    EXPECT_EQ(filter.Answer(Call(number, {}, AUDIT_ARCH_I386)), kViolation);
    EXPECT_EQ(filter.Answer(Call(number, {}, AUDIT_ARCH_AARCH64)), kViolation);
  }
}

TEST_F(SeccompPolicyTest, ThirtyTwoBitConditionsLookAtWhatTheKernelLooksAt) {
  const auto filter = Compile("allow ioctl if arg1:32 == TCGETS\nallow ioctl if arg1:32 == FIONREAD\n");
  EXPECT_EQ(filter.Answer(Call(SYS_ioctl, {0, TCGETS})), kAllow);
  EXPECT_EQ(filter.Answer(Call(SYS_ioctl, {0, FIONREAD})), kAllow);
  EXPECT_EQ(filter.Answer(Call(SYS_ioctl, {0, TCGETS | kBit32})), kAllow);  // the kernel sees TCGETS
  EXPECT_EQ(filter.Answer(Call(SYS_ioctl, {0, TIOCSTI})), kViolation);
  EXPECT_EQ(filter.Answer(Call(SYS_ioctl, {0, TIOCSTI | kBit32})), kViolation);
}

TEST_F(SeccompPolicyTest, SixtyFourBitConditionsLookAtEveryBit) {
  const auto filter = Compile("allow clone if arg0:64 == CLONE_VM|CLONE_FS\nallow prlimit64 if arg2:64 == 0\n");
  EXPECT_EQ(filter.Answer(Call(SYS_clone, {CLONE_VM | CLONE_FS})), kAllow);
  EXPECT_EQ(filter.Answer(Call(SYS_clone, {CLONE_VM | CLONE_FS | kBit32})), kViolation);
  EXPECT_EQ(filter.Answer(Call(SYS_clone, {CLONE_VM | CLONE_FS | CLONE_NEWUSER})), kViolation);
  EXPECT_EQ(filter.Answer(Call(SYS_prlimit64, {0, 0, 0})), kAllow);
  EXPECT_EQ(filter.Answer(Call(SYS_prlimit64, {0, 0, kBit32})), kViolation);
}

TEST_F(SeccompPolicyTest, MasksDropTheBitsThatDoNotMatter) {
  const auto filter = Compile("allow futex if arg1:32 & FUTEX_CMD_MASK == FUTEX_WAIT_BITSET\n");
  EXPECT_EQ(filter.Answer(Call(SYS_futex, {0, 9})), kAllow);
  EXPECT_EQ(filter.Answer(Call(SYS_futex, {0, 9 | 128 | 256})), kAllow);
  EXPECT_EQ(filter.Answer(Call(SYS_futex, {0, 9 | 512})), kViolation);
  EXPECT_EQ(filter.Answer(Call(SYS_futex, {0, 6})), kViolation);
}

TEST_F(SeccompPolicyTest, NegativeIntegersAreComparedAsTheKernelSeesThem) {
  const auto filter = Compile("allow openat if arg0:32 == AT_FDCWD\nallow dup3 if arg0:64 == -1\n");
  EXPECT_EQ(filter.Answer(Call(SYS_openat, {0xffffff9c})), kAllow);
  EXPECT_EQ(filter.Answer(Call(SYS_openat, {0xffffffffffffff9c})), kAllow);
  EXPECT_EQ(filter.Answer(Call(SYS_openat, {3})), kViolation);
  EXPECT_EQ(filter.Answer(Call(SYS_dup3, {0xffffffff})), kViolation);
  EXPECT_EQ(filter.Answer(Call(SYS_dup3, {~uint64_t{0}})), kAllow);
}

TEST_F(SeccompPolicyTest, AllConditionsOfALineHaveToHold) {
  const auto filter = Compile("allow socketpair if arg0:32 == AF_UNIX and arg1:32 == SOCK_STREAM and arg2:32 == 0\n");
  EXPECT_EQ(filter.Answer(Call(SYS_socketpair, {1, 1, 0})), kAllow);
  EXPECT_EQ(filter.Answer(Call(SYS_socketpair, {2, 1, 0})), kViolation);
  EXPECT_EQ(filter.Answer(Call(SYS_socketpair, {1, 2, 0})), kViolation);
  EXPECT_EQ(filter.Answer(Call(SYS_socketpair, {1, 1, 1})), kViolation);
}

TEST_F(SeccompPolicyTest, ErrnoMayHaveConditionsToo) {
  const auto filter = Compile("errno EACCES socket if arg0:32 == AF_UNIX\n");
  EXPECT_EQ(filter.Answer(Call(SYS_socket, {1})), Fails(EACCES));
  EXPECT_EQ(filter.Answer(Call(SYS_socket, {2})), kViolation);
}

// libseccomp merges the rules of a call into one tree, and has got that wrong before.
TEST_F(SeccompPolicyTest, TheProgramDecidesAsItsRulesDo) {
  constexpr uint64_t kValues[] = {0, 1, 2, 0xffffffff, kBit32, kBit32 + 1, 2 * kBit32, ~uint64_t{0}};
  std::mt19937 random(20240229);
  const auto pick = [&](const auto& from) { return from[random() % std::size(from)]; };
  for (int round = 0; round < 500; ++round) {
    std::string lines;
    const int alternatives = 1 + random() % 4;
    for (int line = 0; line < alternatives; ++line) {
      const int first = random() % 2;
      const uint64_t mask = pick(kValues) | 3;
      absl::StrAppend(&lines, "allow ioctl if arg", first, ":64 & ", mask, " == ", pick(kValues) & mask);
      if (random() % 2 == 0) absl::StrAppend(&lines, " and arg", first + 1, ":64 == ", pick(kValues));
      if (random() % 2 == 0) absl::StrAppend(&lines, " and arg", first + 2, ":32 & 3 == ", random() % 4);
      absl::StrAppend(&lines, "\n");
    }
    Write("test", absl::StrCat(kRequired, lines));
    const auto policy = Load();
    if (!policy.ok() && absl::StrContains(policy.status().message(), "very condition")) continue;
    ASSERT_TRUE(policy.ok()) << policy.status() << "\n" << lines;
    const SyscallRules rules = *ReadSyscallRules(folder(), "test");
    const SeccompInterpreter filter((*policy)->program());
    for (int sample = 0; sample < 200; ++sample) {
      const seccomp_data data = Call(SYS_ioctl, {pick(kValues), pick(kValues), pick(kValues), pick(kValues)});
      ASSERT_EQ(filter.Answer(data), AnswerOf(rules.at(SYS_ioctl), data))
          << lines << std::hex << data.args[0] << " " << data.args[1] << " " << data.args[2] << " " << data.args[3];
    }
  }
}

TEST_F(SeccompPolicyTest, IncludesEachFileOnce) {
  Write("base", kRequired);
  Write("left", "include base\nallow read\n");
  Write("right", "include base\nallow close\n");
  Write("test", "include left\ninclude right\n");
  const auto policy = Load();
  ASSERT_TRUE(policy.ok()) << policy.status();
  const SeccompInterpreter filter((*policy)->program());
  for (const int number : {SYS_write, SYS_read, SYS_close}) EXPECT_EQ(filter.Answer(Call(number)), kAllow);
}

TEST_F(SeccompPolicyTest, TellsWhereTheMistakeIs) {
  EXPECT_THAT(ErrorOf("permit read"), HasSubstr("unknown word 'permit'; a line starts with"));
  EXPECT_THAT(ErrorOf("allow raed"), HasSubstr("unknown system call 'raed'"));
  EXPECT_THAT(ErrorOf("allow"), HasSubstr("unknown system call ''"));
  EXPECT_THAT(ErrorOf("allow socketcall"), HasSubstr("unknown system call"));  // of other architectures
  EXPECT_THAT(ErrorOf("errno ENOSUCH read"), HasSubstr("unknown errno 'ENOSUCH'"));
  EXPECT_THAT(ErrorOf("allow read write"), HasSubstr("nothing may follow here, but 'write'"));
  EXPECT_THAT(ErrorOf("allow ioctl if"), HasSubstr("expected an argument"));
  EXPECT_THAT(ErrorOf("allow ioctl if arg1 == 1"), HasSubstr("write arg0:32 (int) or arg0:64"));
  EXPECT_THAT(ErrorOf("allow ioctl if arg6:32 == 1"), HasSubstr("expected an argument, not 'arg6:32'"));
  EXPECT_THAT(ErrorOf("allow ioctl if arg"), HasSubstr("expected an argument, not 'arg'"));
  EXPECT_THAT(ErrorOf("allow ioctl if arg1:32 = 1"), HasSubstr("expected ==, not '='"));
  EXPECT_THAT(ErrorOf("allow ioctl if arg1:32 == TIOCNOSUCH"), HasSubstr("unknown value 'TIOCNOSUCH'"));
  EXPECT_THAT(ErrorOf("allow ioctl if arg1:32 == "), HasSubstr("a value is missing"));
  EXPECT_THAT(ErrorOf("allow ioctl if arg1:32 == TCGETS|"), HasSubstr("unknown value ''"));
  EXPECT_THAT(ErrorOf("allow ioctl if arg1:32 == 99999999999999999999"), HasSubstr("unknown value"));
  EXPECT_THAT(ErrorOf("allow ioctl if arg1:32 == 0x100000000"), HasSubstr("does not fit an argument of 32 bits"));
  EXPECT_THAT(ErrorOf("allow ioctl if arg1:32 != TIOCSTI"),
              HasSubstr("expected ==, not '!='; there is no other comparison"));
  EXPECT_THAT(ErrorOf("allow ioctl if arg1:64 & 1 != 1"),
              HasSubstr("expected ==, not '!='; there is no other comparison"));
  EXPECT_THAT(ErrorOf("allow ioctl if arg1:32 & 1 == 2"), HasSubstr("can never be equal"));
  EXPECT_THAT(ErrorOf("allow ioctl if arg1:32 & 0 == 0"), HasSubstr("a mask without bits"));
  EXPECT_THAT(ErrorOf("allow ioctl if arg1:32 & 0x100000000 == 0"), HasSubstr("does not fit an argument of 32 bits"));
  EXPECT_THAT(ErrorOf("allow ioctl if arg1:64 == 1 and arg1:64 == 5"), HasSubstr("arg1 is compared twice"));
  EXPECT_THAT(ErrorOf("allow \x1b[31mread"), HasSubstr("'\\x1b[31mread'"));
  EXPECT_THAT(ErrorOf(absl::string_view("allow read\0x", 12)), HasSubstr("unknown system call 'read\\x00x'"));
}

TEST_F(SeccompPolicyTest, RefusesLinesThatDisagreeOrRepeat) {
  EXPECT_THAT(ErrorOf("errno EPERM write"), AllOf(HasSubstr("another answer at "), HasSubstr("test.policy:2; ")));
  EXPECT_THAT(ErrorOf("allow write"), HasSubstr("write is there already at "));
  EXPECT_THAT(ErrorOf("allow write if arg0:32 == 1"), HasSubstr("already at "));
  Write("test", absl::StrCat(kRequired, "allow ioctl if arg0:32 == 1\nallow ioctl\n"));
  EXPECT_THAT(std::string(Load().status().message()), HasSubstr("test.policy:5: ioctl is there already at "));
  Write("test", absl::StrCat(kRequired, "allow ioctl if arg0:32 == 1\nallow ioctl if arg0:32 == 0x1\n"));
  EXPECT_THAT(std::string(Load().status().message()), HasSubstr("test.policy:5: ioctl has this very condition"));
}

TEST_F(SeccompPolicyTest, RefusesIncludesThatDoNotEnd) {
  Write("a", "include b\n");
  Write("b", "# comment\ninclude a\n");
  EXPECT_THAT(std::string(Load("a").status().message()), AllOf(HasSubstr("b.policy:2: "), HasSubstr("a -> b -> a")));
  Write("self", "include self\n");
  EXPECT_THAT(std::string(Load("self").status().message()), HasSubstr("circle"));
}

TEST_F(SeccompPolicyTest, RefusesIncludesThatAreMissingOrElsewhere) {
  EXPECT_THAT(ErrorOf("include ../test"), HasSubstr("include wants the name of a policy in this folder"));
  EXPECT_THAT(ErrorOf("include"), HasSubstr("include wants the name"));
  Write("test", "include missing\n");
  EXPECT_EQ(Load().status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(Load().status().message()), AllOf(HasSubstr("test.policy:1: "), HasSubstr("missing.policy")));
  EXPECT_EQ(Load("nothing").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Load("../test").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(SeccompPolicyTest, BoundsWhatItReads) {
  Write("test", std::string(65 << 10, '#'));
  EXPECT_EQ(Load().status().code(), absl::StatusCode::kResourceExhausted);
  for (int i = 0; i < 20; ++i) Write(absl::StrCat("f", i), absl::StrCat("include f", i + 1, "\n"));
  Write("f20", kRequired);
  EXPECT_TRUE(Load("f5").ok()) << Load("f5").status();
  EXPECT_THAT(std::string(Load("f0").status().message()), HasSubstr("more than 16 files"));
}

// Jumps of BPF reach 255 instructions.
TEST_F(SeccompPolicyTest, FollowsLongPolicies) {
  std::string lines;
  for (int i = 0; i < 1000; ++i) absl::StrAppend(&lines, "allow ioctl if arg1:64 == ", 2 * i, "\n");
  const auto filter = Compile(lines);
  for (uint64_t i = 0; i < 2000; ++i) {
    EXPECT_EQ(filter.Answer(Call(SYS_ioctl, {0, i})), i % 2 == 0 ? kAllow : kViolation);
  }
}

TEST_F(SeccompPolicyTest, RefusesAProgramThatTheKernelWouldNotTake) {
  std::string lines;
  for (uint64_t i = 0; i < 1500; ++i) absl::StrAppend(&lines, "allow ioctl if arg1:64 == ", i * kBit32 + i, "\n");
  Write("test", absl::StrCat(kRequired, lines));
  EXPECT_THAT(std::string(Load().status().message()), HasSubstr("4096 BPF instructions"));
}

TEST_F(SeccompPolicyTest, DemandsTheCallsThatTheSandboxMakes) {
  const auto error_of = [&](absl::string_view text) {
    Write("test", text);
    return std::string(Load().status().message());
  };
  EXPECT_THAT(error_of("allow write\nallow exit_group\n"), HasSubstr("test.policy: does not allow execve"));
  EXPECT_THAT(error_of("allow execve\nallow exit_group\n"), HasSubstr("does not allow write"));
  EXPECT_THAT(error_of("allow execve\nallow write\n"), HasSubstr("does not allow exit_group"));
  EXPECT_THAT(error_of("allow execve\nallow exit_group\nallow write if arg0:32 == 1\n"),
              HasSubstr("test.policy:3: write must be allowed without conditions"));
  EXPECT_THAT(error_of("allow execve\nallow write\nerrno EPERM exit_group\n"),
              HasSubstr("test.policy:3: exit_group must be allowed"));
  EXPECT_THAT(error_of(""), HasSubstr("does not allow"));
}

TEST_F(SeccompPolicyTest, HasADigestOfWhatItDoes) {
  Write("test", absl::StrCat(kRequired, "allow read\n"));
  const std::string first = (*Load())->digest();
  Write("test", absl::StrCat("# a comment, and another order\nallow read\n", kRequired));
  EXPECT_EQ((*Load())->digest(), first);
  Write("test", absl::StrCat(kRequired, "allow close\n"));
  EXPECT_NE((*Load())->digest(), first);
}

TEST(SyscallNameTest, NamesCallsOfEachArchitecture) {
  EXPECT_EQ(SyscallName(AUDIT_ARCH_X86_64, 41), "socket");
  EXPECT_EQ(SyscallName(AUDIT_ARCH_X86_64, 999), "#999");
  EXPECT_EQ(SyscallName(AUDIT_ARCH_X86_64, kX32Bit | 41), "socket");
  EXPECT_EQ(SyscallName(AUDIT_ARCH_X86_64, kX32Bit | 999), "#999");
  EXPECT_EQ(SyscallName(AUDIT_ARCH_X86_64, 0xffffffff), "#-1");
  EXPECT_EQ(SyscallName(AUDIT_ARCH_I386, 20), "getpid");
  EXPECT_EQ(SyscallName(12345, 20), "#20");
}

TEST(ArchitectureNameTest, TellsX32FromX8664) {
  EXPECT_EQ(ArchitectureName(AUDIT_ARCH_X86_64, 41), "x86_64");
  EXPECT_EQ(ArchitectureName(AUDIT_ARCH_X86_64, kX32Bit | 41), "x32");
  EXPECT_EQ(ArchitectureName(AUDIT_ARCH_X86_64, 0xffffffff), "x86_64");
  EXPECT_EQ(ArchitectureName(AUDIT_ARCH_I386, 20), "x86");
  EXPECT_EQ(ArchitectureName(AUDIT_ARCH_AARCH64, 20), "aarch64");
  EXPECT_EQ(ArchitectureName(0x1234, 20), "architecture 0x1234");
}

}  // namespace
}  // namespace judge::sandbox
