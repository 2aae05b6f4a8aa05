# Tests of boxes again where cgroup v2 is alone: in a virtual machine that guest/run boots. Label v2.

# judge_guest_test(NAME PROGRAM [OPTIONS option of guest/run ...] [ARGUMENTS argument of the program ...])
function(judge_guest_test name program)
  cmake_parse_arguments(PARSE_ARGV 2 ARG "" "" "OPTIONS;ARGUMENTS")
  add_test(NAME ${name} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/guest/run --folder ${CMAKE_BINARY_DIR}/guest ${ARG_OPTIONS}
    --file $<TARGET_FILE:judge-spawner> --file $<TARGET_FILE:judge-spawner-faulty>
    --file $<TARGET_FILE:judge-spawner-weakened> --file $<TARGET_FILE:judge-sandbox> --file $<TARGET_FILE:judge-cli>
    --file ${JUDGE_SUITE_FOLDER} --file ${JUDGE_MEASURED_FOLDER} --file ${CMAKE_SOURCE_DIR}/profiles
    -- $<TARGET_FILE:${program}> ${ARG_ARGUMENTS})
  set_tests_properties(${name} PROPERTIES LABELS v2 TIMEOUT 1200 COST 1000)
endfunction()

judge_test_program(cgroup_v2_test SOURCES spawner/cgroup_v2_test.cc DEPENDS judge_sandbox_testing judge_cgroup)
foreach(program cgroup_v2_test spawner_client_test captured_worker_test sandbox_tool_test hostile_test hostile_pairs_test
    selftest_test weakened_test exhaustion_test)
  judge_guest_test(v2_${program} ${program})
endforeach()
# Its CPUs are to be there when it measures.
judge_guest_test(v2_accounting_test accounting_test OPTIONS --cpus 2)
set_tests_properties(v2_accounting_test PROPERTIES RUN_SERIAL ON)
# One program that only takes time stands for all of these; the time is that of the guest.
set(endless brace_bomb constexpr_bomb include_dev_urandom macro_bomb nesting_bomb overload_bomb string_bomb)
list(TRANSFORM endless PREPEND "*/")
list(JOIN endless ":" endless)
judge_guest_test(v2_hostile_compile_test hostile_compile_test ARGUMENTS --gtest_filter=-${endless})
judge_guest_test(v2_soak_test judge-soak ARGUMENTS --boxes 200 --laps 2)
# One error stands for the four: which it is makes no difference to what is done about it.
judge_guest_test(v2_fault_test fault_test ARGUMENTS --gtest_filter=-*/1:*/2:*/3)
# As systemd's service, to which its cgroup was delegated; without root, too.
judge_guest_test(v2_sandbox_tool_test_as_service sandbox_tool_test OPTIONS --service)
foreach(program sandbox_tool_test spawner_client_test captured_worker_test hostile_test)
  judge_guest_test(v2_${program}_as_user ${program} OPTIONS --user)
endforeach()
judge_guest_test(v2_delegated_test_as_user delegated_test OPTIONS --user --file ${CMAKE_SOURCE_DIR}/testcases/sum)
# Where v1 has the controllers, v2 beside it is left alone.
judge_guest_test(hybrid_sandbox_tool_test sandbox_tool_test OPTIONS --hybrid)
# Without a limit of its own on swap, a program that runs out of memory would go on in it.
judge_guest_test(v2_hostile_test_with_swap hostile_test OPTIONS --swap ARGUMENTS --gtest_filter=*memory*)
# The longest of them first, or all would wait for the last.
set_tests_properties(v2_fault_test v2_hostile_compile_test v2_hostile_test v2_hostile_test_as_user v2_weakened_test
  PROPERTIES COST 3000)
