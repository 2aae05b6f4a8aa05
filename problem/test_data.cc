#include "problem/test_data.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/escape.h"
#include "base/status_macros.h"
#include "problem/yaml.h"

namespace judge::problem {
namespace {

constexpr int64_t kMaxTotalBytes = int64_t{4} << 30;
constexpr int kMaxGroupDepth = 8;

using Flags = std::vector<std::string>;

absl::Status NotYet(const YamlMap& yaml, absl::string_view key, absl::string_view what) {
  return absl::UnimplementedError(yaml.Message(key, absl::StrCat(what, " not supported yet")));
}

// What has one base name in a folder: "01.in", "01.ans" and "01.yaml", or the folder "01".
struct Sibling {
  const Entry* input = nullptr;
  const Entry* answer = nullptr;
  const Entry* config = nullptr;
  const Entry* folder = nullptr;
};

class TestDataReader {
 public:
  TestDataReader(PackageFiles& files, v1::Problem::Format format, Flags base_flags)
      : files_(files), legacy_(format == v1::Problem::LEGACY), base_flags_(std::move(base_flags)) {}

  absl::StatusOr<TestData> Read() {
    Flags flags;
    // Only legacy has a testdata.yaml for all of data/.
    if (legacy_) JUDGE_RETURN_IF_ERROR(ReadGroupConfig("data", flags));
    JUDGE_RETURN_IF_ERROR(ReadFolder("data/sample", flags, 0));
    const size_t samples = data_.cases.size();
    JUDGE_RETURN_IF_ERROR(ReadFolder("data/secret", flags, 0));
    if (data_.cases.size() == samples) return BrokenEntry("data/secret", "no test cases; add NAME.in with NAME.ans");
    return std::move(data_);
  }

 private:
  absl::Status ReadFolder(const std::string& folder, Flags flags, int depth) {
    if (depth > kMaxGroupDepth)
      return BrokenEntry(folder, "too many folders within folders (or a link to a folder above)");
    JUDGE_RETURN_IF_ERROR(ReadGroupConfig(folder, flags));
    JUDGE_ASSIGN_OR_RETURN(const std::vector<Entry> entries, files_.List(folder));
    std::map<std::string, Sibling> siblings;
    JUDGE_RETURN_IF_ERROR(Sort(entries, depth, siblings));
    bool has_tests = false, has_groups = false;
    for (const auto& [name, sibling] : siblings) {
      const std::string place = absl::StrCat(folder, "/", name);
      if (sibling.folder != nullptr) {
        has_groups = true;
        if (sibling.input != nullptr)
          return BrokenEntry(place, "is the name of a test case and of a folder; rename one of them");
        JUDGE_RETURN_IF_ERROR(ReadFolder(sibling.folder->relative, flags, depth + 1));
      } else {
        has_tests = true;
        JUDGE_RETURN_IF_ERROR(AddTest(place, sibling, flags));
      }
    }
    return legacy_ ? absl::OkStatus() : CheckGroups(folder, has_tests, has_groups, depth);
  }

  // 2025-09: data/sample has no groups, and data/secret either tests or groups.
  static absl::Status CheckGroups(const std::string& folder, bool has_tests, bool has_groups, int depth) {
    if (depth > 0) return absl::OkStatus();
    if (folder == "data/sample" && has_groups)
      return BrokenEntry(folder, "has to hold test cases only, no folders; move them up");
    if (has_tests && has_groups)
      return BrokenEntry(folder, "has to hold either test cases or folders of them, not both");
    return absl::OkStatus();
  }

  // Other files (illustrations, hints, what a statement shows instead) decide nothing and are left alone.
  absl::Status Sort(const std::vector<Entry>& entries, int depth, std::map<std::string, Sibling>& siblings) const {
    for (const Entry& entry : entries) {
      absl::string_view name = entry.name;
      if (entry.is_folder) {
        if (!legacy_ && absl::EndsWith(name, ".files"))
          return absl::UnimplementedError(absl::StrCat(entry.relative, ": files for a test are not supported yet"));
        siblings[entry.name].folder = &entry;
      } else if (absl::ConsumeSuffix(&name, ".in")) {
        siblings[std::string(name)].input = &entry;
      } else if (absl::ConsumeSuffix(&name, ".ans")) {
        siblings[std::string(name)].answer = &entry;
      } else if (!legacy_ && name != "test_group.yaml" && absl::ConsumeSuffix(&name, ".yaml")) {
        siblings[std::string(name)].config = &entry;
      } else if (!legacy_ && name == "test_group.yaml" && depth > 1) {
        return BrokenEntry(entry.relative, "groups within groups are not part of the format; move it up");
      }
    }
    return absl::OkStatus();
  }

  absl::Status AddTest(const std::string& place, const Sibling& sibling, Flags flags) {
    if (sibling.input == nullptr)
      return BrokenEntry(absl::StrCat(place, ".in"), "is missing, but other files of that test are there; add it");
    if (sibling.answer == nullptr)
      return BrokenEntry(absl::StrCat(place, ".ans"), "is missing, but there is a .in; add it");
    if (sibling.config != nullptr) JUDGE_RETURN_IF_ERROR(Read2025Config(*sibling.config, /*group=*/false, flags));
    for (const Entry* const file : {sibling.input, sibling.answer})
      if (file->bytes > kMaxTestFileBytes)
        return absl::ResourceExhaustedError(absl::StrCat(file->relative, ": ", file->bytes, " bytes, more than the ",
                                                         kMaxTestFileBytes, " that a test's file may have"));
    total_bytes_ += sibling.input->bytes + sibling.answer->bytes;
    if (total_bytes_ > kMaxTotalBytes)
      return absl::ResourceExhaustedError(absl::StrCat(place, ": the tests are more than ", kMaxTotalBytes, " bytes"));
    v1::TestCase test;
    test.set_name(place.substr(place.find('/') + 1));
    test.set_sample(absl::StartsWith(test.name(), "sample/"));
    for (const std::string& flag : base_flags_) test.add_validator_flags(flag);
    for (const std::string& flag : flags) test.add_validator_flags(flag);
    data_.cases.push_back(std::move(test));
    data_.files.push_back({sibling.input->path, sibling.answer->path});
    return absl::OkStatus();
  }

