// Whatever is wrong with what judge-cli is given, or with the machine: one line that says what and what to do, and the
// exit code that tells whose fault it is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "cli/cli_process.h"
#include "cli/exit_codes.h"

namespace judge::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr char kAddition[] =
    "#include <cstdio>\nint main() { long a, b; scanf(\"%ld%ld\", &a, &b); printf(\"%ld\", a + b); }\n";
const std::string kSumPackage = JUDGE_SOURCE_DIR "/testcases/sum";

struct Mistake {
  std::string name;
  // Prepares what is wrong, and returns the arguments that meet it.
  std::function<std::vector<std::string>(const CliFixture&)> arguments;
  ExitCode code;
  std::string message;  // part of the line
  std::vector<std::string> prefix = {};
};

std::string Source(const CliFixture& fixture) { return fixture.Write("a.cpp", kAddition); }

// A copy: the source tree may be root's alone, below /root.
std::string Profiles(const CliFixture& fixture) {
  const std::string folder = fixture.path("profiles");
  std::filesystem::copy(JUDGE_SOURCE_DIR "/profiles", folder, std::filesystem::copy_options::recursive);
  return folder;
}

std::string WithTypo(const CliFixture& fixture) {
  const std::string folder = Profiles(fixture);
  fixture.Write("profiles/languages/typo.textproto", "id: \"typo\"\ndisplay_nmae: \"Typo\"\n");
  return folder;
}

std::string WithNewImage(const CliFixture& fixture) {
  const std::string folder = Profiles(fixture);
  fixture.Write("profiles/images/new.textproto", "name: \"new\"\nparent: \"base\"\nsteps: \"true\"\nrevision: \"1\"\n");
  return folder;
}

std::string HugeFile(const CliFixture& fixture) {
  const std::string path = fixture.Write("huge.cpp", "");
  EXPECT_EQ(::truncate(path.c_str(), 100 << 20), 0);
  return path;
}

std::string Fifo(const CliFixture& fixture) {
  const std::string path = fixture.path("fifo.cpp");
  EXPECT_EQ(::mkfifo(path.c_str(), 0600), 0);
  return path;
}

std::string BrokenPackage(const CliFixture& fixture) {
  fixture.Write("broken/problem.yaml", "name: [unclosed\n");
  return fixture.path("broken");
}

// Runs judge-cli where this shell command has changed the mounts, for it alone.
std::vector<std::string> InOwnMounts(const std::string& change) {
  return {"unshare", "--mount", "sh", "-ec", change + "; exec \"$0\" \"$@\""};
}

std::string Link(const CliFixture& fixture) {
  const std::string path = fixture.path("link.cpp");
  EXPECT_EQ(::symlink("/etc/shadow", path.c_str()), 0);
  return path;
}

