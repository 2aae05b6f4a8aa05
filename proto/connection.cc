#include "proto/connection.h"

#include <chrono>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/file.h"
#include "base/status_macros.h"

namespace judge {
namespace {

constexpr int64_t kMaxFileBytes = 1 << 20;

// What gRPC says where server and client do not want the same of a connection.
struct Advice {
  const char* said;
  const char* advice;
};
constexpr char kWantsMore[] = "if it never answers: does it want --tls, or a --certificate of yours?";
constexpr Advice kAdvice[] = {
    {"certificate verify failed", "who the server is, none of --ca says"},
    {"is not in peer certificate", "call the server by a name that its certificate has"},
    {"wrong version number", "the server takes no --tls"},
    {"Socket closed", kWantsMore},
    {"Connection reset by peer", kWantsMore},
    {"Broken pipe", kWantsMore},
};

// "" for no file. gRPC does not say which one it cannot use.
absl::StatusOr<std::string> ReadPem(const std::string& path) {
  if (path.empty()) return "";
  JUDGE_ASSIGN_OR_RETURN(std::string text, ReadFile(path, kMaxFileBytes));
  if (!absl::StrContains(text, "-----BEGIN ")) return absl::InvalidArgumentError(absl::StrCat(path, ": not PEM"));
  return text;
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> CredentialsOf(const ConnectionOptions& options) {
  if (options.certificate_file.empty() != options.private_key_file.empty())
    return absl::InvalidArgumentError("a client certificate and its private key are to be given together");
  const bool has_tls_files = !options.ca_file.empty() || !options.certificate_file.empty();
  if (has_tls_files && !options.tls) return absl::InvalidArgumentError("a certificate was given, but not --tls");
  if (!options.tls) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions ssl;
  JUDGE_ASSIGN_OR_RETURN(ssl.pem_root_certs, ReadPem(options.ca_file));
  JUDGE_ASSIGN_OR_RETURN(ssl.pem_cert_chain, ReadPem(options.certificate_file));
  JUDGE_ASSIGN_OR_RETURN(ssl.pem_private_key, ReadPem(options.private_key_file));
  return grpc::SslCredentials(ssl);
}

absl::StatusOr<std::string> KeyOf(const ConnectionOptions& options) {
  if (options.api_key_file.empty()) return "";
  JUDGE_ASSIGN_OR_RETURN(const std::string text, ReadFile(options.api_key_file, kMaxFileBytes));
  const std::string key(absl::StripAsciiWhitespace(text.substr(0, text.find('\n'))));
  if (key.empty()) return absl::InvalidArgumentError(absl::StrCat(options.api_key_file, ": no API key in it"));
  if (!options.tls && !IsOnThisMachine(options.address))
    return absl::FailedPreconditionError(
        absl::StrCat("an API key is not sent unencrypted to ", options.address, ": use --tls"));
  return key;
}

}  // namespace

bool IsOnThisMachine(absl::string_view address) {
  if (absl::StartsWith(address, "unix:")) return true;
  const absl::string_view host = address.substr(0, address.rfind(':'));
  if (host == "[::1]" || host == "localhost") return true;
  // Not the name of a host that begins so.
  return absl::StartsWith(host, "127.") && host.find_first_not_of("0123456789.") == absl::string_view::npos;
}

absl::StatusOr<Connection> Connection::Open(const ConnectionOptions& options) {
  if (options.address.empty()) return absl::InvalidArgumentError("no server was named");
  JUDGE_ASSIGN_OR_RETURN(std::string key, KeyOf(options));
  JUDGE_ASSIGN_OR_RETURN(const auto credentials, CredentialsOf(options));
  grpc::ChannelArguments arguments;
  // A worker is handed submissions with all their tests: those may be larger than gRPC's 4 MiB. Answers to clients are
  // not.
  arguments.SetMaxReceiveMessageSize(-1);
  // A server that went away without a word is noticed by silence.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  // One that was started again is found again within a second.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1'000);
  return Connection(grpc::CreateCustomChannel(options.address, credentials, arguments), std::move(key));
}

std::unique_ptr<grpc::ClientContext> Connection::NewCall(absl::Duration timeout) const {
  auto context = std::make_unique<grpc::ClientContext>();
  if (timeout != absl::InfiniteDuration()) context->set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  if (!api_key_.empty()) context->AddMetadata("authorization", absl::StrCat("Bearer ", api_key_));
  return context;
}

std::string MessageOf(const grpc::Status& status) {
  for (const Advice& advice : kAdvice) {
    if (status.error_code() == grpc::StatusCode::UNAVAILABLE && absl::StrContains(status.error_message(), advice.said))
      return absl::StrCat(status.error_message(), " (", advice.advice, ")");
  }
  return status.error_message();
}

absl::Status StatusOf(const grpc::Status& status) {
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), MessageOf(status));
}

}  // namespace judge
