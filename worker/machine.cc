#include "worker/machine.h"

#include <poll.h>
#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "image/warm.h"

namespace judge::worker {
namespace {

// What is found in it is run, and believed: nobody else may put anything there.
absl::StatusOr<CompileCache> OpenCache(const MachineOptions& options, const std::string& layers_folder) {
  JUDGE_RETURN_IF_ERROR(MakeFolders(options.state_folder));
  JUDGE_RETURN_IF_ERROR(CheckOwnFolder(options.state_folder));
  JUDGE_RETURN_IF_ERROR(MakeFolders(layers_folder));
  JUDGE_RETURN_IF_ERROR(MakeFolders(options.time_limit_folder(), 0700));
  JUDGE_RETURN_IF_ERROR(CheckOwnFolder(options.state_folder + "/cache"));
  JUDGE_RETURN_IF_ERROR(CheckOwnFolder(options.time_limit_folder()));
  return CompileCache::Open({.folder = options.state_folder + "/cache/compile"});
}

// Whatever is wrong with it (no such parent, read-only, full), the machine is what has to be mended.
absl::StatusOr<CompileCache> OpenState(const MachineOptions& options, const std::string& layers_folder) {
  absl::StatusOr<CompileCache> cache = OpenCache(options, layers_folder);
  if (cache.ok()) return cache;
  return absl::FailedPreconditionError(
      absl::StrCat("state folder ", options.state_folder, ": ", cache.status().message()));
}

absl::StatusOr<image::ImageStore> OpenImages(const MachineOptions& options) {
  const std::string& folder = options.folder_with_images;
  return image::ImageStore::Open(folder.empty() ? FolderWithImages(options.state_folder) : folder,
                                 options.profiles_folder + "/images");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Machine>> Machine::Open(const MachineOptions& options) {
  JUDGE_ASSIGN_OR_RETURN(auto machine, OpenWithoutSpawner(options));
  JUDGE_ASSIGN_OR_RETURN(machine->parts_->spawner, StartSpawner(options));
  return machine;
}

absl::StatusOr<std::unique_ptr<Machine>> Machine::Open(const MachineOptions& options,
                                                       std::unique_ptr<sandbox::SpawnerClient> spawner) {
  JUDGE_ASSIGN_OR_RETURN(auto machine, OpenWithoutSpawner(options));
  machine->parts_->spawner = std::move(spawner);
  return machine;
}

absl::StatusOr<std::unique_ptr<sandbox::SpawnerClient>> Machine::StartSpawner(const MachineOptions& options) {
  JUDGE_RETURN_IF_ERROR(CheckPlaces(options.state_folder, options.runtime_folder));
  JUDGE_ASSIGN_OR_RETURN(const image::ImageStore images, OpenImages(options));
  sandbox::SpawnerOptions spawner_options;
  spawner_options.layers_folder = images.layers_folder();
  spawner_options.runtime_folder = options.runtime_folder;
  spawner_options.best_effort = options.best_effort;
  spawner_options.program = options.spawner_program;
  return sandbox::SpawnerClient::Start(spawner_options);
}

absl::StatusOr<std::unique_ptr<Machine>> Machine::OpenWithoutSpawner(const MachineOptions& options) {
  JUDGE_RETURN_IF_ERROR(CheckPlaces(options.state_folder, options.runtime_folder));
  JUDGE_ASSIGN_OR_RETURN(ProfileSet profiles, ProfileSet::Load(options.profiles_folder));
  JUDGE_ASSIGN_OR_RETURN(image::ImageStore images, OpenImages(options));
  JUDGE_ASSIGN_OR_RETURN(CompileCache cache, OpenState(options, images.layers_folder()));
  std::shared_ptr<Parts> parts(new Parts{
      .options = options, .profiles = std::move(profiles), .images = std::move(images), .cache = std::move(cache)});
  return std::unique_ptr<Machine>(new Machine(std::move(parts)));
}

Machine Machine::On(const Cpus& cpus) const {
  Machine machine = *this;
  machine.cpus_ = cpus;
  return machine;
}

Machine Machine::CancelledBy(int cancel_fd) const {
  Machine machine = *this;
  machine.cancel_fd_ = cancel_fd;
  return machine;
}

absl::Status Machine::CheckCancelled() const {
  pollfd poll_fd = {cancel_fd_, POLLIN, 0};
  if (RetryOnEintr([&] { return ::poll(&poll_fd, 1, 0); }) <= 0) return absl::OkStatus();
  return absl::CancelledError("judging was cancelled");
}

absl::StatusOr<std::shared_ptr<const sandbox::SeccompPolicy>> Machine::Policy(const std::string& name) {
  const std::lock_guard lock(parts_->mutex);
  const auto known = parts_->policies.find(name);
  if (known != parts_->policies.end()) return known->second;
  JUDGE_ASSIGN_OR_RETURN(auto policy, sandbox::SeccompPolicy::Load(options().profiles_folder + "/seccomp", name));
  parts_->policies.emplace(name, policy);
  return policy;
}

absl::StatusOr<std::vector<std::string>> Machine::Layers(const std::string& image) {
  const std::lock_guard lock(parts_->mutex);
  const auto known = parts_->layers.find(image);
  if (known != parts_->layers.end()) return known->second;
  const absl::StatusOr<std::vector<image::Layer>> stack = images().Stack(image);
  if (absl::IsNotFound(stack.status())) return absl::FailedPreconditionError(stack.status().message());
  if (!stack.ok()) return stack.status();
  // A page belongs to whoever reads it first: that must be nobody who is measured.
  JUDGE_RETURN_IF_ERROR(Annotate(image::WarmLayers(images(), *stack, options().runtime_folder), "read image layers"));
  return parts_->layers.emplace(image, image::Digests(*stack)).first->second;
}

// A readers-writer lock in two files. Whoever waits to be alone holds the first meanwhile, so that those who come later
// wait behind it: else it would wait for ever on a busy machine.
absl::StatusOr<Fd> Machine::WaitForTurn(Company company) const {
  const std::string path = options().runtime_folder + "/turn";
  JUDGE_ASSIGN_OR_RETURN(const Fd door, LockFile(path + ".door", /*wait=*/true));
  return company == Company::kAlone ? LockFile(path, /*wait=*/true) : LockFileShared(path);
}

absl::StatusOr<sandbox::Result> Machine::RunBox(const sandbox::RunSpec& spec, Company company) {
  JUDGE_ASSIGN_OR_RETURN(const Fd turn, WaitForTurn(company));
  // A warm run is charged for none; the kernel charges in batches of this size.
  constexpr int64_t kColdBytes = 256 << 10;
  absl::StatusOr<sandbox::Result> result = RunOnce(spec);
  if (!result.ok() || result->page_cache_bytes < kColdBytes) return result;
  // The end of a box takes the pages that it was charged for with it: read what is left after that.
  JUDGE_RETURN_IF_ERROR(parts_->spawner->Prepare(spec.layers));
  const absl::StatusOr<bool> warmed = image::WarmAgain(images(), spec.layers, options().runtime_folder);
  if (!warmed.ok()) return Annotate(warmed.status(), "read image layers");
  return *warmed ? RunOnce(spec) : std::move(result);
}

absl::StatusOr<sandbox::Result> Machine::RunOnce(const sandbox::RunSpec& spec) {
  // The box reads through our own open file: its offset is where the last reader left it.
  if (spec.stdin_file != nullptr && ::lseek(spec.stdin_file->get(), 0, SEEK_SET) != 0)
    return absl::ErrnoToStatus(errno, "lseek stdin");
  sandbox::RunSpec here = spec;
  here.limits.cpus = cpus_.numbers;
  absl::StatusOr<sandbox::Result> result = parts_->spawner->Run(here, cancel_fd_);
  JUDGE_RETURN_IF_ERROR(CheckCancelled());
  if (absl::IsInvalidArgument(result.status()) || absl::IsNotFound(result.status()))
    return absl::InternalError(result.status().message());
  return result;
}

}  // namespace judge::worker
