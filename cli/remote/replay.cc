#include "cli/remote/replay.h"

#include "absl/strings/str_cat.h"

namespace judge::cli {

void Replay::Take(const v1::RunEvent& event) {
  switch (event.event_case()) {
    case v1::RunEvent::kQueued:
      terminal_.Progress(absl::StrCat("queued, number ", event.queued().position(), " ..."));
      break;
    case v1::RunEvent::kStarted:
      Start(event.started().attempt());
      break;
    case v1::RunEvent::kCompiled:
      if (!IsOfThePast()) Tell(event.compiled());
      break;
    case v1::RunEvent::kTest:
      if (!IsOfThePast()) Tell(event.test());
      break;
    case v1::RunEvent::kFinished:
      TellRest(event.finished().result());
      break;
    case v1::RunEvent::EVENT_NOT_SET:  // of a newer server
      break;
  }
}

void Replay::Start(int attempt) {
  told_attempt_ = attempt;
  if (attempt <= attempt_) return;
  const bool is_lost = compiled_ || !tests_.empty();
  attempt_ = attempt;
  compiled_ = false;
  tests_.clear();
  terminal_.ClearProgress();
  if (is_lost) Print("\nthat attempt came to nothing: another one begins anew\n\n");
  observer_.Compiling();
}

void Replay::Tell(const v1::CompileResult& compile) {
  if (compiled_) return;
  compiled_ = true;
  observer_.Compiled(compile);
  if (compile.ok()) observer_.TestStarted({.name = "test 1"});
}

void Replay::Tell(const v1::TestResult& test) {
  if (!tests_.insert(test.name()).second) return;
  observer_.TestEnded({.result = test, .stdout_data = test.stdout(), .stderr_data = test.stderr()});
  observer_.TestStarted({.name = absl::StrCat("test ", tests_.size() + 1)});
}

void Replay::TellRest(const v1::RunResult& result) {
  if (result.has_compile()) Tell(result.compile());
  for (const v1::TestResult& test : result.tests())
    if (test.verdict() != v1::SK) Tell(test);
  terminal_.ClearProgress();
}

}  // namespace judge::cli
