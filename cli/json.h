// Results for machines.
#ifndef JUDGE_CLI_JSON_H_
#define JUDGE_CLI_JSON_H_

#include "absl/status/status.h"
#include "cli/exit_codes.h"
#include "google/protobuf/message.h"

namespace judge::cli {

// Prints the message as one JSON object on a line: field names as in the proto, every scalar also where it is 0,
// 64-bit numbers as strings (proto3's JSON mapping). REQUIRES: its strings are valid UTF-8.
void PrintJson(const google::protobuf::Message& message);

// Fail() of run. Machines that read `json` get an object even when nothing could be judged, unless the request was
// wrong.
ExitCode FailRun(bool json, ExitCode code, const absl::Status& status);
inline ExitCode FailRun(bool json, const absl::Status& status) { return FailRun(json, ExitCodeOf(status), status); }

}  // namespace judge::cli

#endif  // JUDGE_CLI_JSON_H_
