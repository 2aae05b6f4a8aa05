#include "server/problem_service.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/status_macros.h"
#include "proto/result_size.h"
#include "server/call.h"
#include "server/messages.h"
#include "server/rich_status.h"
#include "server/visibility.h"

namespace judge::server {
namespace {

// The store does not repeat what a client has sent.
absl::Status Named(const absl::Status& status, const std::string& name) {
  if (!absl::IsNotFound(status)) return status;
  return absl::NotFoundError(absl::StrCat("no problem ", QuoteForLine(name)));
}

absl::Status List(Store& store, const Caller& caller, const v1::ListProblemsRequest& request,
                  v1::ListProblemsResponse& response) {
  JUDGE_ASSIGN_OR_RETURN(const int size, PageSizeOf(request.page_size()));
  if (!request.page_token().empty() && !IsProblemName(request.page_token()))
    return BadRequest({{"page_token", "not one that this server gave"}});
  JUDGE_ASSIGN_OR_RETURN(const std::vector<ProblemVersion> versions,
                         store.ListProblems(caller.tenant, request.page_token(), size + 1));
  int64_t bytes = 0;
  for (const ProblemVersion& version : versions) {
    v1::ProblemVersion message = ToMessage(version);
    message.mutable_problem()->clear_tests();
    bytes += static_cast<int64_t>(message.ByteSizeLong());
    if (response.problems_size() == size || (bytes > kMaxReplyBytes && response.problems_size() > 0)) {
      response.set_next_page_token(response.problems().rbegin()->name());
      break;
    }
    *response.add_problems() = std::move(message);
  }
  return absl::OkStatus();
}

}  // namespace

// `check`: what the caller's role has to be.
absl::StatusOr<Caller> ProblemService::Find(const grpc::CallbackServerContext& context,
                                            absl::Status (*check)(const Caller&)) const {
  JUDGE_ASSIGN_OR_RETURN(Caller caller, CallerOf(parts_.keys, context));
  JUDGE_RETURN_IF_ERROR(check(caller));
  return caller;
}

grpc::ServerReadReactor<v1::UploadProblemRequest>* ProblemService::UploadProblem(grpc::CallbackServerContext* context,
                                                                                 v1::ProblemVersion* response) {
  const absl::StatusOr<Caller> caller = Find(*context, CheckGrades);
  if (!caller.ok()) return new Refused<grpc::ServerReadReactor<v1::UploadProblemRequest>>(caller.status());
  return UploadStream::Start(context, *caller,
                             {bounds_, parts_.packages, parts_.store, parts_.problems, parts_.uploads}, response);
}

grpc::ServerUnaryReactor* ProblemService::GetProblem(grpc::CallbackServerContext* context,
                                                     const v1::GetProblemRequest* request,
                                                     v1::ProblemVersion* response) {
  const absl::StatusOr<Caller> caller = Find(*context, CheckReads);
  if (!caller.ok()) return Answer(context, caller.status());
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  parts_.reads.Run(caller->tenant, [this, reactor, caller = *caller, request, response] {
    const absl::StatusOr<ProblemVersion> version = parts_.store.GetProblem(caller.tenant, request->name());
    if (version.ok()) {
      *response = ToMessage(*version);
      Redact(caller.role, *response);
    }
    reactor->Finish(ToGrpc(Named(version.status(), request->name())));
  });
  return reactor;
}

grpc::ServerUnaryReactor* ProblemService::ListProblems(grpc::CallbackServerContext* context,
                                                       const v1::ListProblemsRequest* request,
                                                       v1::ListProblemsResponse* response) {
  const absl::StatusOr<Caller> caller = Find(*context, CheckReads);
  if (!caller.ok()) return Answer(context, caller.status());
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  parts_.reads.Run(caller->tenant, [this, reactor, caller = *caller, request, response] {
    reactor->Finish(ToGrpc(List(parts_.store, caller, *request, *response)));
  });
  return reactor;
}

grpc::ServerUnaryReactor* ProblemService::DeleteProblem(grpc::CallbackServerContext* context,
                                                        const v1::DeleteProblemRequest* request,
                                                        v1::DeleteProblemResponse*) {
  const absl::StatusOr<Caller> caller = Find(*context, CheckGrades);
  if (!caller.ok()) return Answer(context, caller.status());
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  parts_.store.DeleteProblem(caller->tenant, request->name(),
                             [this, reactor, request](const absl::StatusOr<ProblemVersion>& version) {
                               if (version.ok()) parts_.problems.Delete(*version);
                               reactor->Finish(ToGrpc(Named(version.status(), request->name())));
                             });
  return reactor;
}

}  // namespace judge::server
