# How every target of the project is made: judge_library(), judge_program(), judge_test(), judge_fuzzer().
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(CCACHE ccache)
if(CCACHE)
  # Else ccache would not keep what a precompiled header went into.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(JUDGE_FOR_CCACHE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()

# The compiler is busy with the headers of others most of the time, gRPC's above all: the files of a library or program
# are compiled as one, eight at a time. Off for what wants each by itself, as clang-tidy does.
option(JUDGE_UNITY "Compile the files of a target together" ON)
function(judge_compile_together target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${JUDGE_UNITY} UNITY_BUILD_BATCH_SIZE 8)
endfunction()

option(JUDGE_WERROR "Warnings are errors" OFF)
set(JUDGE_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them: address,undefined or thread")
option(JUDGE_FUZZ "Make the fuzzers (with clang)" OFF)

# Ours alone: generated code and other people's headers are not held to it. -Wrestrict of GCC 12 is wrong about
# "literal" + std::string (GCC bug 105651).
add_library(judge_warnings INTERFACE)
target_compile_options(judge_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wno-missing-field-initializers
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<BOOL:${JUDGE_WERROR}>:-Werror>)
if(JUDGE_SANITIZE)
  add_compile_options(-fsanitize=${JUDGE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${JUDGE_SANITIZE})
endif()

# judge_library(NAME SOURCES a.cc ... DEPENDS target ...)
function(judge_library name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;DEPENDS")
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} PRIVATE judge_warnings)
  judge_compile_together(${name})
endfunction()

# judge_program(NAME SOURCES a.cc ... DEPENDS target ...): build/bin/NAME
function(judge_program name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;DEPENDS")
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} judge_warnings)
  # A program's own files are mostly its options, and CLI11 takes half as long again to compile with -O3.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  judge_compile_together(${name})
endfunction()

# How tests are compiled: not optimized, since their own code is not what is tested, and with GoogleTest's headers
# precompiled, once for all of them. Together that takes two thirds off.
add_library(judge_test_options INTERFACE)
target_compile_definitions(judge_test_options INTERFACE
  JUDGE_SOURCE_DIR="${CMAKE_SOURCE_DIR}" JUDGE_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
# -pthread: gRPC's users get it, and a precompiled header serves those alone who are compiled as it was.
target_compile_options(judge_test_options INTERFACE -O0 -pthread ${JUDGE_FOR_CCACHE})
# The checks for undefined behaviour double the time that a test takes to compile; what it tests has them.
if(JUDGE_SANITIZE MATCHES undefined)
  target_compile_options(judge_test_options INTERFACE -fno-sanitize=undefined)
endif()
target_link_libraries(judge_test_options INTERFACE judge_warnings GTest::gmock GTest::gtest_main)
file(CONFIGURE OUTPUT test_headers.cc CONTENT "")
add_library(judge_test_headers OBJECT ${CMAKE_BINARY_DIR}/test_headers.cc)
target_link_libraries(judge_test_headers PRIVATE judge_test_options)
target_precompile_headers(judge_test_headers PRIVATE <gmock/gmock.h> <gtest/gtest.h> <filesystem> <fstream> <map> <memory>
  <optional> <string> <vector>)

# judge_test_program(NAME SOURCES a_test.cc ... DEPENDS target ... [PROGRAMS program that it starts ...]): build/tests/NAME
function(judge_test_program name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;DEPENDS;PROGRAMS")
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} judge_test_options)
  target_precompile_headers(${name} REUSE_FROM judge_test_headers)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  if(ARG_PROGRAMS)
    add_dependencies(${name} ${ARG_PROGRAMS})
  endif()
endfunction()

# Tests of boxes count what is on the machine before and after: one at a time. All of them in a row take longest, so they
# go first.
function(judge_test_has_boxes name)
  set_tests_properties(${name} PROPERTIES RESOURCE_LOCK boxes COST 5000)
endfunction()

# judge_test(NAME LABEL unit|sandbox|e2e [QUIET] [ONCE] SOURCES a_test.cc ... DEPENDS target ... [PROGRAMS program ...])
# Labels: unit needs no privilege, sandbox needs root, e2e needs root and the images. (v2: see sandbox/guest.cmake.)
# ONCE: not under sanitizers again, since what it tries is images, packages or the kernel rather than code of ours. QUIET:
# it measures, so nothing else may run meanwhile, and no sanitizer slow it.
function(judge_test name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "QUIET;ONCE" "LABEL;TIMEOUT" "SOURCES;DEPENDS;PROGRAMS")
  if(JUDGE_SANITIZE AND (ARG_ONCE OR ARG_QUIET))
    return()
  endif()
  judge_test_program(${name} SOURCES ${ARG_SOURCES} DEPENDS ${ARG_DEPENDS} PROGRAMS ${ARG_PROGRAMS})
  add_test(NAME ${name} COMMAND ${name})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 600)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
  if(NOT ARG_LABEL STREQUAL unit)
    judge_test_has_boxes(${name})
  endif()
  set_tests_properties(${name} PROPERTIES RUN_SERIAL ${ARG_QUIET})
endfunction()

# judge_fuzzer(NAME RUNS number SOURCES a_fuzz.cc DEPENDS target ... [SEEDS pattern ...]): build/fuzz/fuzzers/NAME
# Its test, of label fuzz, tries the inputs in fuzz/NAME and in the files that the patterns name, then RUNS more that
# libFuzzer derives from them, always the same ones. The target `fuzzers` builds all of them. See fuzz/README.md.
function(judge_fuzzer name)
  if(NOT JUDGE_FUZZ)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "RUNS" "SOURCES;DEPENDS;SEEDS")
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} judge_testing_fuzz judge_warnings)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  target_compile_definitions(${name} PRIVATE JUDGE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzzers)
  add_dependencies(fuzzers ${name})

  file(GLOB seeds CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/fuzz/${name}/* ${ARG_SEEDS})
  list(JOIN seeds "," seeds)
  file(WRITE ${CMAKE_BINARY_DIR}/seeds/${name} "${seeds}")
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/crashes)
  add_test(NAME ${name} COMMAND ${name} -seed=1 -runs=${ARG_RUNS} -timeout=20 -artifact_prefix=${CMAKE_BINARY_DIR}/crashes/${name}-
    -seed_inputs=@${CMAKE_BINARY_DIR}/seeds/${name})
  set_tests_properties(${name} PROPERTIES LABELS fuzz TIMEOUT 300)
endfunction()

# judge_test_as_ordinary_user(NAME LABEL ... PROGRAM target): a test program again, or alone, without any privilege. What
# starts it needs root. By rlimits a program's memory begins with that of the spawner it was cloned from, which is small,
# unless it is instrumented: then it grows from run to run, and what counts memory can only be tried ONCE.
function(judge_test_as_ordinary_user name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "ONCE" "LABEL;PROGRAM" "")
  if(ARG_ONCE AND JUDGE_SANITIZE)
    return()
  endif()
  add_test(NAME ${name}
    COMMAND ${CMAKE_SOURCE_DIR}/sandbox/as_ordinary_user ${CMAKE_SOURCE_DIR} $<TARGET_FILE:${ARG_PROGRAM}>)
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 600)
  judge_test_has_boxes(${name})
endfunction()
