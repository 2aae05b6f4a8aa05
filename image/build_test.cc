// Builds as root: with a small program in mmdebstrap's place where the build itself is looked at, and on top of the
// real base image where the overlay is.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "image/store.h"

namespace judge::image {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// The last argument is the folder to fill. What a real base has of its machine is there, and a setuid program.
constexpr char kFakeMmdebstrap[] = R"(#!/bin/sh -e
echo called >> "$(dirname "$0")/calls"
for root; do :; done
mkdir -p $root/etc/apt/apt.conf.d $root/bin $root/dev $root/tmp $root/var/cache/apt
echo secret > $root/etc/resolv.conf
echo secret > $root/etc/hostname
echo secret > $root/etc/apt/apt.conf.d/99mmdebstrap
echo cached > $root/var/cache/apt/package
echo su > $root/bin/su
chmod 4755 $root/bin/su
)";

class BuildTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(::geteuid(), 0u) << "this test needs root";
    mounts_before_ = *ReadKernelFile("/proc/self/mounts");
    ASSERT_TRUE(MakeFolders(recipes()).ok());
    WriteRecipe("base", R"(name: "base" debootstrap { suite: "bookworm" variant: "apt" })");
    FakeMmdebstrap(kFakeMmdebstrap);
    ASSERT_EQ(::setenv("PATH", absl::StrCat(folder_.path(), ":/usr/sbin:/usr/bin").c_str(), 1), 0);
  }

  void TearDown() override { EXPECT_EQ(*ReadKernelFile("/proc/self/mounts"), mounts_before_); }

  std::string recipes() const { return folder_.path() + "/recipes"; }
  std::string state() const { return folder_.path() + "/state"; }
  std::string layers() const { return state() + "/layers"; }

  void WriteRecipe(const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFileAtomically(absl::StrCat(recipes(), "/", name, ".textproto"), text).ok());
  }

  void FakeMmdebstrap(const std::string& script) {
    ASSERT_TRUE(WriteFileAtomically(folder_.path() + "/mmdebstrap", script, 0755).ok());
  }

  std::string Calls() const { return ReadFile(folder_.path() + "/calls", 4096).value_or(""); }

  absl::StatusOr<std::vector<Layer>> Build(const std::string& image) {
    return ImageStore::Open(state(), recipes())->Build(image, [](absl::string_view) {});
  }

  std::vector<std::string> LayerFolders() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(layers())) {
      if (entry.is_directory()) names.push_back(entry.path().filename().string());
    }
    return names;
  }

  TemporaryFolder folder_ = *TemporaryFolder::Make("build_test");

 private:
  std::string mounts_before_;
};

TEST_F(BuildTest, ABaseTellsNothingOfTheMachineItWasBuiltOn) {
  const auto stack = Build("base");
  ASSERT_TRUE(stack.ok()) << stack.status();
  const std::string root = absl::StrCat(layers(), "/", stack->front().digest, "/rootfs");
  EXPECT_EQ(*ReadFile(root + "/etc/hostname", 100), "box\n");
  EXPECT_EQ(*ReadFile(root + "/etc/resolv.conf", 100), "");
  EXPECT_FALSE(fs::exists(root + "/etc/apt/apt.conf.d/99mmdebstrap"));
  EXPECT_TRUE(fs::is_empty(root + "/var/cache/apt"));
  for (const char* folder : {"/work", "/proc", "/sys", "/dev", "/tmp", "/run"})
    EXPECT_TRUE(fs::is_empty(root + folder));
  EXPECT_EQ(fs::status(root + "/bin/su").permissions(), static_cast<fs::perms>(0755));
}

TEST_F(BuildTest, WhatIsBuiltVerifies) {
  ASSERT_TRUE(Build("base").ok());
  const ImageStore store = *ImageStore::Open(state(), recipes());
  EXPECT_TRUE(store.Verify("base").ok()) << store.Verify("base");
}

TEST_F(BuildTest, AFailedBuildLeavesNothingAndShowsTheLastLines) {
  FakeMmdebstrap("#!/bin/sh\necho E: no such suite\nexit 25\n");
  const absl::Status status = Build("base").status();
  EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr("build image 'base'"), HasSubstr("E: no such suite")));
  EXPECT_THAT(LayerFolders(), IsEmpty());
}

