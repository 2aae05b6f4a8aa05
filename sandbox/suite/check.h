// What is wrong with the result of a program of the suite, beyond its verdict.
#ifndef JUDGE_SANDBOX_SUITE_CHECK_H_
#define JUDGE_SANDBOX_SUITE_CHECK_H_

#include <string>

#include "sandbox/result.h"
#include "sandbox/suite/machine.h"
#include "sandbox/suite/program.h"

namespace judge::sandbox {

// What of the head and of what holds for every run is not so, the verdict apart; a line each, "" when all is right.
std::string Complaints(const SuiteMachine& machine, const HostileProgram& program, const Result& result);

// What the program said and did; several lines, made harmless for a terminal.
std::string Story(const Result& result);

}  // namespace judge::sandbox

#endif  // JUDGE_SANDBOX_SUITE_CHECK_H_
