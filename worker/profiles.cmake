# Language profiles and the compile cache.
judge_library(judge_profiles SOURCES profile_set.cc profile_check.cc
  DEPENDS judge_base judge_sha256 judge_textproto judge_proto absl::strings)
judge_test(profile_set_test LABEL unit SOURCES profile_set_test.cc DEPENDS judge_profiles)
judge_fuzzer(profile_set_fuzz RUNS 5000 SOURCES profile_set_fuzz.cc DEPENDS judge_profiles
  SEEDS ${CMAKE_SOURCE_DIR}/profiles/languages/*.textproto)
judge_library(judge_compile_cache SOURCES compile_cache.cc DEPENDS judge_base judge_sha256 judge_proto)
judge_test(compile_cache_test LABEL unit SOURCES compile_cache_test.cc DEPENDS judge_compile_cache)
