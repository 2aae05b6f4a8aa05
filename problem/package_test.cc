#include "problem/package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/file.h"

namespace judge::problem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

using Files = std::map<std::string, std::string>;

const char* const kYaml2025 = "problem_format_version: 2025-09\nname: Sum\nuuid: 3f0c\n";

Files LegacyPackage() {
  return {{"problem.yaml", "name: Sum\n"},
          {".timelimit", "1\n"},
          {"data/sample/1.in", "1 2\n"},
          {"data/sample/1.ans", "3\n"},
          {"data/secret/1.in", "3 4\n"},
          {"data/secret/1.ans", "7\n"},
          {"submissions/accepted/sum.py", "print(sum(map(int, input().split())))\n"}};
}

Files Package2025() {
  Files files = LegacyPackage();
  files["problem.yaml"] = kYaml2025;
  return files;
}

// The good files with some replaced or added.
Files With(Files files, const Files& changes) {
  for (const auto& [name, content] : changes) files[name] = content;
  return files;
}

Files Without(Files files, const std::string& name) {
  files.erase(name);
  return files;
}

class PackageTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Make("package_test");
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_.emplace(*std::move(folder));
    dir_ = folder_->path() + "/sum";
  }

  void Write(const Files& files) {
    for (const auto& [name, content] : files) {
      const std::string path = dir_ + "/" + name;
      ASSERT_TRUE(MakeFolders(path.substr(0, path.rfind('/'))).ok());
      ASSERT_TRUE(WriteFileAtomically(path, content).ok());
    }
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
    EXPECT_THAT(message, StartsWith(dir_ + ": "));
    EXPECT_THAT(message, Not(HasSubstr("\n")));
    return message.substr(dir_.size() + 2);
  }

  std::string ErrorOf(const Files& files) { return ErrorOf(Load(files)); }

  std::optional<TemporaryFolder> folder_;
  std::string dir_;
};

std::vector<std::string> Names(const Package& package) {
  std::vector<std::string> names;
  for (const auto& test : package.problem.tests()) names.push_back(test.name());
  return names;
}

std::vector<std::string> FlagsOf(const Package& package, const std::string& name) {
  for (const auto& test : package.problem.tests())
    if (test.name() == name) return {test.validator_flags().begin(), test.validator_flags().end()};
  return {"no such test"};
}

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

TEST_F(PackageTest, ReadsEveryLimitOf2025) {
  const auto package = Load(With(Without(Package2025(), ".timelimit"),
                                 {{"problem.yaml", absl::StrCat(kYaml2025,
                                                                "limits:\n"
                                                                "  time_multipliers: {ac_to_time_limit: 3, "
                                                                "time_limit_to_tle: 1.25}\n"
                                                                "  time_limit: 1.2345\n"
                                                                "  time_resolution: 0.1\n"
                                                                "  memory: 64\n"
                                                                "  output: 2\n"
                                                                "  code: 100\n"
                                                                "  compilation_time: 10\n"
                                                                "  compilation_memory: 512\n"
                                                                "  validation_time: 20\n"
                                                                "  validation_memory: 128\n"
                                                                "  validation_output: 1\n")}}));
  ASSERT_TRUE(package.ok()) << package.status();
  const v1::Problem& problem = package->problem;
  EXPECT_EQ(problem.format(), v1::Problem::FORMAT_2025_09);
  EXPECT_EQ(problem.limits().cpu_time_ms(), 1235u);
  EXPECT_EQ(problem.limits().memory_bytes(), 64u << 20);
  EXPECT_EQ(problem.limits().output_bytes(), 2u << 20);
  EXPECT_EQ(problem.code_bytes(), 100u * 1024);
  EXPECT_EQ(problem.compilation_limits().cpu_time_ms(), 10000u);
  EXPECT_EQ(problem.compilation_limits().memory_bytes(), 512u << 20);
  EXPECT_EQ(problem.validation_limits().cpu_time_ms(), 20000u);
  EXPECT_EQ(problem.validation_limits().memory_bytes(), 128u << 20);
  EXPECT_EQ(problem.validation_limits().output_bytes(), 1u << 20);
  EXPECT_EQ(problem.timing().ac_to_time_limit(), 3);
  EXPECT_EQ(problem.timing().time_limit_to_tle(), 1.25);
  EXPECT_EQ(problem.timing().resolution_seconds(), 0.1);
}

