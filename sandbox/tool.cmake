# judge-sandbox, and the tests that run whole boxes: hostile programs, and how well time and memory are told.
judge_library(judge_sandbox_tool SOURCES tool/facts.cc tool/layers.cc tool/options.cc DEPENDS judge_sandbox CLI11::CLI11)
judge_program(judge-sandbox SOURCES tool/main.cc DEPENDS judge_sandbox_tool)
judge_test(sandbox_tool_parts_test LABEL unit SOURCES tool/facts_test.cc tool/layers_test.cc DEPENDS judge_sandbox_tool)

# Programs of testdata/, each linked statically so that it runs above any image. They are made with the project's
# compilers and with flags of their own: no sanitizer, no warnings. Making them is harmless; they run in boxes alone.
set(JUDGE_TESTDATA_FOLDER ${CMAKE_BINARY_DIR}/testdata)
file(MAKE_DIRECTORY ${JUDGE_TESTDATA_FOLDER})
function(judge_testdata_program source)
  get_filename_component(name ${source} NAME_WE)
  if(source MATCHES "\\.c$")
    set(compile ${CMAKE_C_COMPILER_LAUNCHER} ${CMAKE_C_COMPILER} -std=gnu17)
  else()
    set(compile ${CMAKE_CXX_COMPILER_LAUNCHER} ${CMAKE_CXX_COMPILER} -std=c++20)
  endif()
  add_custom_command(OUTPUT ${JUDGE_TESTDATA_FOLDER}/${name}
    COMMAND ${compile} -O1 -w -pthread -c ${source} -o ${JUDGE_TESTDATA_FOLDER}/${name}.o
    COMMAND ${CMAKE_CXX_COMPILER} -static -pthread ${JUDGE_TESTDATA_FOLDER}/${name}.o -o ${JUDGE_TESTDATA_FOLDER}/${name}
    DEPENDS ${source} ${CMAKE_CURRENT_SOURCE_DIR}/testdata/pairs/pair.h COMMENT "Building testdata/${name}" VERBATIM)
  set_property(GLOBAL APPEND PROPERTY JUDGE_TESTDATA_PROGRAMS ${JUDGE_TESTDATA_FOLDER}/${name})
endfunction()
file(GLOB sources RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS testdata/*.c testdata/*.cpp
  testdata/measured/*.c testdata/pairs/*.c)
foreach(source ${sources})
  judge_testdata_program(${CMAKE_CURRENT_SOURCE_DIR}/${source})
endforeach()
get_property(programs GLOBAL PROPERTY JUDGE_TESTDATA_PROGRAMS)
add_custom_target(judge_testdata DEPENDS ${programs})

judge_library(judge_sandbox_testing SOURCES hostile_check.cc hostile_program.cc machine_counts.cc process_tree.cc
  test_machine.cc DEPENDS judge_sandbox_tool)
target_compile_definitions(judge_sandbox_testing PRIVATE
  JUDGE_SOURCE_DIR="${CMAKE_SOURCE_DIR}" JUDGE_BIN_DIR="${CMAKE_BINARY_DIR}/bin")

judge_test(hostile_program_test LABEL unit SOURCES hostile_program_test.cc DEPENDS judge_sandbox_testing)
judge_test(security_doc_test LABEL unit SOURCES security_doc_test.cc DEPENDS judge_sandbox_testing)
judge_test(hostile_test LABEL sandbox SOURCES hostile_test.cc DEPENDS judge_sandbox_testing TIMEOUT 600)
add_dependencies(hostile_test judge_testdata)
judge_test(hostile_pairs_test LABEL sandbox SOURCES hostile_pairs_test.cc DEPENDS judge_sandbox_testing)
add_dependencies(hostile_pairs_test judge_testdata)
include(weakened.cmake)
judge_test(accounting_test LABEL sandbox QUIET SOURCES accounting_test.cc DEPENDS judge_sandbox_testing)
add_dependencies(accounting_test judge_testdata)
judge_test(fault_test LABEL sandbox SOURCES fault_test.cc DEPENDS judge_sandbox_testing)
target_link_libraries(fault_test PRIVATE judge-spawner-child)
add_dependencies(fault_test judge-sandbox judge-spawner-faulty)
judge_test(exhaustion_test LABEL sandbox SOURCES exhaustion_test.cc DEPENDS judge_sandbox_testing)
judge_test(sandbox_tool_test LABEL sandbox SOURCES tool/tool_test.cc DEPENDS judge_sandbox_testing)
add_dependencies(sandbox_tool_test judge-sandbox)
judge_test(hostile_compile_test LABEL e2e SOURCES hostile_compile_test.cc DEPENDS judge_sandbox_testing TIMEOUT 900)
add_dependencies(hostile_compile_test judge-cli)
