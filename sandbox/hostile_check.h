// What is wrong with the result of a hostile program, beyond its verdict. For tests.
#ifndef JUDGE_SANDBOX_HOSTILE_CHECK_H_
#define JUDGE_SANDBOX_HOSTILE_CHECK_H_

#include <string>

#include "sandbox/hostile_program.h"
#include "sandbox/result.h"
#include "sandbox/test_machine.h"

namespace judge::sandbox {

// What of the head and of what holds for every run is not so, the verdict apart; a line each, "" when all is right.
std::string Complaints(const TestMachine& machine, const HostileProgram& program, const Result& result);

// What the program said and did, for the message of a failed test.
std::string Story(const Result& result);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_HOSTILE_CHECK_H_
