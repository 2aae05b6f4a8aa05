#include "cli/json.h"

#include <cstdio>
#include <string>

#include "base/terminal.h"
#include "google/protobuf/util/json_util.h"

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

}  // namespace judge::cli