TEST_F(PackageTest, TakesTheTimeLimitFromWhereOtherToolsWriteIt) {
  Files files = Without(LegacyPackage(), ".timelimit");
  EXPECT_EQ(Load(files)->problem.limits().cpu_time_ms(), 0u) << "to be measured";
  files["domjudge-problem.ini"] = "color='#ff0000'\ntimelimit = '1.5'\n";
  EXPECT_EQ(Load(files)->problem.limits().cpu_time_ms(), 1500u);
  files[".timelimit"] = "2\n";
  EXPECT_EQ(Load(files)->problem.limits().cpu_time_ms(), 2000u);
  files[".timelimit"] = "16.1";
  EXPECT_EQ(Load(files)->problem.limits().cpu_time_ms(), 16100u);
  files["problem.yaml"] = "limits: {time_limit: 0.25}\n";
  const auto package = Load(files);
  EXPECT_EQ(package->problem.limits().cpu_time_ms(), 250u);
  EXPECT_THAT(package->warnings, ElementsAre(HasSubstr("the time limit is that of problem.yaml, 250 ms")));
}

TEST_F(PackageTest, JudgesSamplesFirstAndSortsByNameInEachFolder) {
  const auto package = Load(With(LegacyPackage(), {{"data/secret/a-b.in", ""},
                                                   {"data/secret/a-b.ans", ""},
                                                   {"data/secret/a/2.in", ""},
                                                   {"data/secret/a/2.ans", ""},
                                                   {"data/secret/a/10.in", ""},
                                                   {"data/secret/a/10.ans", ""},
                                                   {"data/secret/B.in", ""},
                                                   {"data/secret/B.ans", ""},
                                                   {"data/secret/B.png", ""},
                                                   {"data/secret/B.hint", ""},
                                                   {"data/secret/.gitignore", ""}}));
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_THAT(Names(*package),
              ElementsAre("sample/1", "secret/1", "secret/B", "secret/a/10", "secret/a/2", "secret/a-b"));
}

TEST_F(PackageTest, TestFileBeyondTheBoundIsRefusedByName) {
  Write(LegacyPackage());
  ASSERT_EQ(::truncate((dir_ + "/data/secret/1.in").c_str(), kMaxTestFileBytes + 1), 0);
  EXPECT_EQ(ErrorOf(LoadPackage(dir_)),
            "data/secret/1.in: 1073741825 bytes, more than the 1073741824 that a test's file may have");
}

TEST_F(PackageTest, LegacyFlagsComeFromProblemYamlAndTheNearestTestdataYaml) {
  const auto package = Load(
      With(LegacyPackage(), {{"problem.yaml", "validator_flags: case_sensitive\n"},
                             {"data/testdata.yaml", "output_validator_flags: float_tolerance 1e-6\n"},
                             {"data/secret/testdata.yaml", "on_reject: break\ngrader_flags: first_error\n"},
                             {"data/secret/g/testdata.yaml", "output_validator_flags: {flags: float_tolerance 1e-9}\n"},
                             {"data/secret/g/2.in", ""},
                             {"data/secret/g/2.ans", ""}}));
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_THAT(FlagsOf(*package, "sample/1"), ElementsAre("case_sensitive", "float_tolerance", "1e-6"));
  EXPECT_THAT(FlagsOf(*package, "secret/1"), ElementsAre("case_sensitive"));
  EXPECT_THAT(FlagsOf(*package, "secret/g/2"), ElementsAre("case_sensitive", "float_tolerance", "1e-9"));
}

TEST_F(PackageTest, Flags2025ComeFromTheTestOrItsGroup) {
  Files files = Without(Without(Package2025(), "data/secret/1.in"), "data/secret/1.ans");
  files = With(files, {{"data/secret/test_group.yaml", "output_validator_args: [case_sensitive]\n"},
                       {"data/secret/g/1.in", ""},
                       {"data/secret/g/1.ans", ""},
                       {"data/secret/g/1.yaml", "output_validator_args: [float_tolerance, 1e-6]\ndescription: x\n"},
                       {"data/secret/g/2.in", ""},
                       {"data/secret/g/2.ans", ""},
                       {"data/secret/h/1.in", ""},
                       {"data/secret/h/1.ans", ""},
                       {"data/secret/h/test_group.yaml", "output_validator_args: []\n"}});
  const auto package = Load(files);
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_THAT(FlagsOf(*package, "sample/1"), IsEmpty());
  EXPECT_THAT(FlagsOf(*package, "secret/g/1"), ElementsAre("float_tolerance", "1e-6"));
  EXPECT_THAT(FlagsOf(*package, "secret/g/2"), ElementsAre("case_sensitive"));
  EXPECT_THAT(FlagsOf(*package, "secret/h/1"), IsEmpty());
}

