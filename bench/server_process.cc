#include "bench/server_process.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/fd.h"
#include "base/file.h"
#include "base/status_macros.h"

namespace judge::bench {
namespace {

constexpr uint16_t kMetricsPort = 19'466;
constexpr int64_t kMaxPageBytes = 1 << 20;

absl::StatusOr<std::string> ReadMetrics() {
  const Fd connection(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in server{};
  server.sin_family = AF_INET;
  server.sin_port = htons(kMetricsPort);
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(connection.get(), reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0)
    return absl::ErrnoToStatus(errno, "connect to the server's metrics");
  JUDGE_RETURN_IF_ERROR(WriteAll(connection, "GET /metrics HTTP/1.0\r\n\r\n"));
  return ReadAll(connection, kMaxPageBytes);
}

// Of a metric without labels.
absl::StatusOr<int64_t> Figure(const std::string& page, absl::string_view name) {
  for (const absl::string_view line : absl::StrSplit(page, '\n')) {
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(line, absl::MaxSplits(' ', 1));
    double value = 0;
    if (parts.first == name && absl::SimpleAtod(parts.second, &value)) return static_cast<int64_t>(value);
  }
  return absl::NotFoundError(absl::StrCat("the server's metrics lack ", name));
}

}  // namespace

ServerProcess::ServerProcess(const std::string& folder)
    : process_("judge-server", {"--listen", "127.0.0.1:0", "--state", folder, "--metrics",
                                absl::StrCat("127.0.0.1:", kMetricsPort), "--max-queued", "1000000000", "--max-backlog",
                                "1000000000", "--max-rate", "1000000000", "--max-burst", "1000000000"}),
      address_(process_.WaitFor("listening on ")) {}

absl::StatusOr<ServerProcess::Commits> ServerProcess::commits() const {
  JUDGE_ASSIGN_OR_RETURN(const std::string page, ReadMetrics());
  Commits commits;
  JUDGE_ASSIGN_OR_RETURN(commits.groups, Figure(page, "judge_store_groups_total"));
  JUDGE_ASSIGN_OR_RETURN(commits.writes, Figure(page, "judge_store_writes_total"));
  return commits;
}

absl::StatusOr<int64_t> MemoryOf(pid_t pid) {
  JUDGE_ASSIGN_OR_RETURN(const std::string statm, ReadKernelFile(absl::StrCat("/proc/", pid, "/statm")));
  const std::vector<absl::string_view> fields = absl::StrSplit(statm, ' ');
  int64_t pages = 0;
  if (fields.size() < 2 || !absl::SimpleAtoi(fields[1], &pages)) return absl::InternalError("statm: " + statm);
  return pages * sysconf(_SC_PAGESIZE);
}

absl::StatusOr<double> ServerProcess::cpu_seconds() const {
  JUDGE_ASSIGN_OR_RETURN(const std::string stat, ReadKernelFile(absl::StrCat("/proc/", process_.pid(), "/stat")));
  // What follows the name, which may have spaces, begins with field 3; 14 and 15 are the times.
  const std::vector<std::string> fields = absl::StrSplit(stat.substr(stat.rfind(')') + 2), ' ');
  int64_t user = 0, system = 0;
  if (fields.size() < 13 || !absl::SimpleAtoi(fields[11], &user) || !absl::SimpleAtoi(fields[12], &system))
    return absl::InternalError("stat: " + stat);
  return static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace judge::bench
