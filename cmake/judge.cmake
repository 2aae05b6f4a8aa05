# How every target of the project is made: judge_library(), judge_program(), judge_test().
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

option(JUDGE_WERROR "Warnings are errors" OFF)
set(JUDGE_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them: address,undefined or thread")

# Ours alone: generated code and other people's headers are not held to it. -Wrestrict of GCC 12 is wrong about
# "literal" + std::string (GCC bug 105651).
add_library(judge_warnings INTERFACE)
target_compile_options(judge_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wno-missing-field-initializers
  -Wno-restrict $<$<BOOL:${JUDGE_WERROR}>:-Werror>)
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
endfunction()

# judge_program(NAME SOURCES a.cc ... DEPENDS target ...): build/bin/NAME
function(judge_program name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;DEPENDS")
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} judge_warnings)
endfunction()

# judge_test(NAME LABEL unit|sandbox|e2e SOURCES a_test.cc ... DEPENDS target ...)
# Labels: unit needs no privilege, sandbox needs root, e2e needs root and the images.
function(judge_test name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "LABEL;TIMEOUT" "SOURCES;DEPENDS")
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} judge_warnings GTest::gmock GTest::gtest_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_compile_definitions(${name} PRIVATE JUDGE_SOURCE_DIR="${CMAKE_SOURCE_DIR}" JUDGE_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
  add_test(NAME ${name} COMMAND ${name})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
  # Tests of boxes count what is on the machine before and after: one at a time.
  if(NOT ARG_LABEL STREQUAL unit)
    set_tests_properties(${name} PROPERTIES RUN_SERIAL ON)
  endif()
endfunction()
