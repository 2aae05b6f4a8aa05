#include "sandbox/spawner/message.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/escape.h"
#include "base/status_macros.h"
#include "sandbox/child/child.h"
#include "sandbox/exec_failure.h"

namespace judge::sandbox {
namespace {

constexpr int64_t kNotSet = -1;
constexpr int kMaxCpu = 4096;
constexpr size_t kMaxOutputs = 16;
constexpr int64_t kMaxBytes = int64_t{1} << 50;
constexpr absl::Duration kMaxTime = absl::Hours(24);

// Both ends are the same build on the same machine: values travel as they lie in memory.
class Writer {
 public:
  template <typename T>
  void Put(T value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void PutString(absl::string_view value) {
    Put<uint32_t>(value.size());
    bytes_.append(value.data(), value.size());
  }
  void PutCount(size_t count) { Put<uint32_t>(count); }
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Reads what Writer wrote; after anything that does not fit, every read gives zero and ok() is false.
class Reader {
 public:
  explicit Reader(absl::string_view bytes) : bytes_(bytes) {}

  template <typename T>
  T Get() {
    T value = {};
    if (Require(sizeof value)) {
      std::memcpy(&value, bytes_.data(), sizeof value);
      bytes_.remove_prefix(sizeof value);
    }
    return value;
  }
  // 0 or 1: no message has two encodings.
  bool GetBool() {
    const uint8_t value = Get<uint8_t>();
    ok_ = ok_ && value <= 1;
    return value == 1;
  }
  std::string GetString() {
    const uint32_t size = Get<uint32_t>();
    if (!Require(size)) return "";
    std::string value(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
    return value;
  }
  // A count of things of which each takes at least a byte.
  uint32_t GetCount() {
    const uint32_t count = Get<uint32_t>();
    return Require(count) ? count : 0;
  }
  bool Finished() const { return ok_ && bytes_.empty(); }

 private:
  bool Require(size_t size) {
    ok_ = ok_ && size <= bytes_.size();
    return ok_;
  }
  absl::string_view bytes_;
  bool ok_ = true;
};

void PutStrings(Writer& writer, const std::vector<std::string>& strings) {
  writer.PutCount(strings.size());
  for (const std::string& string : strings) writer.PutString(string);
}

std::vector<std::string> GetStrings(Reader& reader) {
  std::vector<std::string> strings(reader.GetCount());
  for (std::string& string : strings) string = reader.GetString();
  return strings;
}

void PutDuration(Writer& writer, const std::optional<absl::Duration>& duration) {
  writer.Put<int64_t>(duration ? absl::ToInt64Nanoseconds(*duration) : kNotSet);
}

std::optional<absl::Duration> GetDuration(Reader& reader) {
  const int64_t nanoseconds = reader.Get<int64_t>();
  if (nanoseconds == kNotSet) return std::nullopt;
  return absl::Nanoseconds(nanoseconds);
}

// The integer limits, in one order for both directions.
template <typename Limits, typename Function>
void ForEachSize(Limits& limits, Function function) {
  for (auto* size : {&limits.memory_bytes, &limits.processes, &limits.file_size_bytes, &limits.disk_bytes,
                     &limits.disk_inodes, &limits.open_files, &limits.stack_bytes})
    function(*size);
}

void PutLimits(Writer& writer, const BoxLimits& limits) {
  PutDuration(writer, limits.cpu_time);
  PutDuration(writer, limits.wall_time);
  ForEachSize(limits, [&](const std::optional<int64_t>& size) { writer.Put<int64_t>(size.value_or(kNotSet)); });
  writer.Put<double>(limits.cpu_rate.value_or(kNotSet));
  writer.PutCount(limits.cpus.size());
  for (const int cpu : limits.cpus) writer.Put<int32_t>(cpu);
}

BoxLimits GetLimits(Reader& reader) {
  BoxLimits limits;
  limits.cpu_time = GetDuration(reader);
  limits.wall_time = GetDuration(reader);
  ForEachSize(limits, [&](std::optional<int64_t>& size) {
    const int64_t value = reader.Get<int64_t>();
    if (value != kNotSet) size = value;
  });
  const double cpu_rate = reader.Get<double>();
  if (cpu_rate != kNotSet) limits.cpu_rate = cpu_rate;
  limits.cpus.resize(reader.GetCount());
  for (int& cpu : limits.cpus) cpu = reader.Get<int32_t>();
  return limits;
}

absl::Status Invalid(absl::string_view what, absl::string_view value = "") {
  return absl::InvalidArgumentError(value.empty()
                                        ? absl::StrCat("run request: ", what)
                                        : absl::StrCat("run request: ", what, ": '", EscapeForLine(value), "'"));
}

bool IsDigest(const std::string& layer) {
  return layer.size() == 64 && std::all_of(layer.begin(), layer.end(),
                                           [](char c) { return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f'); });
}

// One component of a path below /work.
bool IsFileName(absl::string_view name) {
  return !name.empty() && name.size() <= 255 && name != "." && name != ".." &&
         name.find('/') == absl::string_view::npos && name.find('\0') == absl::string_view::npos;
}

absl::Status CheckStrings(const std::vector<std::string>& strings, absl::string_view what) {
  if (strings.size() > child::kMaxArguments) return Invalid(absl::StrCat("too many strings in ", what));
  for (const std::string& string : strings) {
    if (string.find('\0') != std::string::npos) return Invalid(absl::StrCat("NUL byte in ", what), string);
  }
  return absl::OkStatus();
}

absl::Status CheckLayers(const std::vector<std::string>& layers) {
  if (layers.empty() || layers.size() > child::kMaxLayers) return Invalid("wants 1 to 8 image layers");
  for (const std::string& layer : layers) {
    if (!IsDigest(layer)) return Invalid("a layer is named by 64 hex digits, not", layer);
  }
  return absl::OkStatus();
}

absl::Status CheckFiles(const Request& request) {
  if (request.inputs.size() > child::kMaxInputs) return Invalid("more than 128 input files");
  if (request.folders.size() > child::kMaxFolders) return Invalid("more than 16 folders");
  if (request.outputs.size() > kMaxOutputs) return Invalid("more than 16 output files");
  for (const Request::Input& input : request.inputs) {
    if (!IsFileName(input.name)) return Invalid("not a file name of one component", input.name);
  }
  for (const std::string& folder : request.folders) {
    if (!IsFileName(folder)) return Invalid("not a folder name of one component", folder);
  }
  for (const Request::Output& output : request.outputs) {
    const std::vector<absl::string_view> parts = absl::StrSplit(output.name, '/');
    if (parts.size() > 2 || !std::all_of(parts.begin(), parts.end(), IsFileName))
      return Invalid("not a file name of one or two components", output.name);
    if (output.max_bytes < 0) return Invalid("negative size of output file", output.name);
  }
  return absl::OkStatus();
}

absl::Status CheckLimits(const BoxLimits& limits) {
  for (const auto& time : {limits.cpu_time, limits.wall_time}) {
    if (time && (*time <= absl::ZeroDuration() || *time > kMaxTime))
      return Invalid("a time limit is above 0 and at most 24 h");
  }
  bool sizes_ok = true;
  ForEachSize(limits,
              [&](const std::optional<int64_t>& size) { sizes_ok &= !size || (*size >= 0 && *size <= kMaxBytes); });
  if (!sizes_ok) return Invalid("a limit is negative or above 2^50");
  // 0 would mean: no limit, to the kernel.
  if (limits.memory_bytes == 0) return Invalid("a memory limit of 0 bytes lets nothing run");
  if (limits.disk_bytes == 0 || limits.disk_inodes == 0) return Invalid("a disk limit of 0 lets nothing run");
  if (limits.processes == 0) return Invalid("a limit of 0 processes lets nothing run");
  if (limits.open_files && *limits.open_files < child::kMinOpenFiles)
    return Invalid(absl::StrCat("an open files limit below ", child::kMinOpenFiles, " lets nothing start"));
  if (limits.cpu_rate && !(*limits.cpu_rate >= 0.01 && *limits.cpu_rate <= kMaxCpu))
    return Invalid("a CPU rate is from 0.01 to 4096 CPUs");
  for (const int cpu : limits.cpus) {
    if (cpu < 0 || cpu >= kMaxCpu) return Invalid("a CPU number is from 0 to 4095");
  }
  return absl::OkStatus();
}

}  // namespace

std::string EncodeRequest(const Request& request) {
  Writer writer;
  writer.Put<uint8_t>(static_cast<uint8_t>(request.kind));
  writer.Put<uint8_t>(request.has_stdin);
  PutStrings(writer, request.layers);
  PutStrings(writer, request.argv);
  PutStrings(writer, request.environment);
  writer.PutCount(request.inputs.size());
  for (const Request::Input& input : request.inputs) {
    writer.PutString(input.name);
    writer.Put<uint8_t>(input.executable);
  }
  PutStrings(writer, request.folders);
  writer.PutCount(request.outputs.size());
  for (const Request::Output& output : request.outputs) {
    writer.PutString(output.name);
    writer.Put<int64_t>(output.max_bytes);
  }
  PutLimits(writer, request.limits);
  writer.PutString(request.filter);
  return writer.Take();
}

absl::Status CheckRequest(const Request& request) {
  JUDGE_RETURN_IF_ERROR(CheckLayers(request.layers));
  if (request.kind == Request::Kind::kPrepare) return absl::OkStatus();
  if (request.argv.empty() || request.argv[0].empty()) return Invalid("no command");
  JUDGE_RETURN_IF_ERROR(CheckStrings(request.argv, "the command"));
  JUDGE_RETURN_IF_ERROR(CheckStrings(request.environment, "the environment"));
  JUDGE_RETURN_IF_ERROR(CheckFiles(request));
  JUDGE_RETURN_IF_ERROR(CheckLimits(request.limits));
  if (request.filter.empty() || request.filter.size() % 8 != 0 || request.filter.size() / 8 > child::kMaxFilter)
    return Invalid("a seccomp filter has 1 to 4096 instructions of 8 bytes");
  return absl::OkStatus();
}

absl::StatusOr<Request> DecodeRequest(absl::string_view bytes, size_t fd_count) {
  Reader reader(bytes);
  Request request;
  const uint8_t kind = reader.Get<uint8_t>();
  if (kind != 1 && kind != 2) return Invalid("of no known kind");
  request.kind = static_cast<Request::Kind>(kind);
  request.has_stdin = reader.GetBool();
  request.layers = GetStrings(reader);
  request.argv = GetStrings(reader);
  request.environment = GetStrings(reader);
  request.inputs.resize(reader.GetCount());
  for (Request::Input& input : request.inputs) {
    input.name = reader.GetString();
    input.executable = reader.GetBool();
  }
  request.folders = GetStrings(reader);
  request.outputs.resize(reader.GetCount());
  for (Request::Output& output : request.outputs) {
    output.name = reader.GetString();
    output.max_bytes = reader.Get<int64_t>();
  }
  request.limits = GetLimits(reader);
  request.filter = reader.GetString();
  if (!reader.Finished()) return Invalid("malformed");
  JUDGE_RETURN_IF_ERROR(CheckRequest(request));
  const bool run = request.kind == Request::Kind::kRun;
  const size_t expected_fds = run ? 3 + (request.has_stdin ? 1 : 0) + request.inputs.size() : 1;
  if (fd_count != expected_fds)
    return Invalid(absl::StrCat("came with ", fd_count, " descriptors, not ", expected_fds));
  return request;
}

Reply ReplyOf(const absl::Status& status) {
  Reply reply;
  reply.status_code = static_cast<int32_t>(status.code());
  reply.message = std::string(status.message());
  reply.exec_failure = IsExecFailure(status);
  return reply;
}

absl::Status StatusOf(const Reply& reply) {
  if (reply.exec_failure) return ExecFailure(reply.message);
  return absl::Status(static_cast<absl::StatusCode>(reply.status_code), reply.message);
}

std::string EncodeReply(const Reply& reply) {
  Writer writer;
  writer.Put(reply.status_code);
  writer.PutString(reply.message);
  writer.Put<uint8_t>(reply.exec_failure);
  writer.Put(static_cast<uint8_t>(reply.ending));
  writer.Put(reply.code_or_signal);
  writer.Put(reply.architecture);
  writer.Put(reply.number);
  for (const uint64_t argument : reply.arguments) writer.Put(argument);
  writer.Put(reply.limit_hit);
  writer.Put<uint8_t>(reply.cancelled);
  writer.Put(reply.accounting);
  for (const int64_t value :
       {reply.cpu_ns, reply.user_ns, reply.system_ns, reply.wall_ns, reply.setup_ns, reply.peak_memory_bytes,
        reply.page_cache_bytes, reply.oom_kills, reply.peak_processes, reply.process_limit_hits})
    writer.Put(value);
  writer.PutCount(reply.outputs.size());
  for (const OutputState& output : reply.outputs) {
    writer.Put(output.state);
    writer.Put(output.size);
  }
  return writer.Take();
}

absl::StatusOr<Reply> DecodeReply(absl::string_view bytes) {
  Reader reader(bytes);
  Reply reply;
  reply.status_code = reader.Get<int32_t>();
  reply.message = reader.GetString();
  reply.exec_failure = reader.GetBool();
  reply.ending = static_cast<Reply::Ending>(reader.Get<uint8_t>());
  reply.code_or_signal = reader.Get<int32_t>();
  reply.architecture = reader.Get<uint32_t>();
  reply.number = reader.Get<uint32_t>();
  for (uint64_t& argument : reply.arguments) argument = reader.Get<uint64_t>();
  reply.limit_hit = reader.Get<uint8_t>();
  reply.cancelled = reader.GetBool();
  reply.accounting = reader.Get<uint8_t>();
  for (int64_t* value :
       {&reply.cpu_ns, &reply.user_ns, &reply.system_ns, &reply.wall_ns, &reply.setup_ns, &reply.peak_memory_bytes,
        &reply.page_cache_bytes, &reply.oom_kills, &reply.peak_processes, &reply.process_limit_hits})
    *value = reader.Get<int64_t>();
  reply.outputs.resize(reader.GetCount());
  for (OutputState& output : reply.outputs) {
    output.state = reader.Get<uint8_t>();
    output.size = reader.Get<int64_t>();
  }
  if (!reader.Finished()) return absl::InternalError("malformed reply of the spawner");
  return reply;
}

}  // namespace judge::sandbox
