#include "cli/remote/filter.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/escape.h"
#include "base/status_macros.h"
#include "cli/remote/labels.h"

namespace judge::cli {
namespace {

// The values of a proto enum in lower case, without that of 0, which stands for none.
std::vector<std::string> NamesOf(const google::protobuf::EnumDescriptor& descriptor) {
  std::vector<std::string> names;
  for (int i = 1; i < descriptor.value_count(); ++i)
    names.push_back(absl::AsciiStrToLower(descriptor.value(i)->name()));
  return names;
}

absl::StatusOr<int> NumberOf(const google::protobuf::EnumDescriptor& descriptor, const std::string& option,
                             const std::string& name) {
  const auto* const value = descriptor.FindValueByName(absl::AsciiStrToUpper(name));
  if (value != nullptr && value->number() != 0) return value->number();
  return absl::InvalidArgumentError(
      absl::StrCat(option, " ", EscapeForLine(name), ": there are ", absl::StrJoin(NamesOf(descriptor), ", ")));
}

void AddMany(CLI::App& command, const std::string& name, std::vector<std::string>& values, const std::string& what,
             const std::string& type) {
  command.add_option(name, values, what)
      ->type_name(type)
      ->take_all()
      ->allow_extra_args(false)
      ->group("Which runs (without any of these: all)");
}

}  // namespace

void DescribeFilter(CLI::App& command, FilterOptions& options) {
  const std::string group = "Which runs (without any of these: all)";
  command.add_option("-p,--problem", options.problem, "Of this problem")->type_name("NAME")->group(group);
  command.add_option("--profile", options.profile, "Of this language profile")->type_name("ID")->group(group);
  command.add_option("--tenant", options.tenant, "Of this tenant (with a key of the role admin)")
      ->type_name("NAME")
      ->group(group);
  AddMany(command, "--verdict", options.verdicts, "With this verdict; several: any of them", "V");
  AddMany(command, "--state", options.states, "queued, leased or done; several: any of them", "STATE");
  AddMany(command, "--label", options.labels, "With this label; several: all of them", "KEY=VALUE");
}

absl::StatusOr<v1::RunFilter> FilterOf(const FilterOptions& options) {
  v1::RunFilter filter;
  filter.set_tenant(ToValidUtf8(options.tenant));
  filter.set_problem(ToValidUtf8(options.problem));
  filter.set_profile(ToValidUtf8(options.profile));
  for (const std::string& name : options.verdicts) {
    JUDGE_ASSIGN_OR_RETURN(const int number, NumberOf(*v1::Verdict_descriptor(), "--verdict", name));
    filter.add_verdicts(static_cast<v1::Verdict>(number));
  }
  for (const std::string& name : options.states) {
    JUDGE_ASSIGN_OR_RETURN(const int number, NumberOf(*v1::Run::State_descriptor(), "--state", name));
    filter.add_states(static_cast<v1::Run::State>(number));
  }
  JUDGE_RETURN_IF_ERROR(ParseLabels(options.labels, *filter.mutable_labels()));
  return filter;
}

}  // namespace judge::cli
