// What a server says of runs, as people read it. Nothing here is escaped: tables do that.
#ifndef JUDGE_CLI_REMOTE_WORDS_H_
#define JUDGE_CLI_REMOTE_WORDS_H_

#include <string>

#include "base/table.h"
#include "judge/v1/judge.pb.h"

namespace judge::cli {

std::string StateText(v1::Run::State state);                                            // "queued"
Cell VerdictCell(const v1::Run& run);                                                   // empty until it is done
std::string TimeText(const google::protobuf::Timestamp& time);                          // local: "2026-01-31 12:00:00"
std::string LabelsText(const google::protobuf::Map<std::string, std::string>& labels);  // "a=1 b=2", by key

}  // namespace judge::cli

#endif  // JUDGE_CLI_REMOTE_WORDS_H_
