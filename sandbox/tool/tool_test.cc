// judge-sandbox as a person or a script calls it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/file.h"
#include "sandbox/test_machine.h"
#include "sandbox/tool/tool_process.h"

namespace judge::sandbox {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// Of cgroup v2, which systemd gives to the user of a service with Delegate=yes.
bool OwnsItsCgroup() {
  const std::string own = ReadKernelFile("/proc/self/cgroup").value_or("");  // "0::/folder"
  return ::access(absl::StrCat("/sys/fs/cgroup", absl::StripSuffix(own.substr(own.find('/')), "\n")).c_str(), W_OK) ==
         0;
}

// What the kernel says of itself: the memory controller is on v1, which is root's, on a hybrid machine too; or on v2.
std::string Accounting() {
  const bool is_root = ::geteuid() == 0;
  std::ifstream file("/proc/cgroups");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string controller;
    int hierarchy = 0;
    if (!(words >> controller >> hierarchy) || controller != "memory") continue;
    if (hierarchy == 0) return is_root || OwnsItsCgroup() ? "cgroup-v2" : "rlimits";
    return is_root ? "cgroup-v1" : "rlimits";
  }
  return "no memory controller";
}

class ToolTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto machine = StartTestMachine(0);
    ASSERT_TRUE(machine.ok()) << machine.status();
    layer_ = (*machine)->layers()[0];
  }

  std::string Path(const std::string& name) const { return tool_.Path(name); }
  std::string Read(const std::string& name) const { return tool_.Read(name); }
  Said Run(const std::string& arguments, const std::string& input = "/dev/null") const {
    return tool_.Call(absl::StrCat("run --best-effort --policies ", JUDGE_SOURCE_DIR, "/profiles/seccomp ", arguments),
                      input);
  }

  ToolProcess tool_;
  std::string layer_;  // that of the other tests: the base image, which is the tool's own choice as well
};

TEST_F(ToolTest, PassesOutputOnAndTellsTheFactsOnStandardError) {
  const Said said = Run("--policy python -- /usr/bin/python3 -c 'import sys; print(42); print(7, file=sys.stderr)'");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_EQ(said.out, "42\n");
  EXPECT_THAT(said.err, StartsWith(absl::StrCat("7\nending: exited\nexit-code: 0\naccounting: ", Accounting(), "\n")));
}

TEST_F(ToolTest, TellsAnExitCodeOfTheCommandByItsOwnOne) {
  const Said said = Run("--policy python -- /usr/bin/python3 -c 'raise SystemExit(5)'");
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.err, HasSubstr("exit-code: 5\n"));
}

TEST_F(ToolTest, EndsACommandAtItsTimeLimit) {
  const Said said = Run("--time 0.2 --wall-time 20 --policy python -- /usr/bin/python3 -c 'while True: pass'");
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.err, HasSubstr("limit: cpu-time\n"));
}

TEST_F(ToolTest, TellsABlockedCallByItsName) {
  const Said said = Run("--policy python -- /usr/bin/python3 -c 'import socket; socket.socket()'");
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.err, HasSubstr("ending: blocked-syscall\nsyscall: socket(0x2, "));
}

TEST_F(ToolTest, PutsFilesInAndTakesFilesOut) {
  ASSERT_TRUE(WriteFileAtomically(Path("in"), "hello").ok());
  const Said said = Run(
      absl::StrCat("--input data=", Path("in"), " --output copy=", Path("copy"), " --output none=", Path("none"),
                   " --policy python -- /usr/bin/python3 -c 'open(\"copy\", \"w\").write(open(\"data\").read() * 2)'"));
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_EQ(Read("copy"), "hellohello");
  EXPECT_EQ(Read("none"), "(missing)");
  EXPECT_THAT(said.err, HasSubstr("output: copy: collected 10\noutput: none: missing\n"));
}

TEST_F(ToolTest, GivesStandardInputFromAFileOrItsOwn) {
  ASSERT_TRUE(WriteFileAtomically(Path("in"), "6 7").ok());
  const std::string command = " --policy python -- /usr/bin/python3 -c 'print(input())'";
  EXPECT_EQ(Run("--stdin " + Path("in") + command).out, "6 7\n");
  EXPECT_EQ(Run("--stdin -" + command, Path("in")).out, "6 7\n");
  EXPECT_EQ(Run(command, Path("in")).exit_code, 1) << "without --stdin there is none";
}

