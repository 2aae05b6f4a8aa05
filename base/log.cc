#include "base/log.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/escape.h"
#include "nlohmann/json.hpp"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace judge {
namespace {

// Lines are formatted in the thread that logs them.
thread_local std::vector<std::pair<std::string, std::string>> fields;

struct Line {
  std::string time;
  std::string level;
  std::string message;  // hostile, as the fields' values are
};

std::string TextOf(const Line& line) {
  std::string text = absl::StrCat(line.time, " ", line.level);
  for (const auto& [name, value] : fields) absl::StrAppend(&text, " ", name, "=", EscapeForLine(value));
  return absl::StrCat(text, ": ", EscapeForLine(line.message));
}

std::string JsonOf(const Line& line) {
  nlohmann::ordered_json json = {{"time", line.time}, {"level", line.level}, {"message", line.message}};
  for (const auto& [name, value] : fields) json[name] = value;
  constexpr bool kAsciiAlone = true;  // no control characters of Unicode, either
  return json.dump(-1, ' ', kAsciiAlone, nlohmann::json::error_handler_t::replace);
}

class LineFormatter : public spdlog::formatter {
 public:
  using Style = std::string (*)(const Line&);
  explicit LineFormatter(Style style) : style_(style) {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& buffer) override {
    const auto level = spdlog::level::to_string_view(message.level);
    const std::string line =
        style_({.time = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::FromChrono(message.time), absl::UTCTimeZone()),
                .level = std::string(level.data(), level.size()),
                .message = std::string(message.payload.data(), message.payload.size())}) +
        "\n";
    buffer.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<LineFormatter>(style_); }

 private:
  const Style style_;
};

}  // namespace

absl::Status StartLog(const std::string& format) {
  if (format != "text" && format != "json")
    return absl::InvalidArgumentError(absl::StrCat("no log format '", format, "'; there are: text, json"));
  auto logger = std::make_shared<spdlog::logger>("judge", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(std::make_unique<LineFormatter>(format == "json" ? JsonOf : TextOf));
  spdlog::set_default_logger(std::move(logger));
  return absl::OkStatus();
}

LogField::LogField(std::string name, std::string value) { fields.emplace_back(std::move(name), std::move(value)); }

LogField::~LogField() { fields.pop_back(); }

}  // namespace judge
