// The list of steps, and how a failing one is told.
#ifndef JUDGE_SANDBOX_CHILD_STEP_H_
#define JUDGE_SANDBOX_CHILD_STEP_H_

#include "child.h"
#include "fault.h"

namespace judge::sandbox::child {

// Everything that the steps of one box know. One object, made by RunInit; the target-to-be has a copy of its own.
struct Box {
  const BoxPlan* plan;
  int started_fd;  // eventfd: written by the target-to-be once its listener is there
  int work_fd;
  int mount_namespace_fd;
  int proc_fd;
  int child_fd;             // signalfd of init's: somebody ended
  int64_t clock_offset_ns;  // what the box's CLOCK_MONOTONIC is ahead of the host's (negative)
};

// 0, or the errno of what failed. `index` may be set to tell which one of several failed.
using StepFunction = int (*)(Box& box, uint16_t& index);

struct SetupStep {
  Step step;
  StepFunction run;
};

[[noreturn]] void FailStep(const Box& box, Step step, uint16_t index, int error);

constexpr int kMaxReportFds = 3;

// Sends a report with `fd_count` descriptors; 0 or errno.
int SendReport(int control_fd, const Report& report, const int* fds = nullptr, int fd_count = 0);

// Runs the steps in order; the first that fails is reported to the spawner and ends the process. `begun` is told each
// step that begins.
template <int count>
void RunSteps(const SetupStep (&steps)[count], Box& box, Step& begun) {
  for (const SetupStep& step : steps) {
    begun = step.step;
    uint16_t index = 0;
    int error = FaultAt(step.step);
    if (error == 0) error = step.run(box, index);
    if (error != 0) FailStep(box, step.step, index, error);
  }
}

// Takes this uid and gid, without groups (other than those of an ordinary user who runs the judge) and without any
// capability; 0 or errno.
int DropTo(const BoxPlan& plan, uint32_t id);

// Overwrites a file of /proc; 0 or errno.
int WriteFile(const char* path, const char* text);

// Of user_namespace.cc.
int MapUser(Box& box, uint16_t& index);
int MountProc(Box& box, uint16_t& index);

// The body of the target-to-be. Never returns: it becomes the target.
[[noreturn]] void RunTarget(Box& box);

}  // namespace judge::sandbox::child

#endif  // JUDGE_SANDBOX_CHILD_STEP_H_
