#include "image/build.h"

#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/file.h"
#include "base/status_macros.h"

namespace judge::image {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kFreeBytesNeeded = uint64_t{2} << 30;

// Documentation and translations: half of the files, and no program that is judged reads them. dpkg keeps these options
// in the image, so that packages of upper layers obey them too.
constexpr absl::string_view kNotInstalled[] = {"/usr/share/doc/*", "/usr/share/man/*", "/usr/share/info/*",
                                               "/usr/share/locale/*"};

// Runs its arguments one by one, each as a script of its own.
constexpr char kRunSteps[] = R"(for step; do printf '+ %s\n' "$step"; /bin/sh -ec "$step"; done)";

// The building folder:
//   rootfs/  what is kept: a base's files, or the upper folder of an overlay
//   work/    the overlay's own
//   merged/  where the overlay is mounted
//   run/     the image's /run during the build, for what must not stay in it
struct Folders {
  explicit Folders(const LayerBuild& build) : top(absl::StrCat(build.layers_folder, "/", build.name)) {}
  std::string rootfs() const { return top + "/rootfs"; }
  std::string apt_conf() const { return top + "/run/apt.conf"; }
  std::string top;
};

absl::Status CheckFreeSpace(const std::string& folder) {
  struct statvfs status;
  if (::statvfs(folder.c_str(), &status) < 0) return absl::ErrnoToStatus(errno, absl::StrCat("statvfs ", folder));
  const uint64_t free_bytes = uint64_t{status.f_bavail} * status.f_frsize;
  if (free_bytes >= kFreeBytesNeeded) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat(folder, ": only ", free_bytes >> 20, " MiB are free, a build needs ",
                                                   kFreeBytesNeeded >> 20,
                                                   "; make room, or choose another state folder"));
}

// How this machine fetches packages: proxies, retries, whether release dates count. Not from where: that would make the
// image another one.
absl::Status WriteAptConf(const std::string& path) {
  std::string conf = "Acquire::Languages \"none\";\nAPT::Install-Recommends \"false\";\nDpkg::Use-Pty \"false\";\n";
  // A machine without apt has no such settings.
  RunCommand({.argv = {"apt-config", "dump"}, .environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}},
             [&](absl::string_view line) {
               for (const absl::string_view prefix :
                    {"Acquire::http", "Acquire::Retries", "Acquire::Check-", "Acquire::Force"}) {
                 if (absl::StartsWith(line, prefix) && !absl::EndsWith(line, " \"\";") &&
                     !absl::StrContains(line, "Auto-Detect"))
                   absl::StrAppend(&conf, line, "\n");
               }
             })
      .IgnoreError();
  return WriteFileAtomically(path, conf);
}

std::vector<std::string> BuildEnvironment() {
  std::vector<std::string> environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C.UTF-8",
                                          "DEBIAN_FRONTEND=noninteractive"};
  for (const char* name : {"http_proxy", "https_proxy", "no_proxy"}) {
    if (const char* value = std::getenv(name); value != nullptr) environment.push_back(absl::StrCat(name, "=", value));
  }
  return environment;
}

absl::Status RunMmdebstrap(const LayerBuild& build, const Folders& folders, const LineCallback& progress) {
  Command command;
  // Without a mirror's name mmdebstrap takes Debian's own for the release, whatever the host's sources are.
  command.argv = {"mmdebstrap", "--mode=root", "--format=directory",
                  absl::StrCat("--variant=", build.recipe.debootstrap().variant()),
                  absl::StrCat("--aptopt=", folders.apt_conf())};
  for (const absl::string_view path : kNotInstalled)
    command.argv.push_back(absl::StrCat("--dpkgopt=path-exclude=", path));
  if (build.recipe.packages_size() > 0)
    command.argv.push_back(absl::StrCat("--include=", absl::StrJoin(build.recipe.packages(), ",")));
  command.argv.push_back(build.recipe.debootstrap().suite());
  command.argv.push_back(folders.rootfs());
  command.environment = BuildEnvironment();
  command.own_namespaces = true;
  return RunCommand(command, progress);
}

// The layers below, with rootfs/ on top. Paths are relative to the layers folder, whose own path may hold any
// character.
MountCall OverlayMount(const LayerBuild& build) {
  const std::string lower = absl::StrJoin(
      build.below, ":", [](std::string* out, const std::string& digest) { absl::StrAppend(out, digest, "/rootfs"); });
  // Nothing may be kept in the layer that only makes sense together with these mount options.
  return {"overlay", build.name + "/merged", "overlay", MS_NODEV,
          absl::StrCat("lowerdir=", lower, ",upperdir=", build.name, "/rootfs,workdir=", build.name,
                       "/work,redirect_dir=off,metacopy=off,index=off")};
}

std::vector<std::string> StepsOf(const LayerBuild& build) {
  std::vector<std::string> steps;
  // A base's packages came with it.
  if (!build.below.empty() && build.recipe.packages_size() > 0)
    steps = {"apt-get -q update", absl::StrCat("apt-get -q -y install ", absl::StrJoin(build.recipe.packages(), " "))};
  steps.insert(steps.end(), build.recipe.steps().begin(), build.recipe.steps().end());
  return steps;
}

