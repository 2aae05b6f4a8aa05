#include "proto/grpc_log.h"

#include <grpc/support/log.h>

#include "spdlog/spdlog.h"

namespace judge {
namespace {

void Log(gpr_log_func_args* line) {
  if (line->severity == GPR_LOG_SEVERITY_ERROR) spdlog::warn("gRPC: {}", line->message);
}

}  // namespace

void LogErrorsOfGrpc() { ::gpr_set_log_function(Log); }

void LogNothingOfGrpc() {
  ::gpr_set_log_function([](gpr_log_func_args*) {});
}

}  // namespace judge
