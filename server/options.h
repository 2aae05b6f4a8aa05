// What an operator can set: by flag, by environment variable or in one file. docs/operations.md tells each.
#ifndef JUDGE_SERVER_OPTIONS_H_
#define JUDGE_SERVER_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/admission.h"
#include "server/keys.h"
#include "server/upload_stream.h"

namespace judge::server {

struct Options {
  std::string state_folder;                               // the store and the packages; belongs to the server alone
  std::vector<std::string> listen = {"127.0.0.1:50051"};  // "HOST:PORT" or "unix:PATH"
  std::string keys_file;                                  // empty: see Keys
  std::string certificate_file;
  std::string private_key_file;
  std::string client_ca_file;  // clients have to show a certificate of it
  bool allow_plaintext = false;
  std::string metrics;  // "HOST:PORT"; empty: none
  int lease_seconds = 30;
  Bounds bounds;
  UploadBounds upload_bounds;
  int embedded_workers = 0;
  std::string user;  // whom to become, started as root; empty: nobody else
  std::string log_format = "text";

  // Where embedded workers find the server, whatever else it listens on.
  std::string local_socket() const { return "unix:" + state_folder + "/socket"; }
};

// Of keys or a certificate.
inline constexpr int64_t kMaxFileBytes = 64 << 20;

// The files that the options name, read: some are root's alone, so before the server becomes somebody else.
struct Secrets {
  std::string keys;          // lines of Keys; empty: none
  std::string embedded_key;  // another one, of embedded workers, where there are keys
  std::string certificate;
  std::string private_key;
  std::string client_ca;
};

// Errors name the file.
absl::StatusOr<Secrets> ReadSecrets(const Options& options);
// Those of --keys alone, checked; "" without. Errors name the file.
absl::StatusOr<std::string> ReadKeys(const Options& options);
absl::StatusOr<Keys> KeysOf(const Secrets& secrets);

// Describes the options to CLI11.
void AddOptions(CLI::App& app, Options& options);

// INVALID_ARGUMENT, one line: values that do not go together, or that would be a danger.
absl::Status CheckOptions(const Options& options);

}  // namespace judge::server

#endif  // JUDGE_SERVER_OPTIONS_H_
