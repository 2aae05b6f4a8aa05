// The policies of profiles/seccomp, as the kernel would apply them.
#include <errno.h>
#include <linux/audit.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <csignal>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sandbox/seccomp_policy.h"
#include "sandbox/testing_bpf.h"

namespace judge::sandbox {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::PrintToString;

constexpr uint64_t kBit32 = uint64_t{1} << 32;
constexpr uint64_t kThreadFlags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
                                  CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
constexpr uint64_t kForkFlags = CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD;

SeccompInterpreter Policy(const std::string& name) {
  const auto policy = SeccompPolicy::Load(JUDGE_SOURCE_DIR "/profiles/seccomp", name);
  EXPECT_TRUE(policy.ok()) << policy.status();
  return SeccompInterpreter(policy.ok() ? (*policy)->program() : "");
}

// Family, type with flags, protocol.
using SocketArguments = std::vector<uint64_t>;

// Of the families that kernels to come may add, too.
std::vector<SocketArguments> SocketsOfEveryFamily() {
  constexpr uint64_t kFamilies = 2 * AF_MAX;
  constexpr uint64_t kTypes = 16;
  std::vector<SocketArguments> sockets;
  for (uint64_t family = 0; family < kFamilies; ++family) {
    for (uint64_t type = 0; type < kTypes; ++type) {
      for (const uint64_t flags :
           std::initializer_list<uint64_t>{0, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_CLOEXEC | SOCK_NONBLOCK}) {
        for (const uint64_t protocol : {0, 1}) sockets.push_back({family, type | flags, protocol});
      }
    }
  }
  return sockets;
}

// Those of which the filter lets a program make a pair.
std::vector<SocketArguments> AllowedPairs(const SeccompInterpreter& filter) {
  std::vector<SocketArguments> allowed;
  for (const SocketArguments& arguments : SocketsOfEveryFamily()) {
    if (filter.Answer(Call(SYS_socketpair, arguments)) != kViolation) allowed.push_back(arguments);
  }
  return allowed;
}

// Of every policy that a profile may name.
class EveryPolicyTest : public ::testing::TestWithParam<const char*> {
 protected:
  uint32_t Answer(int number, std::vector<uint64_t> arguments = {}) const {
    return filter_.Answer(Call(number, std::move(arguments)));
  }
  const SeccompInterpreter filter_ = Policy(GetParam());
};

TEST_P(EveryPolicyTest, ForbidsWhatLeadsOutOfTheBoxOrDeepIntoTheKernel) {
  for (const int number : {SYS_ptrace,
                           SYS_mount,
                           SYS_umount2,
                           SYS_pivot_root,
                           SYS_chroot,
                           SYS_unshare,
                           SYS_setns,
                           SYS_bpf,
                           SYS_keyctl,
                           SYS_add_key,
                           SYS_request_key,
                           SYS_userfaultfd,
                           SYS_perf_event_open,
                           SYS_personality,
                           SYS_process_vm_readv,
                           SYS_process_vm_writev,
                           SYS_kcmp,
                           SYS_pidfd_open,
                           SYS_pidfd_getfd,
                           SYS_open_by_handle_at,
                           SYS_name_to_handle_at,
                           SYS_init_module,
                           SYS_finit_module,
                           SYS_kexec_load,
                           SYS_reboot,
                           SYS_swapon,
                           SYS_acct,
                           SYS_quotactl,
                           SYS_syslog,
                           SYS_iopl,
                           SYS_ioperm,
                           SYS_modify_ldt,
                           SYS_seccomp,
                           SYS_fanotify_init,
                           SYS_inotify_init1,
                           SYS_fsopen,
                           SYS_move_mount,
                           SYS_open_tree,
                           SYS_io_uring_enter,
                           SYS_io_uring_register,
                           SYS_io_setup,
                           SYS_vmsplice,
                           SYS_splice,
                           SYS_tee,
                           SYS_memfd_create,
                           SYS_shmget,
                           SYS_msgget,
                           SYS_semget,
                           SYS_mq_open,
                           SYS_mknod,
                           SYS_mknodat,
                           SYS_mincore,
                           SYS_sync,
                           SYS_syncfs,
                           SYS_setuid,
                           SYS_setgid,
                           SYS_setresuid,
                           SYS_setgroups,
                           SYS_capset,
                           SYS_sethostname,
                           SYS_clock_settime,
                           SYS_settimeofday,
                           SYS_adjtimex,
                           SYS_sched_setscheduler,
                           SYS_connect,
                           SYS_bind,
                           SYS_listen,
                           SYS_accept4,
                           SYS_sendmsg,
                           SYS_recvmsg,
                           SYS_setsockopt,
                           SYS_execveat,
                           SYS_migrate_pages,
                           SYS_mbind,
                           SYS_mlockall,
                           SYS_vhangup,
                           SYS_nfsservctl,
                           SYS_lookup_dcookie,
                           SYS_uselib}) {
    EXPECT_EQ(Answer(number), kViolation) << SyscallName(AUDIT_ARCH_X86_64, number);
  }
}

TEST_P(EveryPolicyTest, ForbidsSocketsOfEveryFamilyButLetsTheCLibraryProbeForOne) {
  for (const SocketArguments& arguments : SocketsOfEveryFamily())
    EXPECT_EQ(Answer(SYS_socket, arguments), arguments[0] == AF_UNIX ? Fails(EACCES) : kViolation)
        << PrintToString(arguments);
}

TEST_P(EveryPolicyTest, ForbidsNewNamespaces) {
  for (const uint64_t flag : std::initializer_list<uint64_t>{CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
                                                             CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET, CLONE_PTRACE,
                                                             CLONE_PARENT, CLONE_UNTRACED, CLONE_IO}) {
    for (const uint64_t flags : {uint64_t{0}, uint64_t{SIGCHLD}, kThreadFlags, kForkFlags}) {
      EXPECT_EQ(Answer(SYS_clone, {flags | flag}), kViolation) << flag;
      EXPECT_EQ(Answer(SYS_clone, {flags | flag | kBit32}), kViolation) << flag;
    }
  }
  EXPECT_EQ(Answer(SYS_clone3), Fails(ENOSYS));
}

TEST_P(EveryPolicyTest, ForbidsTypingIntoATerminal) {
  EXPECT_EQ(Answer(SYS_ioctl, {0, TIOCSTI}), kViolation);
  EXPECT_EQ(Answer(SYS_ioctl, {0, TIOCSTI | kBit32}), kViolation);
  EXPECT_EQ(Answer(SYS_ioctl, {0, TIOCSCTTY}), kViolation);
  EXPECT_EQ(Answer(SYS_ioctl, {0, TCGETS}), kAllow);
}

TEST_P(EveryPolicyTest, ForbidsMemoryThatNoLimitCounts) {
  EXPECT_EQ(Answer(SYS_mmap, {0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS}), kAllow);
  EXPECT_EQ(Answer(SYS_mmap, {0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB}), kViolation);
  EXPECT_EQ(Answer(SYS_madvise, {0, 4096, MADV_DONTNEED}), kAllow);
  EXPECT_EQ(Answer(SYS_madvise, {0, 4096, MADV_MERGEABLE}), kViolation);
}

TEST_P(EveryPolicyTest, LetsAProgramChangeItsOwnLimitsOnly) {
  EXPECT_EQ(Answer(SYS_prlimit64, {0}), kAllow);
  EXPECT_EQ(Answer(SYS_prlimit64, {1}), kViolation);
  EXPECT_EQ(Answer(SYS_prlimit64, {kBit32}), kAllow);  // a pid has 32 bits: this is 0
}

TEST_P(EveryPolicyTest, ForbidsOtherSystemCallTables) {
  for (int number = 0; number < 600; ++number) {
    EXPECT_EQ(filter_.Answer(Call(number, {}, AUDIT_ARCH_I386)), kViolation);
    EXPECT_EQ(filter_.Answer(Call(number | 0x40000000)), kViolation);
  }
}

INSTANTIATE_TEST_SUITE_P(Shipped, EveryPolicyTest, ::testing::Values("native", "python", "compile-gcc"));

TEST(NativePolicyTest, AllowsThreadsAndProcesses) {
  const SeccompInterpreter filter = Policy("native");
  EXPECT_EQ(filter.Answer(Call(SYS_clone, {kThreadFlags})), kAllow);
  EXPECT_EQ(filter.Answer(Call(SYS_clone, {kThreadFlags | kBit32})), kViolation);
  EXPECT_EQ(filter.Answer(Call(SYS_clone, {kForkFlags})), kAllow);
  for (const int number : {SYS_fork, SYS_vfork, SYS_wait4, SYS_kill}) EXPECT_EQ(filter.Answer(Call(number)), kAllow);
}

TEST(NativePolicyTest, AllowsNoPairOfSockets) { EXPECT_THAT(AllowedPairs(Policy("native")), IsEmpty()); }

TEST(PythonPolicyTest, AllowsThreadsButNoProcesses) {
  const SeccompInterpreter filter = Policy("python");
  EXPECT_EQ(filter.Answer(Call(SYS_clone, {kThreadFlags})), kAllow);
  EXPECT_EQ(filter.Answer(Call(SYS_clone, {kForkFlags})), kViolation);
  for (const int number : {SYS_fork, SYS_vfork}) EXPECT_EQ(filter.Answer(Call(number)), kViolation);
}

TEST(PythonPolicyTest, AllowsTheSocketPairOfAsyncioAlone) {
  const SeccompInterpreter filter = Policy("python");
  EXPECT_EQ(filter.Answer(Call(SYS_socketpair, {AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0})), kAllow);
  EXPECT_THAT(AllowedPairs(filter), ElementsAre(SocketArguments{AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0}));
  EXPECT_EQ(filter.Answer(Call(SYS_sendto, {3, 0, 1, 0, 0, 0})), kAllow);
  EXPECT_EQ(filter.Answer(Call(SYS_sendto, {3, 0, 1, MSG_OOB, 0, 0})), kViolation);
  EXPECT_EQ(filter.Answer(Call(SYS_sendto, {3, 0, 1, 0, kBit32, 0})), kViolation);
}

TEST(CompilePolicyTest, AllowsProcessesButNoThreads) {
  const SeccompInterpreter filter = Policy("compile-gcc");
  EXPECT_EQ(filter.Answer(Call(SYS_vfork)), kAllow);
  EXPECT_EQ(filter.Answer(Call(SYS_clone, {kForkFlags})), kAllow);
  EXPECT_EQ(filter.Answer(Call(SYS_clone, {kThreadFlags})), kViolation);
}

TEST(CompilePolicyTest, AllowsNoPairOfSockets) { EXPECT_THAT(AllowedPairs(Policy("compile-gcc")), IsEmpty()); }

}  // namespace
}  // namespace judge::sandbox
