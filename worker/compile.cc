#include "worker/compile.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "spdlog/spdlog.h"
#include "worker/compile_cache.h"
#include "worker/facts.h"
#include "worker/limits.h"
#include "worker/profile_set.h"
#include "worker/verdict.h"

namespace judge::worker {
namespace {

constexpr int64_t kMaxLogBytes = 64 << 10;

std::vector<std::string> Words(const google::protobuf::RepeatedPtrField<std::string>& words) {
  return {words.begin(), words.end()};
}

std::vector<std::string> SourceNames(const v1::Profile& profile, const std::vector<SourceFile>& sources) {
  std::vector<std::string> names;
  for (const SourceFile& source : sources)
    if (IsSource(profile, source.name)) names.push_back(source.name);
  return names;
}

absl::StatusOr<sandbox::InputFile> InputOf(const std::string& name, absl::string_view bytes) {
  JUDGE_ASSIGN_OR_RETURN(Fd file, SealedFileOf(bytes));
  return sandbox::InputFile{.name = name, .file = std::make_shared<Fd>(std::move(file))};
}

absl::StatusOr<std::vector<sandbox::InputFile>> InputsOf(const std::vector<SourceFile>& sources) {
  std::vector<sandbox::InputFile> inputs;
  for (const SourceFile& source : sources) {
    JUDGE_ASSIGN_OR_RETURN(inputs.emplace_back(), InputOf(source.name, source.bytes));
  }
  return inputs;
}

// Languages without a compile step, or whose compile step only checks: the run gets the sources.
absl::StatusOr<Program> SourcesAsProgram(const v1::Profile& profile, const std::vector<SourceFile>& sources) {
  Program program;
  program.profile = &profile;
  JUDGE_ASSIGN_OR_RETURN(program.files, InputsOf(sources));
  program.argv = ExpandCommand(profile.run().command(), SourceNames(profile, sources), "");
  return program;
}

// `artifact`: nullptr where the profile has none.
absl::StatusOr<Program> ProgramOf(const v1::Profile& profile, const std::vector<SourceFile>& sources,
                                  const Fd* artifact) {
  if (artifact == nullptr) return SourcesAsProgram(profile, sources);
  // The box's file lives in the box's memory: a copy lets the box go.
  JUDGE_ASSIGN_OR_RETURN(Fd copy, SealedFileOf(*artifact));
  const std::string& name = profile.compile().artifact();
  Program program;
  program.profile = &profile;
  program.files = {{.name = name, .file = std::make_shared<Fd>(std::move(copy)), .executable = true}};
  program.argv = ExpandCommand(profile.run().command(), SourceNames(profile, sources), name);
  return program;
}

absl::StatusOr<sandbox::RunSpec> SpecFor(Machine& machine, const v1::Profile& profile,
                                         const std::vector<SourceFile>& sources, const v1::Limits& limits) {
  const v1::CompileStep& compile = profile.compile();
  sandbox::RunSpec spec;
  JUDGE_ASSIGN_OR_RETURN(spec.layers, machine.Layers(compile.image()));
  JUDGE_ASSIGN_OR_RETURN(spec.policy, machine.Policy(compile.seccomp()));
  JUDGE_ASSIGN_OR_RETURN(spec.inputs, InputsOf(sources));
  spec.argv = ExpandCommand(compile.command(), SourceNames(profile, sources), compile.artifact());
  spec.environment = Words(compile.environment());
  spec.limits = ToBoxLimits(limits);
  if (!compile.artifact().empty())
    spec.outputs = {{.name = compile.artifact(), .max_bytes = static_cast<int64_t>(compile.artifact_bytes())}};
  spec.keep_stdout_bytes = kMaxLogBytes;
  spec.keep_stderr_bytes = kMaxLogBytes;
  return spec;
}

std::string KeyFor(const v1::Profile& profile, const std::vector<SourceFile>& sources, const sandbox::RunSpec& spec,
                   const v1::Limits& limits) {
  CompileInputs inputs;
  for (const SourceFile& source : sources) {
    (IsSource(profile, source.name) ? inputs.sources : inputs.includes).push_back({source.name, source.bytes});
  }
  inputs.arguments = spec.argv;
  inputs.environment = spec.environment;
  inputs.profile_digest = ProfileDigest(profile);
  inputs.policy_digest = spec.policy->digest();
  inputs.limits = limits;
  inputs.layers = spec.layers;
  return CompileKey(inputs);
}

v1::CompileResult ReportOf(const sandbox::Result& box) {
  v1::CompileResult report;
  report.set_ran(true);
  *report.mutable_facts() = FactsOf(box);
  // Compilers write to one of the two, mostly to stderr.
  std::string log = box.stderr_data + box.stdout_data;
  const bool cut = static_cast<int64_t>(log.size()) > kMaxLogBytes;
  if (cut) log.resize(kMaxLogBytes);
  report.set_log_truncated(cut || box.stderr_bytes + box.stdout_bytes > static_cast<int64_t>(log.size()));
  report.set_log(ToValidUtf8(log));
  return report;
}

// What is common to an outcome from a box and one from the cache. `artifact`: what is known of the artifact, nothing
// where the profile has none.
absl::StatusOr<Compilation> Conclude(const v1::Profile& profile, const std::vector<SourceFile>& sources,
                                     const v1::Limits& limits, v1::CompileResult report,
                                     std::optional<sandbox::CollectedFile::State> state, const Fd* artifact) {
  const CompileDecision decision =
      DecideCompile(report.facts(), limits, state, static_cast<int64_t>(profile.compile().artifact_bytes()));
  Compilation compilation;
  compilation.profile = &profile;
  compilation.result = std::move(report);
  compilation.result.set_ok(decision.ok);
  compilation.explanation = decision.explanation;
  if (decision.ok) {
    JUDGE_ASSIGN_OR_RETURN(compilation.program, ProgramOf(profile, sources, artifact));
  }
  return compilation;
}

// The outcome, kept from an earlier time: the same sources under the same profile, policy, limits and image.
absl::StatusOr<std::optional<Compilation>> FromCache(Machine& machine, const std::string& key,
                                                     const v1::Profile& profile, const std::vector<SourceFile>& sources,
                                                     const v1::Limits& limits) {
  using State = sandbox::CollectedFile::State;
  const absl::StatusOr<std::optional<CompileCache::Entry>> entry = machine.compile_cache().Find(key);
  // The cache saves time; judging does without it.
  if (!entry.ok()) spdlog::warn("compile cache: {}", EscapeForLine(entry.status().message()));
  if (!entry.ok() || !entry->has_value()) return std::nullopt;
  if (profile.compile().artifact().empty())
    return Conclude(profile, sources, limits, (*entry)->result, std::nullopt, nullptr);
  const Fd& artifact = (*entry)->artifact;
  return Conclude(profile, sources, limits, (*entry)->result, artifact.valid() ? State::kCollected : State::kMissing,
                  &artifact);
}

void Keep(Machine& machine, const std::string& key, const v1::CompileResult& result, const Fd* artifact) {
  if (!IsCacheable(result)) return;
  const absl::Status stored = machine.compile_cache().Store(key, result, artifact);
  if (!stored.ok()) spdlog::warn("compile cache: {}", EscapeForLine(stored.message()));
}

absl::StatusOr<Compilation> InBox(Machine& machine, const v1::Profile& profile, const std::vector<SourceFile>& sources,
                                  const sandbox::RunSpec& spec, const v1::Limits& limits, const std::string& key) {
  const absl::StatusOr<sandbox::Result> box = machine.RunBox(spec);
  if (!box.ok()) return Annotate(box.status(), absl::StrCat("compile with profile ", profile.id()));
  std::optional<sandbox::CollectedFile::State> state;
  const Fd* artifact = nullptr;
  if (!box->outputs.empty()) {
    state = box->outputs[0].state;
    artifact = &box->outputs[0].file;
  }
  JUDGE_ASSIGN_OR_RETURN(Compilation compilation, Conclude(profile, sources, limits, ReportOf(*box), state, artifact));
  Keep(machine, key, compilation.result, compilation.result.ok() ? artifact : nullptr);
  return compilation;
}

}  // namespace

absl::StatusOr<Compilation> Compile(Machine& machine, const Submission& submission, int64_t max_source_bytes,
                                    const v1::Limits& overrule) {
  JUDGE_ASSIGN_OR_RETURN(const v1::Profile* const profile, ProfileOf(machine.profiles(), submission));
  JUDGE_ASSIGN_OR_RETURN(const std::vector<SourceFile> sources,
                         SafeSources(*profile, submission.sources, max_source_bytes));
  if (!profile->has_compile()) {
    JUDGE_ASSIGN_OR_RETURN(Program program, SourcesAsProgram(*profile, sources));
    Compilation compilation{.profile = profile, .program = std::move(program)};
    compilation.result.set_ok(true);
    return compilation;
  }
  const v1::Limits limits = MergeLimits(overrule, {}, profile->compile().limits());
  JUDGE_ASSIGN_OR_RETURN(const sandbox::RunSpec spec, SpecFor(machine, *profile, sources, limits));
  const std::string key = KeyFor(*profile, sources, spec, limits);
  JUDGE_ASSIGN_OR_RETURN(std::optional<Compilation> kept, FromCache(machine, key, *profile, sources, limits));
  if (kept.has_value()) return *std::move(kept);
  return InBox(machine, *profile, sources, spec, limits, key);
}

}  // namespace judge::worker
