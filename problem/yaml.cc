#include "problem/yaml.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "problem/decimal.h"

namespace judge::problem {
namespace {

constexpr int64_t kMaxBytes = 1 << 20;
constexpr int kMaxYamlDepth = 16;
// A few aliases of aliases would be billions, or a long text that is named often.
constexpr int kMaxNodes = 100'000;
constexpr size_t kMaxTextBytes = 4 * kMaxBytes;

// Copies the library's tree into ours. The library may throw from any call here.
class Converter {
 public:
  explicit Converter(std::string file_name) : file_name_(std::move(file_name)) {}

  absl::StatusOr<YamlNode> Convert(const YAML::Node& from, int depth = 0) {
    YamlNode to;
    to.line = from.Mark().line + 1;
    if (from.IsScalar()) text_bytes_ += from.Scalar().size();
    if (++nodes_ > kMaxNodes || depth > kMaxYamlDepth || text_bytes_ > kMaxTextBytes)
      return Error(to.line, "too large or too deep for a package's YAML");
    switch (from.Type()) {
      case YAML::NodeType::Scalar:
        to.kind = YamlNode::kText;
        to.text = from.Scalar();
        break;
      case YAML::NodeType::Sequence:
        to.kind = YamlNode::kList;
        for (const YAML::Node& item : from) JUDGE_RETURN_IF_ERROR(Add(item, depth, to));
        break;
      case YAML::NodeType::Map:
        to.kind = YamlNode::kMap;
        for (const auto& pair : from) {
          if (!pair.first.IsScalar()) return Error(pair.first.Mark().line + 1, "a key has to be text");
          text_bytes_ += pair.first.Scalar().size();
          to.keys.push_back(pair.first.Scalar());
          JUDGE_RETURN_IF_ERROR(Add(pair.second, depth, to));
          // A value on a later line, or none, has a line of its own; the key's is what a person looks for.
          to.items.back().line = pair.first.Mark().line + 1;
        }
        JUDGE_RETURN_IF_ERROR(CheckKeysDiffer(to));
        break;
      default:
        break;
    }
    return to;
  }

 private:
  absl::Status Add(const YAML::Node& item, int depth, YamlNode& to) {
    JUDGE_ASSIGN_OR_RETURN(YamlNode converted, Convert(item, depth + 1));
    to.items.push_back(std::move(converted));
    return absl::OkStatus();
  }

  absl::Status CheckKeysDiffer(const YamlNode& map) const {
    std::vector<std::string> sorted = map.keys;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice == sorted.end()) return absl::OkStatus();
    const auto last = std::find(map.keys.rbegin(), map.keys.rend(), *twice);
    return Error(map.items[map.keys.rend() - last - 1].line,
                 absl::StrCat("key '", EscapeForLine(*twice), "' is given twice; remove one"));
  }

  absl::Status Error(int line, absl::string_view what) const {
    return absl::InvalidArgumentError(absl::StrCat(file_name_, ":", line, ": ", what));
  }

  std::string file_name_;
  int nodes_ = 0;
  size_t text_bytes_ = 0;
};

}  // namespace

absl::StatusOr<YamlMap> YamlMap::Parse(const std::string& text, const std::string& file_name) {
  const std::string shown = EscapeForLine(file_name);
  absl::StatusOr<YamlNode> node;
  try {
    node = Converter(shown).Convert(YAML::Load(text));
  } catch (const YAML::Exception& e) {
    return absl::InvalidArgumentError(
        absl::StrCat(shown, ":", std::max(e.mark.line, 0) + 1, ": no valid YAML: ", EscapeForLine(e.msg)));
  } catch (const std::exception& e) {
    return absl::InvalidArgumentError(absl::StrCat(shown, ": no valid YAML: ", EscapeForLine(e.what())));
  }
  if (!node.ok()) return node.status();
  if (node->kind != YamlNode::kMap && node->kind != YamlNode::kNull)
    return absl::InvalidArgumentError(
        absl::StrCat(shown, ":", node->line, ": has to be a map of \"key: value\" lines"));
  return YamlMap(shown, "", *std::move(node));
}

