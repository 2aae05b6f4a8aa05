#include "server/options.h"

#include <sys/un.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/places.h"
#include "base/status_macros.h"
#include "proto/connection.h"
#include "server/keys.h"

namespace judge::server {
namespace {

constexpr char kHostCharacters[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_";

// CLI::Range takes "nan" for a number between any two.
CLI::Validator InRange(double least, double most) {
  const auto check = [least, most](const std::string& text) {
    double value = 0;
    if (absl::SimpleAtod(text, &value) && value >= least && value <= most) return std::string();
    return absl::StrCat("'", EscapeForLine(text), "' is no number from ", least, " to ", most);
  };
  return CLI::Validator(check, absl::StrCat("NUMBER in [", least, " - ", most, "]"));
}

// "--max-rate": "JUDGE_SERVER_MAX_RATE".
std::string VariableOf(absl::string_view option) {
  return absl::StrCat("JUDGE_SERVER_",
                      absl::AsciiStrToUpper(absl::StrReplaceAll(absl::StripPrefix(option, "--"), {{"-", "_"}})));
}

// A number that an operator may set.
template <typename T>
void AddNumber(CLI::App& app, const char* name, T& value, const char* what, double least, double most) {
  app.add_option(name, value, what)
      ->envname(VariableOf(name))
      ->check(InRange(least, most))
      ->capture_default_str()
      ->group("Bounds");
}

// The same of a field of limits.
void AddLimit(CLI::App& app, const char* name, v1::Limits& limits, void (v1::Limits::*set)(uint64_t), const char* what,
              uint64_t now) {
  app.add_option_function<uint64_t>(
         name, [&limits, set](const uint64_t& value) { (limits.*set)(value); }, what)
      ->envname(VariableOf(name))
      ->check(InRange(1, 1e12))
      ->default_str(absl::StrCat(now))
      ->group("Bounds");
}

// "127.0.0.1:50051", "[::1]:0", "judge.example.org:443": what gRPC makes of all else, nobody means.
bool IsHostAndPort(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) return false;
  const std::string host = address.substr(0, colon), port = address.substr(colon + 1);
  const bool is_port = !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos &&
                       std::stoi(port) <= 65535;
  const bool is_in_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const char* const allowed = is_in_brackets ? "0123456789abcdefABCDEF:." : kHostCharacters;
  const std::string name = is_in_brackets ? host.substr(1, host.size() - 2) : host;
  return is_port && !name.empty() && name.find_first_not_of(allowed) == std::string::npos;
}

bool IsSocketPath(const std::string& address) {
  constexpr size_t kMaxPath = sizeof(sockaddr_un::sun_path) - 1;
  const size_t size = absl::StripPrefix(address, "unix:").size();
  return absl::StartsWith(address, "unix:") && size > 0 && size <= kMaxPath;
}

absl::Status CheckAddress(const Options& options, const std::string& address) {
  if (!IsHostAndPort(address) && !IsSocketPath(address))
    return absl::InvalidArgumentError(
        absl::StrCat("--listen ", EscapeForLine(address),
                     ": is to be HOST:PORT or unix:PATH; a port is 0 to 65535, IPv6 stands in []"));
  if (IsOnThisMachine(address)) return absl::OkStatus();
  if (options.keys_file.empty())
    return absl::InvalidArgumentError(
        absl::StrCat("--listen ", address,
                     ": without --keys everybody may do everything, so only this machine may reach the server "
                     "(127.0.0.1, [::1], localhost, unix:)"));
  if (options.certificate_file.empty() && !options.allow_plaintext)
    return absl::InvalidArgumentError(
        absl::StrCat("--listen ", address,
                     ": API keys would travel unencrypted; give --certificate and --private-key, "
                     "or --allow-plaintext where the network itself is trusted"));
  return absl::OkStatus();
}

// "" for no file.
absl::StatusOr<std::string> ReadIfNamed(const std::string& path) {
  if (path.empty()) return "";
  return ReadFile(path, kMaxFileBytes);
}

void AddPlaces(CLI::App& app, Options& options) {
  const std::string state = DefaultStateFolder();
  options.state_folder = state.empty() ? "" : state + "/server";
  app.add_option("--state", options.state_folder, "Folder of the store and the problem packages")
      ->envname("JUDGE_SERVER_STATE")
      ->type_name("DIR")
      ->capture_default_str();
  app.add_option("--listen", options.listen, "Where clients and workers call: HOST:PORT or unix:PATH; several times")
      ->envname("JUDGE_SERVER_LISTEN")
      ->allow_extra_args(false)
      ->type_name("ADDR")
      ->capture_default_str();
  app.add_option("--metrics", options.metrics, "Where Prometheus reads http://HOST:PORT/metrics")
      ->envname("JUDGE_SERVER_METRICS")
      ->type_name("HOST:PORT");
  app.add_option("--embedded-workers", options.embedded_workers,
                 "Start a judge-worker with so many slots too, and keep it running")
      ->envname("JUDGE_SERVER_EMBEDDED_WORKERS")
      ->type_name("N")
      ->check(InRange(0, 1024))
      ->capture_default_str();
  app.add_option("--user", options.user, "Started as root: serve as this user")
      ->envname("JUDGE_SERVER_USER")
      ->type_name("NAME");
  app.add_option("--log-format", options.log_format, "text or json")
      ->envname("JUDGE_SERVER_LOG_FORMAT")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
}

void AddAccess(CLI::App& app, Options& options) {
  const std::string access = "Access";
  app.add_option("--keys", options.keys_file, "File of API keys (judge-server make-key); without, everybody is admin")
      ->envname("JUDGE_SERVER_KEYS")
      ->type_name("FILE")
      ->group(access);
  app.add_option("--certificate", options.certificate_file, "Certificate chain for TLS, PEM")
      ->envname("JUDGE_SERVER_CERTIFICATE")
      ->type_name("FILE")
      ->group(access);
  app.add_option("--private-key", options.private_key_file, "Its private key, PEM")
      ->envname("JUDGE_SERVER_PRIVATE_KEY")
      ->type_name("FILE")
      ->group(access);
  app.add_option("--client-ca", options.client_ca_file,
                 "Clients and workers have to show a certificate of this CA, PEM")
      ->envname("JUDGE_SERVER_CLIENT_CA")
      ->type_name("FILE")
      ->group(access);
  app.add_flag("--allow-plaintext", options.allow_plaintext, "Take API keys unencrypted from other machines")
      ->envname(VariableOf("--allow-plaintext"))
      ->group(access);
}

void AddBounds(CLI::App& app, Options& options) {
  Bounds& bounds = options.bounds;
  UploadBounds& uploads = options.upload_bounds;
  AddNumber(app, "--max-source-bytes", bounds.source_bytes, "Of a submission: sources together", 1, 1 << 28);
  AddNumber(app, "--max-inline-bytes", bounds.inline_bytes, "Of a submission: inputs and answers with it", 0, 1 << 28);
  AddLimit(app, "--max-cpu-ms", bounds.limits, &v1::Limits::set_cpu_time_ms, "Of a submission: CPU time it may ask for",
           bounds.limits.cpu_time_ms());
  AddLimit(app, "--max-wall-ms", bounds.limits, &v1::Limits::set_wall_time_ms, "Of a submission: real time",
           bounds.limits.wall_time_ms());
  AddLimit(app, "--max-memory-bytes", bounds.limits, &v1::Limits::set_memory_bytes, "Of a submission: memory",
           bounds.limits.memory_bytes());
  AddNumber(app, "--max-package-bytes", uploads.packages.upload, "Of a problem package, as it is uploaded", 1, 1e12);
  AddNumber(app, "--max-unpacked-bytes", uploads.unpacked.bytes, "Of a problem package, all files together", 1, 1e12);
  AddNumber(app, "--max-stored-bytes", uploads.packages.bytes, "Of a tenant: problem packages, all versions", 1, 1e15);
  AddNumber(app, "--max-queued", bounds.queued, "Of a tenant: runs that wait", 1, 1e9);
  AddNumber(app, "--max-rate", bounds.rate, "Of a tenant: submissions a second, in the long run", 0.001, 1e9);
  AddNumber(app, "--max-burst", bounds.burst, "Of a tenant: submissions at once, after a pause", 1, 1e9);
  AddNumber(app, "--max-backlog", bounds.backlog, "Of all tenants: runs that wait", 1, 1e9);
  AddNumber(app, "--lease-seconds", options.lease_seconds, "A worker that is silent for longer is taken for dead", 1,
            3600);
}

}  // namespace

void AddOptions(CLI::App& app, Options& options) {
  AddPlaces(app, options);
  AddAccess(app, options);
  AddBounds(app, options);
}

absl::StatusOr<std::string> ReadKeys(const Options& options) {
  if (options.keys_file.empty()) return "";
  JUDGE_ASSIGN_OR_RETURN(std::string keys, ReadFile(options.keys_file, kMaxFileBytes));
  JUDGE_RETURN_IF_ERROR(Annotate(Keys::Parse(keys).status(), options.keys_file));
  return keys;
}

absl::StatusOr<Keys> KeysOf(const Secrets& secrets) {
  if (secrets.keys.empty()) return Keys();
  return Keys::Parse(absl::StrCat(secrets.keys, "\n", secrets.embedded_key));
}

absl::StatusOr<Secrets> ReadSecrets(const Options& options) {
  Secrets secrets;
  JUDGE_ASSIGN_OR_RETURN(secrets.keys, ReadKeys(options));
  JUDGE_ASSIGN_OR_RETURN(secrets.certificate, ReadIfNamed(options.certificate_file));
  JUDGE_ASSIGN_OR_RETURN(secrets.private_key, ReadIfNamed(options.private_key_file));
  JUDGE_ASSIGN_OR_RETURN(secrets.client_ca, ReadIfNamed(options.client_ca_file));
  return secrets;
}

absl::Status CheckOptions(const Options& options) {
  if (options.state_folder.empty()) return absl::InvalidArgumentError("there is no home folder: give --state DIR");
  for (const std::string& address : options.listen) JUDGE_RETURN_IF_ERROR(CheckAddress(options, address));
  if (options.certificate_file.empty() != options.private_key_file.empty())
    return absl::InvalidArgumentError("--certificate and --private-key are to be given together");
  if (!options.client_ca_file.empty() && options.certificate_file.empty())
    return absl::InvalidArgumentError("--client-ca needs TLS: --certificate and --private-key");
  if (!options.metrics.empty() && !IsHostAndPort(options.metrics))
    return absl::InvalidArgumentError(absl::StrCat("--metrics ", EscapeForLine(options.metrics),
                                                   ": is to be HOST:PORT; a port is 0 to 65535, IPv6 stands in []"));
  return absl::OkStatus();
}

}  // namespace judge::server
