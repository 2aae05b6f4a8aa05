#include "worker/profile_check.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/status_macros.h"
#include "worker/profile_set.h"

namespace judge::worker {
namespace {

using Words = google::protobuf::RepeatedPtrField<std::string>;

constexpr absl::string_view kSources = "{sources}";
constexpr absl::string_view kSource = "{source}";
constexpr absl::string_view kArtifact = "{artifact}";
constexpr int kMaxWords = 100;
constexpr uint64_t kHourMs = 3'600'000;
constexpr uint64_t kMiB = 1 << 20;
constexpr uint64_t kTiB = kMiB << 20;

absl::Status Wrong(absl::string_view field, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(field, ": ", what));
}

std::string Quoted(absl::string_view text) { return absl::StrCat("'", EscapeForLine(text.substr(0, 80)), "'"); }

bool IsName(absl::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_' || c == '-';
  });
}

// A name that is safe as a file of /work and as a word of a command line.
bool IsFileName(absl::string_view name) {
  return !name.empty() && name.size() <= 100 && (absl::ascii_isalnum(name[0]) || name[0] == '_') &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-' || c == '+';
         });
}

bool Mentions(const Words& command, absl::string_view placeholder) {
  return std::any_of(command.begin(), command.end(),
                     [&](const std::string& word) { return absl::StrContains(word, placeholder); });
}

