#include "cli/remote/words.h"

#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "cli/words.h"

namespace judge::cli {

std::string StateText(v1::Run::State state) {
  return v1::Run::State_IsValid(state) ? absl::AsciiStrToLower(v1::Run::State_Name(state)) : "?";
}

Cell VerdictCell(const v1::Run& run) {
  if (run.state() != v1::Run::DONE) return {""};
  return {VerdictText(run.verdict()), ColorOf(run.verdict())};
}

std::string TimeText(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", absl::FromUnixSeconds(time.seconds()), absl::LocalTimeZone());
}

std::string LabelsText(const google::protobuf::Map<std::string, std::string>& labels) {
  const std::map<std::string, std::string> by_key(labels.begin(), labels.end());
  return absl::StrJoin(by_key, " ", absl::PairFormatter("="));
}

}  // namespace judge::cli
