// What an ordinary user is told on machines of other distributions: the files of their settings are the test's.
#include "sandbox/spawner/user_namespace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"

namespace judge::sandbox {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Optional;

class UserNamespaceSettingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Make("sysctls-");
    ASSERT_TRUE(folder.ok()) << folder.status();
    sysctls_.emplace(*std::move(folder));
    for (const char* name : {"/user", "/kernel"}) ASSERT_TRUE(MakeFolders(sysctls_->path() + name).ok());
    // As Ubuntu has them, where nothing is forbidden.
    Set("user/max_user_namespaces", "63432");
    Set("kernel/unprivileged_userns_clone", "1");
    Set("kernel/apparmor_restrict_unprivileged_userns", "0");
  }

  void Set(const std::string& name, const std::string& value) {
    ASSERT_TRUE(WriteFileAtomically(sysctls_->path() + "/" + name, value + "\n").ok());
  }

  std::optional<std::string> Setting() const { return SettingAgainstUserNamespaces(sysctls_->path()); }

 private:
  std::optional<TemporaryFolder> sysctls_;
};

TEST_F(UserNamespaceSettingTest, IsNoneWhereNothingIsForbidden) { EXPECT_EQ(Setting(), std::nullopt); }

TEST_F(UserNamespaceSettingTest, IsNoneWhereTheKernelHasNoSuchFiles) {
  EXPECT_EQ(SettingAgainstUserNamespaces("/nonexistent"), std::nullopt);
}

TEST_F(UserNamespaceSettingTest, IsTheirNumber) {
  Set("user/max_user_namespaces", "0");
  EXPECT_THAT(Setting(), Optional(HasSubstr("sysctl -w user.max_user_namespaces=")));
}

TEST_F(UserNamespaceSettingTest, IsThatOfDebian) {
  Set("kernel/unprivileged_userns_clone", "0");
  EXPECT_THAT(Setting(), Optional(HasSubstr("sysctl -w kernel.unprivileged_userns_clone=1")));
}

TEST_F(UserNamespaceSettingTest, IsThatOfAppArmorWhichAProfileLiftsForOurProgramsAlone) {
  Set("kernel/apparmor_restrict_unprivileged_userns", "1");
  EXPECT_THAT(Setting(), Optional(AllOf(HasSubstr("sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"),
                                        HasSubstr("judge-cli and judge-spawner AppArmor profiles with `userns,`"))));
}

}  // namespace
}  // namespace judge::sandbox