const std::vector<Mistake>& Mistakes() {
  using Strings = std::vector<std::string>;
  static const auto* const kMistakes = new std::vector<Mistake>{
      {"NoCommand", [](auto&) { return Strings{}; }, kBadInput, "A subcommand is required (see judge-cli --help)"},
      {"UnknownCommand", [](auto&) { return Strings{"jugde"}; }, kBadInput,
       "no command 'jugde'; there are: run, verify"},
      {"NoSource", [](auto&) { return Strings{"run"}; }, kBadInput, "FILE is required (see judge-cli run --help)"},
      {"UnknownOption",
       [](auto& f) {
         return Strings{"run", Source(f), "--tiem", "1"};
       },
       kBadInput, "--tiem"},
      {"TimeIsNan",
       [](auto& f) {
         return Strings{"run", Source(f), "--time", "nan"};
       },
       kBadInput, "--time: nan is not a number of seconds"},
      {"EmptyStateFolder",
       [](auto& f) {
         return Strings{"run", Source(f), "--state", ""};
       },
       kBadInput, "empty folder name"},
      {"TimeIsNoNumber",
       [](auto& f) {
         return Strings{"run", Source(f), "--time", "soon"};
       },
       kBadInput, "--time: soon is not a number of seconds"},
      {"NegativeMemory",
       [](auto& f) {
         return Strings{"run", Source(f), "--memory", "-1"};
       },
       kBadInput, "--memory"},
      {"MissingFile",
       [](auto& f) {
         return Strings{"run", f.path("nothing.cpp")};
       },
       kBadInput, "nothing.cpp: No such file"},
      {"FolderAsSource",
       [](auto& f) {
         return Strings{"run", f.path("")};
       },
       kBadInput, "not a regular file"},
      {"DeviceAsSource",
       [](auto&) {
         return Strings{"run", "/dev/zero"};
       },
       kBadInput, "/dev/zero: not a regular file"},
      {"FifoAsSource",
       [](auto& f) {
         return Strings{"run", Fifo(f)};
       },
       kBadInput, "fifo.cpp: not a regular file"},
      {"LinkAsSource",
       [](auto& f) {
         return Strings{"run", Link(f)};
       },
       kBadInput, "link.cpp: a symbolic link: name the file that it leads to"},
      {"EmptySource",
       [](auto& f) {
         return Strings{"run", f.Write("e.cpp", "")};
       },
       kBadInput, "e.cpp: the source is empty"},
      {"HugeSource",
       [](auto& f) {
         return Strings{"run", HugeFile(f)};
       },
       kBadInput, "104857600 bytes, more than the 1048576"},
      {"UnknownExtension",
       [](auto& f) {
         return Strings{"run", f.Write("a.foo", "x")};
       },
       kBadInput, "no profile for '.foo'"},
      {"UnknownProfile",
       [](auto& f) {
         return Strings{"run", Source(f), "--profile", "cpp2O"};
       },
       kBadInput, "no profile 'cpp2O'; did you mean cpp20? Known: c17 (.c)"},
      {"UnknownProfileLikeNoOther",
       [](auto& f) {
         return Strings{"run", Source(f), "--profile", "nope"};
       },
       kBadInput, "no profile 'nope'; known: c17 (.c)"},
      {"MissingInput",
       [](auto& f) {
         return Strings{"run", Source(f), "--stdin", f.path("none")};
       },
       kBadInput, "none: No such"},
      {"TwoInputs",
       [](auto& f) {
         return Strings{"run", Source(f), "-", "--stdin", Source(f)};
       },
       kBadInput, "give either --stdin or '-'"},
      {"InputBesidesAProblem",
       [](auto& f) {
         return Strings{"run", Source(f), "-", "--problem", kSumPackage};
       },
       kBadInput, "a problem brings its own input"},
      {"MissingPackage",
       [](auto& f) {
         return Strings{"run", Source(f), "--problem", f.path("none")};
       },
       kBadInput, "none: "},
      {"BrokenPackage",
       [](auto& f) {
         return Strings{"run", Source(f), "--problem", BrokenPackage(f)};
       },
       kBadInput, "problem.yaml"},
      {"BrokenPackageToVerify",
       [](auto& f) {
         return Strings{"verify", BrokenPackage(f)};
       },
       kBadInput, "problem.yaml"},
      {"ProfileWithATypo",
       [](auto& f) {
         return Strings{"--profiles", WithTypo(f), "run", Source(f)};
       },
       kBadInput, "typo.textproto:2:"},
      {"NoProfiles",
       [](auto& f) {
         return Strings{"--profiles", f.path("none"), "profiles"};
       },
       kBadInput, "none"},
      {"UnknownImage",
       [](auto&) {
         return Strings{"image", "verify", "atari"};
       },
       kBadInput, "no image 'atari'"},
      {"ImageIsNotBuilt",
       [](auto& f) {
         return Strings{"--state", f.path("new"), "run", Source(f)};
       },
       kMachine, "is not built: run `judge-cli image build"},
      {"StateFolderCannotBeMade",
       [](auto& f) {
         return Strings{"--state", "/proc/judge", "run", Source(f)};
       },
       kMachine, "state folder /proc/judge"},
      {"StateFolderThatOthersCanWriteTo",
       [](auto& f) {
         EXPECT_EQ(::chmod(f.state().c_str(), 0777), 0);
         return Strings{"run", Source(f)};
       },
       kMachine, "must be a folder of user 0 that nobody else can write to"},
      {"CacheOfAnotherUser",
       [](auto& f) {
         const std::string cache = f.state() + "/cache";
         EXPECT_EQ(::mkdir(cache.c_str(), 0700), 0);
         EXPECT_EQ(::chown(cache.c_str(), 65534, 65534), 0);
         return Strings{"run", Source(f)};
       },
       kMachine, "/cache: must be a folder of user 0"},
      {"StateOfAnotherUser",
       [](auto& f) {
         return Strings{"--profiles", Profiles(f), "run", Source(f)};
       },
       kMachine,
       "must be a folder of user 65534 that nobody else can write to",
       {"setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"}},
      {"NoRootToBuildAnImage",
       [](auto& f) {
         return Strings{"--profiles", WithNewImage(f), "image", "build", "new"};
       },
       kMachine,
       "needs root",
       {"setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"}},
      {"NoCgroup",
       [](auto& f) {
         return Strings{"run", Source(f)};
       },
       kMachine, "no cgroup controller 'memory'", InOwnMounts("umount /sys/fs/cgroup/memory")},
      {"StateOnAFullDisk",
       [](auto& f) {
         Source(f);
         return Strings{"--state", "/mnt/state", "run", Source(f)};
       },
       kMachine, "state folder /mnt/state: mkdir /mnt/state", InOwnMounts("mount -t tmpfs -o nr_inodes=1 none /mnt")},
      {"RuntimeFolderOnAFullDisk",
       [](auto& f) {
         return Strings{"run", Source(f)};
       },
       kMachine, "mkdir /run/judge: No space left on device", InOwnMounts("mount -t tmpfs -o nr_inodes=1 none /run")},
      {"OutputOnAFullDisk",
       [](auto&) { return Strings{"version"}; },
       kMachine,
       "is the disk full?",
       {"sh", "-c", "exec \"$0\" \"$@\" >/dev/full"}},
  };
  return *kMistakes;
}

