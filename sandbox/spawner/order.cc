#include "sandbox/spawner/order.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "sandbox/child/child.h"

namespace judge::sandbox {
namespace {

void AppendStrings(std::string& bytes, const std::vector<std::string>& strings) {
  for (const std::string& string : strings) bytes.append(string.c_str(), string.size() + 1);
}

}  // namespace

std::string EncodeOrder(const Request& request, const CgroupEntrance& entrance, const ProcessLimits& process_limits) {
  const BoxLimits& limits = request.limits;
  child::Order order = {};
  order.disk_bytes = limits.disk_bytes.value_or(-1);
  order.disk_inodes = limits.disk_inodes.value_or(-1);
  order.file_size_bytes = limits.file_size_bytes.value_or(-1);
  order.open_files = limits.open_files.value_or(256);
  order.stack_bytes = limits.stack_bytes.value_or(-1);
  order.data_bytes = process_limits.data_bytes.value_or(-1);
  order.processes = process_limits.processes.value_or(-1);
  order.has_stdin = request.has_stdin ? 1 : 0;
  order.task_file_count = static_cast<uint32_t>(entrance.tasks.size());
  order.has_cgroup_folder = entrance.folder.valid() ? 1 : 0;
  order.argument_count = static_cast<uint32_t>(request.argv.size());
  order.environment_count = static_cast<uint32_t>(request.environment.size());
  order.input_count = static_cast<uint32_t>(request.inputs.size());
  order.folder_count = static_cast<uint32_t>(request.folders.size());
  order.filter_count = static_cast<uint32_t>(request.filter.size() / 8);
  std::string strings;
  AppendStrings(strings, request.argv);
  AppendStrings(strings, request.environment);
  for (size_t i = 0; i < request.inputs.size(); ++i) {
    strings.append(request.inputs[i].name.c_str(), request.inputs[i].name.size() + 1);
    if (request.inputs[i].executable) order.executable_inputs[i / 64] |= uint64_t{1} << (i % 64);
  }
  AppendStrings(strings, request.folders);
  order.string_bytes = static_cast<uint32_t>(strings.size());
  return absl::StrCat(absl::string_view(reinterpret_cast<const char*>(&order), sizeof order), request.filter, strings);
}

}  // namespace judge::sandbox
