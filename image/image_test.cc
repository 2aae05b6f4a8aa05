#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/test_folder.h"
#include "image/manifest.h"
#include "image/recipe.h"
#include "image/store.h"
#include "image/warm.h"

namespace judge::image {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kBase[] = R"(name: "base" debootstrap { suite: "bookworm" variant: "apt" } packages: "gcc")";
constexpr char kCpp[] = R"(name: "cpp" parent: "base" steps: "true")";

class ImageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    WriteRecipe("base", kBase);
    WriteRecipe("cpp", kCpp);
  }

  std::string state() const { return folder_.path("state"); }
  std::string recipes() const { return folder_.path("recipes"); }

  void WriteRecipe(const std::string& name, const std::string& text) {
    folder_.Write(absl::StrCat("recipes/", name, ".textproto"), text);
  }

  ImageStore OpenStore() {
    absl::StatusOr<ImageStore> store = ImageStore::Open(state(), recipes());
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }

  // Why the recipes do not open.
  std::string OpenError() {
    const absl::Status status = ImageStore::Open(state(), recipes()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    return std::string(status.message());
  }

  std::string DigestOf(const std::string& image) {
    const std::vector<ImageInfo> list = *OpenStore().List();
    for (const ImageInfo& info : list) {
      if (info.name == image) return info.digest;
    }
    return "";
  }

  // A layer with two files, as a build would leave it.
  std::string MakeLayer(const std::string& image) {
    const std::string name = absl::StrCat("state/layers/", DigestOf(image));
    folder_.Write(name + "/rootfs/bin/tool", "tool", 0755);
    std::string layer = folder_.path(name);
    EXPECT_EQ(::symlink("tool", (layer + "/rootfs/bin/link").c_str()), 0);
    EXPECT_TRUE(WriteFileAtomically(layer + "/manifest", ManifestToText(*DescribeFiles(layer + "/rootfs"))).ok());
    return layer;
  }

  std::string VerifyError(const std::string& image) { return std::string(OpenStore().Verify(image).message()); }

 private:
  const TestFolder folder_;
};

TEST_F(ImageTest, RefusesATypoWithItsLineAndColumn) {
  WriteRecipe("base", "name: \"base\"\ndebootstrap {\n  suit: \"bookworm\"\n}");
  EXPECT_THAT(OpenError(), HasSubstr("recipes/base.textproto:3:7: "));
  EXPECT_THAT(OpenError(), HasSubstr("suit"));
}

TEST_F(ImageTest, RefusesANameOtherThanTheFiles) {
  WriteRecipe("cpp", R"(name: "c++" parent: "base")");
  EXPECT_THAT(OpenError(), HasSubstr("cpp.textproto: name: "));
  WriteRecipe("cpp", R"(name: "python" parent: "base")");
  EXPECT_THAT(OpenError(), HasSubstr("has to be the file's, \"cpp\""));
}

TEST_F(ImageTest, RefusesAParentThatIsNotThere) {
  WriteRecipe("cpp", R"(name: "cpp" parent: "bass")");
  EXPECT_THAT(OpenError(), HasSubstr("cpp.textproto: parent: no image \"bass\""));
}

TEST_F(ImageTest, RefusesARecipeThatIsItsOwnAncestor) {
  WriteRecipe("base", R"(name: "base" parent: "cpp")");
  EXPECT_THAT(OpenError(), HasSubstr("its own ancestor"));
}

TEST_F(ImageTest, RefusesBothAndNeitherOfParentAndDebootstrap) {
  WriteRecipe("cpp", R"(name: "cpp")");
  EXPECT_THAT(OpenError(), HasSubstr("either a parent or debootstrap"));
  WriteRecipe("cpp", R"(name: "cpp" parent: "base" debootstrap { suite: "bookworm" variant: "apt" })");
  EXPECT_THAT(OpenError(), HasSubstr("either a parent or debootstrap"));
}

TEST_F(ImageTest, RefusesAPackageThatWouldBeAnOption) {
  WriteRecipe("cpp", R"(name: "cpp" parent: "base" packages: "--allow-downgrades")");
  EXPECT_THAT(OpenError(), HasSubstr("not a package name"));
}

