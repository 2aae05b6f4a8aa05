#include "worker/profile_set.h"

#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "base/file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace judge::worker {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr absl::string_view kCompiled = R"(id: "toy"
display_name: "Toy"
extensions: [".toy", ".ty"]
source_name: "main.toy"
compile {
  image: "base"
  seccomp: "strict"
  command: ["/bin/toyc", "-o", "{artifact}", "{sources}"]
  environment: "PATH=/bin"
  artifact: "main"
  limits { cpu_time_ms: 1000 memory_bytes: 67108864 processes: 4 }
}
run {
  image: "base"
  seccomp: "strict"
  command: "./{artifact}"
  limits { cpu_time_ms: 1000 memory_bytes: 67108864 processes: 4 }
}
version_command: ["/bin/toyc", "--version"]
)";

// A folder of profiles with one image, "base", and one policy, "strict".
class ProfileSetTest : public ::testing::Test {
 protected:
  ProfileSetTest() : folder_(*TemporaryFolder::Make("profiles")) {
    for (const char* name : {"/languages", "/images", "/seccomp"}) EXPECT_TRUE(MakeFolders(folder() + name).ok());
    Write("images/base.textproto", "");
    Write("seccomp/strict.policy", "");
  }
  const std::string& folder() const { return folder_.path(); }
  void Write(const std::string& name, absl::string_view text) {
    ASSERT_TRUE(WriteFileAtomically(folder() + "/" + name, text).ok());
  }
  absl::StatusOr<ProfileSet> Load() const { return ProfileSet::Load(folder()); }

