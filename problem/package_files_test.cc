#include "problem/package_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "base/file.h"
#include "problem/test_package.h"

namespace judge::problem {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using PackageFilesTest = PackageTest;

TEST_F(PackageFilesTest, LinksWithinThePackageAreFollowed) {
  Write(LegacyPackage());
  ASSERT_EQ(::symlink("1.in", (dir_ + "/data/secret/2.in").c_str()), 0);
  ASSERT_EQ(::symlink("../sample/1.ans", (dir_ + "/data/secret/2.ans").c_str()), 0);
  const auto package = LoadPackage(dir_);
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_THAT(package->test_files[2].answer_path, testing::EndsWith("/sum/data/sample/1.ans"));
}

TEST_F(PackageFilesTest, LinksOutOfThePackageAreRefused) {
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

TEST_F(PackageFilesTest, LinkedFoldersCannotGoRoundForEver) {
  Write(LegacyPackage());
  ASSERT_EQ(::symlink("..", (dir_ + "/data/secret/up").c_str()), 0);
  EXPECT_THAT(ErrorOf(LoadPackage(dir_)), HasSubstr("too many folders within folders"));
}

TEST_F(PackageFilesTest, DanglingLinksAndFifosAreRefused) {
  Write(LegacyPackage());
  const std::string path = dir_ + "/data/secret/2.in";
  ASSERT_EQ(::symlink("nowhere", path.c_str()), 0);
  EXPECT_EQ(ErrorOf(LoadPackage(dir_)), "data/secret/2.in: a symbolic link to nothing; remove or mend it");
  ASSERT_EQ(::unlink(path.c_str()), 0);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(ErrorOf(LoadPackage(dir_)), "data/secret/2.in: neither a file nor a folder; a package holds nothing else");
}

TEST_F(PackageFilesTest, ANameCannotSmuggleAnythingIn) {
  for (const std::string name : {"\x1b[2J.in", "a b.in", "-rf.in", "a\nb.in", "\xff.in", "$(id).in"}) {
    const std::string error = ErrorOf(With(LegacyPackage(), {{"data/secret/" + name, ""}}));
    EXPECT_THAT(error, HasSubstr("file names in a package are made of")) << error;
    EXPECT_THAT(error, Not(HasSubstr("\x1b")));
  }
}

}  // namespace
}  // namespace judge::problem