TEST_F(ImageTest, ReportsAMissingRecipeFolder) {
  const absl::Status status = ImageStore::Open(state(), "/no/such/folder").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("/no/such/folder"));
}

TEST_F(ImageTest, DigestFollowsTheRecipeAndItsParentButNoComment) {
  const std::string before = DigestOf("cpp");
  EXPECT_THAT(before, SizeIs(64));
  WriteRecipe("base", absl::StrCat("# a comment\n", kBase));
  EXPECT_EQ(DigestOf("cpp"), before);
  WriteRecipe("base", absl::StrCat(kBase, "packages: \"g++\""));
  const std::string other_parent = DigestOf("cpp");
  EXPECT_NE(other_parent, before);
  WriteRecipe("cpp", absl::StrCat(kCpp, "revision: \"2\""));
  EXPECT_NE(DigestOf("cpp"), other_parent);
}

TEST_F(ImageTest, DigestTellsWhereOneStepEnds) {
  v1::ImageRecipe one, two;
  one.add_steps("ab");
  two.add_steps("a");
  two.add_steps("b");
  EXPECT_NE(LayerDigest(one, ""), LayerDigest(two, ""));
}

TEST_F(ImageTest, StackHasTheUppermostLayerFirst) {
  MakeLayer("base");
  MakeLayer("cpp");
  const auto stack = OpenStore().Stack("cpp");
  ASSERT_TRUE(stack.ok()) << stack.status();
  EXPECT_THAT(Digests(*stack), ElementsAre(DigestOf("cpp"), DigestOf("base")));
}

TEST_F(ImageTest, SaysHowToBuildWhatIsNotBuilt) {
  MakeLayer("base");
  const absl::Status status = OpenStore().Stack("cpp").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(std::string(status.message()), "image 'cpp' is not built: run `judge-cli image build cpp`");
}

TEST_F(ImageTest, NamesTheImagesThereAreWhenAskedForAnother) {
  const absl::Status status = OpenStore().Stack("java").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("there are: base, cpp"));
}