// "{name}" of other names is a typo: it would reach the compiler as it stands.
absl::Status CheckPlaceholders(absl::string_view field, absl::string_view word) {
  for (size_t open = word.find('{'); open != word.npos; open = word.find('{', open + 1)) {
    const absl::string_view rest = word.substr(open);
    const size_t close = rest.find('}');
    if (close == rest.npos) break;
    const absl::string_view placeholder = rest.substr(0, close + 1);
    if (placeholder == kSources && word != kSources) return Wrong(field, "{sources} has to be a word of its own");
    if (placeholder != kSources && placeholder != kSource && placeholder != kArtifact) {
      return Wrong(field, absl::StrCat("unknown placeholder ", Quoted(placeholder),
                                       "; there are {sources}, {source} and {artifact}"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckCommand(absl::string_view field, const Words& command) {
  if (command.empty()) return Wrong(field, "is missing");
  if (command.size() > kMaxWords) return Wrong(field, absl::StrCat("has more than ", kMaxWords, " words"));
  if (!absl::StartsWith(command[0], "/") && !absl::StartsWith(command[0], "./")) {
    return Wrong(field, absl::StrCat("starts with ", Quoted(command[0]),
                                     "; write an absolute path in the image, or ./{artifact}: nothing is searched"));
  }
  for (const std::string& word : command) {
    if (word.empty()) return Wrong(field, "has an empty word");
    if (word.find('\0') != word.npos) return Wrong(field, "has a word with a zero byte");
    JUDGE_RETURN_IF_ERROR(CheckPlaceholders(field, word));
  }
  return absl::OkStatus();
}

absl::Status CheckEnvironment(absl::string_view field, const Words& environment) {
  std::set<absl::string_view> names;
  for (const std::string& variable : environment) {
    const size_t equals = variable.find('=');
    if (equals == variable.npos || equals == 0 || variable.find('\0') != variable.npos) {
      return Wrong(field, absl::StrCat(Quoted(variable), " is not NAME=value"));
    }
    const absl::string_view name = absl::string_view(variable).substr(0, equals);
    if (!names.insert(name).second) return Wrong(field, absl::StrCat(name, " is set twice"));
  }
  return absl::OkStatus();
}

// `name` has to be that of FOLDER/`subfolder`/NAME`suffix`.
absl::Status CheckReference(absl::string_view field, const std::string& name, const std::string& folder,
                            absl::string_view subfolder, absl::string_view suffix) {
  if (name.empty()) return Wrong(field, "is missing");
  const std::string path = absl::StrCat(folder, "/", subfolder, "/", name, suffix);
  if (!IsName(name) || ::access(path.c_str(), R_OK) != 0) {
    return Wrong(field, absl::StrCat("there is no ", subfolder, "/", EscapeForLine(name.substr(0, 80)), suffix));
  }
  return absl::OkStatus();
}

absl::Status CheckLimits(absl::string_view field, const v1::Limits& limits) {
  struct Bound {
    absl::string_view name;
    uint64_t value, least, most;
    bool required;
  };
  const std::array bounds = {
      Bound{"cpu_time_ms", limits.cpu_time_ms(), 1, kHourMs, true},
      Bound{"wall_time_ms", limits.wall_time_ms(), 1, 2 * kHourMs, false},
      Bound{"memory_bytes", limits.memory_bytes(), 4 * kMiB, kTiB, true},
      Bound{"processes", limits.processes(), 1, 32768, true},
      Bound{"output_bytes", limits.output_bytes(), 1, kTiB, false},
      Bound{"file_size_bytes", limits.file_size_bytes(), 1, kTiB, false},
      Bound{"disk_bytes", limits.disk_bytes(), 64 << 10, kTiB, false},
      Bound{"disk_inodes", limits.disk_inodes(), 16, 1 << 24, false},
      Bound{"open_files", limits.open_files(), 4, 1 << 20, false},
      Bound{"stack_bytes", limits.stack_bytes(), 64 << 10, kTiB, false},
  };
  for (const Bound& bound : bounds) {
    const std::string name = absl::StrCat(field, ".", bound.name);
    if (bound.value == 0 && bound.required) return Wrong(name, "is missing: this is never unlimited");
    if (bound.value != 0 && (bound.value < bound.least || bound.value > bound.most)) {
      return Wrong(name, absl::StrCat(bound.value, " is not between ", bound.least, " and ", bound.most));
    }
  }
  if (limits.wall_time_ms() != 0 && limits.wall_time_ms() < limits.cpu_time_ms()) {
    return Wrong(absl::StrCat(field, ".wall_time_ms"), "is less than cpu_time_ms, which could then not be reached");
  }
  return absl::OkStatus();
}

absl::Status CheckExtensions(const v1::Profile& profile) {
  if (profile.extensions().empty()) return Wrong("extensions", "are missing");
  std::set<absl::string_view> seen;
  for (const std::string& extension : profile.extensions()) {
    const absl::string_view letters = absl::string_view(extension).substr(extension.empty() ? 0 : 1);
    if (!absl::StartsWith(extension, ".") || letters.size() > 16 || letters.find('.') != letters.npos ||
        !IsFileName(letters)) {
      return Wrong("extensions", absl::StrCat(Quoted(extension), " is not a dot and letters, as in \".cpp\""));
    }
    if (!seen.insert(extension).second) return Wrong("extensions", absl::StrCat(extension, " is there twice"));
  }
  return absl::OkStatus();
}

absl::Status CheckIdentity(const v1::Profile& profile, const std::string& file_stem) {
  if (!IsName(profile.id())) return Wrong("id", "has to be small letters, digits, '_' and '-'");
  if (profile.id() != file_stem) {
    return Wrong("id",
                 absl::StrCat("is ", Quoted(profile.id()), "; it has to be the file's name, ", Quoted(file_stem)));
  }
  if (profile.display_name().empty()) return Wrong("display_name", "is missing");
  if (profile.display_name() != EscapeForLine(profile.display_name())) {
    return Wrong("display_name", "has characters that are not printable");
  }
  JUDGE_RETURN_IF_ERROR(CheckExtensions(profile));
  if (!IsFileName(profile.source_name()) || !IsSource(profile, profile.source_name())) {
    return Wrong("source_name", "has to be a plain file name with one of the extensions, as in \"main.cpp\"");
  }
  return absl::OkStatus();
}

absl::Status CheckCompile(const v1::Profile& profile, const std::string& folder) {
  const v1::CompileStep& compile = profile.compile();
  JUDGE_RETURN_IF_ERROR(CheckReference("compile.image", compile.image(), folder, "images", ".textproto"));
  JUDGE_RETURN_IF_ERROR(CheckReference("compile.seccomp", compile.seccomp(), folder, "seccomp", ".policy"));
  JUDGE_RETURN_IF_ERROR(CheckCommand("compile.command", compile.command()));
  if (!Mentions(compile.command(), kSources) && !Mentions(compile.command(), kSource)) {
    return Wrong("compile.command", "mentions neither {sources} nor {source}");
  }
  if (compile.artifact().empty() == Mentions(compile.command(), kArtifact)) {
    return Wrong("compile.command", compile.artifact().empty() ? "mentions {artifact}, but there is no compile.artifact"
                                                               : "does not mention {artifact}");
  }
  if (!compile.artifact().empty() && (!IsFileName(compile.artifact()) || IsSource(profile, compile.artifact()))) {
    return Wrong("compile.artifact", "has to be a plain file name without a source's extension");
  }
  if (compile.artifact_bytes() > kTiB) return Wrong("compile.artifact_bytes", "is more than 1 TiB");
  JUDGE_RETURN_IF_ERROR(CheckEnvironment("compile.environment", compile.environment()));
  return CheckLimits("compile.limits", compile.limits());
}

absl::Status CheckRun(const v1::Profile& profile, const std::string& folder) {
  const v1::RunStep& run = profile.run();
  JUDGE_RETURN_IF_ERROR(CheckReference("run.image", run.image(), folder, "images", ".textproto"));
  JUDGE_RETURN_IF_ERROR(CheckReference("run.seccomp", run.seccomp(), folder, "seccomp", ".policy"));
  JUDGE_RETURN_IF_ERROR(CheckCommand("run.command", run.command()));
  const bool mentions_sources = Mentions(run.command(), kSources) || Mentions(run.command(), kSource);
  if (profile.compile().artifact().empty()) {
    if (!mentions_sources || Mentions(run.command(), kArtifact)) {
      return Wrong("run.command", "has to mention {source} or {sources}: there is no artifact");
    }
  } else if (mentions_sources || !Mentions(run.command(), kArtifact)) {
    return Wrong("run.command", "has to mention {artifact} and no sources: the run gets the artifact alone");
  }
  JUDGE_RETURN_IF_ERROR(CheckEnvironment("run.environment", run.environment()));
  return CheckLimits("run.limits", run.limits());
}

}  // namespace

absl::Status CheckProfile(const v1::Profile& profile, const std::string& file_stem, const std::string& folder) {
  JUDGE_RETURN_IF_ERROR(CheckIdentity(profile, file_stem));
  if (profile.has_compile()) JUDGE_RETURN_IF_ERROR(CheckCompile(profile, folder));
  if (!profile.has_run()) return Wrong("run", "is missing");
  JUDGE_RETURN_IF_ERROR(CheckRun(profile, folder));
  return CheckCommand("version_command", profile.version_command());
}

}  // namespace judge::worker
