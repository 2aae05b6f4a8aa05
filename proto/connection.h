// How our own clients (judge-cli, judge-worker) reach a judge-server.
#ifndef JUDGE_PROTO_CONNECTION_H_
#define JUDGE_PROTO_CONNECTION_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace judge {

struct ConnectionOptions {
  std::string address;       // "host:port" or "unix:/path"
  std::string api_key_file;  // has the key in its first line; empty: no key
  bool tls = false;
  std::string ca_file;  // whom to believe; empty: whom this machine believes
  // For a server that wants to know its clients by certificate.
  std::string certificate_file;
  std::string private_key_file;
};

// A channel, and the key that goes with each call. Thread-safe.
class Connection {
 public:
  // Does not wait for the server: calls do. INVALID_ARGUMENT: the options; NOT_FOUND: a file; FAILED_PRECONDITION: the
  // key would travel unencrypted to another machine.
  static absl::StatusOr<Connection> Open(const ConnectionOptions& options);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // For one call. `timeout`: from now until the call has ended.
  std::unique_ptr<grpc::ClientContext> NewCall(absl::Duration timeout = absl::InfiniteDuration()) const;

 private:
  Connection(std::shared_ptr<grpc::Channel> channel, std::string api_key)
      : channel_(std::move(channel)), api_key_(std::move(api_key)) {}

  std::shared_ptr<grpc::Channel> channel_;
  std::string api_key_;
};

// "127.0.0.1:50051", "[::1]:50051", "localhost:50051", "unix:/path": what is sent there nobody else hears.
bool IsOnThisMachine(absl::string_view address);

// What a call that failed says; and where TLS did not let the connection come about, what to do about it.
std::string MessageOf(const grpc::Status& status);

// Of a call that has ended: code and message. What a server says is hostile until it is escaped for its medium.
absl::Status StatusOf(const grpc::Status& status);

}  // namespace judge

#endif  // JUDGE_PROTO_CONNECTION_H_
