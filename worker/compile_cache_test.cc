#include "worker/compile_cache.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace judge::worker {
namespace {

namespace fs = std::filesystem;

v1::CompileResult Success(const std::string& log = "note: fine") {
  v1::CompileResult result;
  result.set_ran(true);
  result.set_ok(true);
  result.set_log(log);
  result.mutable_facts()->set_ending(v1::Facts::EXITED);
  result.mutable_facts()->set_cpu_us(1234);
  return result;
}

std::string Key(int n) { return Sha256Hex(absl::StrCat(n)); }

class CompileCacheTest : public ::testing::Test {
 protected:
  CompileCacheTest() : folder_(*TemporaryFolder::Make("cache")) {}
  std::string folder() const { return folder_.path() + "/state/cache/compile"; }

  CompileCache Open(int64_t max_bytes = 1 << 20, int64_t max_entries = 100) const {
    absl::StatusOr<CompileCache> cache = CompileCache::Open({folder(), max_bytes, max_entries});
    EXPECT_TRUE(cache.ok()) << cache.status();
    return *std::move(cache);
  }
  static void Store(const CompileCache& cache, const std::string& key, absl::string_view artifact) {
    const Fd file = *SealedFileOf(artifact);
    const absl::Status status = cache.Store(key, Success(), &file);
    ASSERT_TRUE(status.ok()) << status;
  }
  // The artifact's bytes, or nothing for a miss.
  static std::optional<std::string> Find(const CompileCache& cache, const std::string& key) {
    const auto entry = cache.Find(key);
    EXPECT_TRUE(entry.ok()) << entry.status();
    if (!entry.ok() || !entry->has_value()) return std::nullopt;
    return *ReadAll((*entry)->artifact, 1 << 30);
  }
  fs::path EntryFolder(const std::string& key) const { return fs::path(folder()) / key.substr(0, 2) / key; }
  // What else than shelves is in the cache's folder.
  int Leftovers() const {
    int count = 0;
    for (const auto& entry : fs::directory_iterator(folder())) count += entry.path().filename().native().size() != 2;
    return count;
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(CompileCacheTest, GivesBackWhatWasStored) {
  const CompileCache cache = Open();
  Store(cache, Key(1), "program");
  const auto entry = Open().Find(Key(1));
  ASSERT_TRUE(entry.ok() && entry->has_value()) << entry.status();
  EXPECT_TRUE((*entry)->result.cached());
  EXPECT_TRUE((*entry)->result.ok());
  EXPECT_EQ((*entry)->result.log(), "note: fine");
  EXPECT_EQ((*entry)->result.facts().cpu_us(), 1234u);
  EXPECT_EQ((*entry)->artifact_bytes, 7);
  EXPECT_EQ(*ReadAll((*entry)->artifact, 100), "program");
  EXPECT_EQ(Leftovers(), 0);
}

TEST_F(CompileCacheTest, KeepsCompilesThatLeftNoArtifact) {
  const CompileCache cache = Open();
  v1::CompileResult diagnostics = Success("main.c:1: error: expected ';'\n\nand more\n");
  diagnostics.set_ok(false);
  diagnostics.mutable_facts()->set_exit_code(1);
  ASSERT_TRUE(cache.Store(Key(1), diagnostics, nullptr).ok());
  const auto entry = cache.Find(Key(1));
  ASSERT_TRUE(entry.ok() && entry->has_value()) << entry.status();
  EXPECT_FALSE((*entry)->artifact.valid());
  EXPECT_EQ((*entry)->result.log(), diagnostics.log());
}

TEST_F(CompileCacheTest, KnowsNothingOfOtherKeys) {
  const CompileCache cache = Open();
  EXPECT_EQ(Find(cache, Key(1)), std::nullopt);
  Store(cache, Key(1), "program");
  EXPECT_EQ(Find(cache, Key(2)), std::nullopt);
  EXPECT_EQ(cache.Find("../../etc").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(CompileCacheTest, LeavesAKeyThatIsStoredAlreadyAsItIs) {
  const CompileCache cache = Open();
  Store(cache, Key(1), "first");
  Store(cache, Key(1), "second");
  EXPECT_EQ(Find(cache, Key(1)), "first");
  EXPECT_EQ(Leftovers(), 0);
}

TEST_F(CompileCacheTest, NeverKeepsWhatALimitMayHaveEnded) {
  const std::vector<std::function<void(v1::CompileResult&)>> changes = {
      [](auto& result) { result.set_ran(false); },
      [](auto& result) { result.mutable_facts()->set_ending(v1::Facts::KILLED); },
      [](auto& result) { result.mutable_facts()->set_ending(v1::Facts::SIGNALED); },
      [](auto& result) { result.mutable_facts()->set_ending(v1::Facts::BLOCKED_SYSCALL); },
      [](auto& result) { result.mutable_facts()->set_limit(v1::Facts::CPU_TIME); },
      [](auto& result) { result.mutable_facts()->set_oom_kills(1); },
      [](auto& result) { result.mutable_facts()->set_process_limit_hits(1); },
      // An artifact that was too large, a compiler process that a signal ended, a full disk.
      [](auto& result) { result.set_ok(false); },
      [](auto& result) {
        result.set_ok(false);
        result.mutable_facts()->set_exit_code(4);
      },
      [](auto& result) {
        result.set_ok(false);
        result.mutable_facts()->set_exit_code(1);
        result.set_log("as: /tmp/x.o: No space left on device");
      },
  };
  const CompileCache cache = Open();
  EXPECT_TRUE(IsCacheable(Success()));
  for (const auto& change : changes) {
    v1::CompileResult result = Success();
    change(result);
    EXPECT_FALSE(IsCacheable(result)) << result.ShortDebugString();
    EXPECT_EQ(cache.Store(Key(1), result, nullptr).code(), absl::StatusCode::kFailedPrecondition);
  }
  EXPECT_EQ(Find(cache, Key(1)), std::nullopt);
}

TEST_F(CompileCacheTest, TreatsDamagedEntriesAsMissesAndRemovesThem) {
  const auto overwrite = [](const fs::path& path, absl::string_view bytes, off_t offset) {
    const Fd file = *judge::Open(path, O_WRONLY);
    ASSERT_EQ(::pwrite(file.get(), bytes.data(), bytes.size(), offset), static_cast<ssize_t>(bytes.size()));
  };
  const std::vector<std::function<void(const fs::path&)>> damages = {
      [&](const fs::path& entry) { overwrite(entry / "artifact", "X", 3); },
      [&](const fs::path& entry) { fs::resize_file(entry / "artifact", 3); },
      [&](const fs::path& entry) { fs::resize_file(entry / "artifact", 0); },
      [&](const fs::path& entry) { fs::remove(entry / "artifact"); },
      [&](const fs::path& entry) { overwrite(entry / "meta", "X", 30); },
      [&](const fs::path& entry) { overwrite(entry / "meta", "X", fs::file_size(entry / "meta") - 1); },
      [&](const fs::path& entry) { fs::resize_file(entry / "meta", 0); },
      [&](const fs::path& entry) { fs::resize_file(entry / "meta", 8 << 20); },
      [&](const fs::path& entry) { fs::remove(entry / "meta"); },
      // Whole, but of another key.
      [&](const fs::path& entry) { fs::remove_all(entry), fs::rename(EntryFolder(Key(2)), entry); },
  };
  const CompileCache cache = Open();
  for (size_t i = 0; i < damages.size(); ++i) {
    Store(cache, Key(1), "program");
    Store(cache, Key(2), "other");
    damages[i](EntryFolder(Key(1)));
    EXPECT_EQ(Find(cache, Key(1)), std::nullopt) << "damage " << i;
    EXPECT_FALSE(fs::exists(EntryFolder(Key(1)))) << "damage " << i;
    EXPECT_EQ(Leftovers(), 0);
  }
}

TEST_F(CompileCacheTest, EvictsWhatWasUsedLongestAgo) {
  const CompileCache cache = Open(/*max_bytes=*/1 << 20, /*max_entries=*/3);
  const auto set_age = [&](int n, std::chrono::hours age) {
    fs::last_write_time(EntryFolder(Key(n)), fs::file_time_type::clock::now() - age);
  };
  for (int n : {1, 2, 3}) Store(cache, Key(n), "program");
  for (int n : {1, 2, 3}) set_age(n, std::chrono::hours(10 - n));
  EXPECT_TRUE(Find(cache, Key(1)).has_value());  // which makes 2 the oldest
  Store(cache, Key(4), "program");
  EXPECT_EQ(Find(cache, Key(2)), std::nullopt);
  for (int n : {1, 3, 4}) EXPECT_TRUE(Find(cache, Key(n)).has_value()) << n;
  EXPECT_EQ(Leftovers(), 0);
}

// A submitter could go on storing them.
TEST_F(CompileCacheTest, LargeArtifactsNeverExceedTheBoundOfALargeCache) {
  const CompileCache cache = Open(/*max_bytes=*/1 << 20, /*max_entries=*/4096);
  for (int n = 0; n < 60; ++n) Store(cache, Key(n), std::string(30'000, 'x'));
  int found = 0;
  for (int n = 0; n < 60; ++n) found += Find(cache, Key(n)).has_value();
  EXPECT_GE(found, 30);
  EXPECT_LE(found, 34);
}

TEST_F(CompileCacheTest, ALargeCacheEvictsNowAndThen) {
  const CompileCache cache = Open(/*max_bytes=*/1 << 20, /*max_entries=*/512);
  for (int n = 0; n < 700; ++n) ASSERT_TRUE(cache.Store(Key(n), Success(), nullptr).ok());
  int found = 0;
  for (int n = 0; n < 700; ++n) found += cache.Find(Key(n)).value().has_value();
  EXPECT_GE(found, 512);
  EXPECT_LE(found, 512 + 16);
}

TEST_F(CompileCacheTest, HoldsFewerBytesThanItsBound) {
  const CompileCache cache = Open(/*max_bytes=*/100'000, /*max_entries=*/100);
  for (int n = 0; n < 20; ++n) Store(cache, Key(n), std::string(30'000, 'x'));
  int found = 0;
  for (int n = 0; n < 20; ++n) found += Find(cache, Key(n)).has_value();
  EXPECT_EQ(found, 3);
}

TEST_F(CompileCacheTest, RefusesAnArtifactThatIsLargerThanItsBound) {
  const CompileCache cache = Open(/*max_bytes=*/1000, /*max_entries=*/100);
  Store(cache, Key(1), "program");
  const Fd large = *SealedFileOf(std::string(2000, 'x'));
  EXPECT_EQ(cache.Store(Key(2), Success(), &large).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(Find(cache, Key(1)), "program");
  EXPECT_EQ(Leftovers(), 0);
}

TEST_F(CompileCacheTest, EvictionDoesNotBreakAReader) {
  const CompileCache cache = Open(/*max_bytes=*/1 << 20, /*max_entries=*/1);
  Store(cache, Key(1), "program");
  const auto entry = cache.Find(Key(1));
  ASSERT_TRUE(entry.ok() && entry->has_value());
  fs::last_write_time(EntryFolder(Key(1)), fs::file_time_type::clock::now() - std::chrono::hours(1));
  Store(cache, Key(2), "another");
  ASSERT_EQ(Find(cache, Key(1)), std::nullopt);
  EXPECT_EQ(*ReadAll((*entry)->artifact, 100), "program");
}

// EFBIG stands in for ENOSPC: both end a write in the middle.
TEST_F(CompileCacheTest, AFailedWriteIsAStatusAndLeavesNothing) {
  const CompileCache cache = Open();
  const Fd artifact = *SealedFileOf(std::string(100'000, 'x'));
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit = {50'000, 50'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::_exit(cache.Store(Key(1), Success(), &artifact).ok() ? 1 : 0);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(Leftovers(), 0);
  EXPECT_EQ(Find(cache, Key(1)), std::nullopt);
  ASSERT_TRUE(cache.Store(Key(1), Success(), &artifact).ok());
  EXPECT_TRUE(Find(cache, Key(1)).has_value());
}

TEST_F(CompileCacheTest, RemovesWhatDeadWritersLeftAndNoLivingOnes) {
  Open();
  fs::create_directories(folder() + "/.new-dead/x");
  fs::create_directories(folder() + "/.new-alive");
  const Fd alive = *judge::Open(folder() + "/.new-alive", O_RDONLY | O_DIRECTORY);
  ASSERT_EQ(::flock(alive.get(), LOCK_EX), 0);
  Open();
  EXPECT_FALSE(fs::exists(folder() + "/.new-dead"));
  EXPECT_TRUE(fs::exists(folder() + "/.new-alive"));
}

TEST_F(CompileCacheTest, AFolderThatCannotBeUsedIsAStatus) {
  Open();
  ASSERT_TRUE(WriteFileAtomically(folder() + "/file", "").ok());
  EXPECT_FALSE(CompileCache::Open({folder() + "/file"}).ok());
  EXPECT_FALSE(CompileCache::Open({folder() + "/file/below"}).ok());
  const CompileCache cache = Open();
  ASSERT_TRUE(WriteFileAtomically(folder() + "/" + Key(1).substr(0, 2), "").ok());
  EXPECT_FALSE(cache.Find(Key(1)).ok());
  EXPECT_FALSE(cache.Store(Key(1), Success(), nullptr).ok());
}

// Ten keys, room for five: stores, finds and evictions meet all the time. Each artifact tells its key.
void UseHard(const CompileCache& cache, int rounds, int& wrong) {
  for (int round = 0; round < rounds; ++round) {
    const std::string key = Key(round % 10);
    const auto entry = cache.Find(key);
    if (!entry.ok()) ++wrong;
    if (entry.ok() && entry->has_value()) {
      if (*ReadAll((*entry)->artifact, 1 << 20) != key + std::string(10'000, 'x')) ++wrong;
      continue;
    }
    const Fd file = *SealedFileOf(key + std::string(10'000, 'x'));
    if (!cache.Store(key, Success(), &file).ok()) ++wrong;
  }
}

TEST_F(CompileCacheTest, ManyProcessesAndThreadsMayUseIt) {
  const CompileCache cache = Open(/*max_bytes=*/1 << 20, /*max_entries=*/5);
  std::set<pid_t> children;
  for (int i = 0; i < 3; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      int wrong = 0;
      UseHard(cache, 300, wrong);
      ::_exit(wrong == 0 ? 0 : 1);
    }
    children.insert(child);
  }
  int wrong[2] = {};
  std::thread other([&] { UseHard(cache, 300, wrong[0]); });
  UseHard(cache, 300, wrong[1]);
  other.join();
  EXPECT_THAT(wrong, ::testing::Each(0));
  for (const pid_t child : children) {
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(Leftovers(), 0);
}

class CompileKeyTest : public ::testing::Test {
 protected:
  static CompileInputs Inputs() {
    CompileInputs inputs;
    inputs.sources = {{"a.c", "int a;"}, {"b.c", "int b;"}};
    inputs.includes = {{"a.h", "#define A"}};
    inputs.arguments = {"gcc", "-O2"};
    inputs.environment = {"PATH=/bin"};
    inputs.profile_digest = "p";
    inputs.policy_digest = "q";
    inputs.limits.set_memory_bytes(1);
    inputs.layers = {"upper", "lower"};
    return inputs;
  }
};

TEST_F(CompileKeyTest, IsTheSameForTheSameInputs) {
  EXPECT_EQ(CompileKey(Inputs()), CompileKey(Inputs()));
  EXPECT_EQ(CompileKey(Inputs()).size(), 64u);
}

TEST_F(CompileKeyTest, ChangesWithEveryPart) {
  const std::vector<std::function<void(CompileInputs&)>> changes = {
      [](auto& inputs) { inputs.sources[0].bytes = "int c;"; },
      [](auto& inputs) { inputs.sources[0].name = "c.c"; },
      [](auto& inputs) { std::swap(inputs.sources[0], inputs.sources[1]); },
      [](auto& inputs) { inputs.sources[0].name = "a.cint", inputs.sources[0].bytes = " a;"; },
      [](auto& inputs) { inputs.includes[0].bytes = "#define B"; },
      [](auto& inputs) { inputs.includes.push_back(inputs.sources[1]), inputs.sources.pop_back(); },
      [](auto& inputs) { inputs.arguments[1] = "-O3"; },
      [](auto& inputs) { inputs.arguments = {"gcc-O2"}; },
      [](auto& inputs) { inputs.arguments.push_back("PATH=/bin"), inputs.environment.clear(); },
      [](auto& inputs) { inputs.environment[0] = "PATH=/usr/bin"; },
      [](auto& inputs) { inputs.profile_digest = "x"; },
      [](auto& inputs) { std::swap(inputs.profile_digest, inputs.policy_digest); },
      [](auto& inputs) { inputs.limits.set_memory_bytes(2); },
      [](auto& inputs) {
        inputs.layers = {"lower", "upper"};
      },
      [](auto& inputs) { inputs.layers.pop_back(); },
  };
  std::set<std::string> keys = {CompileKey(Inputs())};
  for (const auto& change : changes) {
    CompileInputs inputs = Inputs();
    change(inputs);
    keys.insert(CompileKey(inputs));
  }
  EXPECT_EQ(keys.size(), changes.size() + 1);
}

}  // namespace
}  // namespace judge::worker
