#include "base/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/escape.h"
#include "base/sha256.h"

namespace judge {
namespace {

TEST(FileTest, ReadsNothingBeyondTheBound) {
  const auto folder = TemporaryFolder::Make("file_test");
  ASSERT_TRUE(folder.ok()) << folder.status();
  const std::string path = folder->path() + "/f";
  ASSERT_TRUE(WriteFileAtomically(path, "12345").ok());
  EXPECT_EQ(*ReadFile(path, 5), "12345");
  EXPECT_EQ(ReadFile(path, 4).status().code(), absl::StatusCode::kResourceExhausted);
}

TEST(FileTest, RefusesFifosAndDevicesWithoutWaiting) {
  const auto folder = TemporaryFolder::Make("file_test");
  ASSERT_TRUE(folder.ok());
  const std::string path = folder->path() + "/fifo";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(ReadFile(path, 10).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReadFile("/dev/zero", 10).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReadFile(folder->path(), 10).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(FileTest, FollowsLinksUnlessTheyAreRefused) {
  const auto folder = TemporaryFolder::Make("file_test");
  ASSERT_TRUE(folder.ok());
  ASSERT_TRUE(MakeFolders(folder->path() + "/real").ok());
  ASSERT_TRUE(WriteFileAtomically(folder->path() + "/real/file", "x").ok());
  ASSERT_EQ(::symlink("real", (folder->path() + "/folder").c_str()), 0);
  ASSERT_EQ(::symlink("real/file", (folder->path() + "/file").c_str()), 0);
  EXPECT_EQ(*ReadFile(folder->path() + "/real/file", 10, Links::kRefuse), "x");
  for (const std::string name : {"/folder/file", "/file"}) {
    EXPECT_EQ(*ReadFile(folder->path() + name, 10), "x");
    EXPECT_EQ(ReadFile(folder->path() + name, 10, Links::kRefuse).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(FileTest, FailedAtomicWriteLeavesNothing) {
  const auto folder = TemporaryFolder::Make("file_test");
  ASSERT_TRUE(folder.ok());
  ASSERT_TRUE(MakeFolders(folder->path() + "/taken/full").ok());
  EXPECT_FALSE(WriteFileAtomically(folder->path() + "/taken", "x").ok());
  int entries = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder->path())) entries += entry.exists();
  EXPECT_EQ(entries, 1);
}

TEST(FileTest, RemoveTreeDoesNotFollowLinks) {
  const auto folder = TemporaryFolder::Make("file_test");
  ASSERT_TRUE(folder.ok());
  ASSERT_TRUE(MakeFolders(folder->path() + "/kept").ok());
  ASSERT_TRUE(WriteFileAtomically(folder->path() + "/kept/file", "x").ok());
  ASSERT_TRUE(MakeFolders(folder->path() + "/gone").ok());
  ASSERT_EQ(::symlink("../kept", (folder->path() + "/gone/link").c_str()), 0);
  ASSERT_TRUE(RemoveTree(folder->path() + "/gone").ok());
  EXPECT_TRUE(std::filesystem::exists(folder->path() + "/kept/file"));
  EXPECT_FALSE(std::filesystem::exists(folder->path() + "/gone"));
}

TEST(FileTest, FolderThatOthersCanWriteToIsNotOwn) {
  const auto folder = TemporaryFolder::Make("file_test");
  ASSERT_TRUE(folder.ok());
  const std::string path = folder->path() + "/own";
  ASSERT_TRUE(MakeFolders(path, 0755).ok());
  ASSERT_EQ(::symlink("own", (folder->path() + "/link").c_str()), 0);
  EXPECT_TRUE(CheckOwnFolder(path).ok());
  EXPECT_TRUE(CheckOwnFolder(folder->path() + "/link").ok());
  for (const mode_t mode : {0775, 0757, 01777}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    EXPECT_TRUE(absl::IsFailedPrecondition(CheckOwnFolder(path))) << mode;
    EXPECT_TRUE(absl::IsFailedPrecondition(CheckOwnFolder(folder->path() + "/link"))) << mode;
  }
  ASSERT_TRUE(WriteFileAtomically(folder->path() + "/file", "").ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(CheckOwnFolder(folder->path() + "/file")));
  EXPECT_TRUE(absl::IsNotFound(CheckOwnFolder(folder->path() + "/nothing")));
}

TEST(FileTest, FolderOfRootIsOwnWhereThatIsAsked) {
  EXPECT_TRUE(CheckOwnFolder("/", Owner::kSelfOrRoot).ok());
  EXPECT_EQ(CheckOwnFolder("/").ok(), ::geteuid() == 0);
}

TEST(FileTest, SealedFileCannotBeReopenedForWriting) {
  const auto sealed = SealedFileOf("secret answer");
  ASSERT_TRUE(sealed.ok()) << sealed.status();
  const auto again = Open("/proc/self/fd/" + std::to_string(sealed->get()), O_RDWR);
  ASSERT_TRUE(again.ok());
  EXPECT_FALSE(WriteAll(*again, "x").ok());
  EXPECT_EQ(*ReadAll(*sealed, 100), "secret answer");
}

TEST(FileTest, LockIsHeldOnce) {
  const auto folder = TemporaryFolder::Make("file_test");
  ASSERT_TRUE(folder.ok());
  auto lock = LockFile(folder->path() + "/lock", /*wait=*/false);
  ASSERT_TRUE(lock.ok());
  EXPECT_EQ(LockFile(folder->path() + "/lock", /*wait=*/false).status().code(), absl::StatusCode::kUnavailable);
  lock->Reset();
  EXPECT_TRUE(LockFile(folder->path() + "/lock", /*wait=*/false).ok());
}

TEST(Sha256Test, IsTheStandardOne) {
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256Test, FieldsDoNotRunTogether) {
  Sha256 a, b;
  a.Field("ab");
  a.Field("c");
  b.Field("a");
  b.Field("bc");
  EXPECT_NE(a.Hex(), b.Hex());
}

TEST(EscapeTest, TerminalSequencesBecomeVisible) {
  EXPECT_EQ(EscapeForTerminal("a\x1b[31mb\r\n\tc"), "a\\x1b[31mb\\x0d\n\tc");
  EXPECT_EQ(EscapeForTerminal("\xC2\x9B"
                              "31m"),
            "\\xc2\\x9b31m");  // the 8-bit CSI
  EXPECT_EQ(EscapeForTerminal("\xE2\x80\xAE"
                              "x"),
            "\\xe2\\x80\\xaex");  // right-to-left override
  EXPECT_EQ(EscapeForTerminal("\xFF\xC0\x80"), "\\xff\\xc0\\x80");
  EXPECT_EQ(EscapeForTerminal("grüße 日本"), "grüße 日本");
}

TEST(EscapeTest, OneLineStaysOneLine) { EXPECT_EQ(EscapeForLine("a\nb\tc"), "a\\nb\\tc"); }

TEST(EscapeTest, ATextIsCutBetweenCharacters) {
  EXPECT_EQ(CutUtf8("grüße", 3), "gr");
  EXPECT_EQ(CutUtf8("grüße", 4), "grü");
  EXPECT_EQ(CutUtf8("日本", 5), "日");
  EXPECT_EQ(CutUtf8("short", 99), "short");
  EXPECT_EQ(CutUtf8(std::string(9, '\x80'), 8).size(), 5u);
}

TEST(EscapeTest, InvalidUtf8IsReplaced) {
  EXPECT_EQ(ToValidUtf8("a\xFF\xE2\x82z"), "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz");
}

}  // namespace
}  // namespace judge