class MistakeTest : public testing::TestWithParam<Mistake> {};

TEST_P(MistakeTest, IsToldInOneLine) {
  const Mistake& mistake = GetParam();
  const absl::StatusOr<CliFixture> fixture = CliFixture::Make();
  ASSERT_TRUE(fixture.ok()) << fixture.status();
  const CliResult result = fixture->Run(mistake.arguments(*fixture), "", mistake.prefix);
  EXPECT_EQ(result.code, mistake.code) << result.err;
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_THAT(result.err, StartsWith("judge-cli: "));
  EXPECT_THAT(result.err, HasSubstr(mistake.message));
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
}

INSTANTIATE_TEST_SUITE_P(All, MistakeTest, testing::ValuesIn(Mistakes()),
                         [](const auto& mistake) { return mistake.param.name; });

TEST(HostileNamesTest, SendNoEscapeSequenceToTheTerminal) {
  const absl::StatusOr<CliFixture> fixture = CliFixture::Make();
  ASSERT_TRUE(fixture.ok()) << fixture.status();
  const CliResult result = fixture->Run({"run", fixture->path("\x1b[2J\nmissing.cpp"), "--color", "always"});
  EXPECT_EQ(result.code, kBadInput);
  EXPECT_EQ(result.err.find('\x1b'), std::string::npos) << EscapeForLine(result.err);
}

// Where the caches are on a disk with no room left.
std::vector<std::string> WithFullCaches(const CliFixture& fixture) {
  const std::string cache = fixture.state() + "/cache";
  return InOwnMounts(absl::StrCat("mkdir ", cache, "; mount -t tmpfs -o size=16k,mode=700 none ", cache,
                                  "; head -c 16384 /dev/zero > ", cache, "/filler"));
}

// The judge works on without its caches: what it keeps is a convenience.
TEST(FullDiskTest, JudgesRightThoughNothingCanBeKept) {
  const absl::StatusOr<CliFixture> fixture = CliFixture::Make();
  ASSERT_TRUE(fixture.ok()) << fixture.status();
  const CliResult result = fixture->Run({"run", Source(*fixture), "-"}, "1 2", WithFullCaches(*fixture));
  EXPECT_EQ(result.code, kOk) << result.err;
  EXPECT_EQ(result.out, "3");
  EXPECT_THAT(result.err, HasSubstr("No space left on device"));
}

TEST(FullDiskTest, MeasuresATimeLimitThatCannotBeKept) {
  const absl::StatusOr<CliFixture> fixture = CliFixture::Make();
  ASSERT_TRUE(fixture.ok()) << fixture.status();
  fixture->Write("one/problem.yaml", "name: One\n");
  fixture->Write("one/data/secret/1.in", "");
  fixture->Write("one/data/secret/1.ans", "1\n");
  const std::string accepted = fixture->Write("one/submissions/accepted/one.py", "print(1)\n");
  const CliResult result =
      fixture->Run({"run", accepted, "--problem", fixture->path("one")}, "", WithFullCaches(*fixture));
  EXPECT_EQ(result.code, kOk) << result.out << result.err;
  EXPECT_THAT(result.err, HasSubstr("the measured time limit is not kept"));
}

TEST(HelpTest, TeachesEveryCommandAndEveryExitCode) {
  const absl::StatusOr<CliFixture> fixture = CliFixture::Make();
  ASSERT_TRUE(fixture.ok()) << fixture.status();
  const CliResult all = fixture->Run({"--help"});
  EXPECT_EQ(all.code, kOk);
  for (const std::string command : {"run", "verify", "image", "profiles", "doctor", "version", "submit", "watch",
                                    "status", "cancel", "list", "rejudge", "problem", "server"}) {
    EXPECT_THAT(all.out, HasSubstr(absl::StrCat("\n  ", command, " ")));
    const CliResult one = fixture->Run({command, "--help"});
    EXPECT_EQ(one.code, kOk);
    EXPECT_THAT(one.out, HasSubstr("Usage: judge-cli")) << command;
  }
  for (int code = kOk; code <= kMachine; ++code) EXPECT_THAT(all.out, HasSubstr(absl::StrCat("\n  ", code, "  ")));
}

}  // namespace
}  // namespace judge::cli