  // `flags` are the folder above's on entry, this folder's on return.
  absl::Status ReadGroupConfig(const std::string& folder, Flags& flags) {
    const std::string name = absl::StrCat(folder, legacy_ ? "/testdata.yaml" : "/test_group.yaml");
    JUDGE_ASSIGN_OR_RETURN(const std::optional<Entry> file, files_.Find(name));
    if (!file) return absl::OkStatus();
    return legacy_ ? ReadLegacyConfig(*file, flags) : Read2025Config(*file, /*group=*/true, flags);
  }

  // A testdata.yaml replaces the one above as a whole.
  absl::Status ReadLegacyConfig(const Entry& file, Flags& flags) {
    JUDGE_ASSIGN_OR_RETURN(const YamlMap yaml, YamlMap::Read(file));
    for (const std::string& unknown :
         yaml.UnknownKeys({"on_reject", "grading", "grader_flags", "input_validator_flags", "output_validator_flags",
                           "accept_score", "reject_score", "range"}))
      data_.warnings.push_back(absl::StrCat(unknown, " is ignored"));
    JUDGE_ASSIGN_OR_RETURN(const auto grading, yaml.Text("grading"));
    if (grading.value_or("default") != "default") return NotYet(yaml, "grading", "custom graders are");
    JUDGE_ASSIGN_OR_RETURN(const auto grader_flags, yaml.Text("grader_flags"));
    for (const absl::string_view flag : absl::StrSplit(grader_flags.value_or(""), ' ', absl::SkipEmpty()))
      // These accept what fails a test; the others only choose among failures, or score.
      if (flag == "always_accept" || flag == "accept_if_any_accepted" || flag == "ignore_sample")
        return NotYet(yaml, "grader_flags", absl::StrCat(flag, " is"));
    const YamlNode* value = yaml.Find("output_validator_flags");
    const bool named = value != nullptr && value->kind == YamlNode::kMap;
    JUDGE_ASSIGN_OR_RETURN(const YamlMap map, named ? yaml.Map("output_validator_flags") : YamlMap());
    JUDGE_ASSIGN_OR_RETURN(const auto text, named ? map.Text("flags") : yaml.Text("output_validator_flags"));
    flags = absl::StrSplit(text.value_or(""), absl::ByAnyChar(" \t\n"), absl::SkipEmpty());
    return absl::OkStatus();
  }

  // A test takes from its group what it does not say itself, a group from data/secret.
  absl::Status Read2025Config(const Entry& file, bool group, Flags& flags) {
    JUDGE_ASSIGN_OR_RETURN(const YamlMap yaml, YamlMap::Read(file));
    std::vector<absl::string_view> known = {"args",
                                            "input_validator_args",
                                            "output_validator_args",
                                            "input_visualizer_args",
                                            "output_visualizer_args",
                                            "full_feedback"};
    if (group)
      known.insert(known.end(), {"max_score", "score_aggregation", "static_validation_score", "require_pass",
                                 "static_validator_args"});
    else
      known.insert(known.end(), {"hint", "description"});
    const std::vector<std::string> unknown = yaml.UnknownKeys(known);
    if (!unknown.empty()) return absl::InvalidArgumentError(absl::StrCat(unknown[0], "; correct or remove it"));
    for (const char* key : {"static_validation_score", "static_validator_args"})
      if (yaml.Has(key)) return NotYet(yaml, key, "static validators are");
    for (const char* key : {"max_score", "require_pass"})
      if (yaml.Has(key)) return NotYet(yaml, key, "scoring problems are");
    JUDGE_ASSIGN_OR_RETURN(const auto aggregation, yaml.Text("score_aggregation"));
    if (aggregation.value_or("pass-fail") != "pass-fail")
      return NotYet(yaml, "score_aggregation", "scoring problems are");
    JUDGE_ASSIGN_OR_RETURN(const auto arguments, yaml.Texts("args"));
    if (arguments && !arguments->empty()) return NotYet(yaml, "args", "arguments for the submission are");
    const YamlNode* validator_args = yaml.Find("output_validator_args");
    if (validator_args != nullptr && validator_args->kind != YamlNode::kList)
      return yaml.Error("output_validator_args", "has to be a list: [float_tolerance, \"1e-6\"]");
    JUDGE_ASSIGN_OR_RETURN(auto own_flags, yaml.Texts("output_validator_args"));
    if (own_flags) flags = *std::move(own_flags);
    return absl::OkStatus();
  }

  PackageFiles& files_;
  const bool legacy_;
  const Flags base_flags_;
  TestData data_;
  int64_t total_bytes_ = 0;
};

}  // namespace

absl::StatusOr<TestData> ReadTestData(PackageFiles& files, v1::Problem::Format format,
                                      const std::vector<std::string>& base_flags) {
  return TestDataReader(files, format, base_flags).Read();
}

}  // namespace judge::problem
