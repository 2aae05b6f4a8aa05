#include "worker/tool_version.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "worker/facts.h"
#include "worker/limits.h"
#include "worker/verdict.h"

namespace judge::worker {
namespace {

// Compile and Run have these fields in common.
template <typename Step>
absl::StatusOr<sandbox::RunSpec> SpecFor(Machine& machine, const Step& step) {
  sandbox::RunSpec spec;
  JUDGE_ASSIGN_OR_RETURN(spec.layers, machine.Layers(step.image()));
  JUDGE_ASSIGN_OR_RETURN(spec.policy, machine.Policy(step.seccomp()));
  spec.environment = {step.environment().begin(), step.environment().end()};
  spec.limits = ToBoxLimits(MergeLimits({}, {}, step.limits()));
  return spec;
}

}  // namespace

absl::StatusOr<std::string> ToolVersion(Machine& machine, const v1::Profile& profile) {
  JUDGE_ASSIGN_OR_RETURN(sandbox::RunSpec spec,
                         profile.has_compile() ? SpecFor(machine, profile.compile()) : SpecFor(machine, profile.run()));
  spec.argv = {profile.version_command().begin(), profile.version_command().end()};
  spec.keep_stdout_bytes = 4096;
  JUDGE_ASSIGN_OR_RETURN(const sandbox::Result box, machine.RunBox(spec));
  const Decision decision = DecideRun(FactsOf(box), {}, {}, std::nullopt);
  if (decision.verdict != v1::VERDICT_UNSPECIFIED)
    return absl::InternalError(absl::StrCat(profile.version_command(0), " in image ",
                                            profile.has_compile() ? profile.compile().image() : profile.run().image(),
                                            ": ", decision.explanation));
  return box.stdout_data.substr(0, box.stdout_data.find('\n'));
}

}  // namespace judge::worker