absl::Status RunSteps(const LayerBuild& build, const LineCallback& progress) {
  const std::vector<std::string> steps = StepsOf(build);
  if (steps.empty()) return absl::OkStatus();
  Command command;
  command.argv = {"/bin/sh", "-ec", kRunSteps, "steps"};
  command.argv.insert(command.argv.end(), steps.begin(), steps.end());
  command.environment = BuildEnvironment();
  command.environment.push_back("APT_CONFIG=/run/apt.conf");
  command.folder = build.layers_folder;
  command.own_namespaces = true;
  command.root = build.name + (build.below.empty() ? "/rootfs" : "/merged");
  if (!build.below.empty()) command.mounts.push_back(OverlayMount(build));
  command.mounts.push_back({"/dev", command.root + "/dev", "", MS_BIND | MS_REC, ""});
  command.mounts.push_back({build.name + "/run", command.root + "/run", "", MS_BIND, ""});
  // An empty file in the image, the host's own during the build.
  if (fs::exists("/etc/resolv.conf"))
    command.mounts.push_back({"/etc/resolv.conf", command.root + "/etc/resolv.conf", "", MS_BIND, ""});
  return RunCommand(command, progress);
}

// Removes what is in the folder; with `keep_folders` only what is not a folder, at any depth.
absl::Status EmptyFolder(const fs::path& folder, bool keep_folders) {
  std::error_code error;
  if (!fs::is_directory(fs::symlink_status(folder, error))) return absl::OkStatus();
  std::vector<fs::path> doomed;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const bool is_folder = fs::is_directory(entry->symlink_status(error));
    if (is_folder && !keep_folders) entry.disable_recursion_pending();
    if (!is_folder || !keep_folders) doomed.push_back(entry->path());
  }
  if (error) return absl::ErrnoToStatus(error.value(), absl::StrCat("read ", folder.string()));
  for (const fs::path& path : doomed) JUDGE_RETURN_IF_ERROR(RemoveTree(path.string()));
  return absl::OkStatus();
}

// In an upper layer this finds only what was added there: the layers below are clean already.
absl::Status RemoveTraces(const fs::path& rootfs) {
  for (const char* folder : {"dev", "run", "tmp", "var/tmp"})
    JUDGE_RETURN_IF_ERROR(EmptyFolder(rootfs / folder, /*keep_folders=*/false));
  for (const char* folder : {"var/cache", "var/log", "var/lib/apt/lists"})
    JUDGE_RETURN_IF_ERROR(EmptyFolder(rootfs / folder, /*keep_folders=*/true));
  // mmdebstrap's copy of apt.conf.
  return RemoveTree((rootfs / "etc/apt/apt.conf.d/99mmdebstrap").string());
}

// Boxes are nosuid mounts without a single capability; that a layer grants none either is one thing less to rely on.
absl::Status RemovePrivileges(const fs::path& rootfs) {
  std::error_code error;
  for (fs::recursive_directory_iterator entry(rootfs, error), end; !error && entry != end; entry.increment(error)) {
    struct stat status;
    if (::lstat(entry->path().c_str(), &status) < 0 || !S_ISREG(status.st_mode)) continue;
    if ((status.st_mode & (S_ISUID | S_ISGID)) != 0 && ::chmod(entry->path().c_str(), status.st_mode & 01777) < 0)
      return absl::ErrnoToStatus(errno, absl::StrCat("chmod ", entry->path().string()));
    ::lremovexattr(entry->path().c_str(), "security.capability");
  }
  return error ? absl::ErrnoToStatus(error.value(), "read the layer") : absl::OkStatus();
}

// Whatever the caller's umask is.
absl::Status MakeFolder(const fs::path& path, mode_t mode) {
  JUDGE_RETURN_IF_ERROR(MakeFolders(path.string()));
  if (::chmod(path.c_str(), mode) < 0) return absl::ErrnoToStatus(errno, absl::StrCat("chmod ", path.string()));
  return absl::OkStatus();
}

// What every box finds, and what mmdebstrap took from this machine.
absl::Status MakeNeutral(const fs::path& rootfs) {
  for (const char* folder : {"work", "proc", "sys", "dev", "run"})
    JUDGE_RETURN_IF_ERROR(MakeFolder(rootfs / folder, 0755));
  JUDGE_RETURN_IF_ERROR(MakeFolder(rootfs / "tmp", 01777));
  JUDGE_RETURN_IF_ERROR(WriteFileAtomically((rootfs / "etc/hostname").string(), "box\n"));
  JUDGE_RETURN_IF_ERROR(
      WriteFileAtomically((rootfs / "etc/hosts").string(), "127.0.0.1 localhost box\n::1 localhost\n"));
  return WriteFileAtomically((rootfs / "etc/resolv.conf").string(), "");
}

absl::Status MakeFiles(const LayerBuild& build, const Folders& folders, const LineCallback& progress) {
  for (const char* name : {"/rootfs", "/work", "/merged", "/run"})
    JUDGE_RETURN_IF_ERROR(MakeFolders(folders.top + name));
  JUDGE_RETURN_IF_ERROR(WriteAptConf(folders.apt_conf()));
  if (build.below.empty()) {
    JUDGE_RETURN_IF_ERROR(RunMmdebstrap(build, folders, progress));
    JUDGE_RETURN_IF_ERROR(MakeNeutral(folders.rootfs()));
  }
  return RunSteps(build, progress);
}

}  // namespace

absl::Status BuildRootfs(const LayerBuild& build, const LineCallback& progress) {
  const Folders folders(build);
  JUDGE_RETURN_IF_ERROR(CheckFreeSpace(folders.top));
  JUDGE_RETURN_IF_ERROR(MakeFiles(build, folders, progress));
  JUDGE_RETURN_IF_ERROR(RemoveTraces(folders.rootfs()));
  JUDGE_RETURN_IF_ERROR(RemovePrivileges(folders.rootfs()));
  for (const char* name : {"/work", "/merged", "/run"}) JUDGE_RETURN_IF_ERROR(RemoveTree(folders.top + name));
  return absl::OkStatus();
}

}  // namespace judge::image
