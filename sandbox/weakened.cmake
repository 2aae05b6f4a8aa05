# judge-spawner once more, from the same sources, but each call that sets up a defence can be told to leave it out; see
# spawner/weakened_calls.cc. It shows that the programs of testdata/ would notice.
get_target_property(spawner_sources judge-spawner SOURCES)
get_target_property(spawner_libraries judge-spawner LINK_LIBRARIES)
add_executable(judge-spawner-weakened ${spawner_sources} spawner/weakened_calls.cc)
target_include_directories(judge-spawner-weakened PRIVATE ${CMAKE_SOURCE_DIR})
target_link_libraries(judge-spawner-weakened PRIVATE ${spawner_libraries})
foreach(call access mount open prctl recvmsg setdomainname sethostname setrlimit setsid syscall umount2 unshare)
  target_link_options(judge-spawner-weakened PRIVATE -Wl,--wrap=${call})
endforeach()

judge_test(weakened_test LABEL sandbox ONCE SOURCES weakened_test.cc DEPENDS judge_sandbox_testing
  PROGRAMS judge-spawner-weakened)
