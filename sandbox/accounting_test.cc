// Whether the time and memory that are reported are those that were used.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "sandbox/suite/program.h"
#include "sandbox/test_machine.h"

namespace judge::sandbox {
namespace {

constexpr int64_t kMebibyte = 1 << 20;

class AccountingTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto started = StartTestMachine();
    ASSERT_TRUE(started.ok()) << started.status();
    machine_ = *std::move(started);
    // The first program of an image reads its files for all that follow.
    ASSERT_TRUE(Run("spins_for", {"1"}, Limits()).ok());
  }
  static void TearDownTestSuite() { machine_.reset(); }
  void SetUp() override { ASSERT_NE(machine_, nullptr); }

  static absl::StatusOr<Result> Run(const std::string& program, const std::vector<std::string>& arguments,
                                    const Limits& limits) {
    JUDGE_ASSIGN_OR_RETURN(RunSpec spec, SpecForMeasured(*machine_, program));
    spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
    spec.limits = limits;
    JUDGE_ASSIGN_OR_RETURN(Result result, machine_->spawner().Run(spec));
    if (VerdictWords(result) != "OK") return absl::InternalError(VerdictWords(result));
    return result;
  }

  // Runs the program that spins for as long by its own clock, which started when its process was made, before it became
  // the program; ours starts with it. Its end, after it last looked, is what the first millisecond is for.
  static void ExpectOwnTime(const std::string& milliseconds, const Limits& limits) {
    SCOPED_TRACE(milliseconds);
    // A virtual CPU may stand still at any moment, an emulated one often, and its clocks go on. Where it does so while
    // the box is still being made, the program's clock shows it and the cgroup does not: what a wrong account would
    // show every time is looked for in the best of some runs.
    const int tries = Slowness() > 1 ? 5 : 3;
    for (int i = 1; i <= tries; ++i) {
      const absl::StatusOr<Result> result = Run("spins_for", {milliseconds}, limits);
      ASSERT_TRUE(result.ok()) << result.status();
      EXPECT_EQ(result->user_time + result->system_time, result->cpu_time);
      const absl::Duration own = absl::Nanoseconds(std::atoll(result->stdout_data.c_str()));
      const absl::Duration tolerance = std::max(absl::Milliseconds(1) * Slowness(), own * 0.01);
      if (absl::AbsDuration(result->cpu_time - own) <= tolerance) return;
      if (i == tries) FAIL() << "own " << own << ", reported " << result->cpu_time;
    }
  }

  static std::unique_ptr<SuiteMachine> machine_;
};
std::unique_ptr<SuiteMachine> AccountingTest::machine_;

// Keeps one CPU busy.
class Load {
 public:
  explicit Load(int cpu) : thread_([this, cpu] { Spin(cpu); }) {}
  ~Load() {
    stop_ = true;
    thread_.join();
  }

 private:
  void Spin(int cpu) {
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    CPU_SET(cpu, &cpus);
    pthread_setaffinity_np(pthread_self(), sizeof(cpus), &cpus);
    while (!stop_) {
    }
  }
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

TEST_F(AccountingTest, ReportsTheCpuTimeThatTheProgramMeasuresItself) {
  for (const char* milliseconds : {"1", "5", "50", "500", "2000"}) ExpectOwnTime(milliseconds, Limits());
}

TEST_F(AccountingTest, ReportsTheSameWithTheOtherCpuLoaded) {
  ASSERT_GE(std::thread::hardware_concurrency(), 2u) << "this test needs two CPUs";
  const Load load(0);
  Limits limits;
  limits.cpus = {1};
  for (const char* milliseconds : {"1", "5", "50", "500", "2000"}) ExpectOwnTime(milliseconds, limits);
}

TEST_F(AccountingTest, ReportsTheMemoryThatTheProgramTouches) {
  Limits limits;
  limits.memory_bytes = 1100 * kMebibyte;
  for (const int mebibytes : {1, 16, 256, 1024}) {
    SCOPED_TRACE(mebibytes);
    const absl::StatusOr<Result> result = Run("touches_memory", {absl::StrCat(mebibytes)}, limits);
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_GE(result->peak_memory_bytes, mebibytes * kMebibyte);
    EXPECT_LE(result->peak_memory_bytes, (mebibytes + 3) * kMebibyte);
  }
}

TEST_F(AccountingTest, ReportsTheMemoryAlsoWhereNoneIsLimited) {
  const absl::StatusOr<Result> result = Run("touches_memory", {"16"}, Limits());
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_GE(result->peak_memory_bytes, 16 * kMebibyte);
  EXPECT_LE(result->peak_memory_bytes, 19 * kMebibyte);
}

// A layers folder with one layer, which holds one file that is in nobody's page cache.
absl::StatusOr<TemporaryFolder> LayersWithLargeFile(const std::string& digest, int64_t bytes) {
  JUDGE_ASSIGN_OR_RETURN(TemporaryFolder folder, TemporaryFolder::Make("judge-layers-", "/var/tmp"));
  const std::string root = absl::StrCat(folder.path(), "/", digest, "/rootfs");
  for (const char* const folder_of_box : {"/work", "/tmp", "/proc", "/dev"}) {
    JUDGE_RETURN_IF_ERROR(MakeFolders(root + folder_of_box));
  }
  JUDGE_ASSIGN_OR_RETURN(const Fd file, Open(root + "/large", O_WRONLY | O_CREAT, 0644));
  const std::string block(kMebibyte, 'x');
  for (int64_t written = 0; written < bytes; written += kMebibyte) JUDGE_RETURN_IF_ERROR(WriteAll(file, block));
  if (fsync(file.get()) < 0) return absl::ErrnoToStatus(errno, "fsync");
  if (const int error = posix_fadvise(file.get(), 0, 0, POSIX_FADV_DONTNEED))
    return absl::ErrnoToStatus(error, "fadvise");
  return folder;
}

TEST_F(AccountingTest, ReadingALargeFileUnderASmallLimitIsNoFault) {
  const std::string digest(64, 'a');
  const absl::StatusOr<TemporaryFolder> layers = LayersWithLargeFile(digest, 200 * kMebibyte);
  ASSERT_TRUE(layers.ok()) << layers.status();
  SpawnerOptions options;
  options.layers_folder = layers->path();
  options.runtime_folder = kTestRuntimeFolder;
  options.program = JUDGE_BIN_DIR "/judge-spawner";
  const auto spawner = SpawnerClient::Start(options);
  ASSERT_TRUE(spawner.ok()) << spawner.status();

  absl::StatusOr<RunSpec> spec = SpecForMeasured(*machine_, "reads_file");
  ASSERT_TRUE(spec.ok()) << spec.status();
  spec->layers = {digest};
  spec->argv = {"./reads_file", "/large", absl::StrCat(200 * kMebibyte)};
  spec->limits.memory_bytes = 32 * kMebibyte;
  const absl::StatusOr<Result> result = (*spawner)->Run(*spec);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(VerdictWords(*result), "OK");
  EXPECT_LE(result->peak_memory_bytes, 32 * kMebibyte);
  EXPECT_GT(result->page_cache_bytes, kMebibyte) << "the file was read from somebody else's cache: nothing was tested";
}

}  // namespace
}  // namespace judge::sandbox
