// judge-cli doctor: can this machine judge, and if not, what is to be done?
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/kernel.h"
#include "base/status_macros.h"
#include "base/table.h"
#include "cli/commands.h"
#include "image/store.h"
#include "sandbox/spawner/cgroup.h"
#include "sandbox/spawner/user_namespace.h"
#include "worker/machine.h"
#include "worker/tool_version.h"

namespace judge::cli {
namespace {

// What a check found: one line, and when it found something missing, what to do about it.
struct Finding {
  bool ok = false;
  std::string found;
  std::string advice;
};

struct Check {
  std::string name;
  std::function<Finding()> run;
  bool required = true;
};

Finding Good(std::string found) { return {true, std::move(found), ""}; }
Finding Missing(std::string found, std::string advice) { return {false, std::move(found), std::move(advice)}; }

Finding CheckUser() {
  if (IsRoot()) return Good("running as root");
  const absl::Status status = sandbox::CheckUserNamespaces();
  if (!status.ok()) return Missing(std::string(status.message()), "");
  return Good(absl::StrCat("running as user ", ::geteuid(),
                           ": boxes are made in user namespaces, of this one id (no /etc/subuid is needed)"));
}

Finding CheckKernel() {
  const std::string machine = MachineArchitecture();
  if (machine != "x86_64") return Missing(absl::StrCat("a ", machine, " machine"), "use an x86_64 machine");
  const std::string kernel = absl::StrCat("Linux ", KernelRelease());
  // openat2, pidfd_open, seccomp's notification, links that mounts do not follow; and last came close_range's
  // CLOSE_RANGE_CLOEXEC.
  if (!KernelIsAtLeast(5, 11)) return Missing(kernel, "boot a kernel of version 5.11 or later");
  return Good(absl::StrCat(kernel, " on ", machine));
}

Finding CheckCgroups() {
  const auto tree = sandbox::FindCgroupTree("judge-doctor");
  if (tree.ok()) return Good((*tree)->description());
  return Missing(absl::StrCat(IsRoot() ? "" : "rlimits keep what they can, and only with --best-effort: ",
                              tree.status().message()),
                 "");
}

Finding CheckNamespaces() {
  std::vector<std::string> missing;
  for (const std::string kind : {"pid", "mnt", "uts", "ipc", "net", "cgroup"}) {
    if (::access(absl::StrCat("/proc/self/ns/", kind).c_str(), F_OK) != 0) missing.push_back(kind);
  }
  if (missing.empty()) return Good("pid, mnt, uts, ipc, net and cgroup namespaces");
  return Missing(absl::StrCat("no namespaces of kind ", absl::StrJoin(missing, ", ")),
                 "boot a kernel that was built with them");
}

Finding CheckOverlay() {
  const absl::StatusOr<std::string> systems = ReadKernelFile("/proc/filesystems");
  if (systems.ok() && absl::StrContains(*systems, "\toverlay\n")) return Good("overlay is there");
  return Missing("the kernel does not know the overlay file system", "modprobe overlay");
}

Finding CheckSeccomp() {
  const absl::StatusOr<std::string> actions = ReadKernelFile("/proc/sys/kernel/seccomp/actions_avail");
  if (actions.ok() && absl::StrContains(*actions, "user_notif")) return Good("filters with user notification");
  return Missing("no seccomp user notification", "boot a kernel with CONFIG_SECCOMP_FILTER");
}

// The nearest folder that exists is where the state folder will be.
Finding CheckDisk(const std::string& state_folder) {
  std::error_code error;
  std::filesystem::path path = std::filesystem::absolute(state_folder, error);
  while (path.has_relative_path() && !std::filesystem::exists(path, error)) path = path.parent_path();
  struct statvfs disk;
  if (::statvfs(path.c_str(), &disk) != 0) return Missing(absl::StrCat("cannot read ", path.string()), "");
  const uint64_t free_mib = disk.f_bavail * disk.f_frsize >> 20;
  const std::string found = absl::StrCat(free_mib, " MiB free for ", state_folder);
  constexpr uint64_t kNeededMib = 1024;
  if (free_mib < kNeededMib) return Missing(found, "free 1 GiB, or choose another place with --state");
  return Good(found);
}

Finding CheckMmdebstrap() {
  const char* const search_path = std::getenv("PATH");
  for (const absl::string_view folder : absl::StrSplit(search_path == nullptr ? "" : search_path, ':')) {
    if (::access(absl::StrCat(folder, "/mmdebstrap").c_str(), X_OK) == 0)
      return Good("mmdebstrap, to build images with");
  }
  return Missing("no mmdebstrap in the PATH", "apt-get install mmdebstrap (only building images needs it)");
}

Finding CheckProfiles(const std::string& folder) {
  const absl::StatusOr<worker::ProfileSet> profiles = worker::ProfileSet::Load(folder);
  if (!profiles.ok())
    return Missing(std::string(profiles.status().message()),
                   "correct the file, or name another folder with --profiles");
  return Good(absl::StrCat(profiles->profiles().size(), " language profiles in ", folder));
}

Finding CheckImages(const worker::MachineOptions& options) {
  const absl::StatusOr<image::ImageStore> store =
      image::ImageStore::Open(FolderWithImages(options.state_folder), options.profiles_folder + "/images");
  if (!store.ok()) return Missing(std::string(store.status().message()), "correct the recipe");
  const absl::StatusOr<std::vector<image::ImageInfo>> images = store->List();
  if (!images.ok()) return Missing(std::string(images.status().message()), "look into the state folder");
  std::vector<std::string> built;
  std::vector<std::string> missing;
  for (const image::ImageInfo& info : *images) (info.built ? built : missing).push_back(info.name);
  if (missing.empty()) return Good(absl::StrCat("built: ", absl::StrJoin(built, ", ")));
  return Missing(absl::StrCat("not built: ", absl::StrJoin(missing, ", ")),
                 absl::StrCat(IsRoot() ? "" : "sudo ", "judge-cli image build ", absl::StrJoin(missing, " ")));
}

// The proof of the pudding: every part at once, with the compiler of the first profile as the program.
Finding CheckBox(const worker::MachineOptions& options) {
  const absl::StatusOr<std::unique_ptr<worker::Machine>> machine = worker::Machine::Open(options);
  if (!machine.ok()) return Missing(std::string(machine.status().message()), "see the lines above");
  if ((*machine)->profiles().profiles().empty()) return Missing("no profile to try", "add one");
  const absl::StatusOr<std::string> version = worker::ToolVersion(**machine, (*machine)->profiles().profiles().front());
  if (!version.ok()) return Missing(std::string(version.status().message()), "see the lines above");
  return Good(absl::StrCat("a program ran in a box: ", *version));
}

std::vector<Check> ChecksFor(const worker::MachineOptions& options) {
  return {{"user", CheckUser},
          {"kernel", CheckKernel},
          {"cgroups", CheckCgroups, /*required=*/IsRoot()},
          {"namespaces", CheckNamespaces},
          {"overlay", CheckOverlay},
          {"seccomp", CheckSeccomp},
          {"disk", [&] { return CheckDisk(options.state_folder); }},
          {"mmdebstrap", CheckMmdebstrap, /*required=*/false},
          {"profiles", [&] { return CheckProfiles(options.profiles_folder); }},
          {"images", [&] { return CheckImages(options); }},
          {"box", [&] { return CheckBox(options); }}};
}

ExitCode DoctorCommand(const Globals& globals) {
  const Terminal terminal(globals.color);
  const Table table(terminal, {{"", 7}, {"", 10}, {""}});
  bool able = true;
  for (const Check& check : ChecksFor(globals.machine)) {
    const Finding finding = check.run();
    able = able && (finding.ok || !check.required);
    Print(table.Row(
        {finding.ok ? Cell{"ok", Color::kGreen} : Cell{"MISSING", Color::kRed}, {check.name}, {finding.found}}));
    if (!finding.ok && !finding.advice.empty()) Print(table.Row({{""}, {""}, {absl::StrCat("-> ", finding.advice)}}));
  }
  Print(able ? "\nthis machine can judge\n" : "\nthis machine cannot judge yet\n");
  return able ? kOk : kMachine;
}

}  // namespace

void AddDoctor(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* const doctor =
      app.add_subcommand("doctor", "Check what this machine has and lacks, and what to do about it");
  doctor->callback([&globals, &action] { action = [&globals] { return DoctorCommand(globals); }; });
}

}  // namespace judge::cli
