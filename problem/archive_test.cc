#include "problem/archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/test_folder.h"
#include "problem/package.h"
#include "problem/test_archive.h"
#include "problem/test_package.h"

namespace judge::problem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr ArchiveBounds kBounds = {.entries = 100, .bytes = 1 << 20, .depth = 4};

class ArchiveTest : public ::testing::Test {
 protected:
  // Into an empty folder.
  absl::Status Unpack(const std::string& bytes, const ArchiveBounds& bounds = kBounds) {
    EXPECT_TRUE(RemoveTree(target_).ok());
    EXPECT_TRUE(MakeFolders(target_).ok());
    return UnpackArchive(folder_.Write("archive", bytes), target_, bounds);
  }

  std::string ErrorOf(const std::vector<ArchiveEntry>& entries, absl::StatusCode code) {
    const absl::Status status = Unpack(ArchiveOf(entries));
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("\n")));
    return std::string(status.message());
  }
  std::string Refused(const std::vector<ArchiveEntry>& entries) {
    return ErrorOf(entries, absl::StatusCode::kInvalidArgument);
  }
  std::string Exhausted(const std::vector<ArchiveEntry>& entries) {
    return ErrorOf(entries, absl::StatusCode::kResourceExhausted);
  }

  // What is there now, below the folder of the test.
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
      EXPECT_TRUE(entry.symlink_status().type() == std::filesystem::file_type::directory || entry.is_regular_file());
      if (!entry.is_directory()) names.push_back(entry.path().lexically_relative(folder_.path()));
    }
    return names;
  }

  const TestFolder folder_;
  const std::string target_ = folder_.path("unpacked");
};

class ArchiveFormatTest : public ArchiveTest, public ::testing::WithParamInterface<ArchiveFormat> {};

TEST_P(ArchiveFormatTest, UnpacksAPackageThatLoads) {
  ASSERT_EQ(Unpack(PackageArchive(LegacyPackage(), "sum", GetParam())), absl::OkStatus());
  const auto root = PackageFolderIn(target_);
  ASSERT_TRUE(root.ok()) << root.status();
  const auto package = LoadPackage(*root);
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_EQ(package->problem.short_name(), "sum");
  EXPECT_THAT(Names(*package), UnorderedElementsAre("sample/1", "secret/1"));
}

TEST_P(ArchiveFormatTest, KeepsNamesOfOtherAlphabets) {
  ASSERT_EQ(Unpack(ArchiveOf({{"sum/statement/größe.png", "x"}}, GetParam())), absl::OkStatus());
  EXPECT_THAT(Files(), UnorderedElementsAre("archive", "unpacked/sum/statement/größe.png"));
}