TEST_F(BuildTest, ReportsAMachineWithoutMmdebstrap) {
  ASSERT_TRUE(RemoveTree(folder_.path() + "/mmdebstrap").ok());
  ASSERT_EQ(::setenv("PATH", "/nowhere", 1), 0);
  EXPECT_THAT(std::string(Build("base").status().message()), HasSubstr("mmdebstrap: no such program"));
}

TEST_F(BuildTest, TwoBuildsAtOnceBuildOnce) {
  std::thread other([&] { EXPECT_TRUE(Build("base").ok()); });
  EXPECT_TRUE(Build("base").ok());
  other.join();
  EXPECT_EQ(Calls(), "called\n");
}

TEST_F(BuildTest, ABuildThatIsKilledTakesItsProcessesAlongAndIsCleanedUp) {
  // The fifo's other end is open for as long as one of the build's processes lives.
  const std::string fifo = folder_.path() + "/fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  FakeMmdebstrap(absl::StrCat("#!/bin/sh\nexec > ", fifo, "\nsleep 1000 & echo started; wait\n"));
  const pid_t builder = ::fork();
  if (builder == 0) {
    Build("base").status().IgnoreError();
    ::_exit(0);
  }
  const Fd alive = *Open(fifo, O_RDONLY);
  char byte;
  ASSERT_EQ(::read(alive.get(), &byte, 1), 1);
  ASSERT_EQ(::kill(builder, SIGKILL), 0);
  ASSERT_EQ(::waitpid(builder, nullptr, 0), builder);
  // Returns when all are dead.
  EXPECT_TRUE(ReadAll(alive, 100).ok());
  EXPECT_THAT(LayerFolders(), ElementsAre(HasSubstr(".building-")));

  FakeMmdebstrap(kFakeMmdebstrap);
  const auto stack = Build("base");
  ASSERT_TRUE(stack.ok()) << stack.status();
  EXPECT_THAT(LayerFolders(), ElementsAre(stack->front().digest));
}

// On top of the machine's own base image.
class DerivedTest : public BuildTest {
 protected:
  void SetUp() override {
    BuildTest::SetUp();
    const char* set = std::getenv("JUDGE_STATE");
    const std::string real_state = set != nullptr ? set : "/var/lib/judge";
    const std::string real_recipes = JUDGE_SOURCE_DIR "/profiles/images";
    const auto base = ImageStore::Open(real_state, real_recipes)->Stack("base");
    ASSERT_TRUE(base.ok()) << base.status();
    fs::copy_file(real_recipes + "/base.textproto", recipes() + "/base.textproto",
                  fs::copy_options::overwrite_existing);
    ASSERT_TRUE(MakeFolders(layers()).ok());
    fs::create_directory_symlink(absl::StrCat(real_state, "/layers/", base->front().digest),
                                 absl::StrCat(layers(), "/", base->front().digest));
  }

  // The root folder of the layer that the steps make.
  std::string BuildSteps(const std::vector<std::string>& steps) {
    std::string recipe = R"(name: "derived" parent: "base")";
    for (const std::string& step : steps) absl::StrAppend(&recipe, " steps: '", step, "'");
    WriteRecipe("derived", recipe);
    const auto stack = Build("derived");
    EXPECT_TRUE(stack.ok()) << stack.status();
    return stack.ok() ? absl::StrCat(layers(), "/", stack->front().digest, "/rootfs") : "/nowhere";
  }
};

TEST_F(DerivedTest, ALayerHoldsWhatItsStepsChangedAndNothingElse) {
  const std::string root = BuildSteps({"echo new > /etc/new; echo trace > /tmp/trace; rm /etc/adduser.conf"});
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(root))
    names.push_back(entry.path().string().substr(root.size()));
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("/etc", "/etc/new", "/etc/adduser.conf", "/tmp"));
  EXPECT_EQ(fs::status(root + "/etc/adduser.conf").type(), fs::file_type::character) << "no whiteout";
}

TEST_F(DerivedTest, AStepThatFailsFailsTheBuild) {
  WriteRecipe("derived", R"(name: "derived" parent: "base" steps: "false; echo reached" steps: "echo reached")");
  const absl::Status status = Build("derived").status();
  EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr("exit code 1"), Not(HasSubstr("\n  reached"))));
  EXPECT_THAT(LayerFolders(), Not(Contains(HasSubstr(".building-"))));
}

}  // namespace
}  // namespace judge::image
