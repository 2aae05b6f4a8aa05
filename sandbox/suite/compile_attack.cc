#include "sandbox/suite/compile_attack.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "sandbox/suite/program.h"

namespace judge::sandbox {
namespace {

constexpr int64_t kMaxReportBytes = 16 << 20;
// What a log may hold, with room for the rest of the report around it.
constexpr size_t kMaxSaneReport = 2 << 20;

// Runs a program of ours, without input, its output and errors into the file; returns its wait status.
absl::StatusOr<int> RunInto(const Fd& file, const std::vector<std::string>& words) {
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, file.get(), 1);
  ::posix_spawn_file_actions_adddup2(&actions, file.get(), 2);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return absl::ErrnoToStatus(error, words[0]);
  int status = 0;
  if (RetryOnEintr([&] { return ::waitpid(pid, &status, 0); }) < 0) return absl::ErrnoToStatus(errno, "waitpid");
  return status;
}

struct Judged {
  std::string outcome;
  std::string log;
  std::string report;  // the whole of it
};

std::string Text(const nlohmann::json& json, const char* pointer) {
  const nlohmann::json::json_pointer place(pointer);
  return json.contains(place) && json[place].is_string() ? json[place].get<std::string>() : "";
}

std::string Outcome(const nlohmann::json& json) {
  const std::string verdict = Text(json, "/verdict");
  if (verdict == "CE") {
    const std::string limit = Text(json, "/compile/facts/limit");
    return limit.empty() || limit == "LIMIT_UNSPECIFIED" ? "CE diagnostics" : "CE limit";
  }
  return verdict.empty() || verdict == "VERDICT_UNSPECIFIED" ? "OK" : verdict;
}

absl::StatusOr<Judged> Judge(const SuitePlaces& places, const std::string& file) {
  Judged judged;
  JUDGE_ASSIGN_OR_RETURN(judged.report, RunJudgeCli(places, {"--json", file}));
  const nlohmann::json json = nlohmann::json::parse(judged.report, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return absl::InternalError(absl::StrCat("judge-cli: ", CutUtf8(judged.report, 2000)));
  judged.outcome = Outcome(json);
  judged.log = Text(json, "/compile/log");
  return judged;
}

void Compare(const std::string& key, const std::string& value, const Judged& judged, Finding& finding) {
  if (key == "expect") {
    finding.expected = value;
    finding.ended_as_expected = value == "CE *" ? absl::StartsWith(judged.outcome, "CE ") : judged.outcome == value;
  } else if (key == "log-has") {
    if (!absl::StrContains(judged.log, value)) absl::StrAppend(&finding.complaints, "the log lacks: ", value, "\n");
  } else if (key == "log-lacks") {
    if (absl::StrContains(judged.log, value)) absl::StrAppend(&finding.complaints, "the log has: ", value, "\n");
  } else if (key != "why") {
    absl::StrAppend(&finding.complaints, "unknown key ", key, "\n");
  }
}

}  // namespace

absl::StatusOr<std::string> RunJudgeCli(const SuitePlaces& places, const std::vector<std::string>& arguments) {
  const Fd output(::memfd_create("judge-cli", MFD_CLOEXEC));
  if (!output.valid()) return absl::ErrnoToStatus(errno, "memfd_create");
  std::vector<std::string> words = {places.judge_cli,
                                    "--state",
                                    places.state_folder,
                                    "--profiles",
                                    places.profiles_folder,
                                    "--runtime-dir",
                                    places.runtime_folder,
                                    "--best-effort",
                                    "run",
                                    "--server",
                                    ""};  // here, whatever JUDGE_SERVER says
  words.insert(words.end(), arguments.begin(), arguments.end());
  JUDGE_ASSIGN_OR_RETURN(const int status, RunInto(output, words));
  if (!WIFEXITED(status)) return absl::InternalError(absl::StrCat("judge-cli ended by signal ", WTERMSIG(status)));
  if (::lseek(output.get(), 0, SEEK_SET) < 0) return absl::ErrnoToStatus(errno, "lseek");
  return ReadAll(output, kMaxReportBytes);
}

absl::StatusOr<std::string> OutcomeOfJudging(const SuitePlaces& places, const std::string& file) {
  JUDGE_ASSIGN_OR_RETURN(Judged judged, Judge(places, file));
  return std::move(judged.outcome);
}

Finding RunCompileAttack(const SuitePlaces& places, const std::string& file) {
  const auto head = ReadHead(file);
  if (!head.ok()) return Failed("", head.status());
  Finding finding;
  const absl::StatusOr<Judged> judged = Judge(places, file);
  for (const auto& [key, value] : *head) Compare(key, value, judged.ok() ? *judged : Judged(), finding);
  if (!judged.ok()) return Failed(finding.expected, judged.status());
  finding.got = judged->outcome;
  if (judged->report.size() > kMaxSaneReport) finding.complaints += "the report is too long\n";
  finding.story = EscapeForTerminal(CutUtf8(judged->report, 3000));
  return finding;
}

}  // namespace judge::sandbox