  // What Load says of the toy profile with one text in place of another.
  std::string ErrorWith(absl::string_view old_text, absl::string_view new_text) {
    EXPECT_TRUE(absl::StrContains(kCompiled, old_text)) << old_text;
    Write("languages/toy.textproto", absl::StrReplaceAll(kCompiled, {{old_text, new_text}}));
    const auto set = Load();
    EXPECT_EQ(set.status().code(), absl::StatusCode::kInvalidArgument) << set.status();
    EXPECT_THAT(std::string(set.status().message()), HasSubstr("languages/toy.textproto:"));
    return std::string(set.status().message());
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(ProfileSetTest, ReadsAProfileAndFillsInPromisedDefaults) {
  Write("languages/toy.textproto", kCompiled);
  Write("languages/.toy.textproto.swp", "what an editor leaves");
  Write("languages/README", "not a profile");
  const auto set = Load();
  ASSERT_TRUE(set.ok()) << set.status();
  ASSERT_EQ(set->profiles().size(), 1u);
  EXPECT_EQ(set->profiles()[0].compile().artifact_bytes(), 64u << 20);
}

TEST_F(ProfileSetTest, TellsLineAndColumnOfATypo) {
  EXPECT_THAT(ErrorWith("display_name", "displayname"), HasSubstr("toy.textproto:2:1"));
  EXPECT_THAT(ErrorWith("\"Toy\"", "Toy"), HasSubstr("toy.textproto:2:"));
  EXPECT_THAT(ErrorWith("\"Toy\"", "\x7f"), HasSubstr("toy.textproto:2:15: Expected string, got: \\x7f"));
}

TEST_F(ProfileSetTest, NamesTheFieldThatIsWrong) {
  EXPECT_THAT(ErrorWith(R"(id: "toy")", R"(id: "boy")"), HasSubstr(": id: is 'boy'"));
  EXPECT_THAT(ErrorWith(R"(id: "toy")", ""), HasSubstr(": id: "));
  EXPECT_THAT(ErrorWith(R"(display_name: "Toy")", ""), HasSubstr(": display_name: is missing"));
  EXPECT_THAT(ErrorWith(R"("Toy")", R"("\033[31m")"), HasSubstr(": display_name: "));
  EXPECT_THAT(ErrorWith(R"([".toy", ".ty"])", R"(["toy"])"), HasSubstr(": extensions: 'toy'"));
  EXPECT_THAT(ErrorWith(R"([".toy", ".ty"])", R"([".toy", ".toy"])"), HasSubstr(": extensions: .toy is there twice"));
  EXPECT_THAT(ErrorWith("main.toy", "../main.toy"), HasSubstr(": source_name: "));
  EXPECT_THAT(ErrorWith("main.toy", "main.c"), HasSubstr(": source_name: "));
  EXPECT_THAT(ErrorWith("{ cpu_time_ms: 1000", "{"), HasSubstr("compile.limits.cpu_time_ms: is missing"));
  EXPECT_THAT(ErrorWith("67108864", "64"), HasSubstr("compile.limits.memory_bytes: 64 is not between"));
  EXPECT_THAT(ErrorWith("PATH=/bin", "PATH"), HasSubstr("compile.environment: 'PATH' is not NAME=value"));
  EXPECT_THAT(ErrorWith("\"main\"", "\"/etc/passwd\""), HasSubstr("compile.artifact: "));
  EXPECT_THAT(ErrorWith("version_command", "# "), HasSubstr(": version_command: is missing"));
}

TEST_F(ProfileSetTest, RefusesCommandsThatCouldNotWork) {
  EXPECT_THAT(ErrorWith(R"("/bin/toyc", "-o")", R"("toyc", "-o")"), HasSubstr("compile.command: starts with 'toyc'"));
  EXPECT_THAT(ErrorWith("{sources}", "{source s}"), HasSubstr("unknown placeholder '{source s}'"));
  EXPECT_THAT(ErrorWith("{sources}", "-I{sources}"), HasSubstr("{sources} has to be a word of its own"));
  EXPECT_THAT(ErrorWith(R"(, "{sources}")", ""), HasSubstr("compile.command: mentions neither"));
  EXPECT_THAT(ErrorWith(R"(artifact: "main")", ""), HasSubstr("compile.command: mentions {artifact}, but"));
  EXPECT_THAT(ErrorWith(R"("./{artifact}")", R"("/bin/toy")"), HasSubstr("run.command: has to mention {artifact}"));
  EXPECT_THAT(ErrorWith(R"("./{artifact}")", R"("./{source}")"), HasSubstr("run.command: has to mention {artifact}"));
  EXPECT_THAT(ErrorWith(R"(command: "./{artifact}")", ""), HasSubstr("run.command: is missing"));
}

TEST_F(ProfileSetTest, RefusesImagesAndPoliciesThatDoNotExist) {
  EXPECT_THAT(ErrorWith(R"(image: "base")", R"(image: "bass")"),
              HasSubstr("compile.image: there is no images/bass.textproto"));
  EXPECT_THAT(ErrorWith(R"(seccomp: "strict")", R"(seccomp: "../strict")"),
              HasSubstr("compile.seccomp: there is no seccomp/../strict.policy"));
  EXPECT_THAT(ErrorWith(R"(seccomp: "strict")", ""), HasSubstr("compile.seccomp: is missing"));
}

TEST_F(ProfileSetTest, RefusesTwoProfilesThatWouldBothBeGuessed) {
  Write("languages/toy.textproto", kCompiled);
  Write("languages/toy2.textproto", absl::StrReplaceAll(kCompiled, {{R"("toy")", R"("toy2")"}}));
  EXPECT_THAT(std::string(Load().status().message()), AllOf(HasSubstr("toy and toy2"), HasSubstr("guess_priority")));
}

TEST_F(ProfileSetTest, SaysWhenThereAreNoProfiles) {
  EXPECT_THAT(std::string(Load().status().message()), HasSubstr("there is no profile"));
  EXPECT_EQ(ProfileSet::Load(folder() + "/missing").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ProfileSetTest, RefusesAProfileThatIsNoRegularFile) {
  std::filesystem::create_directory(folder() + "/languages/toy.textproto");
  EXPECT_FALSE(Load().ok());
}

// The profiles that the project ships.
class ShippedProfilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<ProfileSet> set = ProfileSet::Load(JUDGE_SOURCE_DIR "/profiles");
    ASSERT_TRUE(set.ok()) << set.status();
    set_ = std::make_unique<ProfileSet>(*std::move(set));
  }
  std::string Guess(const std::vector<std::string>& names) const {
    const auto profile = set_->GuessFor(names);
    return profile.ok() ? (*profile)->id() : std::string(profile.status().message());
  }
  std::unique_ptr<ProfileSet> set_;
};

TEST_F(ShippedProfilesTest, AreTheFourOfStageOne) {
  std::vector<std::string> ids;
  for (const v1::Profile& profile : set_->profiles()) ids.push_back(profile.id());
  EXPECT_THAT(ids, ElementsAre("c17", "cpp17", "cpp20", "python3"));
}

TEST_F(ShippedProfilesTest, AreGuessedByExtension) {
  EXPECT_EQ(Guess({"a.c"}), "c17");
  EXPECT_EQ(Guess({"a.C"}), "cpp20");
  EXPECT_EQ(Guess({"folder.py/a.b.cc"}), "cpp20");
  EXPECT_EQ(Guess({"a.py"}), "python3");
  EXPECT_EQ(Guess({"notes.h", "a.cxx"}), "cpp20");
}

TEST_F(ShippedProfilesTest, TellWhatToDoWhenNoneCanBeGuessed) {
  EXPECT_THAT(Guess({"a.foo"}), AllOf(HasSubstr("no profile for '.foo': use --profile"), HasSubstr("cpp20 (.cpp .cc")));
  EXPECT_THAT(Guess({"Makefile"}), HasSubstr("a file without extension"));
  EXPECT_THAT(Guess({".py"}), HasSubstr("a file without extension"));
  EXPECT_THAT(Guess({"a.\x1b[31m"}), HasSubstr("'.\\x1b[31m'"));
  EXPECT_THAT(Guess({}), HasSubstr("no source file"));
}

TEST_F(ShippedProfilesTest, SuggestTheNearestIdForATypo) {
  EXPECT_EQ((*set_->Find("cpp17"))->id(), "cpp17");
  const auto message = [&](const std::string& id) { return std::string(set_->Find(id).status().message()); };
  EXPECT_THAT(message("cpp2O"), HasSubstr("did you mean cpp20?"));
  EXPECT_THAT(message("pyton3"), HasSubstr("did you mean python3?"));
  EXPECT_THAT(message("rust"), AllOf(Not(HasSubstr("did you mean")), HasSubstr("; known: c17 (.c), cpp17")));
  EXPECT_THAT(message(std::string(1 << 20, 'x')), ::testing::SizeIs(::testing::Lt(1000u)));
}

TEST_F(ShippedProfilesTest, HaveDigestsThatChangeWithTheProfile) {
  v1::Profile profile = **set_->Find("cpp20");
  const std::string before = ProfileDigest(profile);
  EXPECT_EQ(ProfileDigest(**set_->Find("cpp20")), before);
  profile.mutable_run()->mutable_limits()->set_cpu_time_ms(1);
  EXPECT_NE(ProfileDigest(profile), before);
}

TEST_F(ShippedProfilesTest, ExpandTheirCommands) {
  const v1::Profile& cpp = **set_->Find("cpp20");
  const auto words = ExpandCommand(cpp.compile().command(), {"a.cpp", "b.cpp"}, "main");
  EXPECT_THAT(words, ::testing::IsSupersetOf({"/usr/bin/g++", "-o", "main", "a.cpp", "b.cpp"}));
  EXPECT_THAT(ExpandCommand(cpp.run().command(), {"a.cpp"}, "main"), ElementsAre("./main"));
  const v1::Profile& python = **set_->Find("python3");
  EXPECT_THAT(ExpandCommand(python.run().command(), {"a.py", "b.py"}, ""), ElementsAre("/usr/bin/python3", "a.py"));
}

// The image holds one precompiled <bits/stdc++.h> for each set of flags: one that does not fit is silently not used.
TEST_F(ShippedProfilesTest, PrecompileTheHeaderWithTheFlagsOfEachCppProfile) {
  const auto recipe = ReadFile(JUDGE_SOURCE_DIR "/profiles/images/cpp.textproto", 1 << 20);
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  for (const char* id : {"cpp17", "cpp20"}) {
    const auto& command = (*set_->Find(id))->compile().command();
    ASSERT_GT(command.size(), 4);
    EXPECT_THAT(*recipe, HasSubstr(command[1] + " " + command[2] + " " + command[3] + " -o")) << id;
  }
}

}  // namespace
}  // namespace judge::worker
