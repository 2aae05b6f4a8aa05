// A profile: what passes the checks can be run, and printed and read again it is the same.
#include <google/protobuf/text_format.h>

#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/testing_fuzz.h"
#include "worker/profile_set.h"

namespace judge {
namespace {

// The project's images and policies, and no language but the input.
TemporaryFolder FolderWithoutLanguages() {
  google::protobuf::SetLogHandler(nullptr);  // it would log every mistake
  TemporaryFolder folder = MakeInputFolder();
  for (const char* name : {"images", "seccomp"})
    std::filesystem::create_symlink(std::string(JUDGE_SOURCE_DIR "/profiles/") + name, folder.path() + "/" + name);
  Require(MakeFolders(folder.path() + "/languages").ok(), "a folder can be made");
  return folder;
}

// A file has to be named as its profile.
std::string StemFor(const std::string& id) {
  constexpr size_t kLongest = 64;
  const bool is_name = id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == id.npos;
  return !id.empty() && id.size() <= kLongest && is_name ? id : "fuzz";
}

absl::StatusOr<v1::Profile> Load(const std::string& text) {
  static const TemporaryFolder folder = FolderWithoutLanguages();
  v1::Profile parsed;
  google::protobuf::TextFormat::ParseFromString(text, &parsed);
  const std::string path = absl::StrCat(folder.path(), "/languages/", StemFor(parsed.id()), ".textproto");
  WriteInput(path, text);
  const auto set = worker::ProfileSet::Load(folder.path());
  std::filesystem::remove(path);
  if (!set.ok()) return set.status();
  Require(set->profiles().size() == 1 && set->Find(parsed.id()).ok(), "a profile that is accepted is found");
  return set->profiles()[0];
}

void RequireCommandsThatRun(const v1::Profile& profile) {
  const std::string artifact = profile.compile().artifact();
  for (const auto* command : {&profile.compile().command(), &profile.run().command()}) {
    if (command->empty()) continue;
    const std::vector<std::string> words = worker::ExpandCommand(*command, {"a.src", "b.src"}, artifact);
    Require(absl::StartsWith(words.at(0), "/") || absl::StartsWith(words.at(0), "./"), "the program has a path");
    for (const std::string& word : words) {
      Require(!word.empty() && word.find('\0') == word.npos, "a word is a text");
      for (const char* placeholder : {"{source}", "{sources}", "{artifact}"})
        Require(!absl::StrContains(word, placeholder), "no placeholder is left");
    }
  }
}

}  // namespace

void Fuzz(absl::string_view input) {
  const auto profile = Load(std::string(input));
  if (!profile.ok()) return RequireReadable(profile.status());
  Require(worker::IsSource(*profile, profile->source_name()), "a lone source is a source");
  RequireCommandsThatRun(*profile);

  std::string text;
  Require(google::protobuf::TextFormat::PrintToString(*profile, &text), "a profile can be printed");
  const auto again = Load(text);
  Require(again.ok(), "what is printed can be read");
  Require(worker::ProfileDigest(*again) == worker::ProfileDigest(*profile), "and is the same");
}

}  // namespace judge
