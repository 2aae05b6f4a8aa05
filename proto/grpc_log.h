// gRPC's own log.
#ifndef JUDGE_PROTO_GRPC_LOG_H_
#define JUDGE_PROTO_GRPC_LOG_H_

namespace judge {

// From now on what gRPC logs as errors goes to ours, as warnings; nothing else of it is logged.
void LogErrorsOfGrpc();

// For a program that tells each call's error itself.
void LogNothingOfGrpc();

}  // namespace judge

#endif  // JUDGE_PROTO_GRPC_LOG_H_
