// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/iam/organizations/org_server.h"

namespace keyward::iam::organizations {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

class AttachmentsTest : public testing::Test, public OrgServer {
 protected:
  json Attach(const std::string& policy, const std::string& target) {
    return Root("AttachPolicy", {{"PolicyId", policy}, {"TargetId", target}});
  }
  json Detach(const std::string& policy, const std::string& target) {
    return Root("DetachPolicy", {{"PolicyId", policy}, {"TargetId", target}});
  }
  std::vector<std::string> PoliciesOf(const std::string& target, const std::string& type = kScp) {
    std::vector<std::string> ids;
    for (const json& policy :
         All("ListPoliciesForTarget", "Policies", {{"TargetId", target}, {"Filter", type}})) {
      ids.push_back(policy["Id"]);
    }
    return ids;
  }
  std::vector<std::string> TargetsOf(const std::string& policy, int page = 2) {
    std::vector<std::string> ids;
    for (const json& target :
         All("ListTargetsForPolicy", "Targets", {{"PolicyId", policy}}, page)) {
      ids.push_back(target["TargetId"]);
    }
    return ids;
  }

  const std::string root_ = RootId();
  const std::string member_ = NewAccount("member");
};

TEST_F(AttachmentsTest, AwssOwnAreAttachedToEverything) {
  for (const std::string& target : {root_, member_, kManagement}) {
    EXPECT_THAT(PoliciesOf(target), ElementsAre("p-FullAWSAccess"));
    EXPECT_THAT(PoliciesOf(target, kRcp), ElementsAre("p-RCPFullAWSAccess"));
  }
  for (int page : {1, 2, 20}) {
    EXPECT_THAT(TargetsOf("p-FullAWSAccess", page),
                UnorderedElementsAre(root_, member_, kManagement));
  }
  const json targets =
      Root("ListTargetsForPolicy", {{"PolicyId", "p-RCPFullAWSAccess"}})["Targets"];
  ASSERT_EQ(targets.size(), 3u);
  EXPECT_EQ(targets[0]["Type"], "ROOT");
  EXPECT_EQ(targets[0]["Name"], "Root");
  EXPECT_EQ(targets[0]["Arn"], Root("ListRoots")["Roots"][0]["Arn"]);
  EXPECT_EQ(targets[1]["Type"], "ACCOUNT");
}

TEST_F(AttachmentsTest, IsAttachedAndDetached) {
  const std::string own = NewPolicy("own", Document("Deny", "s3:*"));
  EXPECT_EQ(Attach(own, member_), json::object());
  EXPECT_THAT(PoliciesOf(member_), UnorderedElementsAre("p-FullAWSAccess", own));
  EXPECT_THAT(PoliciesOf(member_, kRcp), ElementsAre("p-RCPFullAWSAccess"));
  EXPECT_THAT(PoliciesOf(root_), ElementsAre("p-FullAWSAccess"));
  EXPECT_EQ(Attach(own, root_), json::object());
  EXPECT_THAT(TargetsOf(own), ElementsAre(root_, member_));
  EXPECT_EQ(Detach("p-FullAWSAccess", member_), json::object());
  EXPECT_THAT(PoliciesOf(member_), ElementsAre(own));
  EXPECT_THAT(TargetsOf("p-FullAWSAccess"), UnorderedElementsAre(root_, kManagement));
  ExpectRefused({"InUse", "DeletePolicy", {{"PolicyId", own}}, "PolicyInUseException"});
  EXPECT_EQ(Attach("p-FullAWSAccess", member_), json::object());
  EXPECT_EQ(Detach(own, member_), json::object());
  ExpectRefused({"StillInUse", "DeletePolicy", {{"PolicyId", own}}, "PolicyInUseException"});
  EXPECT_EQ(Detach(own, root_), json::object());
  EXPECT_EQ(Root("DeletePolicy", {{"PolicyId", own}}), json::object());
}

TEST_F(AttachmentsTest, Refusals) {
  const std::string own = NewPolicy("own", Document("Deny", "s3:*"));
  const std::string full = "p-FullAWSAccess";
  const std::string all_resources = "p-RCPFullAWSAccess";
  const auto pair = [](const std::string& policy, const std::string& target) {
    return json{{"PolicyId", policy}, {"TargetId", target}};
  };
  const std::string nobody = member_ == "000000000000" ? "000000000001" : "000000000000";
  const Refusal refusals[] = {
      {"NoPolicy", "AttachPolicy", pair("p-nothing0", root_), "PolicyNotFoundException"},
      {"NoAccount", "AttachPolicy", pair(own, nobody), "TargetNotFoundException"},
      {"NoRoot", "AttachPolicy", pair(own, "r-zzzzz"), "TargetNotFoundException"},
      {"Unit", "AttachPolicy", pair(own, "ou-abcd-abcdefgh"), "TargetNotFoundException"},
      {"Twice", "AttachPolicy", pair(full, member_), "DuplicatePolicyAttachmentException"},
      {"TwiceRcp", "AttachPolicy", pair(all_resources, root_),
       "DuplicatePolicyAttachmentException"},
      {"NotAttached", "DetachPolicy", pair(own, member_), "PolicyNotAttachedException"},
      {"DetachNoPolicy", "DetachPolicy", pair("p-nothing0", root_), "PolicyNotFoundException"},
      {"DetachNoAccount", "DetachPolicy", pair(own, nobody), "TargetNotFoundException"},
      {"LastScp", "DetachPolicy", pair(full, member_), "ConstraintViolationException",
       "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"},
      {"AwssRcp", "DetachPolicy", pair(all_resources, member_), "ConstraintViolationException",
       "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"},
      {"ListForNobody",
       "ListPoliciesForTarget",
       {{"TargetId", nobody}, {"Filter", kScp}},
       "TargetNotFoundException"},
      {"Id", "AttachPolicy", pair("x", root_), "ValidationException"},
  };
  for (const Refusal& refusal : refusals) ExpectRefused(refusal);
}

TEST_F(AttachmentsTest, FiveOfATypeAreTheMost) {
  for (const std::string& type : {kScp, kRcp}) {
    std::vector<std::string> own;
    for (int i = 0; i < 5; ++i) {
      own.push_back(NewPolicy("own" + std::to_string(i),
                              type == kScp ? Document("Deny", "s3:*") : ResourceDocument("s3:*"),
                              type));
    }
    for (int i = 0; i < 4; ++i) EXPECT_EQ(Attach(own[i], member_), json::object());
    ExpectRefused({"Sixth",
                   "AttachPolicy",
                   {{"PolicyId", own[4]}, {"TargetId", member_}},
                   "ConstraintViolationException",
                   "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"});
    EXPECT_EQ(Detach(own[0], member_), json::object());
    EXPECT_EQ(Attach(own[4], member_), json::object());
  }
}

TEST_F(AttachmentsTest, AdministratorsAtOnceStayWithinTheLimit) {
  std::vector<std::string> own;
  for (int i = 0; i < 8; ++i) {
    own.push_back(NewPolicy("own" + std::to_string(i), Document("Deny", "s3:*")));
  }
  std::atomic<int> attached = 0;
  std::atomic<int> refused = 0;
  std::vector<std::thread> administrators;
  for (std::size_t half = 0; half < 2; ++half) {
    administrators.emplace_back([&, half] {
      for (std::size_t i = half; i < own.size(); i += 2) {
        const json answer = Attach(own[i], member_);
        if (answer.empty()) ++attached;
        if (answer.value("Reason", "") == "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED") ++refused;
      }
    });
  }
  for (std::thread& administrator : administrators) administrator.join();
  EXPECT_EQ(attached, 4);
  EXPECT_EQ(refused, 4);
  EXPECT_EQ(PoliciesOf(member_).size(), 5u);
}

TEST_F(AttachmentsTest, DeletingAndAttachingAtOnceLeaveNoHalf) {
  for (int round = 0; round < 10; ++round) {
    const std::string own = NewPolicy("own", Document("Deny", "s3:*"));
    json deleted;
    std::thread other([&] { deleted = Root("DeletePolicy", {{"PolicyId", own}}); });
    const json attached = Attach(own, member_);
    other.join();
    if (attached.empty()) {
      EXPECT_EQ(deleted["Error"], "PolicyInUseException");
      EXPECT_EQ(Detach(own, member_), json::object());
      EXPECT_EQ(Root("DeletePolicy", {{"PolicyId", own}}), json::object());
    } else {
      EXPECT_EQ(attached["Error"], "PolicyNotFoundException");
      EXPECT_EQ(deleted, json::object());
    }
    EXPECT_THAT(PoliciesOf(member_), ElementsAre("p-FullAWSAccess"));
  }
}

TEST_F(AttachmentsTest, AreAllowedOnThePolicyAndOnTheTarget) {
  const std::string own = NewPolicy("own", Document("Deny", "s3:*"));
  const json summary = Root("DescribePolicy", {{"PolicyId", own}})["Policy"]["PolicySummary"];
  const api::Caller bob = UserWith(
      kManagement, "bob",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"organizations:AttachPolicy",)"
      R"("Resource":[")" +
          summary["Arn"].get<std::string>() + R"(","arn:aws:organizations::*:account/*"],)" +
          R"("Condition":{"StringEquals":{"organizations:PolicyType":"SERVICE_CONTROL_POLICY"}}}]})");
  const json at_root = Call(bob, "AttachPolicy", {{"PolicyId", own}, {"TargetId", root_}});
  EXPECT_EQ(at_root["Error"], "AccessDenied");
  EXPECT_THAT(at_root["Message"].get<std::string>(), testing::HasSubstr(":root/o-"));
  EXPECT_EQ(
      Call(bob, "AttachPolicy", {{"PolicyId", "p-FullAWSAccess"}, {"TargetId", member_}})["Error"],
      "AccessDenied");
  EXPECT_EQ(Call(bob, "AttachPolicy", {{"PolicyId", own}, {"TargetId", member_}}), json::object());
}

}  // namespace
}  // namespace keyward::iam::organizations
