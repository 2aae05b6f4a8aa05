// YAML files of a package as plain values. No type and no exception of the YAML library is seen beyond this file.
#ifndef JUDGE_PROBLEM_YAML_H_
#define JUDGE_PROBLEM_YAML_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "problem/package_files.h"

namespace judge::problem {

struct YamlNode {
  enum Kind { kNull, kText, kList, kMap };
  Kind kind = kNull;
  // From 1.
  int line = 0;
  std::string text;
  // Of a list or map; `keys` is as long as `items` for a map.
  std::vector<YamlNode> items;
  std::vector<std::string> keys;
};

// A mapping. A key without a value counts as absent. Errors are "problem.yaml:7: limits.memory: what is wrong".
class YamlMap {
 public:
  // An empty map of no file.
  YamlMap() = default;
  // Bounded in size, depth and number of nodes (aliases expanded). An empty file is an empty map; a key given twice, a
  // key that is no text and a top level that is no map are errors.
  static absl::StatusOr<YamlMap> Read(const Entry& file);
  static absl::StatusOr<YamlMap> Parse(const std::string& text, const std::string& file_name);

  bool Has(absl::string_view key) const { return Find(key) != nullptr; }
  // Null when absent.
  const YamlNode* Find(absl::string_view key) const;

  // Nothing when absent; a value of another shape is an error.
  absl::StatusOr<std::optional<std::string>> Text(absl::string_view key) const;
  absl::StatusOr<std::optional<double>> Number(absl::string_view key, double min, double max) const;
  absl::StatusOr<std::optional<int64_t>> WholeNumber(absl::string_view key, int64_t min, int64_t max) const;
  // A list of texts; one text counts as a list of one.
  absl::StatusOr<std::optional<std::vector<std::string>>> Texts(absl::string_view key) const;
  // The map under a key, empty when absent.
  absl::StatusOr<YamlMap> Map(absl::string_view key) const;

  const std::vector<std::string>& keys() const { return node_.keys; }
  // Keys that are not among `known`, each as the start of a message: "problem.yaml:7: unknown key 'colour'".
  std::vector<std::string> UnknownKeys(const std::vector<absl::string_view>& known) const;

  // "problem.yaml:7: limits.memory: <what>" for a present or absent key.
  std::string Message(absl::string_view key, absl::string_view what) const;
  absl::Status Error(absl::string_view key, absl::string_view what) const;

 private:
  YamlMap(std::string file_name, std::string prefix, YamlNode node)
      : file_name_(std::move(file_name)), prefix_(std::move(prefix)), node_(std::move(node)) {}

  std::string file_name_;
  // "limits." within limits.
  std::string prefix_;
  YamlNode node_;
};

}  // namespace judge::problem

#endif  // JUDGE_PROBLEM_YAML_H_
