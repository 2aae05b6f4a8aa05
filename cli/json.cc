#include "cli/json.h"

#include <cstdio>
#include <string>

#include "base/escape.h"
#include "base/terminal.h"
#include "google/protobuf/util/json_util.h"
#include "judge/v1/result.pb.h"

namespace judge::cli {

void PrintJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (status.ok())
    Print(json + "\n");
  else
    std::fprintf(stderr, "judge-cli: JSON: %s\n", status.ToString().c_str());
}

ExitCode FailRun(bool json, ExitCode code, const absl::Status& status) {
  if (json && code != kBadInput) {
    v1::RunResult result;
    result.set_verdict(v1::JE);
    result.set_explanation(ToValidUtf8(status.message()));
    PrintJson(result);
  }
  return Fail(code, status);
}

}  // namespace judge::cli
