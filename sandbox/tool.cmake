# judge-sandbox, and the tests that run whole boxes: hostile programs, and how well time and memory are told.
judge_library(judge_sandbox_tool SOURCES tool/facts.cc tool/layers.cc DEPENDS judge_sandbox)
judge_test(sandbox_tool_parts_test LABEL unit SOURCES tool/facts_test.cc tool/layers_test.cc DEPENDS judge_sandbox_tool)
include(suite.cmake)
judge_program(judge-sandbox SOURCES tool/main.cc tool/exit_code.cc tool/options.cc tool/selftest.cc tool/selftest_report.cc
  DEPENDS judge_sandbox_suite judge_terminal CLI11::CLI11)

judge_library(judge_sandbox_testing SOURCES faults.cc process_tree.cc test_machine.cc DEPENDS judge_sandbox_suite)
target_compile_definitions(judge_sandbox_testing PRIVATE
  JUDGE_SOURCE_DIR="${CMAKE_SOURCE_DIR}" JUDGE_BIN_DIR="${CMAKE_BINARY_DIR}/bin" JUDGE_SUITE_FOLDER="${JUDGE_SUITE_FOLDER}"
  JUDGE_MEASURED_FOLDER="${JUDGE_MEASURED_FOLDER}")
add_dependencies(judge_sandbox_testing judge_suite)

judge_test(suite_test LABEL unit SOURCES suite/program_test.cc suite/suite_test.cc DEPENDS judge_sandbox_testing)
judge_test(security_doc_test LABEL unit SOURCES security_doc_test.cc DEPENDS judge_sandbox_testing)
judge_test(hostile_test LABEL sandbox SOURCES hostile_test.cc DEPENDS judge_sandbox_testing TIMEOUT 600)
judge_test(hostile_pairs_test LABEL sandbox ONCE SOURCES hostile_pairs_test.cc DEPENDS judge_sandbox_testing)
include(weakened.cmake)
judge_test(accounting_test LABEL sandbox QUIET SOURCES accounting_test.cc DEPENDS judge_sandbox_testing)
judge_test(fault_test LABEL sandbox SOURCES fault_test.cc DEPENDS judge_sandbox_testing judge-spawner-child
  PROGRAMS judge-sandbox judge-spawner-faulty)
judge_test(exhaustion_test LABEL sandbox SOURCES exhaustion_test.cc DEPENDS judge_sandbox_testing judge_cgroup)
judge_test(sandbox_tool_test LABEL sandbox SOURCES tool/tool_test.cc tool/tool_process.cc DEPENDS judge_sandbox_testing
  PROGRAMS judge-sandbox)
judge_test(selftest_test LABEL e2e SOURCES tool/selftest_test.cc tool/tool_process.cc DEPENDS judge_sandbox_testing
  PROGRAMS judge-cli judge-sandbox judge-spawner-weakened)
judge_test_as_ordinary_user(rootless_selftest_test LABEL e2e PROGRAM selftest_test)
set_tests_properties(rootless_selftest_test PROPERTIES RUN_SERIAL ON)
judge_test(selftest_report_test LABEL unit SOURCES tool/selftest_report_test.cc tool/selftest_report.cc
  DEPENDS judge_sandbox_suite judge_terminal)
judge_test(hostile_compile_test LABEL e2e ONCE TIMEOUT 900 SOURCES hostile_compile_test.cc DEPENDS judge_sandbox_testing
  PROGRAMS judge-cli)
