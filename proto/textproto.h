// Textproto files: how people write profiles and image recipes.
#ifndef JUDGE_PROTO_TEXTPROTO_H_
#define JUDGE_PROTO_TEXTPROTO_H_

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace judge {

// Reads the textproto file `path` into `message`, which decides the schema. A mistake in the text is INVALID_ARGUMENT
// and reads "PATH:LINE:COLUMN: what is wrong", counted from 1, for the first mistake. Files beyond 1 MiB are refused.
absl::Status ReadTextProto(const std::string& path, google::protobuf::Message& message);

}  // namespace judge

#endif  // JUDGE_PROTO_TEXTPROTO_H_
