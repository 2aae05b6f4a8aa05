# Seccomp policies.
judge_library(judge_seccomp SOURCES seccomp_policy.cc seccomp_rules.cc seccomp_constants.cc
  DEPENDS judge_base judge_sha256 PkgConfig::seccomp)
judge_test(seccomp_policy_test LABEL unit SOURCES seccomp_policy_test.cc DEPENDS judge_seccomp)
judge_test(seccomp_profiles_test LABEL unit SOURCES seccomp_profiles_test.cc DEPENDS judge_seccomp)
judge_fuzzer(seccomp_policy_fuzz RUNS 1000 SOURCES seccomp_policy_fuzz.cc DEPENDS judge_seccomp
  SEEDS ${CMAKE_SOURCE_DIR}/profiles/seccomp/*.policy)
