#include "sandbox/tool/layers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"

namespace judge::sandbox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LayersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Make("layers-test-");
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_ = std::make_unique<TemporaryFolder>(*std::move(folder));
  }
  void Build(const std::string& name) { ASSERT_TRUE(MakeFolders(folder_->path() + "/" + name).ok()); }
  auto Find(const std::vector<std::string>& beginnings) { return FindLayers(folder_->path(), beginnings); }

  std::unique_ptr<TemporaryFolder> folder_;
  const std::string a_ = "aa" + std::string(62, '0');
  const std::string b_ = "ab" + std::string(62, '0');
};

TEST_F(LayersTest, TheOnlyLayerNeedsNoName) {
  Build(a_);
  Build(".building-" + b_);  // half made
  EXPECT_THAT(*Find({}), ElementsAre(a_));
}

TEST_F(LayersTest, OfSeveralTheOnlyWholeRootNeedsNoName) {
  Build(a_ + "/rootfs/usr/bin/sh");
  Build(b_ + "/rootfs/usr/lib");
  EXPECT_THAT(*Find({}), ElementsAre(a_));
}

TEST_F(LayersTest, FirstDigitsNameALayerAndTheOrderIsKept) {
  Build(a_);
  Build(b_);
  EXPECT_THAT(*Find({"ab", "aa0"}), ElementsAre(b_, a_));
}

TEST_F(LayersTest, SaysWhichLayersThereAreWhenTheNameDoesNotTell) {
  Build(a_);
  Build(b_);
  EXPECT_THAT(Find({}).status().message(), HasSubstr("aa0000000000, ab0000000000"));
  EXPECT_THAT(Find({"a"}).status().message(), HasSubstr("may be any of aa0000000000, ab0000000000"));
  EXPECT_THAT(Find({"ff"}).status().message(), HasSubstr("no layer ff"));
}

TEST_F(LayersTest, TellsHowToGetALayerWhereThereIsNone) {
  EXPECT_THAT(Find({}).status().message(), HasSubstr("judge-cli image build base"));
}

}  // namespace
}  // namespace judge::sandbox
