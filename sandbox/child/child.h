// All code that runs in a box before the target: the only header of this folder that is seen outside of it.
//
// A box has two processes of ours. `init` is PID 1: it sets the box up, makes the second process, drops every
// privilege, and from then on only waits and reports. The second process is the target-to-be: it waits for an Order,
// applies it to itself (files, cgroups, limits, credentials, seccomp) and becomes the target by execve.
//
// Both are cloned from a single-threaded spawner and share one table of file descriptors until that execve, which
// splits it: that is how init alone comes to hold the seccomp listener that the target-to-be installed.
//
// Everything here is plain data and raw system calls: no allocation, no libraries, no exceptions.
#ifndef JUDGE_SANDBOX_CHILD_CHILD_H_
#define JUDGE_SANDBOX_CHILD_CHILD_H_

#include <sys/types.h>

#include <cstdint>

namespace judge::sandbox::child {

constexpr int kMaxLayers = 8;
constexpr int kMaxInputs = 128;
constexpr int kMaxFolders = 16;
constexpr int kMaxArguments = 1024;  // of argv, and again of the environment
constexpr int kMaxFilter = 4096;     // BPF instructions
constexpr int kMaxTaskFiles = 8;
constexpr int kMaxOrderBytes = 128 * 1024;

// Descriptor numbers that the last steps need below the limit that they set.
constexpr int64_t kMinOpenFiles = 16;

// Every step of setting a box up. A step that fails is reported as {step, index, errno}; StepName gives words.
// kStepCount is how many there are.
enum class Step : uint16_t {
  // Of init, when the box is prepared, in this order.
  kCloseInheritedFds,
  kMapUser,
  kRaiseOomScore,
  kNewKeyring,
  kUnshareNamespaces,
  kOffsetClocks,
  kPrivateMounts,
  kMountTmpfs,
  kMakeFolders,
  kBindLayers,
  kMountRoot,
  kMountWork,
  kMountTmp,
  kMountProc,
  kMountDev,
  kOpenHandles,
  kPivotRoot,
  kNameHost,
  kLockPrivileges,
  kForkTarget,
  kDropInitCredentials,
  kReportReady,
  // Of init, once the target is about to start.
  kLetGoOfFiles,
  // Of the target-to-be, in this order: kNewSession at once, the rest when a run takes the box.
  kNewSession,
  kReceiveOrder,
  kResizeTmpfs,
  kMakeWorkFolders,
  kWriteInputs,
  kJoinCgroups,
  kUnshareCgroups,
  kWireFds,
  kSetRlimits,
  kTakeLongTurns,
  kDropCredentials,
  kClearKeys,
  kInstallSeccomp,
  kExec,
};
constexpr int kStepCount = static_cast<int>(Step::kExec) + 1;
const char* StepName(Step step);

// What kSetRlimits sets, in its order, which Report::index tells: the name, and the option of a shell's `ulimit` for
// it.
constexpr const char* kRlimits[][2] = {{"CORE", "-c"},    {"FSIZE", "-f"},    {"NOFILE", "-n"}, {"STACK", "-s"},
                                       {"MEMLOCK", "-l"}, {"MSGQUEUE", "-q"}, {"DATA", "-d"},   {"NPROC", "-u"}};

// Memory that spawner, init and target-to-be share; execve takes it from the target.
struct SharedPage {
  pid_t target;          // as it sees itself; another one after the target-to-be was cloned into a cgroup
  int listener_fd;       // the seccomp listener's number, valid once init has been told that the target starts
  int64_t exec_time_ns;  // CLOCK_MONOTONIC of the host just before execve; 0: it has not come to that yet
  int64_t user_us;       // CPU time of the target-to-be just before execve
  int64_t system_us;
  Step init_step;  // that each process began last: where it was, should it die
  Step target_step;
};

// What init needs to know: all of it is prepared before clone.
struct BoxPlan {
  SharedPage* shared;              // mapped MAP_SHARED, all zero
  int control_fd;                  // the box's end of a SOCK_SEQPACKET pair
  const char* mount_point;         // an empty folder on the host; what is mounted there is seen by the box alone
  const char* layers[kMaxLayers];  // folders on the host, uppermost first
  int layer_count;
  uint32_t init_id;     // uid and gid of init
  uint32_t target_id;   // uid and gid of the target; owner of /work
  bool time_namespace;  // the kernel has it
  // The spawner is an ordinary user: the box was cloned with a user namespace of its own, in which that user alone has
  // an id. init_id and target_id are that id. See user_namespace.cc.
  bool user_namespace;
  uint32_t host_uid;  // that user, and his group; not used without a user namespace
  uint32_t host_gid;
};

// Spawner to target-to-be, one message: this header, then `filter_count` BPF instructions (8 bytes each), then the
// strings, each ended by a NUL: argv, environment, input names, folder names.
// With it come the file descriptors: stdin (if has_stdin), stdout, stderr, task files, cgroup folder (if
// has_cgroup_folder), inputs.
struct Order {
  int64_t disk_bytes;       // -1: as prepared
  int64_t disk_inodes;      // -1: as prepared
  int64_t file_size_bytes;  // -1 here and below: not limited
  int64_t open_files;
  int64_t stack_bytes;
  // Limits of each process, for boxes that no cgroup keeps.
  int64_t data_bytes;
  int64_t processes;                            // of the target, who shares its user with init and the stand-in
  uint64_t executable_inputs[kMaxInputs / 64];  // bit i: input i is executable
  uint32_t has_stdin;
  uint32_t task_file_count;    // cgroup v1: "0" is written to each, which moves the writer
  uint32_t has_cgroup_folder;  // cgroup v2: the target-to-be is cloned into it
  uint32_t argument_count;
  uint32_t environment_count;
  uint32_t input_count;
  uint32_t folder_count;
  uint32_t filter_count;
  uint32_t string_bytes;
};

// Box to spawner, one message each.
struct Report {
  enum Kind : uint32_t {
    kReady,       // with fds (O_RDONLY): the folder /work, the mount namespace; in a user namespace also /proc
    kStepFailed,  // step, index, error
    kDied,        // wait_status: of the target-to-be, before it became the target
    kBlocked,     // architecture, number, arguments: the target made a call that its policy forbids; with the listener
    kExited,      // wait_status and times of the target
  };
  uint32_t kind;
  uint16_t step;
  uint16_t index;
  int32_t error;        // errno
  int32_t wait_status;  // as wait4 gives it
  uint32_t architecture;
  uint32_t number;
  uint64_t arguments[6];
  int64_t wall_ns;  // from just before execve to the moment init saw the end
  int64_t user_us;  // of the target and the children it waited for, less what was used before execve
  int64_t system_us;
  int64_t resident_bytes;  // most of any one of these processes
  uint32_t is_alone;       // 1: of kExited, when nobody but init was left in the box
};

// The body of PID 1; runs in the process that clone made with new pid and mount namespaces. Never returns.
[[noreturn]] void RunInit(const BoxPlan& plan);

}  // namespace judge::sandbox::child

#endif  // JUDGE_SANDBOX_CHILD_CHILD_H_
