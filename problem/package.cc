#include "problem/package.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "problem/default_validator.h"
#include "problem/metadata.h"
#include "problem/package_files.h"
#include "problem/programs.h"
#include "problem/test_data.h"

namespace judge::problem {
namespace {

// Folders that change how submissions are judged, and that are not done yet.
absl::Status RefuseUnsupportedFolders(PackageFiles& files, v1::Problem::Format format) {
  const std::pair<const char*, const char*> folders[] = {
      {"include", "code included with every submission is"},
      {"static_validator", "static validators are"},
  };
  for (const auto& [folder, what] : folders) {
    if (format == v1::Problem::LEGACY && absl::string_view(folder) != "include") continue;
    JUDGE_ASSIGN_OR_RETURN(const std::vector<Entry> entries, files.List(folder));
    if (!entries.empty()) return absl::UnimplementedError(absl::StrCat(folder, ": ", what, " not supported yet"));
  }
  return absl::OkStatus();
}

absl::Status AddValidator(PackageFiles& files, Package& package) {
  v1::Problem& problem = package.problem;
  JUDGE_ASSIGN_OR_RETURN(package.output_validator, ReadOutputValidator(files, problem.format()));
  if (problem.format() == v1::Problem::FORMAT_2025_09) {
    problem.set_custom_validator(package.output_validator.has_value());
  } else if (problem.custom_validator() && !package.output_validator) {
    return absl::InvalidArgumentError(
        "output_validators: holds no program, but problem.yaml says 'validation: custom'; add the validator");
  } else if (!problem.custom_validator() && package.output_validator) {
    package.output_validator.reset();
    package.warnings.push_back("output_validators is ignored: problem.yaml does not say 'validation: custom'");
  }
  return absl::OkStatus();
}

// They become a command line, or have to be what the default validator knows.
absl::Status CheckFlags(const v1::Problem& problem) {
  constexpr int kMaxFlags = 100;
  constexpr size_t kMaxFlagBytes = 1000;
  for (const v1::TestCase& test : problem.tests()) {
    const std::vector<std::string> flags(test.validator_flags().begin(), test.validator_flags().end());
    const std::string place = absl::StrCat("validator flags of test ", test.name());
    if (test.validator_flags_size() > kMaxFlags)
      return absl::InvalidArgumentError(absl::StrCat(place, ": more than ", kMaxFlags));
    for (const std::string& flag : flags)
      if (flag.size() > kMaxFlagBytes || flag.find('\0') != std::string::npos)
        return absl::InvalidArgumentError(absl::StrCat(place, ": one is too long or holds a NUL byte"));
    if (!problem.custom_validator()) JUDGE_RETURN_IF_ERROR(Annotate(ParseValidatorFlags(flags).status(), place));
  }
  return absl::OkStatus();
}

absl::Status AddFile(const std::string& path, Sha256& digest) {
  JUDGE_ASSIGN_OR_RETURN(const Fd file, OpenRegular(path, kMaxTestFileBytes, Links::kRefuse));
  JUDGE_ASSIGN_OR_RETURN(const std::string hex, Sha256HexOf(file));
  digest.Field(hex);
  return absl::OkStatus();
}

absl::StatusOr<std::string> Digest(const Package& package) {
  Sha256 digest;
  digest.Field("judge problem 1");
  // Limits, tests in order with their flags; not what people call the problem.
  v1::Problem deciding = package.problem;
  deciding.clear_short_name();
  deciding.clear_name();
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    deciding.SerializeToCodedStream(&coded);
  }
  digest.Field(bytes);
  for (const TestFiles& test : package.test_files) {
    JUDGE_RETURN_IF_ERROR(AddFile(test.input_path, digest));
    JUDGE_RETURN_IF_ERROR(AddFile(test.answer_path, digest));
  }
  if (package.output_validator) {
    for (const File& file : package.output_validator->files) {
      digest.Field(file.name);
      JUDGE_RETURN_IF_ERROR(AddFile(file.path, digest));
    }
  }
  return digest.Hex();
}

absl::StatusOr<Package> Load(const std::string& dir) {
  JUDGE_ASSIGN_OR_RETURN(PackageFiles files, PackageFiles::Open(dir));
  JUDGE_ASSIGN_OR_RETURN(Metadata metadata, ReadMetadata(files));
  Package package;
  package.path = files.root();
  package.problem = std::move(metadata.problem);
  package.warnings = std::move(metadata.warnings);
  v1::Problem& problem = package.problem;
  problem.set_short_name(ToValidUtf8(files.root().substr(files.root().rfind('/') + 1)));
  if (problem.name().empty()) problem.set_name(problem.short_name());
  JUDGE_RETURN_IF_ERROR(RefuseUnsupportedFolders(files, problem.format()));

  JUDGE_ASSIGN_OR_RETURN(TestData tests, ReadTestData(files, problem.format(), metadata.validator_flags));
  for (v1::TestCase& test : tests.cases) *problem.add_tests() = std::move(test);
  package.test_files = std::move(tests.files);
  package.warnings.insert(package.warnings.end(), tests.warnings.begin(), tests.warnings.end());

  JUDGE_RETURN_IF_ERROR(AddValidator(files, package));
  JUDGE_RETURN_IF_ERROR(CheckFlags(problem));
  JUDGE_ASSIGN_OR_RETURN(package.submissions, ReadSubmissions(files, problem.format(), package.warnings));
  JUDGE_ASSIGN_OR_RETURN(*problem.mutable_digest(), Digest(package));
  return package;
}

}  // namespace

absl::StatusOr<Package> LoadPackage(const std::string& dir) {
  absl::StatusOr<Package> package = Load(dir);
  if (!package.ok()) return Annotate(package.status(), EscapeForLine(dir));
  return package;
}

}  // namespace judge::problem