TEST_F(PackageTest, FindsTheCustomValidatorOfEitherFormat) {
  auto package = Load(With(LegacyPackage(), {{"problem.yaml", "validation: custom\nvalidator_flags: any thing\n"},
                                             {"output_validators/check/check.cc", "x"},
                                             {"output_validators/check/lib/check.h", "y"}}));
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_TRUE(package->problem.custom_validator());
  ASSERT_TRUE(package->output_validator.has_value());
  EXPECT_EQ(package->output_validator->name, "check");
  ASSERT_EQ(package->output_validator->files.size(), 2u);
  EXPECT_EQ(package->output_validator->files[0].name, "check.cc");
  EXPECT_EQ(package->output_validator->files[1].name, "lib/check.h");
  EXPECT_THAT(FlagsOf(*package, "secret/1"), ElementsAre("any", "thing"));

  package = Load(With(Package2025(), {{"output_validator/check.py", "x"}}));
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_TRUE(package->problem.custom_validator());
  EXPECT_EQ(package->output_validator->name, "check.py");

  package = Load(With(Package2025(), {{"output_validator/check.cc", "x"}, {"output_validator/parts.cc", "x"}}));
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_EQ(package->output_validator->files.size(), 2u);
}

TEST_F(PackageTest, LegacyValidatorThatProblemYamlDoesNotNameIsIgnoredWithAWarning) {
  const auto package = Load(With(LegacyPackage(), {{"output_validators/check.py", "x"}}));
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_FALSE(package->output_validator.has_value());
  EXPECT_THAT(package->warnings, ElementsAre(HasSubstr("output_validators is ignored")));
}

TEST_F(PackageTest, CommentInTheSourceOverridesTheFolder) {
  const auto package = Load(With(
      LegacyPackage(), {{"submissions/wrong_answer/two/main.cpp", "int main() {}\n"},
                        {"submissions/wrong_answer/two/part.cpp", "// @EXPECTED_RESULTS@: TIMELIMIT, WRONG-ANSWER\n"},
                        {"submissions/mixed/a.c", "/* @EXPECTED_RESULTS@: RUN-ERROR */"},
                        {"submissions/mixed/b.c", "nothing"},
                        {"submissions/README", "read me"}}));
  ASSERT_TRUE(package.ok()) << package.status();
  ASSERT_EQ(package->submissions.size(), 3u);
  EXPECT_EQ(package->submissions[1].program.name, "mixed/a.c");
  EXPECT_THAT(package->submissions[1].expectation.required, ElementsAre(v1::RE));
  EXPECT_EQ(package->submissions[2].program.name, "wrong_answer/two");
  EXPECT_EQ(package->submissions[2].program.files.size(), 2u);
  EXPECT_THAT(package->submissions[2].expectation.required, ElementsAre(v1::TLE, v1::WA));
  EXPECT_THAT(package->warnings, ElementsAre(HasSubstr("submissions/mixed/b.c is left out")));
}

TEST_F(PackageTest, UnknownKeyOfALegacyPackageWarnsWithItsLine) {
  const auto package = Load(With(LegacyPackage(), {{"problem.yaml", "name: Sum\n\ncolour: red\n"}}));
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_THAT(package->warnings, ElementsAre("problem.yaml:3: unknown key 'colour' is ignored"));
}

