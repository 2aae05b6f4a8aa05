// What a caller may see of a run, and of a problem.
#ifndef JUDGE_SERVER_VISIBILITY_H_
#define JUDGE_SERVER_VISIBILITY_H_

#include "judge/v1/judge.pb.h"
#include "judge/v1/problem_service.pb.h"
#include "server/keys.h"

namespace judge::server {

// Takes out what the role may not see. Who may only submit learns of a hidden test how it ended and what it took; not
// what the program printed there (it may have printed the input), nor any number that it could choose for the same end
// (exit code, arguments of a system call), nor what a validator said to the judges.
void Redact(Role role, v1::Run& run);
void Redact(Role role, v1::RunEvent& event);
// Hidden tests.
void Redact(Role role, v1::ProblemVersion& version);
// Whether Redact would change it: events go to very many watchers, and most as they are.
bool NeedsRedaction(Role role, const v1::RunEvent& event);

}  // namespace judge::server

#endif  // JUDGE_SERVER_VISIBILITY_H_
