// judge-soak: boxes by the thousand, kind and hostile programs mixed, on every CPU; nothing of them may stay or grow.
#include <malloc.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <random>
#include <sstream>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/escape.h"
#include "base/status_macros.h"
#include "sandbox/process_tree.h"
#include "sandbox/suite/machine_counts.h"
#include "sandbox/suite/run.h"
#include "sandbox/test_machine.h"

namespace judge::bench {
namespace {

using sandbox::HostileProgram;
using sandbox::SuiteMachine;

struct Options {
  int64_t boxes = 100'000;
  int laps = 20;
  int streams = 2;
};

// Programs of the suite, and how often each is run. What takes its time to end is rare.
struct Share {
  const char* program;
  double weight;
};
constexpr Share kMix[] = {
    {"accepted_no_stdin.c", 100},
    {"accepted_threads.cpp", 40},
    {"accepted_children.c", 40},
    {"accepted_temporary_files.c", 20},
    {"accepted_replaces_its_files.c", 40},
    {"accepted_cpp_library.cpp", 20},
    {"accepted_python_library.py", 1},
    {"artifact_symlink.c", 20},
    {"artifact_fifo.c", 20},
    {"blocked_in_thread.c", 40},
    {"blocked_socket_inet.c", 40},
    {"children_memory.c", 5},
    {"fd_flood.c", 20},
    {"fork_bomb.c", 1},
    {"fork_bomb_daemons.c", 2},
    {"heap_memory.c", 10},
    {"inode_flood.c", 10},
    {"kills_everyone.c", 20},
    {"leaves_a_daemon.c", 20},
    {"segfaults.c", 40},
    {"signals_init_kill.c", 20},
    {"stdout_flood.c", 10},
    {"thread_bomb.c", 5},
    {"tmpfs_memory.c", 5},
    {"unfiltered_ipc.c", 20},
    {"zombie_flood.c", 10},
};

absl::StatusOr<std::vector<HostileProgram>> ReadMix(const SuiteMachine& machine) {
  std::vector<HostileProgram> mix;
  for (const Share& share : kMix) {
    JUDGE_ASSIGN_OR_RETURN(HostileProgram program, sandbox::ReadHostileProgram(absl::StrCat(
                                                       machine.places().suite_folder, "/", share.program)));
    mix.push_back(std::move(program));
  }
  return mix;
}

absl::Status RunOnce(SuiteMachine& machine, const HostileProgram& program) {
  const sandbox::Finding finding = sandbox::RunProgram(machine, program);
  if (finding.held()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(program.name, ": ", sandbox::WhyNotHeld(finding)));
}

// `boxes` runs of the mix by `streams` threads. The first failure ends the lap.
absl::Status RunLap(SuiteMachine& machine, const std::vector<HostileProgram>& mix, int64_t boxes, int streams,
                    int lap) {
  std::atomic<int64_t> left = boxes;
  std::mutex mutex;
  absl::Status failure;  // guarded by mutex
  const auto stream = [&](int number) {
    std::mt19937 random(static_cast<unsigned>(lap * 1000 + number));
    std::vector<double> weights;
    for (const Share& share : kMix) weights.push_back(share.weight);
    std::discrete_distribution<size_t> pick(weights.begin(), weights.end());
    while (left-- > 0) {
      const absl::Status status = RunOnce(machine, mix[pick(random)]);
      if (status.ok()) continue;
      left = 0;
      const std::lock_guard<std::mutex> lock(mutex);
      if (failure.ok()) failure = status;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < streams; ++i) threads.emplace_back(stream, i);
  for (std::thread& thread : threads) thread.join();
  return failure;
}

// "VmRSS:   1234 kB" -> 1234; 0 where there is none.
int64_t FindKilobytes(const std::string& path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string name;
    int64_t value = 0;
    if (words >> name >> value && name == key) return value;
  }
  return 0;
}

// The folder in /proc of the spawner that this process has started.
absl::StatusOr<std::string> FindSpawner() {
  for (const pid_t child : sandbox::ChildrenOf(getpid()))
    if (sandbox::NameOfProcess(child) == "judge-spawner") return absl::StrCat("/proc/", child);
  return absl::InternalError("this process has no judge-spawner");
}

int64_t CountDescriptors(const std::string& process) {
  int64_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(process + "/fd")) ++count;
  return count;
}

struct Sample {
  int64_t spawner_descriptors;
  int64_t spawner_kb;
  int64_t own_descriptors;
  int64_t own_kb;
  int64_t kernel_kb;  // what the whole machine's kernel holds: told, not judged
  sandbox::MachineCounts counts;
};

Sample Take(const std::string& spawner) {
  Sample sample;
  sample.spawner_descriptors = CountDescriptors(spawner);
  sample.spawner_kb = FindKilobytes(spawner + "/status", "VmRSS:");
  sample.own_descriptors = CountDescriptors("/proc/self");
  // What is in use: what ended threads freed stays with their arenas, and is no leak.
  const struct mallinfo2 heap = ::mallinfo2();
  sample.own_kb = static_cast<int64_t>(heap.uordblks + heap.hblkhd) / 1024;
  sample.kernel_kb = FindKilobytes("/proc/meminfo", "SUnreclaim:") + FindKilobytes("/proc/meminfo", "Percpu:");
  sample.counts = sandbox::CountMachine(sandbox::kTestRuntimeFolder);
  return sample;
}

void PrintHead() {
  std::printf("%9s  %7s  %15s  %15s  %7s  %8s  %8s  %9s\n", "boxes", "boxes/s", "spawner fds, KB", "client fds, KB",
              "mounts", "cgroups", "memcgs", "kernel KB");
}

void Print(int64_t boxes, double rate, const Sample& sample) {
  const auto count = [&](const char* what) {
    const auto found = sample.counts.find(what);
    return static_cast<long>(found == sample.counts.end() ? 0 : found->second);
  };
  std::printf("%9ld  %7.0f  %6ld %8ld  %6ld %8ld  %7ld  %8ld  %8ld  %9ld\n", static_cast<long>(boxes), rate,
              static_cast<long>(sample.spawner_descriptors), static_cast<long>(sample.spawner_kb),
              static_cast<long>(sample.own_descriptors), static_cast<long>(sample.own_kb), count("mounts"),
              count("cgroup folders"), count("cgroups of memory"), static_cast<long>(sample.kernel_kb));
  std::fflush(stdout);
}

// What has grown since the first lap. An allocator may keep a little; a leak of 16 bytes a box shows.
std::string Grown(const Sample& first, const Sample& now, int64_t boxes) {
  std::string grown;
  const int64_t slack_kb = 512 + boxes * 16 / 1024;
  if (now.spawner_descriptors > first.spawner_descriptors) grown += "descriptors of the spawner; ";
  if (now.own_descriptors > first.own_descriptors) grown += "descriptors of the client; ";
  if (now.spawner_kb > first.spawner_kb + slack_kb) grown += "memory of the spawner; ";
  if (now.own_kb > first.own_kb + slack_kb) grown += "memory of the client; ";
  return grown;
}

absl::Status Soak(const Options& options) {
  JUDGE_ASSIGN_OR_RETURN(const auto machine, sandbox::StartTestMachine());
  JUDGE_ASSIGN_OR_RETURN(const std::string spawner, FindSpawner());
  JUDGE_ASSIGN_OR_RETURN(const std::vector<HostileProgram> mix, ReadMix(*machine));
  PrintHead();
  const int64_t boxes_a_lap = options.boxes / options.laps;
  Sample first;
  for (int lap = 1; lap <= options.laps; ++lap) {
    const absl::Time start = absl::Now();
    JUDGE_RETURN_IF_ERROR(RunLap(*machine, mix, boxes_a_lap, options.streams, lap));
    const double rate = static_cast<double>(boxes_a_lap) / absl::ToDoubleSeconds(absl::Now() - start);
    JUDGE_RETURN_IF_ERROR(machine->spawner().Prepare(machine->layers()));
    std::string left = lap == 1 ? "" : sandbox::WaitForNothingLeft(first.counts, sandbox::kTestRuntimeFolder);
    const Sample sample = Take(spawner);
    Print(lap * boxes_a_lap, rate, sample);
    if (lap == 1) first = sample;
    left += Grown(first, sample, lap * boxes_a_lap);
    if (!left.empty()) return absl::InternalError(absl::StrCat("grew since the first lap: ", left));
  }
  std::printf("Every program ended as its head says; nothing was left and nothing grew.\n");
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Runs many boxes and looks for what stays. Needs root, the base image, and a machine to itself.",
               "judge-soak");
  app.add_option("--boxes", options.boxes, "Boxes in all (100000)")
      ->check(CLI::Range(100, 100'000'000))
      ->option_text("N");
  app.add_option("--laps", options.laps, "Laps; after each all is counted (20)")
      ->check(CLI::Range(2, 100))
      ->option_text("N");
  app.add_option("--streams", options.streams, "Boxes at once (2)")->check(CLI::Range(1, 32))->option_text("N");
  CLI11_PARSE(app, argc, argv);
  if (const absl::Status status = Soak(options); !status.ok()) {
    std::fprintf(stderr, "judge-soak: %s\n", EscapeForTerminal(std::string(status.message())).c_str());
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace judge::bench

int main(int argc, char** argv) { return judge::bench::Main(argc, argv); }
