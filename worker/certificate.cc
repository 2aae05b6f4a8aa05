#include "worker/certificate.h"

#include <vector>

#include "base/kernel.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "base/version.h"
#include "worker/facts.h"
#include "worker/profile_set.h"

namespace judge::worker {
namespace {

absl::StatusOr<std::string> PolicyDigest(Machine& machine, const std::string& name) {
  JUDGE_ASSIGN_OR_RETURN(const auto policy, machine.Policy(name));
  return policy->digest();
}

absl::StatusOr<std::string> ImageDigest(Machine& machine, const std::string& image) {
  JUDGE_ASSIGN_OR_RETURN(const std::vector<std::string> layers, machine.Layers(image));
  return layers.front();
}

}  // namespace

absl::StatusOr<v1::Certificate> CertificateOf(Machine& machine, const Submission& submission,
                                              const v1::Profile& profile, const Task& task, const v1::Limits& limits) {
  v1::Certificate certificate;
  certificate.set_source_digest(SourceDigest(submission));
  certificate.set_profile_digest(ProfileDigest(profile));
  if (profile.has_compile()) {
    JUDGE_ASSIGN_OR_RETURN(*certificate.mutable_compile_image_digest(),
                           ImageDigest(machine, profile.compile().image()));
    JUDGE_ASSIGN_OR_RETURN(*certificate.mutable_compile_policy_digest(),
                           PolicyDigest(machine, profile.compile().seccomp()));
  }
  JUDGE_ASSIGN_OR_RETURN(*certificate.mutable_run_image_digest(), ImageDigest(machine, profile.run().image()));
  JUDGE_ASSIGN_OR_RETURN(*certificate.mutable_run_policy_digest(), PolicyDigest(machine, profile.run().seccomp()));
  certificate.set_problem_digest(task.problem_digest);
  // Scalars only: their serialization has one form.
  certificate.set_limits_digest(Sha256Hex(limits.SerializeAsString()));
  certificate.set_kernel(KernelRelease());
  certificate.set_cpu(CpuModel());
  certificate.set_judge_version(JudgeVersion());
  certificate.set_accounting(AccountingOf(machine.accounting()));
  certificate.set_shared(machine.cpus().shared);
  return certificate;
}

std::string SourceDigest(const Submission& submission) {
  Sha256 digest;
  for (const SourceFile& source : submission.sources) {
    digest.Field(source.name);
    digest.Field(source.bytes);
  }
  return digest.Hex();
}

}  // namespace judge::worker
