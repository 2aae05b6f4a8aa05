// Small good packages, to be spoilt by tests.
#ifndef JUDGE_PROBLEM_TEST_PACKAGE_H_
#define JUDGE_PROBLEM_TEST_PACKAGE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/test_folder.h"
#include "problem/package.h"

namespace judge::problem {

// Content by name.
using Files = std::map<std::string, std::string>;

inline constexpr char kYaml2025[] = "problem_format_version: 2025-09\nname: Sum\nuuid: 3f0c\n";

inline Files LegacyPackage() {
  return {{"problem.yaml", "name: Sum\n"},
          {".timelimit", "1\n"},
          {"data/sample/1.in", "1 2\n"},
          {"data/sample/1.ans", "3\n"},
          {"data/secret/1.in", "3 4\n"},
          {"data/secret/1.ans", "7\n"},
          {"submissions/accepted/sum.py", "print(sum(map(int, input().split())))\n"}};
}

inline Files Package2025() {
  Files files = LegacyPackage();
  files["problem.yaml"] = kYaml2025;
  return files;
}

// The good files with some replaced or added.
inline Files With(Files files, const Files& changes) {
  for (const auto& [name, content] : changes) files[name] = content;
  return files;
}

inline Files Without(Files files, const std::string& name) {
  files.erase(name);
  return files;
}

class PackageTest : public testing::Test {
 protected:
  void Write(const Files& files) {
    for (const auto& [name, content] : files) folder_.Write("sum/" + name, content);
  }

  absl::StatusOr<Package> Load(const Files& files) {
    EXPECT_TRUE(RemoveTree(dir_).ok());
    Write(files);
    return LoadPackage(dir_);
  }

  // The message without the package's folder in front of it.
  std::string ErrorOf(const absl::StatusOr<Package>& package) {
    if (package.ok()) return "no error";
    const std::string message(package.status().message());
    EXPECT_THAT(message, testing::StartsWith(dir_ + ": "));
    EXPECT_THAT(message, testing::Not(testing::HasSubstr("\n")));
    return message.substr(dir_.size() + 2);
  }

  std::string ErrorOf(const Files& files) { return ErrorOf(Load(files)); }

  const TestFolder folder_;
  const std::string dir_ = folder_.path("sum");
};

inline std::vector<std::string> Names(const Package& package) {
  std::vector<std::string> names;
  for (const auto& test : package.problem.tests()) names.push_back(test.name());
  return names;
}

inline std::vector<std::string> FlagsOf(const Package& package, const std::string& name) {
  for (const auto& test : package.problem.tests())
    if (test.name() == name) return {test.validator_flags().begin(), test.validator_flags().end()};
  return {"no such test"};
}

}  // namespace judge::problem

#endif  // JUDGE_PROBLEM_TEST_PACKAGE_H_
