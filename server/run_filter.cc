#include "server/run_filter.h"

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "google/protobuf/util/time_util.h"
#include "server/rich_status.h"

namespace judge::server {
namespace {

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
  return absl::FromUnixMicros(google::protobuf::util::TimeUtil::TimestampToMicroseconds(time));
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