absl::StatusOr<YamlMap> YamlMap::Read(const Entry& file) {
  if (file.is_folder) return absl::InvalidArgumentError(absl::StrCat(file.relative, ": has to be a file"));
  if (file.bytes > kMaxBytes)
    return absl::ResourceExhaustedError(
        absl::StrCat(file.relative, ": ", file.bytes, " bytes; a YAML file has at most ", kMaxBytes));
  JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadFile(file.path, kMaxBytes, Links::kRefuse));
  return Parse(text, file.relative);
}

const YamlNode* YamlMap::Find(absl::string_view key) const {
  const auto found = std::find(node_.keys.begin(), node_.keys.end(), key);
  if (found == node_.keys.end()) return nullptr;
  const YamlNode& value = node_.items[found - node_.keys.begin()];
  return value.kind == YamlNode::kNull ? nullptr : &value;
}

absl::StatusOr<std::optional<std::string>> YamlMap::Text(absl::string_view key) const {
  const YamlNode* value = Find(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind != YamlNode::kText) return Error(key, "has to be text");
  return value->text;
}

absl::StatusOr<std::optional<double>> YamlMap::Number(absl::string_view key, double min, double max) const {
  JUDGE_ASSIGN_OR_RETURN(const std::optional<std::string> text, Text(key));
  if (!text) return std::nullopt;
  const std::optional<double> value = ParseDecimal(*text);
  if (!value || *value < min || *value > max)
    return Error(key, absl::StrCat("has to be a number from ", min, " to ", max, ", not '",
                                   EscapeForLine(text->substr(0, 40)), "'"));
  return *value;
}

absl::StatusOr<std::optional<int64_t>> YamlMap::WholeNumber(absl::string_view key, int64_t min, int64_t max) const {
  JUDGE_ASSIGN_OR_RETURN(const std::optional<std::string> text, Text(key));
  if (!text) return std::nullopt;
  int64_t value;
  if (!absl::SimpleAtoi(*text, &value) || value < min || value > max)
    return Error(key, absl::StrCat("has to be a whole number from ", min, " to ", max, ", not '",
                                   EscapeForLine(text->substr(0, 40)), "'"));
  return value;
}

absl::StatusOr<std::optional<std::vector<std::string>>> YamlMap::Texts(absl::string_view key) const {
  const YamlNode* value = Find(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind == YamlNode::kText) return std::vector<std::string>{value->text};
  if (value->kind != YamlNode::kList) return Error(key, "has to be a list of texts");
  std::vector<std::string> texts;
  for (const YamlNode& item : value->items) {
    if (item.kind != YamlNode::kText) return Error(key, "has to be a list of texts");
    texts.push_back(item.text);
  }
  return texts;
}

absl::StatusOr<YamlMap> YamlMap::Map(absl::string_view key) const {
  const YamlNode* value = Find(key);
  if (value == nullptr) return YamlMap(file_name_, absl::StrCat(prefix_, key, "."), YamlNode{});
  if (value->kind != YamlNode::kMap) return Error(key, "has to be a map of \"key: value\" lines");
  return YamlMap(file_name_, absl::StrCat(prefix_, key, "."), *value);
}

std::vector<std::string> YamlMap::UnknownKeys(const std::vector<absl::string_view>& known) const {
  std::vector<std::string> unknown;
  for (size_t i = 0; i < node_.keys.size(); ++i) {
    if (std::find(known.begin(), known.end(), node_.keys[i]) != known.end()) continue;
    unknown.push_back(absl::StrCat(file_name_, ":", node_.items[i].line, ": unknown key '", prefix_,
                                   EscapeForLine(node_.keys[i].substr(0, 60)), "'"));
  }
  return unknown;
}

std::string YamlMap::Message(absl::string_view key, absl::string_view what) const {
  const YamlNode* value = Find(key);
  const std::string place = value == nullptr ? file_name_ : absl::StrCat(file_name_, ":", value->line);
  return absl::StrCat(place, ": ", prefix_, key, ": ", what);
}

absl::Status YamlMap::Error(absl::string_view key, absl::string_view what) const {
  return absl::InvalidArgumentError(Message(key, what));
}

}  // namespace judge::problem
