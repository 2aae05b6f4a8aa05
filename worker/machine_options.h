// The options by which judge-cli and judge-worker find what judging needs of this machine.
#ifndef JUDGE_WORKER_MACHINE_OPTIONS_H_
#define JUDGE_WORKER_MACHINE_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <string>

#include "absl/status/status.h"
#include "worker/machine.h"

namespace judge::worker {

// --state, --profiles, --runtime-dir and --best-effort, under this heading of the help. `options` has to outlive the
// app.
void AddMachineOptions(CLI::App& app, const std::string& group, MachineOptions& options);

// To be called once they are parsed: the spawner and the boxes have other working folders than we. Says what is
// missing.
absl::Status MakeFoldersAbsolute(MachineOptions& options);

}  // namespace judge::worker

#endif  // JUDGE_WORKER_MACHINE_OPTIONS_H_