TEST_P(ArchiveFormatTest, SaysThatOneIsCutOff) {
  // Random enough that no compressor makes little of it.
  std::string content;
  for (uint64_t i = 1; content.size() < 300'000; ++i) absl::StrAppend(&content, i * 0x9e3779b97f4a7c15u);
  const std::string whole = ArchiveOf({{"sum/a", content}, {"sum/b", content}}, GetParam());
  ASSERT_EQ(Unpack(whole), absl::OkStatus());
  for (const size_t size : {whole.size() / 3, whole.size() / 2, whole.size() * 4 / 5}) {
    const absl::Status status = Unpack(whole.substr(0, size));
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << size << ": " << status;
  }
}

TEST_P(ArchiveFormatTest, StopsAtTheBoundHoweverSmallTheArchiveIs) {
  const std::string bomb = ArchiveOf({{"sum/zeros", std::string(50 << 20, '\0')}}, GetParam());
  const absl::Status status = Unpack(bomb);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_EQ(status.message(), "sum/zeros: unpacked, the archive is more than 1048576 bytes");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(target_)) {
    if (entry.is_regular_file()) {
      EXPECT_LE(entry.file_size(), static_cast<uintmax_t>(kBounds.bytes));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, ArchiveFormatTest,
                         ::testing::Values(ArchiveFormat::kZip, ArchiveFormat::kTar, ArchiveFormat::kTarGzip,
                                           ArchiveFormat::kTarXz, ArchiveFormat::kTarZstd));

TEST_F(ArchiveTest, TakesAPackageAtTheRootOrInOneFolder) {
  ASSERT_EQ(Unpack(PackageArchive(LegacyPackage(), ".")), absl::OkStatus());
  EXPECT_EQ(*PackageFolderIn(target_), target_);
  ASSERT_EQ(Unpack(ArchiveOf({{"__MACOSX/sum/._a", "x"}, {".DS_Store", "x"}, {"sum/problem.yaml", "name: Sum"}})),
            absl::OkStatus());
  EXPECT_EQ(*PackageFolderIn(target_), target_ + "/sum");
  for (const char* other : {"product/problem.yaml", "README"}) {
    ASSERT_EQ(Unpack(ArchiveOf({{"sum/problem.yaml", "x"}, {other, "x"}})), absl::OkStatus());
    EXPECT_EQ(PackageFolderIn(target_).status().code(), absl::StatusCode::kInvalidArgument) << other;
  }
}

TEST_F(ArchiveTest, WritesNothingOutsideOfItsFolder) {
  EXPECT_EQ(Refused({{"../evil", "x"}}), "../evil: a path that leaves the archive");
  EXPECT_EQ(Refused({{"sum/data/../../../evil", "x"}}), "sum/data/../../../evil: a path that leaves the archive");
  EXPECT_THAT(Refused({{"/tmp/evil", "x"}}), HasSubstr("/tmp/evil: an absolute path"));
  EXPECT_EQ(Refused({{"sum/../", "", AE_IFDIR}}), "sum/../: a path that leaves the archive");
  EXPECT_THAT(Files(), UnorderedElementsAre("archive"));
}

TEST_F(ArchiveTest, MakesNoLinkAndNoDevice) {
  for (const ArchiveEntry& entry :
       {ArchiveEntry{"sum/link", "", AE_IFLNK, "", "/etc"}, ArchiveEntry{"sum/link", "", AE_IFLNK, "", "a"},
        ArchiveEntry{"sum/link", "", AE_IFREG, "/etc/passwd"}, ArchiveEntry{"sum/link", "", AE_IFREG, "sum/a"}})
    EXPECT_EQ(Refused({{"sum/a", "x"}, entry, {"sum/link/passwd", "x"}}),
              "sum/link: a link; put a copy of the file there");
  for (const unsigned type : {AE_IFIFO, AE_IFCHR, AE_IFBLK})
    EXPECT_THAT(Refused({{"sum/odd", "", type}}), HasSubstr("sum/odd: neither a file nor a folder"));
  EXPECT_THAT(Files(), UnorderedElementsAre("archive"));
}

TEST_F(ArchiveTest, TakesNoModeOver) {
  ASSERT_EQ(Unpack(ArchiveOf({{"sum", "", AE_IFDIR, "", "", 07777}, {"sum/a", "x", AE_IFREG, "", "", 07777}})),
            absl::OkStatus());
  struct stat status = {};
  ASSERT_EQ(::stat((target_ + "/sum/a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07133, 0u);
  ASSERT_EQ(::stat((target_ + "/sum").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07022, 0u);
}

TEST_F(ArchiveTest, RefusesANameThatIsThereTwice) {
  EXPECT_EQ(Refused({{"sum/a", "x"}, {"sum/./a", "y"}}), "sum/./a: is in the archive twice");
  EXPECT_EQ(Refused({{"sum/a", "x"}, {"sum/a/b", "y"}}), "sum/a/b: a file and a folder have one name");
  EXPECT_EQ(Refused({{"sum/a/b", "y"}, {"sum/a", "x"}}), "sum/a: is in the archive twice");
  EXPECT_EQ(Unpack(ArchiveOf({{"sum/a/b", "y"}, {"sum/a", "", AE_IFDIR}, {"sum/a/", "", AE_IFDIR}})), absl::OkStatus())
      << "a folder may be";
}

TEST_F(ArchiveTest, RefusesNamesThatNobodyShouldSee) {
  EXPECT_THAT(Refused({{"sum/\x1b[2J", "x"}}), AllOf(HasSubstr("sum/\\x1b[2J: a name with control"), HasSubstr("[")));
  EXPECT_THAT(Refused({{"sum/a\nb", "x"}}), HasSubstr("sum/a\\nb: a name with control"));
  EXPECT_THAT(Refused({{"sum/" + std::string(256, 'n'), "x"}}), HasSubstr("a name of more than 255 bytes"));
  std::string longer = "a";
  while (longer.size() < 2000) longer += "/" + std::string(200, 'n');
  EXPECT_THAT(Refused({{longer, "x"}}), HasSubstr("a name of more than 1024 bytes"));
}

TEST_F(ArchiveTest, BoundsFilesFoldersAndDepth) {
  std::vector<ArchiveEntry> many(100'000);
  for (size_t i = 0; i < many.size(); ++i) many[i].name = absl::StrCat("sum/", i);
  EXPECT_THAT(Exhausted(many), HasSubstr("the archive has more than 100 files and folders"));
  std::vector<ArchiveEntry> folders(60);
  for (size_t i = 0; i < folders.size(); ++i) folders[i].name = absl::StrCat(i, "/file");
  EXPECT_THAT(Exhausted(folders), HasSubstr("more than 100 files and folders")) << "implied ones count";
  EXPECT_THAT(Exhausted({{"1/2/3/4/5/a", "x"}}), HasSubstr("1/2/3/4/5/a: in more than 4 folders"));
  EXPECT_EQ(Unpack(ArchiveOf({{"1/2/3/4/a", "x"}})), absl::OkStatus());
}

TEST_F(ArchiveTest, BoundsAllFilesTogether) {
  EXPECT_THAT(Exhausted({{"a", std::string(600'000, 'x')}, {"b", std::string(600'000, 'x')}}),
              HasSubstr("b: unpacked"));
}

TEST_F(ArchiveTest, SaysWhatIsNoArchiveOrEmpty) {
  for (const std::string& bytes : {std::string(), std::string("hello, world\n"), std::string(100'000, 'x')})
    EXPECT_THAT(std::string(Unpack(bytes).message()), HasSubstr("the archive is damaged, or neither zip nor tar"));
  for (const std::string& bytes : {std::string(10'240, '\0'), ArchiveOf({}, ArchiveFormat::kZip)})
    EXPECT_EQ(Unpack(bytes).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(Files(), UnorderedElementsAre("archive"));
}

TEST_F(ArchiveTest, RefusesWhatIsCompressedTwice) {
  const std::string once = ArchiveOf({{"a", "x"}});
  archive* const writer = archive_write_new();
  archive_write_set_format_raw(writer);
  archive_write_add_filter_gzip(writer);
  std::string twice;
  archive_write_open(writer, &twice, nullptr, AppendToString, nullptr);
  WriteEntry(writer, {"data", once});
  archive_write_free(writer);
  EXPECT_EQ(Unpack(twice).message(), "the archive is compressed twice");
}

TEST_F(ArchiveTest, SaysThatAnArchiveIsNotThere) {
  EXPECT_EQ(UnpackArchive(folder_.path("none"), target_, kBounds).code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace judge::problem
