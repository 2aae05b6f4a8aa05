#include "server/rich_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace judge::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

google::rpc::Status Decoded(const grpc::Status& status) {
  google::rpc::Status rich;
  EXPECT_TRUE(rich.ParseFromString(status.error_details()));
  EXPECT_EQ(rich.code(), static_cast<int>(status.error_code()));
  EXPECT_EQ(rich.message(), status.error_message());
  return rich;
}

TEST(RichStatusTest, NamesEveryFieldThatIsWrong) {
  const grpc::Status status = ToGrpc(BadRequest({{"sources", "none"}, {"labels", "too many"}}));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(), "sources: none (and 1 more)");
  google::rpc::BadRequest detail;
  ASSERT_TRUE(Decoded(status).details(0).UnpackTo(&detail));
  ASSERT_EQ(detail.field_violations_size(), 2);
  EXPECT_EQ(detail.field_violations(1).field(), "labels");
}

TEST(RichStatusTest, SaysWhenToTryAgain) {
  const google::rpc::Status rich =
      Decoded(ToGrpc(OverQuota("tenant:alice", "10 runs a second", absl::Milliseconds(250))));
  ASSERT_EQ(rich.details_size(), 2);
  google::rpc::QuotaFailure quota;
  google::rpc::RetryInfo retry;
  for (const auto& detail : rich.details()) EXPECT_TRUE(detail.UnpackTo(&quota) || detail.UnpackTo(&retry));
  EXPECT_EQ(quota.violations(0).subject(), "tenant:alice");
  EXPECT_EQ(retry.retry_delay().nanos(), 250'000'000);
}

TEST(RichStatusTest, KeepsTheServersOwnTroublesToItself) {
  const grpc::Status status = ToGrpc(absl::InternalError("/var/lib/judge/runs.db: unexpected"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_THAT(status.error_message(), Not(HasSubstr("runs.db")));
  EXPECT_THAT(status.error_details(), Not(HasSubstr("runs.db")));
}

TEST(RichStatusTest, IsShortEnoughForTrailersWhateverWasAskedFor) {
  const std::string long_text(1 << 20, 'x');
  EXPECT_LT(ToGrpc(absl::NotFoundError(long_text)).error_details().size(), 8000u);
  const std::vector<FieldViolation> violations(100, {"tests.name", long_text});
  const grpc::Status status = ToGrpc(BadRequest(violations));
  EXPECT_LT(status.error_details().size() + status.error_message().size(), 8000u);
}

TEST(RichStatusTest, IsOkWhereNothingWentWrong) { EXPECT_TRUE(ToGrpc(absl::OkStatus()).ok()); }

}  // namespace
}  // namespace judge::server
