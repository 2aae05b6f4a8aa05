#include "proto/connection_options.h"

namespace judge {

CLI::Option* AddConnectionOptions(CLI::App& app, const std::string& group, ConnectionOptions& options) {
  const auto add = [&](const char* name, std::string& value, const char* what, const char* variable, const char* type) {
    return app.add_option(name, value, what)->envname(variable)->type_name(type)->group(group);
  };
  CLI::Option* const server =
      add("--server", options.address, "Where it is: HOST:PORT or unix:/PATH", "JUDGE_SERVER", "ADDR");
  add("--api-key-file", options.api_key_file, "File with the API key in its first line", "JUDGE_API_KEY_FILE", "FILE");
  app.add_flag("--tls", options.tls, "Talk to it encrypted")->envname("JUDGE_TLS")->group(group);
  add("--ca", options.ca_file, "Whom to believe who it is, PEM (default: this machine's)", "JUDGE_CA", "FILE");
  add("--certificate", options.certificate_file, "To show to a server that wants one, PEM", "JUDGE_CERTIFICATE",
      "FILE");
  add("--private-key", options.private_key_file, "Its private key, PEM", "JUDGE_PRIVATE_KEY", "FILE");
  return server;
}

}  // namespace judge
