#include "worker/package_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/sha256.h"
#include "problem/test_archive.h"

namespace judge::worker {
namespace {

using ::testing::StartsWith;

std::string PackageOf(const std::string& name, int64_t input_bytes = 10) {
  const std::string folder = name + "/";
  return problem::ArchiveOf(
      {{.name = folder + "problem.yaml",
        .content = "problem_format_version: legacy\nname: " + name + "\nlimits:\n  time_limit: 1\n"},
       {.name = folder + "data/secret/1.in", .content = std::string(input_bytes, '1')},
       {.name = folder + "data/secret/1.ans", .content = "1\n"}});
}

class PackageCacheTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Make("package-cache-test-");
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_.emplace(*std::move(folder));
    cache_ = Open();
  }

  std::unique_ptr<PackageCache> Open() {
    PackageCache::Options options;
    options.folder = folder_->path() + "/packages";
    options.max_bytes = 250'000;
    auto cache = PackageCache::Open(
        options, [this](const std::string& digest, const PackageCache::Sink& sink) { return Fetch(digest, sink); });
    EXPECT_TRUE(cache.ok()) << cache.status();
    return *std::move(cache);
  }

  // Its digest.
  std::string Serve(const std::string& archive) {
    const std::string digest = Sha256Hex(archive);
    archives_[digest] = archive;
    return digest;
  }

  absl::Status Fetch(const std::string& digest, const PackageCache::Sink& sink) {
    ++fetched_;
    absl::SleepFor(absl::Milliseconds(10));
    const auto archive = archives_.find(digest);
    if (archive == archives_.end()) return absl::NotFoundError("no such package");
    for (size_t i = 0; i < archive->second.size(); i += 100)
      if (const absl::Status status = sink(absl::string_view(archive->second).substr(i, 100)); !status.ok())
        return status;
    return absl::OkStatus();
  }

  std::optional<TemporaryFolder> folder_;
  std::map<std::string, std::string> archives_;
  std::atomic<int> fetched_ = 0;
  std::unique_ptr<PackageCache> cache_;
};

TEST_F(PackageCacheTest, FetchesAPackageOnceHoweverManyAskAtOnce) {
  const std::string digest = Serve(PackageOf("sum"));
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const auto package = cache_->Find(digest);
      ASSERT_TRUE(package.ok()) << package.status();
      EXPECT_EQ((*package)->problem.short_name(), "sum");
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(fetched_, 1);
}

TEST_F(PackageCacheTest, RemovesWhatWasUsedLongestAgoAndNothingThatIsInUse) {
  const std::string held = Serve(PackageOf("held", 100'000));
  const std::string older = Serve(PackageOf("older", 100'000));
  const std::string newer = Serve(PackageOf("newer", 100'000));
  const auto package = cache_->Find(held);
  ASSERT_TRUE(package.ok()) << package.status();
  ASSERT_TRUE(cache_->Find(older).ok());
  ASSERT_TRUE(cache_->Find(newer).ok());
  EXPECT_EQ(fetched_, 3);
  EXPECT_TRUE(std::filesystem::exists((*package)->test_files[0].input_path));
  ASSERT_TRUE(cache_->Find(newer).ok());
  ASSERT_TRUE(cache_->Find(held).ok());
  EXPECT_EQ(fetched_, 3) << "the older one should have gone";
  ASSERT_TRUE(cache_->Find(older).ok());
  EXPECT_EQ(fetched_, 4);
}

TEST_F(PackageCacheTest, BelievesNoOtherBytesThanThoseOfTheDigest) {
  const std::string digest = Serve(PackageOf("sum"));
  const std::string right = archives_[digest];
  archives_[digest] += "more";
  EXPECT_EQ(cache_->Find(digest).status().code(), absl::StatusCode::kDataLoss);
  archives_[digest] = right;
  EXPECT_TRUE(cache_->Find(digest).ok()) << "the next time all is well";
}

TEST_F(PackageCacheTest, TakesWhatItsServerTakesAndNoMore) {
  const std::string digest = Serve(PackageOf("sum", 200'000));
  PackageCache::Bounds bounds;
  bounds.unpacked.bytes = 100'000;
  cache_->SetBounds(bounds);
  EXPECT_EQ(cache_->Find(digest).status().code(), absl::StatusCode::kResourceExhausted);
  bounds.unpacked.bytes = 300'000;
  bounds.archive_bytes = 10;
  cache_->SetBounds(bounds);
  EXPECT_EQ(cache_->Find(digest).status().code(), absl::StatusCode::kResourceExhausted);
  bounds.archive_bytes = 300'000;
  cache_->SetBounds(bounds);
  EXPECT_TRUE(cache_->Find(digest).ok());
}

TEST_F(PackageCacheTest, SaysWhatIsWrongWithAPackage) {
  EXPECT_EQ(cache_->Find("../../etc").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(cache_->Find(std::string(64, '0')).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(cache_->Find(Serve("no archive")).status().code(), absl::StatusCode::kInvalidArgument);
  const std::string broken = Serve(problem::ArchiveOf({{.name = "problem.yaml", .content = "[\n"}}));
  for (int i = 0; i < 2; ++i) {
    const absl::Status status = cache_->Find(broken).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), StartsWith("package: problem.yaml:"));
  }
}

TEST_F(PackageCacheTest, TwoWorkersWithOneFolderAreNotInEachOthersWay) {
  const std::string digest = Serve(PackageOf("sum"));
  const auto first = cache_->Find(digest);
  ASSERT_TRUE(first.ok());
  const auto second = Open();
  ASSERT_TRUE(second->Find(digest).ok());
  EXPECT_TRUE(std::filesystem::exists((*first)->test_files[0].input_path));
}

TEST_F(PackageCacheTest, LeavesNothingOfAnEarlierWorker) {
  const std::string digest = Serve(PackageOf("sum"));
  const std::string path = (*cache_->Find(digest))->path;
  cache_.reset();
  EXPECT_TRUE(std::filesystem::exists(path));
  cache_ = Open();
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace judge::worker
