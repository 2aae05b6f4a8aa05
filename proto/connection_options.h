// The options by which our clients find a judge-server. Apart from connection.h: tests that connect parse no options.
#ifndef JUDGE_PROTO_CONNECTION_OPTIONS_H_
#define JUDGE_PROTO_CONNECTION_OPTIONS_H_

#include <string>

#include "CLI/CLI.hpp"
#include "proto/connection.h"

namespace judge {

// --server and its like, under this heading of the help. `options` has to outlive `app`. Returns --server, for those
// who cannot do without.
CLI::Option* AddConnectionOptions(CLI::App& app, const std::string& group, ConnectionOptions& options);

}  // namespace judge

#endif  // JUDGE_PROTO_CONNECTION_OPTIONS_H_
