// <bits/stdc++.h> is precompiled for exactly the flags of the C++ profiles: a flag changed in a profile alone, and
// every compile takes four times as long without a word of complaint.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "worker/compile.h"
#include "worker/machine.h"
#include "worker/test_state.h"

namespace judge::worker {
namespace {

constexpr char kSource[] =
    "#include <bits/stdc++.h>\nint main() { std::vector<int> v{3, 1, 2}; std::sort(v.begin(), v.end()); std::cout << "
    "v[0]; }\n";
// A precompiled header is ignored behind any other declaration.
constexpr char kWithoutSource[] = "struct First;\n";

class PrecompiledHeaderTest : public testing::TestWithParam<std::string> {
 protected:
  // The profiles of the source tree, but for -H: it has g++ name each header, with "!" before a precompiled one.
  void SetUp() override {
    absl::StatusOr<TemporaryFolder> state = MakeTestState();
    ASSERT_TRUE(state.ok()) << state.status();
    state_.emplace(*std::move(state));
    const std::string profiles = state_->path() + "/profiles";
    std::filesystem::copy(JUDGE_SOURCE_DIR "/profiles", profiles, std::filesystem::copy_options::recursive);
    const std::string path = absl::StrCat(profiles, "/languages/", GetParam(), ".textproto");
    const absl::StatusOr<std::string> text = ReadFile(path, 1 << 20);
    ASSERT_TRUE(text.ok()) << text.status();
    const std::string changed =
        absl::StrReplaceAll(*text, {{"\"-o\", \"{artifact}\"", "\"-H\", \"-o\", \"{artifact}\""}});
    ASSERT_NE(changed, *text);
    ASSERT_TRUE(WriteFileAtomically(path, changed).ok());
    MachineOptions options{.state_folder = state_->path(), .profiles_folder = profiles};
    options.spawner_program = JUDGE_BIN_DIR "/judge-spawner";
    absl::StatusOr<std::unique_ptr<Machine>> machine = Machine::Open(options);
    ASSERT_TRUE(machine.ok()) << machine.status();
    machine_ = *std::move(machine);
  }

  v1::CompileResult CompileSource(const std::string& source) {
    const Submission submission{.sources = {{"main.cpp", source}}, .profile = GetParam()};
    const absl::StatusOr<Compilation> compilation = Compile(*machine_, submission, kDefaultSourceBytes, {});
    EXPECT_TRUE(compilation.ok()) << compilation.status();
    EXPECT_TRUE(compilation.ok() && compilation->result.ok()) << (compilation.ok() ? compilation->result.log() : "");
    return compilation.ok() ? compilation->result : v1::CompileResult();
  }

  // The least CPU time of three compiles, none of them from the cache.
  uint64_t CpuTimeOf(const std::string& source) {
    uint64_t least = UINT64_MAX;
    for (int i = 0; i < 3; ++i) {
      const v1::CompileResult result = CompileSource(absl::StrCat(source, "// ", i, "\n"));
      EXPECT_FALSE(result.cached());
      least = std::min(least, result.facts().cpu_us());
    }
    return least;
  }

  std::optional<TemporaryFolder> state_;
  std::unique_ptr<Machine> machine_;
};

bool UsesPrecompiledHeader(const v1::CompileResult& result) {
  for (const absl::string_view line : absl::StrSplit(result.log(), '\n'))
    if (absl::StartsWith(line, "! ") && absl::StrContains(line, "stdc++.h.gch/")) return true;
  return false;
}

TEST_P(PrecompiledHeaderTest, IsUsedForTheFlagsOfTheProfile) {
  const v1::CompileResult result = CompileSource(kSource);
  EXPECT_TRUE(UsesPrecompiledHeader(result)) << result.log();
}

TEST_P(PrecompiledHeaderTest, CompilesInAtMostTwoFifthsOfTheTime) {
  const std::string without = absl::StrCat(kWithoutSource, kSource);
  EXPECT_FALSE(UsesPrecompiledHeader(CompileSource(without)));
  EXPECT_LE(CpuTimeOf(kSource), CpuTimeOf(without) * 2 / 5);
}

INSTANTIATE_TEST_SUITE_P(Profiles, PrecompiledHeaderTest, testing::Values("cpp17", "cpp20"),
                         [](const auto& profile) { return profile.param; });

}  // namespace
}  // namespace judge::worker
