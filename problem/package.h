// Reads a problem package: a folder in the ICPC/Kattis problem package format, "legacy" or "2025-09", pass-fail.
//
// A package comes from the operator, but its contents may come from anybody: names, links, sizes and YAML are hostile
// here. What the format has and this judge does not (interactive, multi-pass, scoring ...) is refused by name.
#ifndef JUDGE_PROBLEM_PACKAGE_H_
#define JUDGE_PROBLEM_PACKAGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/v1/problem.pb.h"
#include "problem/expectation.h"

namespace judge::problem {

// A regular file of the package.
struct File {
  // Relative to its program's folder: "main.cpp", "lib/tree.h". Safe in a box and in an argument list: parts of
  // [A-Za-z0-9_.+-], none of which starts with a dot or a dash.
  std::string name;
  // On this machine: absolute, and free of symbolic links when it was read.
  std::string path;
};

// A program of one or more files, in the order of their names.
struct Program {
  // "accepted/sum.cpp", "wrong_answer/off_by_one" (a folder), "validate.py".
  std::string name;
  std::vector<File> files;
};

struct Submission {
  Program program;
  Expectation expectation;
};

// The largest input or answer file: each is copied into memory for every run.
constexpr int64_t kMaxTestFileBytes = int64_t{1} << 30;

struct TestFiles {
  // On this machine, as File::path. Regular files; to be opened by OpenRegular (base/file.h) without following links,
  // for they may have been replaced.
  std::string input_path;
  std::string answer_path;
};

struct Package {
  // What the package says; tests in the order of judging: sample first, then secret, each by name.
  v1::Problem problem;
  // The package's folder, absolute.
  std::string path;
  // The files of problem.tests(i).
  std::vector<TestFiles> test_files;
  // Absent: the default output validator, whose flags have been checked for each test.
  std::optional<Program> output_validator;
  // In the order of their names. May be empty.
  std::vector<Submission> submissions;
  // What was ignored, a line each: "problem.yaml:7: unknown key 'colour' is ignored".
  std::vector<std::string> warnings;
};

// Reads and checks the whole package, hashes its tests, runs nothing. Errors are one line that says where, what is
// wrong and what to do: INVALID_ARGUMENT for a broken package, UNIMPLEMENTED for what is not supported yet, NOT_FOUND
// for no package at all, RESOURCE_EXHAUSTED for one beyond bounds.
absl::StatusOr<Package> LoadPackage(const std::string& dir);

}  // namespace judge::problem

#endif  // JUDGE_PROBLEM_PACKAGE_H_
