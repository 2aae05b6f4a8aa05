#include "server/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"

namespace judge::server {
namespace {

using ::testing::HasSubstr;

std::string WhyNot(const std::string& text) { return std::string(Keys::Parse(text).status().message()); }

// The reason that a program reads.
std::string WhyNobody(const Keys& keys, const std::string& header) {
  const absl::Status status = keys.Find(header).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated) << header;
  google::rpc::ErrorInfo detail;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  EXPECT_TRUE(payload && detail.ParseFromString(std::string(*payload))) << header;
  return detail.reason();
}

TEST(KeysTest, FindTheTenantAndTheRoleOfAKey) {
  const NewKey alice = *MakeKey("alice", Role::kSubmit), ops = *MakeKey("ops", Role::kAdmin);
  const auto keys = Keys::Parse(absl::StrCat("# the web judge\n", alice.line, "\n\n", ops.line, " # at night\n"));
  ASSERT_TRUE(keys.ok()) << keys.status();
  const auto caller = keys->Find("Bearer " + alice.key);
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->tenant, "alice");
  EXPECT_EQ(caller->role, Role::kSubmit);
  EXPECT_EQ(keys->Find("Bearer " + ops.key)->role, Role::kAdmin);
}

TEST(KeysTest, LetNobodyInWithoutOne) {
  const NewKey key = *MakeKey("alice", Role::kSubmit);
  const Keys keys = *Keys::Parse(key.line);
  for (const std::string& header : {std::string(), key.key, "Basic " + key.key})
    EXPECT_EQ(WhyNobody(keys, header), "API_KEY_MISSING") << header;
  for (const std::string& header :
       {std::string("Bearer "), "Bearer " + key.key + "x", "Bearer " + key.line.substr(0, 64)})
    EXPECT_EQ(WhyNobody(keys, header), "API_KEY_UNKNOWN") << header;
}

TEST(KeysTest, AreNotInTheFile) {
  const NewKey key = *MakeKey("alice", Role::kGrade);
  EXPECT_THAT(key.line, testing::Not(HasSubstr(key.key)));
  EXPECT_NE(MakeKey("alice", Role::kGrade)->key, key.key);
}

TEST(KeysTest, SayWhichLineIsWrong) {
  const std::string good = MakeKey("alice", Role::kSubmit)->line;
  EXPECT_THAT(WhyNot(absl::StrCat(good, "\nabc alice submit")), HasSubstr("line 2: not the SHA-256"));
  EXPECT_THAT(WhyNot(std::string(64, 'a') + " alice boss"), HasSubstr("line 1: no role 'boss'; there are: submit"));
  EXPECT_THAT(WhyNot(std::string(64, 'a') + " al/ice submit"), HasSubstr("line 1: 'al/ice' is no tenant"));
  EXPECT_THAT(WhyNot(absl::StrCat(good, "\n", good)), HasSubstr("line 2: this key was there before"));
  EXPECT_THAT(WhyNot("# nothing\n"), HasSubstr("no key")) << "an empty file would let everybody in";
}

}  // namespace
}  // namespace judge::server
