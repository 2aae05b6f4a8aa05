#include "worker/announcement.h"

#include "base/escape.h"
#include "base/version.h"
#include "spdlog/spdlog.h"
#include "worker/tool_version.h"

namespace judge::worker {

v1::AnnounceRequest AnnouncementOf(Machine& machine, const std::string& name, int slots) {
  v1::AnnounceRequest announcement;
  announcement.set_worker(ToValidUtf8(name));
  announcement.set_version(JudgeVersion());
  announcement.set_slots(slots);
  for (const v1::Profile& profile : machine.profiles().profiles()) {
    const absl::StatusOr<std::string> version = ToolVersion(machine, profile);
    if (!version.ok()) {
      spdlog::warn("profile {} is not judged here: {}", profile.id(), EscapeForLine(version.status().message()));
      continue;
    }
    v1::ProfileInfo& info = *announcement.add_profiles();
    info.set_id(profile.id());
    info.set_display_name(profile.display_name());
    *info.mutable_extensions() = profile.extensions();
    info.set_version(ToValidUtf8(*version));
    *info.mutable_limits() = profile.run().limits();
    info.set_guess_priority(profile.guess_priority());
  }
  return announcement;
}

}  // namespace judge::worker
