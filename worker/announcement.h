// What a worker tells a server of itself.
#ifndef JUDGE_WORKER_ANNOUNCEMENT_H_
#define JUDGE_WORKER_ANNOUNCEMENT_H_

#include <string>

#include "judge/v1/worker.pb.h"
#include "worker/machine.h"

namespace judge::worker {

// Asks each compiler and interpreter for its version, in a box; takes a second or so. A profile whose image is not
// built, or whose tool does not answer, is left out, which is logged.
v1::AnnounceRequest AnnouncementOf(Machine& machine, const std::string& name, int slots);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_ANNOUNCEMENT_H_
