#include "bench/chaos/kinds.h"

#include "absl/strings/str_cat.h"
#include "base/escape.h"

namespace judge::bench {
namespace {

v1::SubmitRunRequest KindOf(const std::string& name, const std::string& source) {
  v1::SubmitRunRequest request;
  auto* const file = request.add_sources();
  file->set_name(name);
  file->set_content(source);
  auto& tests = *request.mutable_tests();
  for (const auto& [input, answer] : {std::pair("1 2", "3"), {"5 5", "10"}, {"-4 4", "0"}}) {
    auto* const test = tests.add_tests();
    test->set_input(input);
    test->set_answer(answer);
  }
  request.set_all_tests(true);
  return request;
}

constexpr char kAdds[] =
    "#include <stdio.h>\nint main(void) { int a, b; scanf(\"%d %d\", &a, &b); printf(\"%d\\n\", a + b); }\n";
constexpr char kSubtracts[] =
    "#include <stdio.h>\nint main(void) { int a, b; scanf(\"%d %d\", &a, &b); printf(\"%d\\n\", a - b); }\n";
constexpr char kAborts[] = "#include <stdlib.h>\nint main(void) { abort(); }\n";
constexpr char kSpins[] = "int main(void) { for (volatile int i = 0;; ++i) continue; }\n";
constexpr char kCalls[] = "#include <sys/socket.h>\nint main(void) { return socket(AF_INET, SOCK_STREAM, 0); }\n";
constexpr char kBroken[] = "int main(void) { return unknown; }\n";
constexpr char kAddsInPython[] = "print(sum(map(int, input().split())))\n";

}  // namespace

std::vector<v1::SubmitRunRequest> Kinds() {
  std::vector<v1::SubmitRunRequest> kinds = {
      KindOf("adds.c", kAdds),   KindOf("subtracts.c", kSubtracts), KindOf("aborts.c", kAborts),
      KindOf("calls.c", kCalls), KindOf("broken.c", kBroken),       KindOf("adds.py", kAddsInPython),
      KindOf("spins.c", kSpins),
  };
  kinds.back().set_all_tests(false);
  kinds.back().mutable_limits()->set_cpu_time_ms(50);
  return kinds;
}

std::string Comparable(const v1::Run& run) {
  std::string text = absl::StrCat(v1::Verdict_Name(run.verdict()), " compiled ", run.result().compile().ok());
  for (const v1::TestResult& test : run.result().tests())
    absl::StrAppend(&text, ", ", test.name(), " ", v1::Verdict_Name(test.verdict()), " '", test.stdout(), "'");
  return EscapeForLine(text);
}

}  // namespace judge::bench
