// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "iam/counts.h"
#include "tests/iam/operations/iam_server.h"

namespace keyward::iam {
namespace {

using nlohmann::json;

class AccountSummaryTest : public testing::Test, public IamServer {
 protected:
  json Summary() { return Root("GetAccountSummary")["SummaryMap"]; }
};

TEST_F(AccountSummaryTest, CountsAndQuotas) {
  EXPECT_EQ(Summary()["Users"], 0);
  for (const char* name : {"a", "b", "c"}) Root("CreateUser", {{"UserName", name}});
  for (const char* name : {"g", "h"}) Root("CreateGroup", {{"GroupName", name}});
  Root("CreateUser", {{"UserName", "A"}});  // there already
  Root("DeleteUser", {{"UserName", "b"}});
  Root("DeleteUser", {{"UserName", "b"}});  // gone already
  Root("DeleteGroup", {{"GroupName", "g"}});
  Root("UpdateUser", {{"UserName", "a"}, {"NewUserName", "z"}});
  Root("CreatePolicy", {{"PolicyName", "p"}, {"PolicyDocument", Document("Allow", "s3:*")}});
  for (const char* name : {"i", "j"}) {
    Root("CreateInstanceProfile", {{"InstanceProfileName", name}});
    Root("CreateVirtualMFADevice", {{"VirtualMFADeviceName", name}});
    Root("CreateRole",
         {{"RoleName", name},
          {"AssumeRolePolicyDocument",
           R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",)"
           R"("Principal":{"Service":"ec2.amazonaws.com"}}]})"}});
  }
  Root("DeleteRole", {{"RoleName", "i"}});
  Root("DeleteInstanceProfile", {{"InstanceProfileName", "i"}});
  Root("DeleteVirtualMFADevice", {{"SerialNumber", "arn:aws:iam::111122223333:mfa/i"}});
  Root("CreateOpenIDConnectProvider", {{"Url", "https://id.example.com"}});
  EXPECT_EQ(Summary(), json({{"Users", 2},
                             {"Groups", 1},
                             {"Policies", 1},
                             {"InstanceProfiles", 1},
                             {"MFADevices", 1},
                             {"Roles", 1},
                             {"Providers", 1},
                             {"AccountAccessKeysPresent", 1},
                             {"AccountMFAEnabled", 0},
                             {"AccountPasswordPresent", 0},
                             {"AccessKeysPerUserQuota", 2},
                             {"GroupsPerUserQuota", 10},
                             {"AttachedPoliciesPerGroupQuota", 10},
                             {"AttachedPoliciesPerRoleQuota", 10},
                             {"AttachedPoliciesPerUserQuota", 10},
                             {"GroupPolicySizeQuota", 5120},
                             {"PolicySizeQuota", 6144},
                             {"RolePolicySizeQuota", 10240},
                             {"UserPolicySizeQuota", 2048}}));
  Root("DeleteAccessKey",
       {{"AccessKeyId", Root("ListAccessKeys")["AccessKeyMetadata"][0]["AccessKeyId"]}});
  EXPECT_EQ(Summary()["AccountAccessKeysPresent"], 0);
}

TEST_F(AccountSummaryTest, AuthorizedOnNoResource) {
  Root("CreateUser", {{"UserName", "alice"}});
  EXPECT_EQ(As("alice", "GetAccountSummary")["Error"], "AccessDenied");
}

TEST_F(AccountSummaryTest, DamagedCountIsAnError) {
  ASSERT_TRUE(store().Commit({{}, {store::Put{CountPrefix(kAccount) + "user/3", "12x"}}}));
  EXPECT_EQ(Root("GetAccountSummary")["Error"], "StoreDamaged");
}

// Creations and deletions at once: none is refused, and the sum is what is there.
TEST_F(AccountSummaryTest, ExactAmongManyWriters) {
  constexpr int kThreads = 8;
  constexpr int kUsers = 50;
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < kUsers; ++i) {
        const json user = {{"UserName", "u" + std::to_string(t) + "-" + std::to_string(i)}};
        EXPECT_FALSE(Root("CreateUser", user).contains("Error"));
        if (i % 5 == 0) {
          EXPECT_FALSE(Root("DeleteUser", user).contains("Error"));
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  RecordProperty("seconds", std::to_string(took.count()));
  EXPECT_EQ(Summary()["Users"], kThreads * kUsers * 4 / 5);
}

}  // namespace
}  // namespace keyward::iam
