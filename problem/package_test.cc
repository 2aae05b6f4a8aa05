#include "problem/package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "problem/test_package.h"

namespace judge::problem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(PackageTest, ReadsALegacyPackage) {
  const auto package = Load(LegacyPackage());
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_EQ(package->problem.format(), v1::Problem::LEGACY);
  EXPECT_EQ(package->problem.short_name(), "sum");
  EXPECT_EQ(package->problem.name(), "Sum");
  EXPECT_EQ(package->problem.limits().cpu_time_ms(), 1000u);
  EXPECT_EQ(package->problem.limits().memory_bytes(), 0u);
  EXPECT_EQ(package->problem.timing().ac_to_time_limit(), 5);
  EXPECT_EQ(package->problem.timing().time_limit_to_tle(), 2);
  EXPECT_FALSE(package->problem.custom_validator());
  EXPECT_THAT(Names(*package), ElementsAre("sample/1", "secret/1"));
  EXPECT_TRUE(package->problem.tests(0).sample());
  EXPECT_FALSE(package->problem.tests(1).sample());
  EXPECT_EQ(*ReadFile(package->test_files[1].input_path, 100), "3 4\n");
  EXPECT_EQ(*ReadFile(package->test_files[1].answer_path, 100), "7\n");
  ASSERT_EQ(package->submissions.size(), 1u);
  EXPECT_EQ(package->submissions[0].program.name, "accepted/sum.py");
  EXPECT_EQ(package->submissions[0].program.files[0].name, "sum.py");
  EXPECT_THAT(package->submissions[0].expectation.required, ElementsAre(v1::AC));
  EXPECT_THAT(package->warnings, IsEmpty());
}

TEST_F(PackageTest, DigestChangesWithWhatDecidesAVerdictOnly) {
  const Files files = LegacyPackage();
  const std::string digest = Load(files)->problem.digest();
  EXPECT_EQ(digest.size(), 64u);
  EXPECT_EQ(Load(With(files, {{"problem.yaml", "name: Another name\n"}}))->problem.digest(), digest);
  EXPECT_EQ(Load(With(files, {{"submissions/accepted/b.py", "pass"}}))->problem.digest(), digest);
  EXPECT_NE(Load(With(files, {{"data/secret/1.in", "3  4\n"}}))->problem.digest(), digest);
  EXPECT_NE(Load(With(files, {{"data/secret/1.ans", "8\n"}}))->problem.digest(), digest);
  EXPECT_NE(Load(With(files, {{".timelimit", "2"}}))->problem.digest(), digest);
  EXPECT_NE(Load(With(files, {{"problem.yaml", "validator_flags: case_sensitive\n"}}))->problem.digest(), digest);
  Files renamed = Without(Without(files, "data/secret/1.in"), "data/secret/1.ans");
  renamed["data/secret/2.in"] = files.at("data/secret/1.in");
  renamed["data/secret/2.ans"] = files.at("data/secret/1.ans");
  EXPECT_NE(Load(renamed)->problem.digest(), digest);
  const Files custom =
      With(files, {{"problem.yaml", "validation: custom\n"}, {"output_validators/check.py", "print(1)"}});
  EXPECT_NE(Load(custom)->problem.digest(),
            Load(With(custom, {{"output_validators/check.py", "print(2)"}}))->problem.digest());
}

