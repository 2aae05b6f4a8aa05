#include "server/judge_server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "proto/result_size.h"

namespace judge::server {
namespace {

// For reads of the store: they wait for the disk.
constexpr int kExecutorThreads = 4;
// For packages that are uploaded: each is unpacked and read in one of them.
constexpr int kUploadThreads = 2;
// Of the largest requests there are, so many are read at once.
constexpr int64_t kMaxRequestsInFlight = 16;
// Of one connection. More wait at the client, who is told nothing: so many that only who forgets to end calls meets it.
constexpr int kMaxCalls = 10'000;
// What else there is in a request than sources, inputs and answers.
constexpr int64_t kMessageOverhead = 1 << 20;

std::shared_ptr<grpc::ServerCredentials> CredentialsOf(const Secrets& secrets) {
  if (secrets.certificate.empty()) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions ssl(secrets.client_ca.empty()
                                            ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                                            : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  ssl.pem_key_cert_pairs.push_back({secrets.private_key, secrets.certificate});
  ssl.pem_root_certs = secrets.client_ca;
  return grpc::SslServerCredentials(ssl);
}

void SetUpChannels(const Options& options, grpc::ServerBuilder& builder) {
  // Workers send no more at once than they are answered.
  const int64_t largest = std::max(options.bounds.source_bytes + options.bounds.inline_bytes, kMaxReplyBytes);
  builder.SetMaxReceiveMessageSize(static_cast<int>(largest + kMessageOverhead));
  // Requests are read before anybody asks for a key: over this gRPC ends calls, and connections, until there is room
  // again. It sees that afterwards: for a moment there may be more.
  grpc::ResourceQuota quota;
  quota.Resize(static_cast<size_t>(kMaxRequestsInFlight * (largest + kMessageOverhead)));
  builder.SetResourceQuota(quota);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxCalls);
  // gRPC unpacks a compressed message before it looks at its size, and before anybody asks for a key.
  builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
  // Else two servers would share a port, each with half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Clients that went away without a word are noticed, and those who look whether we are here may.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
}

std::string WithPort(const std::string& address, int port) {
  if (address.rfind("unix:", 0) == 0) return address;
  return absl::StrCat(address.substr(0, address.rfind(':')), ":", port);
}

}  // namespace

JudgeServer::JudgeServer(const Options& options, Keys keys, Packages packages, std::unique_ptr<SqliteStore> store)
    : keys_(std::move(keys)),
      packages_(std::move(packages)),
      dispatcher_(*store, queue_, hub_,
                  {.lease_time = absl::Seconds(options.lease_seconds), .listeners = {&metrics_, &log_}}),
      store_(std::move(store)),
      admission_(options.bounds, catalogue_, problems_, queue_),
      executor_(std::make_unique<Executor>(kExecutorThreads)),
      uploads_(std::make_unique<Executor>(kUploadThreads)),
      judge_service_({keys_, admission_, catalogue_, problems_, queue_, dispatcher_, *store_, *executor_}),
      worker_service_({keys_, catalogue_, dispatcher_, packages_, *executor_}, options.upload_bounds),
      problem_service_({keys_, packages_, *store_, problems_, *executor_, *uploads_}, options.upload_bounds),
      gauges_(std::make_shared<Gauges>(queue_, dispatcher_, *store_)) {}

absl::StatusOr<std::unique_ptr<JudgeServer>> JudgeServer::Start(const Options& options, const Secrets& secrets) {
  JUDGE_ASSIGN_OR_RETURN(Keys keys, KeysOf(secrets));
  JUDGE_ASSIGN_OR_RETURN(auto store, SqliteStore::Open({.folder = options.state_folder}));
  // After the store, which only one server can have.
  JUDGE_ASSIGN_OR_RETURN(Packages packages, Packages::Open(options.state_folder + "/packages"));
  auto server = absl::WrapUnique(new JudgeServer(options, std::move(keys), std::move(packages), std::move(store)));
  JUDGE_RETURN_IF_ERROR(server->problems_.Load(*server->store_));
  JUDGE_RETURN_IF_ERROR(server->dispatcher_.Resume(SteadyTime::Now()));
  JUDGE_RETURN_IF_ERROR(server->ExposeMetrics(options.metrics));
  JUDGE_RETURN_IF_ERROR(server->Listen(options, CredentialsOf(secrets)));
  server->ticker_ = std::jthread([server = server.get()](const std::stop_token& stop) { server->Tick(stop); });
  return server;
}

absl::Status JudgeServer::Listen(const Options& options, const std::shared_ptr<grpc::ServerCredentials>& credentials) {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  SetUpChannels(options, builder);
  std::vector<std::string> addresses = options.listen;
  std::vector<int> ports(addresses.size() + 1, 0);
  for (size_t i = 0; i < addresses.size(); ++i) builder.AddListeningPort(addresses[i], credentials, &ports[i]);
  addresses.push_back(options.local_socket());
  builder.AddListeningPort(addresses.back(), grpc::InsecureServerCredentials(), &ports.back());
  builder.RegisterService(&judge_service_);
  builder.RegisterService(&worker_service_);
  builder.RegisterService(&problem_service_);
  grpc_ = builder.BuildAndStart();
  for (size_t i = 0; i < addresses.size(); ++i) {
    if (ports[i] == 0)
      return absl::FailedPreconditionError(absl::StrCat(
          "cannot listen on ", addresses[i], ": is it in use, or not of this machine, or the certificate wrong?"));
    addresses_.push_back(WithPort(addresses[i], ports[i]));
  }
  if (grpc_ == nullptr) return absl::FailedPreconditionError("gRPC does not start: see its lines above");
  return absl::OkStatus();
}

absl::Status JudgeServer::ExposeMetrics(const std::string& address) {
  if (address.empty()) return absl::OkStatus();
  try {
    exposer_ = std::make_unique<prometheus::Exposer>(address);
  } catch (const std::exception& error) {  // the library's only way to say so
    return absl::FailedPreconditionError(absl::StrCat("cannot serve metrics on ", address, ": ", error.what()));
  }
  exposer_->RegisterCollectable(metrics_.registry());
  exposer_->RegisterCollectable(gauges_);
  return absl::OkStatus();
}

void JudgeServer::Tick(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  while (!wake.wait_for(lock, stop, std::chrono::seconds(1), [&] { return stop.stop_requested(); }))
    dispatcher_.Tick(SteadyTime::Now());
}

// No calls, no ticks, no reads, no writes: in this order, each calls the next.
JudgeServer::~JudgeServer() {
  if (grpc_ != nullptr) {
    grpc_->GetHealthCheckService()->SetServingStatus(false);
    grpc_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(2));
  }
  ticker_ = std::jthread();
  exposer_.reset();
  executor_.reset();
  uploads_.reset();
  store_.reset();
}

}  // namespace judge::server
