// The boxes that a run's result came out of.
#ifndef JUDGE_PROTO_BOXES_H_
#define JUDGE_PROTO_BOXES_H_

#include "judge/v1/result.pb.h"

namespace judge {

// Calls visit(facts) for each box that was made for this result: not for a compilation that was done before.
template <typename Visitor>
void ForEachBox(const v1::RunResult& result, Visitor visit) {
  if (result.has_compile() && !result.compile().cached()) visit(result.compile().facts());
  for (const v1::TestResult& test : result.tests()) {
    visit(test.facts());
    for (const v1::Facts& earlier : test.earlier_facts()) visit(earlier);
  }
}

}  // namespace judge

#endif  // JUDGE_PROTO_BOXES_H_
