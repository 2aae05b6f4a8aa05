// Keeps what has results so small that any client can read it: gRPC's, unless they were told otherwise, refuse messages
// above 4 MiB.
#ifndef JUDGE_PROTO_RESULT_SIZE_H_
#define JUDGE_PROTO_RESULT_SIZE_H_

#include <cstdint>

#include "judge/v1/result.pb.h"

namespace judge {

// Of any answer, with room for gRPC's own.
inline constexpr int64_t kMaxReplyBytes = (4 << 20) - (64 << 10);
// Of one result, or of one test's, as it is stored and told.
inline constexpr int64_t kMaxResultBytes = 3 << 20;

// Shortens what programs, validators and the compiler wrote, in each test alike, until the whole has at most
// `max_bytes`; where that does not do, leaves out tests, the last first. Of what is too large even so, and no judge
// makes, the verdict stays.
void Shorten(int64_t max_bytes, v1::RunResult& result);
void Shorten(int64_t max_bytes, v1::TestResult& test);
void Shorten(int64_t max_bytes, v1::CompileResult& compile);

// Leaves out all that programs, validators and the compiler wrote.
void DropOutputs(v1::RunResult& result);

}  // namespace judge

#endif  // JUDGE_PROTO_RESULT_SIZE_H_
