# Seccomp policies.
judge_library(judge_seccomp SOURCES seccomp_policy.cc seccomp_rules.cc seccomp_constants.cc
  DEPENDS judge_base judge_sha256 PkgConfig::seccomp)