TEST_F(PackageTest, NoPackageAtAllIsSaidSo) {
  EXPECT_EQ(LoadPackage("/nowhere/x").status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(LoadPackage("/nowhere/x").status().message(),
              HasSubstr("/nowhere/x: the problem package cannot be opened: No such file"));
  EXPECT_THAT(LoadPackage("/etc/passwd").status().message(), HasSubstr("a problem package is a folder"));
  EXPECT_EQ(ErrorOf(Without(LegacyPackage(), "problem.yaml")),
            "problem.yaml is missing; is this a problem package's folder?");
}

struct Broken {
  Files changes;
  std::string error;
};

TEST_F(PackageTest, EachBrokenLegacyPackageGetsItsLine) {
  const std::vector<Broken> broken = {
      {{{"data/secret/2.in", ""}}, "data/secret/2.ans: is missing, but there is a .in; add it"},
      {{{"data/secret/2.ans", ""}}, "data/secret/2.in: is missing, but other files of that test are there; add it"},
      {{{"data/secret/1/2.in", ""}}, "data/secret/1: is the name of a test case and of a folder; rename one of them"},
      {{{"problem.yaml", "limits: {memroy: 64}\n"}},
       "problem.yaml:1: unknown key 'limits.memroy'; correct or remove it"},
      {{{"problem.yaml", "limits:\n  memory: 64MB\n"}},
       "problem.yaml:2: limits.memory: has to be a whole number from 1 to 1048576, not '64MB'"},
      {{{"problem.yaml", "limits:\n  memory: 0\n"}},
       "problem.yaml:2: limits.memory: has to be a whole number from 1 to 1048576, not '0'"},
      {{{"problem.yaml", "limits:\n  memory: [1]\n"}}, "problem.yaml:2: limits.memory: has to be text"},
      {{{"problem.yaml", "limits: 5\n"}}, "problem.yaml:1: limits: has to be a map of \"key: value\" lines"},
      {{{"problem.yaml", "limits: {time_limit: -1}\n"}},
       "problem.yaml:1: limits.time_limit: has to be a number from 0.001 to 86400, not '-1'"},
      {{{"problem.yaml", "limits: {time_multiplier: .inf}\n"}},
       "problem.yaml:1: limits.time_multiplier: has to be a number from 1 to 1000, not '.inf'"},
      {{{".timelimit", "soon"}}, ".timelimit:1: a time limit is a number of seconds from 0.001 to 86400, not 'soon'"},
      {{{"problem.yaml", "validation: strict\n"}}, "problem.yaml:1: validation: has to be 'default' or 'custom'"},
      {{{"problem.yaml", "validation: custom\n"}},
       "output_validators: holds no program, but problem.yaml says 'validation: custom'; add the validator"},
      {{{"output_validator/check.py", "x"}},
       "output_validator: is the name that format 2025-09 has for it, and this package is of the other; rename it to "
       "output_validators"},
      {{{"problem.yaml", "name: x\nvalidator_flags: float_tolerance\n"}},
       "validator flags of test sample/1: float_tolerance: needs a number after it"},
      {{{"problem.yaml", "type: hard\n"}}, "problem.yaml:1: type: 'hard' is no type of the format; write pass-fail"},
      {{{"submissions/accepted/b.py", "# @EXPECTED_RESULTS@: MAYBE\n"}},
       "submissions/accepted/b.py: @EXPECTED_RESULTS@: 'MAYBE' is no verdict; write for example WRONG-ANSWER or WA"},
      {{{"data/secret/testdata.yaml", "- x\n"}},
       "data/secret/testdata.yaml:1: has to be a map of \"key: value\" lines"},
  };
  for (const Broken& b : broken) EXPECT_EQ(ErrorOf(With(LegacyPackage(), b.changes)), b.error);
  EXPECT_EQ(ErrorOf(Without(Without(LegacyPackage(), "data/secret/1.in"), "data/secret/1.ans")),
            "data/secret: no test cases; add NAME.in with NAME.ans");
}

TEST_F(PackageTest, EachBroken2025PackageGetsItsLine) {
  const std::string yaml = kYaml2025;
  const std::vector<Broken> broken = {
      {{{"problem.yaml", yaml + "validation: custom\n"}},
       "problem.yaml:4: unknown key 'validation'; correct or remove it"},
      {{{"problem.yaml", yaml + "limits:\n  memory: 64\n  time_limt: 1\n"}},
       "problem.yaml:6: unknown key 'limits.time_limt'; correct or remove it"},
      {{{"problem.yaml", yaml + "limits:\n  time_multipliers: {ac: 1}\n"}},
       "problem.yaml:5: unknown key 'limits.time_multipliers.ac'; correct or remove it"},
      {{{"problem.yaml", "problem_format_version: 2025-09\nuuid: 1\n"}},
       "problem.yaml: name: is required in format 2025-09; add it"},
      {{{"problem.yaml", "problem_format_version: 2025-09\nname: x\n"}},
       "problem.yaml: uuid: is required in format 2025-09; add it"},
      {{{"output_validators/check.py", "x"}},
       "output_validators: is the name that the legacy format has for it, and this package is of the other; rename it "
       "to output_validator"},
      {{{"data/secret/1.yaml", "output_validator_arg: [x]\n"}},
       "data/secret/1.yaml:1: unknown key 'output_validator_arg'; correct or remove it"},
      {{{"data/secret/1.yaml", "output_validator_args: float_tolerance 1e-6\n"}},
       "data/secret/1.yaml:1: output_validator_args: has to be a list: [float_tolerance, \"1e-6\"]"},
      {{{"data/secret/2.yaml", "hint: x\n"}},
       "data/secret/2.in: is missing, but other files of that test are there; add it"},
      {{{"data/secret/g/1.in", ""}, {"data/secret/g/1.ans", ""}},
       "data/secret: has to hold either test cases or folders of them, not both"},
      {{{"data/sample/g/1.in", ""}, {"data/sample/g/1.ans", ""}},
       "data/sample: has to hold test cases only, no folders; move them up"},
  };
  for (const Broken& b : broken) EXPECT_EQ(ErrorOf(With(Package2025(), b.changes)), b.error);
}

TEST_F(PackageTest, WhatIsNotSupportedYetIsRefusedByName) {
  const std::string yaml = kYaml2025;
  const std::vector<std::pair<Files, std::string>> legacy = {
      {{{"problem.yaml", "type: scoring\n"}}, "problem.yaml:1: type: scoring problems are not supported yet"},
      {{{"problem.yaml", "name: x\nvalidation: custom interactive\n"}},
       "problem.yaml:2: validation: 'custom interactive' is not supported yet"},
      {{{"problem.yaml", "validation: custom score\n"}}, "'custom score' is not supported yet"},
      {{{"problem.yaml", "problem_format_version: 2023-07-draft\n"}},
       "problem.yaml:1: problem_format_version: '2023-07-draft' is not supported; this judge reads legacy and 2025-09"},
      {{{"data/secret/testdata.yaml", "grading: custom\n"}},
       "data/secret/testdata.yaml:1: grading: custom graders are not supported yet"},
      {{{"data/secret/testdata.yaml", "grader_flags: first_error accept_if_any_accepted\n"}},
       "data/secret/testdata.yaml:1: grader_flags: accept_if_any_accepted is not supported yet"},
      {{{"include/cpp/grader.cpp", "x"}}, "include: code included with every submission is not supported yet"},
      {{{"problem.yaml", "validation: custom\n"}, {"output_validators/a.py", ""}, {"output_validators/b.py", ""}},
       "output_validators: more than one output validator is not supported yet"},
      {{{"problem.yaml", "validation: custom\n"}, {"output_validators/a/run", ""}, {"output_validators/a/b.py", ""}},
       "validators with a 'build' or 'run' script are not supported yet"},
  };
  const std::vector<std::pair<Files, std::string>> v2025 = {
      {{{"problem.yaml", yaml + "type: interactive\n"}},
       "problem.yaml:4: type: interactive problems are not supported yet"},
      {{{"problem.yaml", yaml + "type: [pass-fail, multi-pass]\n"}}, "multi-pass problems are not supported yet"},
      {{{"problem.yaml", yaml + "type: submit-answer\n"}}, "submit-answer problems are not supported yet"},
      {{{"problem.yaml", yaml + "limits: {validation_passes: 2}\n"}}, "multi-pass problems are not supported yet"},
      {{{"problem.yaml", yaml + "constants: {n: 5}\n"}}, "problem.yaml:4: constants: are not supported yet"},
      {{{"data/secret/1.yaml", "args: [x]\n"}}, "arguments for the submission are not supported yet"},
      {{{"data/secret/1.files/x", ""}}, "data/secret/1.files: files for a test are not supported yet"},
      {{{"data/secret/test_group.yaml", "max_score: 5\n"}}, "scoring problems are not supported yet"},
      {{{"data/secret/test_group.yaml", "static_validation_score: pass-fail\n"}},
       "static validators are not supported"},
      {{{"static_validator/check.py", ""}}, "static_validator: static validators are not supported yet"},
  };
  for (const auto& [changes, error] : legacy) {
    const auto package = Load(With(LegacyPackage(), changes));
    EXPECT_THAT(ErrorOf(package), HasSubstr(error));
    EXPECT_EQ(package.status().code(), absl::StatusCode::kUnimplemented) << error;
  }
  for (const auto& [changes, error] : v2025) {
    const auto package = Load(With(Package2025(), changes));
    EXPECT_THAT(ErrorOf(package), HasSubstr(error));
    EXPECT_EQ(package.status().code(), absl::StatusCode::kUnimplemented) << error;
  }
}

// The folders of testcases/: the packages that ship with the judge.
std::vector<Package> OwnPackages() {
  std::vector<Package> packages;
  for (const auto& folder : std::filesystem::directory_iterator(JUDGE_SOURCE_DIR "/testcases")) {
    if (!folder.is_directory()) continue;
    absl::StatusOr<Package> package = LoadPackage(folder.path().string());
    if (package.ok()) {
      packages.push_back(*std::move(package));
    } else {
      ADD_FAILURE() << package.status();
    }
  }
  EXPECT_GE(packages.size(), 4u);
  return packages;
}

TEST(OwnPackagesTest, AreReadWithoutAWarning) {
  for (const Package& package : OwnPackages()) {
    EXPECT_THAT(package.warnings, IsEmpty()) << package.path;
    EXPECT_EQ(static_cast<size_t>(package.problem.tests_size()), package.test_files.size());
  }
}

TEST(OwnPackagesTest, HaveASubmissionForEachVerdictInEachLanguage) {
  for (const Package& package : OwnPackages()) {
    std::set<std::pair<v1::Verdict, std::string>> found;
    for (const Submission& submission : package.submissions) {
      const std::string extension = std::filesystem::path(submission.program.files[0].name).extension();
      const std::vector<v1::Verdict>& required = submission.expectation.required;
      if (required.size() == 1) found.insert({required[0], extension});
    }
    for (const v1::Verdict verdict : {v1::AC, v1::WA, v1::TLE, v1::RE, v1::MLE, v1::CE}) {
      for (const char* const extension : {".c", ".cpp", ".py"}) {
        EXPECT_TRUE(found.contains({verdict, extension}))
            << package.path << " has no " << extension << " for " << v1::Verdict_Name(verdict);
      }
    }
  }
}

}  // namespace
}  // namespace judge::problem
