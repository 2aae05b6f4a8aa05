// What a run did, as it is reported.
#ifndef JUDGE_WORKER_FACTS_H_
#define JUDGE_WORKER_FACTS_H_

#include "judge/v1/result.pb.h"
#include "sandbox/result.h"

namespace judge::worker {

v1::Accounting AccountingOf(sandbox::Accounting accounting);
v1::Facts FactsOf(const sandbox::Result& result);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_FACTS_H_
