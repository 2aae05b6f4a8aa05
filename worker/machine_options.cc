#include "worker/machine_options.h"

#include <filesystem>

#include "base/places.h"
#include "base/status_macros.h"

namespace judge::worker {

void AddMachineOptions(CLI::App& app, const std::string& group, MachineOptions& options) {
  options.profiles_folder = DefaultProfilesFolder();
  app.add_option("--state", options.state_folder, "State folder: images and caches")
      ->envname("JUDGE_STATE")
      ->type_name("DIR")
      ->capture_default_str()
      ->group(group);
  app.add_option("--profiles", options.profiles_folder, "Folder of profiles, policies and image recipes")
      ->envname("JUDGE_PROFILES")
      ->type_name("DIR")
      ->capture_default_str()
      ->group(group);
  app.add_option("--runtime-dir", options.runtime_folder, "Folder of locks and mount points")
      ->envname("JUDGE_RUNTIME_DIR")
      ->type_name("DIR")
      ->capture_default_str()
      ->group(group);
  app.add_flag("--best-effort", options.best_effort,
               "As an ordinary user without cgroups: keep limits as far as rlimits can (see README.md, Without root)")
      ->group(group);
}

absl::Status MakeFoldersAbsolute(MachineOptions& options) {
  if (DefaultStateFolder().empty()) JUDGE_RETURN_IF_ERROR(CheckPlaces(options.state_folder, options.runtime_folder));
  for (std::string* const folder : {&options.state_folder, &options.profiles_folder, &options.runtime_folder}) {
    if (folder->empty())
      return absl::InvalidArgumentError("an empty folder name: see --state, --profiles and --runtime-dir in --help");
    *folder = std::filesystem::absolute(*folder).lexically_normal().string();
  }
  return absl::OkStatus();
}

}  // namespace judge::worker
