#include "server/run_filter.h"

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "server/rich_status.h"

namespace judge::server {
namespace {

// As many labels as a run has; as many verdicts or states as there could be.
constexpr int kMaxLabels = 16;
constexpr int kMaxValues = 32;

absl::StatusOr<State> StateOf(int state) {
  switch (state) {
    case v1::Run::QUEUED:
      return State::kQueued;
    case v1::Run::LEASED:
      return State::kLeased;
    case v1::Run::DONE:
      return State::kDone;
    default:
      return BadRequest({{"filter.states", absl::StrCat(state, " is no state")}});
  }
}

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

}  // namespace

absl::StatusOr<Filter> FilterOf(const Caller& caller, const v1::RunFilter& asked) {
  Filter filter;
  if (caller.role != Role::kAdmin) {
    if (!asked.tenant().empty() && asked.tenant() != caller.tenant)
      return absl::PermissionDeniedError("filter.tenant: another one than your own needs the role admin");
    filter.tenant = caller.tenant;
  } else if (!asked.tenant().empty()) {
    filter.tenant = asked.tenant();
  }
  if (asked.labels_size() > kMaxLabels) return BadRequest({{"filter.labels", absl::StrCat("at most ", kMaxLabels)}});
  if (asked.verdicts_size() > kMaxValues)
    return BadRequest({{"filter.verdicts", absl::StrCat("at most ", kMaxValues)}});
  if (asked.states_size() > kMaxValues) return BadRequest({{"filter.states", absl::StrCat("at most ", kMaxValues)}});
  if (!asked.profile().empty()) filter.profile = asked.profile();
  if (!asked.problem().empty()) filter.problem = asked.problem();
  for (const int state : asked.states()) {
    JUDGE_ASSIGN_OR_RETURN(const State known, StateOf(state));
    filter.states.push_back(known);
  }
  for (const int verdict : asked.verdicts()) filter.verdicts.push_back(static_cast<v1::Verdict>(verdict));
  filter.labels = {asked.labels().begin(), asked.labels().end()};
  if (asked.has_submitted_from()) filter.submitted_from = TimeOf(asked.submitted_from());
  if (asked.has_submitted_until()) filter.submitted_until = TimeOf(asked.submitted_until());
  return filter;
}

}  // namespace judge::server
