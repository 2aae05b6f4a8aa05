# The suite of hostile programs, as it is shipped, and what runs it.
judge_library(judge_sandbox_suite SOURCES suite/check.cc suite/compile_attack.cc suite/machine.cc suite/machine_counts.cc
  suite/pair.cc suite/program.cc suite/run.cc suite/suite.cc DEPENDS judge_sandbox_tool)

# Where an installation has it, too: beside bin/. The sources of testdata/ are in it, since their heads say what to expect.
set(JUDGE_SUITE_FOLDER ${CMAKE_BINARY_DIR}/share/judge/suite)
set(JUDGE_MEASURED_FOLDER ${CMAKE_BINARY_DIR}/testdata)

# judge_boxed_program(SOURCE PROGRAM): a program that runs in boxes alone, linked statically so that it runs above any
# image. They are made with the project's compilers and with flags of their own: no sanitizer, no warnings. Making them
# is harmless.
function(judge_boxed_program source program)
  if(source MATCHES "\\.c$")
    set(compile ${CMAKE_C_COMPILER_LAUNCHER} ${CMAKE_C_COMPILER} -std=gnu17)
  else()
    set(compile ${CMAKE_CXX_COMPILER_LAUNCHER} ${CMAKE_CXX_COMPILER} -std=c++20)
  endif()
  get_filename_component(name ${program} NAME)
  set(object ${CMAKE_CURRENT_BINARY_DIR}/boxed_programs/${name}.o)
  add_custom_command(OUTPUT ${program}
    COMMAND ${compile} -O1 -w -pthread -c ${source} -o ${object}
    COMMAND ${CMAKE_CXX_COMPILER} -static -pthread ${object} -o ${program}
    DEPENDS ${source} ${CMAKE_CURRENT_SOURCE_DIR}/testdata/pairs/pair.h COMMENT "Building ${name} of testdata" VERBATIM)
  set_property(GLOBAL APPEND PROPERTY JUDGE_SUITE_FILES ${program})
endfunction()

# judge_suite_file(SOURCE FILE): a copy.
function(judge_suite_file source file)
  add_custom_command(OUTPUT ${JUDGE_SUITE_FOLDER}/${file}
    COMMAND ${CMAKE_COMMAND} -E copy ${source} ${JUDGE_SUITE_FOLDER}/${file} DEPENDS ${source}
    COMMENT "Copying ${file} into the suite" VERBATIM)
  set_property(GLOBAL APPEND PROPERTY JUDGE_SUITE_FILES ${JUDGE_SUITE_FOLDER}/${file})
endfunction()

file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/boxed_programs ${JUDGE_MEASURED_FOLDER} ${JUDGE_SUITE_FOLDER}/pairs
  ${JUDGE_SUITE_FOLDER}/compile)
set(testdata ${CMAKE_CURRENT_SOURCE_DIR}/testdata)
file(GLOB sources RELATIVE ${testdata} CONFIGURE_DEPENDS ${testdata}/*.c ${testdata}/*.cpp ${testdata}/*.py
  ${testdata}/*.policy ${testdata}/pairs/*.c ${testdata}/compile/*.c ${testdata}/compile/*.cpp)
foreach(source ${sources})
  judge_suite_file(${testdata}/${source} ${source})
  if(source MATCHES "\\.(c|cpp)$" AND NOT source MATCHES "^compile/")
    string(REGEX REPLACE "\\.[^.]*$" "" program ${source})
    judge_boxed_program(${testdata}/${source} ${JUDGE_SUITE_FOLDER}/${program})
  endif()
endforeach()
judge_suite_file(${CMAKE_SOURCE_DIR}/docs/security.md security.md)
file(GLOB sources CONFIGURE_DEPENDS ${testdata}/measured/*.c)
foreach(source ${sources})
  get_filename_component(name ${source} NAME_WE)
  judge_boxed_program(${source} ${JUDGE_MEASURED_FOLDER}/${name})
endforeach()

get_property(files GLOBAL PROPERTY JUDGE_SUITE_FILES)
add_custom_target(judge_suite DEPENDS ${files})
# What an earlier build has made of a source that is gone would be run as well.
file(GLOB_RECURSE there ${JUDGE_SUITE_FOLDER}/*)
list(REMOVE_ITEM there ${files})
if(there)
  file(REMOVE ${there})
endif()
