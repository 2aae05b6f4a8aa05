// The file with options that our daemons take, beside their command line and their environment.
#ifndef JUDGE_BASE_CONFIG_FILE_H_
#define JUDGE_BASE_CONFIG_FILE_H_

#include <string>

#include "CLI/CLI.hpp"

namespace judge {

// --config FILE, or FILE in this environment variable. Of an option the flag wins over its variable, and that over the
// file. Parsing throws, as of a wrong flag, where the file cannot be read or names what is no option.
void AddConfigFile(CLI::App& app, const std::string& variable);

}  // namespace judge

#endif  // JUDGE_BASE_CONFIG_FILE_H_
