// The two ways to pass an absl::Status on, and the one way to add context to it.
#ifndef JUDGE_BASE_STATUS_MACROS_H_
#define JUDGE_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace judge {

// Returns `status` with "context: " in front of its message; OK stays OK. Add context once at each boundary.
inline absl::Status Annotate(const absl::Status& status, absl::string_view context) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat(context, ": ", status.message()));
}

}  // namespace judge

#define JUDGE_CONCAT_INNER_(a, b) a##b
#define JUDGE_CONCAT_(a, b) JUDGE_CONCAT_INNER_(a, b)

// Returns from the calling function when `expression`, an absl::Status, is not OK.
#define JUDGE_RETURN_IF_ERROR(expression)                                                  \
  do {                                                                                     \
    if (absl::Status judge_status = (expression); !judge_status.ok()) return judge_status; \
  } while (false)

// JUDGE_ASSIGN_OR_RETURN(const Fd fd, Open(path)): the value of an absl::StatusOr, or return its status.
#define JUDGE_ASSIGN_OR_RETURN(declaration, expression) \
  JUDGE_ASSIGN_OR_RETURN_(JUDGE_CONCAT_(judge_status_or_, __LINE__), declaration, expression)
#define JUDGE_ASSIGN_OR_RETURN_(temporary, declaration, expression) \
  auto temporary = (expression);                                    \
  if (!temporary.ok()) return temporary.status();                   \
  declaration = *std::move(temporary)

#endif  // JUDGE_BASE_STATUS_MACROS_H_
