// Log lines of programs that run for long: on stderr, one line each whatever is in them, with the run that they are
// about. Written with spdlog::info(), warn() and so on.
#ifndef JUDGE_BASE_LOG_H_
#define JUDGE_BASE_LOG_H_

#include <string>

#include "absl/status/status.h"

namespace judge {

// From now on spdlog's functions write so. `format`: "text", "2026-11-22T12:33:06.123Z warning run=7kq2: MESSAGE"; or
// "json", an object with the strings "time", "level", "message" and a further one for each field. INVALID_ARGUMENT:
// another format.
absl::Status StartLog(const std::string& format);

// While it lives, each line that this thread logs has the field: LogField field("run", id). The last one ends first.
class LogField {
 public:
  LogField(std::string name, std::string value);
  ~LogField();
  LogField(const LogField&) = delete;
  LogField& operator=(const LogField&) = delete;
};

}  // namespace judge

#endif  // JUDGE_BASE_LOG_H_
