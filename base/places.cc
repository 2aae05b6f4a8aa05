#include "base/places.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/strings/str_split.h"
#include "base/file.h"

namespace judge {
namespace {

constexpr char kMachineState[] = "/var/lib/judge";

// Empty where the variable is not set. XDG wants what is not absolute to be ignored.
std::string FolderFrom(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr && *value == '/' ? value : "";
}

bool HasImages(const std::string& state_folder) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(state_folder + "/layers", error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().filename().string().front() != '.') return true;  // not a lock, nor a build in progress
  }
  return false;
}

}  // namespace

bool IsRoot() {
  if (::geteuid() != 0) return false;
  // "first id inside, first id outside, how many"; of the machine's own namespace, all.
  const std::string map = ReadKernelFile("/proc/self/uid_map").value_or("0 0 4294967295");
  const std::vector<std::string> fields = absl::StrSplit(map, absl::ByAnyChar(" \n"), absl::SkipEmpty());
  return fields == std::vector<std::string>{"0", "0", "4294967295"};
}

std::string DefaultStateFolder() {
  if (const char* const state = std::getenv("JUDGE_STATE"); state != nullptr && *state != '\0') return state;
  if (IsRoot()) return kMachineState;
  if (const std::string xdg = FolderFrom("XDG_STATE_HOME"); !xdg.empty()) return xdg + "/judge";
  const std::string home = FolderFrom("HOME");
  return home.empty() ? "" : home + "/.local/state/judge";
}

std::string DefaultRuntimeFolder() {
  if (IsRoot()) return "/run/judge";
  if (const std::string xdg = FolderFrom("XDG_RUNTIME_DIR"); !xdg.empty()) return xdg + "/judge";
  const std::string state = DefaultStateFolder();
  return state.empty() ? "" : state + "/run";
}

absl::Status CheckPlaces(const std::string& state_folder, const std::string& runtime_folder) {
  if (!state_folder.empty() && !runtime_folder.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "no home for the state and the runtime folder: set HOME or JUDGE_STATE, or use --state and --runtime-dir");
}

std::string ProgramFolder() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path().string();
}

// In a build tree programs are in build/bin/ or build/<preset>/bin/.
std::string DefaultProfilesFolder() {
  std::error_code error;
  const std::filesystem::path bin = ProgramFolder();
  for (const char* const place : {"../share/judge/profiles", "../../profiles", "../../../profiles"}) {
    const std::filesystem::path folder = (bin / place).lexically_normal();
    if (std::filesystem::is_directory(folder / "languages", error)) return folder.string();
  }
  return "/usr/share/judge/profiles";
}

std::string FolderWithImages(const std::string& state_folder) {
  return !IsRoot() && !HasImages(state_folder) && HasImages(kMachineState) ? kMachineState : state_folder;
}

}  // namespace judge
