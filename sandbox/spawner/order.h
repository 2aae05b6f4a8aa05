// A run's request, as its box understands it.
#ifndef JUDGE_SANDBOX_SPAWNER_ORDER_H_
#define JUDGE_SANDBOX_SPAWNER_ORDER_H_

#include <string>

#include "sandbox/spawner/cgroup.h"
#include "sandbox/spawner/message.h"

namespace judge::sandbox {

// The bytes of a child::Order for a request that was checked. The descriptors that go with them are the sender's
// business.
std::string EncodeOrder(const Request& request, const CgroupEntrance& entrance, const ProcessLimits& process_limits);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SPAWNER_ORDER_H_