TEST_F(ToolTest, PrintsOneJsonObject) {
  const Said said = Run("--json --policy python -- /usr/bin/python3 -c 'print(42)'");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_EQ(said.err, "");
  const auto json = nlohmann::json::parse(said.out, nullptr, /*allow_exceptions=*/false);
  ASSERT_TRUE(json.is_object()) << said.out;
  EXPECT_EQ(json["ending"], "exited");
  EXPECT_EQ(json["stdout"], "42\n");
}

TEST_F(ToolTest, WritesTheFactsToAFileOnRequest) {
  const Said said = Run("--facts " + Path("facts") + " --policy python -- /usr/bin/python3 -c ''");
  EXPECT_EQ(said.err, "");
  EXPECT_THAT(Read("facts"), StartsWith("ending: exited\n"));
}

TEST_F(ToolTest, PassesVariablesAndInheritsNone) {
  const Said said = Run("--env A=1 --policy python -- /usr/bin/python3 -c 'import os; print(dict(os.environ))'");
  EXPECT_THAT(said.out, HasSubstr("'A': '1'"));
  EXPECT_THAT(said.out, Not(HasSubstr("JUDGE_SPAWNER")));
}

TEST_F(ToolTest, SaysInOneLineWhatIsWrongWithItsUsage) {
  const auto expect_misuse = [](const Said& said, const std::string& what) {
    EXPECT_EQ(said.exit_code, 2) << said.err;
    EXPECT_THAT(said.err, HasSubstr(what));
    EXPECT_EQ(said.out, "");
  };
  expect_misuse(Run("--time -1 -- /bin/true"), "--time");
  expect_misuse(Run("--memory much -- /bin/true"), "--memory");
  expect_misuse(Run("--input nothing -- /bin/true"), "NAME=FILE");
  expect_misuse(Run("--input x=/no/such/file -- /bin/true"), "/no/such/file");
  expect_misuse(Run("--input x=/tmp -- /bin/true"), "not a regular file");
  expect_misuse(Run("--policy none -- /bin/true"), "none.policy");
  expect_misuse(Run("-- /no/such/program"), "/no/such/program");
  expect_misuse(Run(""), "command");
  expect_misuse(tool_.Call("run --layer f0f0f0f0f0f0f0f0f0 -- /bin/true"), "no layer");
}

TEST_F(ToolTest, TakesTheLayersThatAreNamed) {
  const Said said = Run("--layer " + layer_.substr(0, 12) + " --policy python -- /usr/bin/python3 -c 'print(42)'");
  EXPECT_EQ(said.out, "42\n") << said.err;
}

TEST_F(ToolTest, TakesTheImagesOfAStateFolderOrForAnOrdinaryUserTheMachines) {
  const Said said = Run("--state /no/such/folder --policy python -- /usr/bin/python3 -c 'print(42)'");
  if (::geteuid() == 0) {
    EXPECT_EQ(said.exit_code, 2);
    EXPECT_THAT(said.err, HasSubstr("judge-cli image build base"));
  } else {
    EXPECT_EQ(said.out, "42\n") << said.err;
  }
}

TEST_F(ToolTest, SaysWhatToSetForAUserWithoutAHome) {
  if (::geteuid() == 0) return;  // root needs none
  for (const std::string command : {"run -- /bin/true", "selftest --filter sleeps"}) {
    const Said said = tool_.Call(command, "/dev/null", "env -u HOME -u JUDGE_STATE -u XDG_STATE_HOME");
    EXPECT_EQ(said.exit_code, 3) << said.err;
    EXPECT_THAT(said.err, StartsWith("judge-sandbox: no home for the state and the runtime folder: set HOME"));
    EXPECT_EQ(std::count(said.err.begin(), said.err.end(), '\n'), 1) << said.err;
  }
}

TEST_F(ToolTest, TeachesByItsHelp) {
  const Said said = tool_.Call("run --help");
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.out, HasSubstr("Examples:"));
  EXPECT_THAT(said.out, HasSubstr("--wall-time"));
}

}  // namespace
}  // namespace judge::sandbox