TEST_F(ImageTest, ABuildThatDiedIsNotSeen) {
  const std::string layer = MakeLayer("base");
  const std::string left = absl::StrCat(state(), "/layers/.building-", DigestOf("base"), "-abcdef");
  ASSERT_EQ(::rename(layer.c_str(), left.c_str()), 0);
  EXPECT_EQ(OpenStore().Stack("base").status().code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(OpenStore().List()->front().built);
}

TEST_F(ImageTest, AnImageThatIsBuiltIsNotBuiltAgain) {
  MakeLayer("base");
  int lines = 0;
  const auto stack = OpenStore().Build("base", [&](absl::string_view) { ++lines; });
  ASSERT_TRUE(stack.ok()) << stack.status();
  EXPECT_THAT(*stack, SizeIs(1));
  EXPECT_EQ(lines, 0);
}

TEST_F(ImageTest, ListTellsWhatIsBuiltAndHowLargeItIs) {
  MakeLayer("base");
  const auto list = OpenStore().List();
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_THAT(*list, SizeIs(2));
  EXPECT_TRUE((*list)[0].built);
  EXPECT_EQ((*list)[0].bytes, 4);
  EXPECT_FALSE((*list)[1].built);
  EXPECT_EQ((*list)[1].parent, "base");
}

TEST_F(ImageTest, VerifyFindsAChangedByteInAnyLayer) {
  const std::string base = MakeLayer("base");
  MakeLayer("cpp");
  EXPECT_TRUE(OpenStore().Verify("cpp").ok());
  ASSERT_TRUE(WriteFileAtomically(base + "/rootfs/bin/tool", "tooL", 0755).ok());
  EXPECT_EQ(OpenStore().Verify("cpp").code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(VerifyError("cpp"), HasSubstr("image 'base'"));
  EXPECT_THAT(VerifyError("cpp"), HasSubstr("bin/tool: was file 0755"));
}

TEST_F(ImageTest, VerifyFindsChangesOfModeTypeLinkTargetAndPresence) {
  const std::string bin = MakeLayer("base") + "/rootfs/bin";
  ASSERT_EQ(::chmod((bin + "/tool").c_str(), 04755), 0);
  EXPECT_THAT(VerifyError("base"), HasSubstr("is file 4755"));
  ASSERT_EQ(::chmod((bin + "/tool").c_str(), 0755), 0);
  ASSERT_TRUE(OpenStore().Verify("base").ok());
  ASSERT_EQ(::unlink((bin + "/link").c_str()), 0);
  EXPECT_THAT(VerifyError("base"), HasSubstr("bin/link: missing"));
  ASSERT_EQ(::symlink("/etc/shadow", (bin + "/link").c_str()), 0);
  EXPECT_THAT(VerifyError("base"), HasSubstr("/etc/shadow"));
  ASSERT_EQ(::unlink((bin + "/link").c_str()), 0);
  ASSERT_EQ(::mkdir((bin + "/link").c_str(), 0755), 0);
  EXPECT_THAT(VerifyError("base"), HasSubstr("is folder 0755"));
  ASSERT_TRUE(WriteFileAtomically(bin + "/more", "", 0644).ok());
  EXPECT_THAT(VerifyError("base"), HasSubstr("bin/more: added"));
}

TEST_F(ImageTest, VerifyOfADamagedManifestIsNoCrash) {
  const std::string layer = MakeLayer("base");
  for (const char* text : {"", "bytes", "bytes\tx\n", "\n\n\t\t\n", "\xff\xfe"}) {
    ASSERT_TRUE(WriteFileAtomically(layer + "/manifest", text).ok());
    EXPECT_FALSE(OpenStore().Verify("base").ok());
  }
}

TEST(ManifestTest, KeepsNamesWithLineBreaksAndTabs) {
  const TestFolder folder;
  folder.Write("a\nb\tc", "x");
  const Manifest manifest = *DescribeFiles(folder.path());
  const auto read = ManifestFromText(ManifestToText(manifest));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->files, manifest.files);
  EXPECT_EQ(read->files.count("a\\nb\\tc"), 1u);
  EXPECT_THAT(Differences(manifest, *read, 5), IsEmpty());
}

TEST(ManifestTest, TellsTheFirstFewDifferencesAndHowManyMore) {
  Manifest before;
  for (int i = 0; i < 10; ++i) before.files[absl::StrCat(i)] = "folder 0755 0:0";
  EXPECT_THAT(Differences(before, Manifest(), 2), ElementsAre("0: missing", "1: missing", "and 8 more"));
}

TEST_F(ImageTest, WarmingReadsOnceABoot) {
  const std::string layer = MakeLayer("base");
  const ImageStore store = OpenStore();
  const auto stack = store.Stack("base");
  const std::string runtime = state() + "/run";
  ASSERT_TRUE(WarmLayers(store, *stack, runtime).ok());
  // With its files gone, a second reading would fail.
  ASSERT_TRUE(RemoveTree(layer + "/rootfs").ok());
  EXPECT_TRUE(WarmLayers(store, *stack, runtime).ok());
  const std::string marker = absl::StrCat(runtime, "/warm-", stack->front().digest);
  ASSERT_TRUE(WriteFileAtomically(marker, "another boot").ok());
  EXPECT_FALSE(WarmLayers(store, *stack, runtime).ok());
}

TEST_F(ImageTest, WarmingReadsAnotherCopyOfTheSameLayer) {
  const std::string layer = MakeLayer("base");
  const ImageStore store = OpenStore();
  const auto stack = store.Stack("base");
  const std::string runtime = state() + "/run";
  ASSERT_TRUE(WarmLayers(store, *stack, runtime).ok());
  ASSERT_EQ(::rename(layer.c_str(), (layer + ".old").c_str()), 0);
  MakeLayer("base");
  ASSERT_TRUE(RemoveTree(layer + "/rootfs").ok());
  EXPECT_FALSE(WarmLayers(store, *stack, runtime).ok());
}

}  // namespace
}  // namespace judge::image
