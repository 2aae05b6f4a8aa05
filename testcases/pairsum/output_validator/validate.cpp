// Accepts any pair that weighs what it has to. Usage: validate INPUT ANSWER FEEDBACK_DIR < OUTPUT
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace {

constexpr int kAccept = 42, kReject = 43, kJudgeError = 1;

struct Pair {
  long long first, second;
};

// "impossible" is no pair; anything else than that and two numbers is malformed.
struct Claim {
  bool well_formed = false;
  std::optional<Pair> pair;
};

std::optional<long long> ParseNumber(const std::string& word) {
  if (word.empty() || word.size() > 9) return std::nullopt;
  long long value = 0;
  for (const char digit : word) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = 10 * value + (digit - '0');
  }
  return value;
}

// Whatever comes, no more than a few short words of it are kept.
Claim ReadClaim(std::istream& in) {
  std::vector<std::string> words;
  std::string word;
  while (words.size() < 3 && in.width(20), in >> word) {
    words.push_back(word);
    if (words.size() == 3) return {};
  }
  if (words.size() == 1 && words[0] == "impossible") return {true, std::nullopt};
  if (words.size() != 2) return {};
  const auto first = ParseNumber(words[0]), second = ParseNumber(words[1]);
  if (!first || !second) return {};
  return {true, Pair{*first, *second}};
}

class Judge {
 public:
  explicit Judge(const std::string& feedback_dir)
      : judge_message_(feedback_dir + "judgemessage.txt"), team_message_(feedback_dir + "teammessage.txt") {}

  [[noreturn]] void Reject(const std::string& for_team, const std::string& for_judges) {
    team_message_ << for_team << std::endl;
    judge_message_ << for_team << ": " << for_judges << std::endl;
    std::exit(kReject);
  }

  [[noreturn]] void Fail(const std::string& what) {
    judge_message_ << "judge error: " << what << std::endl;
    std::exit(kJudgeError);
  }

 private:
  std::ofstream judge_message_, team_message_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return kJudgeError;
  Judge judge(argv[3]);
  std::ifstream input(argv[1]), answer(argv[2]);
  long long n = 0, target = 0;
  if (!(input >> n >> target)) judge.Fail("no input");
  std::vector<long long> weights(n);
  for (long long& weight : weights)
    if (!(input >> weight)) judge.Fail("the input ends early");
  const Claim expected = ReadClaim(answer), claim = ReadClaim(std::cin);
  if (!expected.well_formed) judge.Fail("the answer file is malformed");
  if (!claim.well_formed) judge.Reject("two numbers or 'impossible' were expected", "malformed output");
  if (!claim.pair) {
    if (expected.pair) judge.Reject("there is such a pair", "the judges have one");
    return kAccept;
  }
  const auto [a, b] = *claim.pair;
  if (a < 1 || a > n || b < 1 || b > n) judge.Reject("there is no weight of that number", std::to_string(a) + " " + std::to_string(b));
  if (a == b) judge.Reject("one weight cannot be used twice", std::to_string(a));
  const long long sum = weights[a - 1] + weights[b - 1];
  if (sum != target)
    judge.Reject("the pair has another weight", std::to_string(sum) + " instead of " + std::to_string(target));
  if (!expected.pair) judge.Fail("the submission found a pair, the judges did not");
  return kAccept;
}
