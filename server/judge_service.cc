#include "server/judge_service.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "base/version.h"
#include "google/protobuf/util/time_util.h"
#include "proto/result_size.h"
#include "server/call.h"
#include "server/messages.h"
#include "server/rejudge_call.h"
#include "server/rich_status.h"
#include "server/run_filter.h"
#include "server/submit_stream.h"
#include "server/visibility.h"
#include "server/watch_stream.h"

namespace judge::server {
namespace {

// The page begins below this number.
absl::StatusOr<int64_t> PageBegin(const std::string& token) {
  int64_t before = std::numeric_limits<int64_t>::max();
  if (token.empty() || (absl::SimpleAtoi(token, &before) && before > 0)) return before;
  return BadRequest({{"page_token", "not one that this server gave"}});
}

// Whether there can be runs of the caller's that are done and are not meant. Only those that are done ever are, and
// only an admin has those of several tenants.
bool IsNarrow(const Caller& caller, const Filter& filter) {
  const bool is_of_one_of_many = caller.role == Role::kAdmin && filter.tenant.has_value();
  const bool is_of_a_time = (filter.submitted_from && *filter.submitted_from > absl::UnixEpoch()) ||
                            (filter.submitted_until && *filter.submitted_until <= absl::Now());
  return is_of_one_of_many || is_of_a_time || filter.profile || filter.problem || !filter.verdicts.empty() ||
         !filter.labels.empty();
}

absl::StatusOr<Filter> RejudgeFilterOf(const Caller& caller, const v1::RejudgeRunsRequest& request) {
  JUDGE_ASSIGN_OR_RETURN(Filter filter, FilterOf(caller, request.filter()));
  if (!request.all() && !IsNarrow(caller, filter))
    return BadRequest({{"filter", "leaves all runs that are done: set 'all' if that is what you want"}});
  if (!filter.states.empty() && std::count(filter.states.begin(), filter.states.end(), State::kDone) == 0)
    return BadRequest({{"filter.states", "only runs that are done can be judged again"}});
  filter.states = {State::kDone};
  return filter;
}

}  // namespace

grpc::ServerUnaryReactor* JudgeService::Read(grpc::CallbackServerContext* context, Body body) {
  const absl::StatusOr<Caller> caller = CallerOf(parts_.keys, *context);
  if (!caller.ok()) return Answer(context, caller.status());
  if (const absl::Status status = CheckReads(*caller); !status.ok()) return Answer(context, status);
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  parts_.executor.Run(caller->tenant,
                      [reactor, caller = *caller, body = std::move(body)] { reactor->Finish(ToGrpc(body(caller))); });
  return reactor;
}

grpc::ServerUnaryReactor* JudgeService::SubmitRun(grpc::CallbackServerContext* context,
                                                  const v1::SubmitRunRequest* request,
                                                  v1::SubmitRunResponse* response) {
  const absl::StatusOr<Caller> caller = CallerOf(parts_.keys, *context);
  if (!caller.ok()) return Answer(context, caller.status());
  absl::StatusOr<NewRun> run = parts_.admission.Admit(*caller, *request, absl::Now(), SteadyTime::Now());
  if (!run.ok()) return Answer(context, run.status());
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  parts_.dispatcher.Submit(*std::move(run), [reactor, response](absl::StatusOr<Accepted> accepted) {
    if (accepted.ok()) {
      response->set_run_id(accepted->run.id);
      response->set_existed(accepted->existed);
    }
    reactor->Finish(ToGrpc(accepted.status()));
  });
  return reactor;
}

grpc::ServerBidiReactor<v1::SubmitRunRequest, v1::SubmitRunsResponse>* JudgeService::SubmitRuns(
    grpc::CallbackServerContext* context) {
  const absl::StatusOr<Caller> caller = CallerOf(parts_.keys, *context);
  const auto find_caller = [this, context] { return CallerOf(parts_.keys, *context); };
  if (caller.ok()) return SubmitStream::Start(find_caller, parts_.admission, parts_.dispatcher);
  return new Refused<grpc::ServerBidiReactor<v1::SubmitRunRequest, v1::SubmitRunsResponse>>(caller.status());
}

grpc::ServerUnaryReactor* JudgeService::GetRun(grpc::CallbackServerContext* context, const v1::GetRunRequest* request,
                                               v1::Run* response) {
  return Read(context, [this, request, response](const Caller& caller) -> absl::Status {
    JUDGE_ASSIGN_OR_RETURN(const Run run, FindRunOf(parts_.store, caller, request->run_id()));
    *response = ToMessage(run);
    int64_t room = kMaxReplyBytes - static_cast<int64_t>(response->ByteSizeLong());
    JUDGE_RETURN_IF_ERROR(parts_.store.ForEachOutcome(run.id, [&](const Outcome& one) {
      // It has come since the run was read.
      if (one.judging > run.judging || (one.judging == run.judging && run.state != State::kDone)) return true;
      if (one.judging < run.judging) return AddEarlierResult(run, one, room, *response);
      *response = ToMessage(run, one.result);
      room -= static_cast<int64_t>(response->result().ByteSizeLong());
      return true;
    }));
    Redact(caller.role, *response);
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* JudgeService::WatchRun(grpc::CallbackServerContext* context,
                                                                   const grpc::ByteBuffer* request) {
  const absl::StatusOr<Caller> caller = CallerOf(parts_.keys, *context);
  absl::Status status = caller.ok() ? CheckReads(*caller) : caller.status();
  v1::WatchRunRequest asked;
  grpc::ByteBuffer bytes = *request;
  if (status.ok() && !grpc::SerializationTraits<v1::WatchRunRequest>::Deserialize(&bytes, &asked).ok())
    status = absl::InvalidArgumentError("the request is no WatchRunRequest");
  if (!status.ok()) return new Refused<grpc::ServerWriteReactor<grpc::ByteBuffer>>(status);
  return WatchStream::Start(*caller, asked.run_id(), parts_.dispatcher, parts_.store, parts_.executor);
}

grpc::ServerUnaryReactor* JudgeService::CancelRun(grpc::CallbackServerContext* context,
                                                  const v1::CancelRunRequest* request, v1::Run* response) {
  const absl::StatusOr<Caller> caller = CallerOf(parts_.keys, *context);
  if (!caller.ok()) return Answer(context, caller.status());
  if (const absl::Status status = CheckReads(*caller); !status.ok()) return Answer(context, status);
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  parts_.executor.Run(caller->tenant, [this, reactor, caller = *caller, request, response] {
    const absl::StatusOr<Run> run = FindRunOf(parts_.store, caller, request->run_id());
    if (!run.ok()) return reactor->Finish(ToGrpc(run.status()));
    parts_.dispatcher.Cancel(run->id, [reactor, response](absl::StatusOr<Run> cancelled) {
      if (cancelled.ok()) *response = ToMessage(*cancelled);
      reactor->Finish(ToGrpc(cancelled.status()));
    });
  });
  return reactor;
}

grpc::ServerUnaryReactor* JudgeService::ListRuns(grpc::CallbackServerContext* context,
                                                 const v1::ListRunsRequest* request, v1::ListRunsResponse* response) {
  return Read(context, [this, request, response](const Caller& caller) -> absl::Status {
    JUDGE_ASSIGN_OR_RETURN(const Filter filter, FilterOf(caller, request->filter()));
    JUDGE_ASSIGN_OR_RETURN(const int64_t before, PageBegin(request->page_token()));
    JUDGE_ASSIGN_OR_RETURN(const int size, PageSizeOf(request->page_size()));
    JUDGE_ASSIGN_OR_RETURN(const std::vector<Run> runs, parts_.store.List(filter, before, size + 1));
    int64_t bytes = 0;
    for (const Run& run : runs) {
      v1::Run message = ToMessage(run);
      message.clear_result();
      Redact(caller.role, message);
      bytes += static_cast<int64_t>(message.ByteSizeLong());
      if (response->runs_size() == size || (bytes > kMaxReplyBytes && response->runs_size() > 0)) {
        response->set_next_page_token(absl::StrCat(runs[static_cast<size_t>(response->runs_size()) - 1].number));
        break;
      }
      *response->add_runs() = std::move(message);
    }
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* JudgeService::ListProfiles(grpc::CallbackServerContext* context,
                                                     const v1::ListProfilesRequest*,
                                                     v1::ListProfilesResponse* response) {
  const absl::StatusOr<Caller> caller = CallerOf(parts_.keys, *context);
  if (!caller.ok()) return Answer(context, caller.status());
  for (v1::ProfileInfo& profile : parts_.catalogue.profiles()) *response->add_profiles() = std::move(profile);
  return Answer(context, absl::OkStatus());
}

grpc::ServerUnaryReactor* JudgeService::RejudgeRuns(grpc::CallbackServerContext* context,
                                                    const v1::RejudgeRunsRequest* request,
                                                    v1::RejudgeRunsResponse* response) {
  const absl::StatusOr<Caller> caller = CallerOf(parts_.keys, *context);
  if (!caller.ok()) return Answer(context, caller.status());
  if (const absl::Status status = CheckGrades(*caller); !status.ok()) return Answer(context, status);
  absl::StatusOr<Filter> filter = RejudgeFilterOf(*caller, *request);
  if (!filter.ok()) return Answer(context, filter.status());
  return RejudgeCall::Start(context, *caller, *filter,
                            {parts_.admission, parts_.store, parts_.problems, parts_.dispatcher, parts_.executor},
                            response);
}

grpc::ServerUnaryReactor* JudgeService::GetServerInfo(grpc::CallbackServerContext* context,
                                                      const v1::GetServerInfoRequest*, v1::ServerInfo* response) {
  const absl::StatusOr<Caller> caller = CallerOf(parts_.keys, *context);
  if (!caller.ok()) return Answer(context, caller.status());
  response->set_version(JudgeVersion());
  response->set_queued(parts_.queue.Depth());
  const std::set<std::string> slots = parts_.dispatcher.workers();
  std::set<std::string> workers;
  for (const std::string& slot : slots) workers.insert(HostOf(slot));
  response->set_workers(static_cast<int32_t>(workers.size()));
  response->set_slots(static_cast<int32_t>(slots.size()));
  const Bounds& bounds = parts_.admission.bounds();
  *response->mutable_max_limits() = bounds.limits;
  response->set_max_source_bytes(bounds.source_bytes);
  response->set_max_inline_bytes(bounds.inline_bytes);
  *response->mutable_uptime() =
      google::protobuf::util::TimeUtil::MillisecondsToDuration(absl::ToInt64Milliseconds(SteadyTime::Now() - started_));
  return Answer(context, absl::OkStatus());
}

}  // namespace judge::server