TEST_F(PackageTest, NameIsTheEnglishOne) {
  const auto package =
      Load(With(Package2025(),
                {{"problem.yaml", "problem_format_version: 2025-09\nuuid: 1\nname: {de: Summe, en: Sum of two}\n"}}));
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_EQ(package->problem.name(), "Sum of two");
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

TEST_F(PackageTest, LinksWithinThePackageAreFollowed) {
  Write(LegacyPackage());
  ASSERT_EQ(::symlink("1.in", (dir_ + "/data/secret/2.in").c_str()), 0);
  ASSERT_EQ(::symlink("../sample/1.ans", (dir_ + "/data/secret/2.ans").c_str()), 0);
  const auto package = LoadPackage(dir_);
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_THAT(package->test_files[2].answer_path, testing::EndsWith("/sum/data/sample/1.ans"));
}

TEST_F(PackageTest, LinksOutOfThePackageAreRefused) {
  Write(LegacyPackage());
  ASSERT_EQ(::symlink("/etc/passwd", (dir_ + "/data/secret/2.in").c_str()), 0);
  EXPECT_EQ(ErrorOf(LoadPackage(dir_)),
            "data/secret/2.in: a symbolic link that leaves the package; put a copy of the file there");
  // Neither may a neighbour whose name starts with the package's.
  ASSERT_TRUE(MakeFolders(dir_ + "2").ok());
  ASSERT_TRUE(WriteFileAtomically(dir_ + "2/x", "").ok());
  ASSERT_EQ(::unlink((dir_ + "/data/secret/2.in").c_str()), 0);
  ASSERT_EQ(::symlink("../../../sum2/x", (dir_ + "/data/secret/2.in").c_str()), 0);
  EXPECT_THAT(ErrorOf(LoadPackage(dir_)), HasSubstr("leaves the package"));
}

TEST_F(PackageTest, LinkedFoldersCannotGoRoundForEver) {
  Write(LegacyPackage());
  ASSERT_EQ(::symlink("..", (dir_ + "/data/secret/up").c_str()), 0);
  EXPECT_THAT(ErrorOf(LoadPackage(dir_)), HasSubstr("too many folders within folders"));
}

TEST_F(PackageTest, DanglingLinksAndFifosAreRefused) {
  Write(LegacyPackage());
  const std::string path = dir_ + "/data/secret/2.in";
  ASSERT_EQ(::symlink("nowhere", path.c_str()), 0);
  EXPECT_EQ(ErrorOf(LoadPackage(dir_)), "data/secret/2.in: a symbolic link to nothing; remove or mend it");
  ASSERT_EQ(::unlink(path.c_str()), 0);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(ErrorOf(LoadPackage(dir_)), "data/secret/2.in: neither a file nor a folder; a package holds nothing else");
}

TEST_F(PackageTest, ANameCannotSmuggleAnythingIn) {
  for (const std::string name : {"\x1b[2J.in", "a b.in", "-rf.in", "a\nb.in", "\xff.in", "$(id).in"}) {
    const std::string error = ErrorOf(With(LegacyPackage(), {{"data/secret/" + name, ""}}));
    EXPECT_THAT(error, HasSubstr("file names in a package are made of")) << error;
    EXPECT_THAT(error, Not(HasSubstr("\x1b")));
  }
}

TEST_F(PackageTest, NoPackageAtAllIsSaidSo) {
  EXPECT_EQ(LoadPackage("/nowhere/x").status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(LoadPackage("/nowhere/x").status().message(),
              HasSubstr("/nowhere/x: the problem package cannot be opened: No such file"));
  EXPECT_THAT(LoadPackage("/etc/passwd").status().message(), HasSubstr("a problem package is a folder"));
  EXPECT_EQ(ErrorOf(Without(LegacyPackage(), "problem.yaml")),
            "problem.yaml is missing; is this a problem package's folder?");
}

TEST_F(PackageTest, HostileYamlIsRefusedInOneLine) {
  const auto error = [&](const std::string& yaml) { return ErrorOf(With(LegacyPackage(), {{"problem.yaml", yaml}})); };
  EXPECT_THAT(error("name: [1, 2\nx: 3\n"), StartsWith("problem.yaml:"));
  EXPECT_THAT(error("a: b: c\n"), StartsWith("problem.yaml:1: no valid YAML: "));
  EXPECT_THAT(error("name: *nothing\n"), StartsWith("problem.yaml:1: no valid YAML: "));
  EXPECT_THAT(error("- a\n- b\n"), HasSubstr("problem.yaml:1: has to be a map"));
  EXPECT_EQ(error("name: a\nlimits: {}\nname: b\n"), "problem.yaml:3: key 'name' is given twice; remove one");
  EXPECT_EQ(error("name: a\n[1, 2]: b\n"), "problem.yaml:2: a key has to be text");
  EXPECT_THAT(error(std::string(500000, '[')), StartsWith("problem.yaml:"));
  EXPECT_THAT(error(std::string(5000, '{')), StartsWith("problem.yaml:"));
  EXPECT_THAT(error(std::string(2 << 20, 'x')), HasSubstr("a YAML file has at most 1048576"));
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    absl::StrAppend(&laughs, "a", i, ": &a", i, " [");
    for (int j = 0; j < 10; ++j) absl::StrAppend(&laughs, "*a", i - 1, ", ");
    absl::StrAppend(&laughs, "x]\n");
  }
  EXPECT_THAT(error(laughs), HasSubstr("too large or too deep"));
  std::string echo = absl::StrCat("name: x\nkeywords: [&a ", std::string(600000, 'A'));
  for (int i = 0; i < 50000; ++i) absl::StrAppend(&echo, ", *a");
  EXPECT_THAT(error(echo + "]\n"), HasSubstr("too large or too deep"));
  EXPECT_THAT(error("\x1b[31m: 1\n\x01\n"), Not(HasSubstr("\x1b")));
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
