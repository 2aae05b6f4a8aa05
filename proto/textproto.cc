#include "proto/textproto.h"

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace judge {
namespace {

constexpr int64_t kMaxBytes = 1 << 20;

// Keeps the first error: those that follow are mostly its consequences.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    // Protobuf counts from 0, and has -1 for an error of the whole text. It quotes the text as it stands.
    if (text_.empty()) text_ = absl::StrCat(line + 1, ":", column + 1, ": ", EscapeForLine(message));
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace

absl::Status ReadTextProto(const std::string& path, google::protobuf::Message& message) {
  JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxBytes));
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (parser.ParseFromString(text, &message)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(path, ":", error.text()));
}

}  // namespace judge
