// SPDX-License-Identifier: Apache-2.0
#include "api/authorizer.h"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <utility>

#include "api/call.h"
#include "policy/language/parse.h"
#include "tests/api/memory_store.h"
#include "tests/api/people.h"
#include "tests/crypto/fixed_random.h"

namespace keyward::api {
namespace {

using policy::engine::PolicySet;
using policy::language::PolicyKind;
using testing::HasSubstr;

std::shared_ptr<const PolicySet> Compile(const std::string& statement, PolicyKind kind) {
  auto policy = policy::language::ParsePolicy(
      R"({"Version":"2012-10-17","Statement":[)" + statement + "]}", "TestPolicy", kind);
  EXPECT_TRUE(policy) << core::Describe(policy.error());
  policy::engine::Policies policies;
  if (kind == PolicyKind::kBoundary) {
    policies.boundary = {*std::move(policy)};
  } else if (kind == PolicyKind::kSession) {
    policies.session = {*std::move(policy)};
  } else if (kind == PolicyKind::kServiceControl) {
    policies.scp = {{*std::move(policy)}};
  } else {
    policies.identity = {*std::move(policy)};
  }
  return std::make_shared<const PolicySet>(*PolicySet::Compile(policies));
}

class FixedPolicies final : public PolicySource {
 public:
  core::Result<Applicable> PoliciesFor(const Caller& /*caller*/,
                                       std::string_view resource_account) override {
    asked_for = resource_account;
    if (broken) return core::Error{core::ErrorCode::kUnavailable, "StoreFailed", "broken"};
    return applicable;
  }

  Applicable applicable;
  std::string asked_for;
  bool broken = false;
};

const std::string kAllowReads =
    R"({"Sid":"Reads","Effect":"Allow","Action":"iam:Get*","Resource":"*"})";
const std::string kAllowAll = R"({"Effect":"Allow","Action":"*","Resource":"*"})";

class AuthorizerTest : public testing::Test {
 protected:
  Verdict Decide(const Caller& caller, const std::string& action,
                 const std::vector<ContextValue>& extra = {}) {
    auto verdict = authorizer_.Decide(caller, SomeTransport(), action, target_, extra);
    EXPECT_TRUE(verdict) << core::Describe(verdict.error());
    return *std::move(verdict);
  }

  FixedPolicies policies_;
  Authorizer authorizer_{policies_};
  Target target_{.arn = "arn:aws:iam::111122223333:user/bob", .account = "111122223333"};
};

TEST_F(AuthorizerTest, NoPolicyAtAllAllowsNothing) {
  const Verdict verdict = Decide(UserCaller("alice"), "iam:GetUser");
  EXPECT_FALSE(verdict.allowed());
  EXPECT_EQ(verdict.message,
            "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: iam:GetUser "
            "on resource: arn:aws:iam::111122223333:user/bob because no identity-based policy "
            "allows the iam:GetUser action");
  EXPECT_EQ(verdict.decided_by, "");
}

TEST_F(AuthorizerTest, AllowsWhatAPolicyAllowsAndNamesIt) {
  policies_.applicable.sets = {Compile(kAllowReads, PolicyKind::kManaged)};
  const Verdict read = Decide(UserCaller("alice"), "iam:GetUser");
  EXPECT_TRUE(read.allowed());
  EXPECT_EQ(read.decided_by, "TestPolicy, statement 1 `Reads`");
  EXPECT_EQ(read.message, "");
  EXPECT_FALSE(Decide(UserCaller("alice"), "iam:DeleteUser").allowed());
  EXPECT_EQ(policies_.asked_for, "111122223333");
}

TEST_F(AuthorizerTest, BoundarySessionAndScpAllHaveToAllow) {
  const struct {
    const char* name;
    PolicyKind kind;
    const char* said;
  } kCases[] = {
      {"Boundary", PolicyKind::kBoundary, "because no permissions boundary allows"},
      {"Scp", PolicyKind::kServiceControl, "because no service control policy allows"},
  };
  for (const auto& test : kCases) {
    policies_.applicable.sets = {Compile(kAllowAll, PolicyKind::kManaged),
                                 Compile(kAllowReads, test.kind)};
    EXPECT_TRUE(Decide(UserCaller("alice"), "iam:GetUser").allowed()) << test.name;
    EXPECT_THAT(Decide(UserCaller("alice"), "iam:DeleteUser").message, HasSubstr(test.said));
  }
  policies_.applicable.sets = {Compile(kAllowAll, PolicyKind::kManaged)};
  Caller role = RoleCaller("ops", "s1");
  role.session->policies = Compile(kAllowReads, PolicyKind::kSession);
  EXPECT_TRUE(Decide(role, "iam:GetUser").allowed());
  EXPECT_THAT(Decide(role, "iam:DeleteUser").message,
              HasSubstr("because no session policy allows"));
}

TEST_F(AuthorizerTest, ExplicitDenyIsTold) {
  policies_.applicable.sets = {
      Compile(kAllowAll + R"(,{"Effect":"Deny","Action":"iam:Delete*","Resource":"*"})",
              PolicyKind::kManaged)};
  const Verdict verdict = Decide(UserCaller("alice"), "iam:DeleteUser");
  EXPECT_THAT(verdict.message, HasSubstr("with an explicit deny in an identity-based policy"));
  EXPECT_EQ(verdict.decided_by, "TestPolicy, statement 2");
}

TEST_F(AuthorizerTest, ConditionsSeeCallerTransportTargetAndRequest) {
  const struct {
    const char* name;
    const char* condition;
  } kCases[] = {
      {"Tag", R"({"StringEquals":{"aws:PrincipalTag/Team":"red"}})"},
      {"SourceIp", R"({"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}})"},
      {"Secure", R"({"Bool":{"aws:SecureTransport":"true"}})"},
      {"Time", R"({"DateLessThan":{"aws:CurrentTime":"2024-06-01T00:00:00Z"}})"},
      {"Region", R"({"StringEquals":{"aws:RequestedRegion":"eu-west-1"}})"},
      {"ResourceTag", R"({"StringEquals":{"aws:ResourceTag/Env":"dev"}})"},
      {"RequestTag", R"({"StringEquals":{"aws:RequestTag/Env":"dev"}})"},
      {"TagKeys", R"({"ForAllValues:StringEquals":{"aws:TagKeys":["Env","Cost"]}})"},
      {"Variable", R"({"StringEquals":{"aws:ResourceTag/Owner":"${aws:username}"}})"},
  };
  policies_.applicable.principal_tags = {{"Team", "red"}};
  target_.tags = {{"Env", "dev"}, {"Owner", "alice"}};
  std::vector<ContextValue> request;
  AddRequestTags({{"Env", "dev"}}, request);
  for (const auto& test : kCases) {
    policies_.applicable.sets = {
        Compile(std::string(R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":)") +
                    test.condition + "}",
                PolicyKind::kManaged)};
    EXPECT_TRUE(Decide(UserCaller("alice"), "iam:TagUser", request).allowed()) << test.name;
  }
}

TEST_F(AuthorizerTest, RootNeedsNoPolicyButAnScpHolds) {
  EXPECT_TRUE(Decide(RootCaller(), "iam:DeleteUser").allowed());
  policies_.applicable.sets = {Compile(kAllowReads, PolicyKind::kServiceControl)};
  EXPECT_FALSE(Decide(RootCaller(), "iam:DeleteUser").allowed());
  policies_.applicable.management_account = true;
  EXPECT_TRUE(Decide(RootCaller(), "iam:DeleteUser").allowed());
}

TEST_F(AuthorizerTest, PoliciesThatCannotBeReadAllowNothing) {
  policies_.broken = true;
  auto verdict = authorizer_.Decide(RootCaller(), SomeTransport(), "iam:GetUser", target_, {});
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().name, "StoreFailed");
}

TEST_F(AuthorizerTest, ExplainsTheSameDecision) {
  policies_.applicable.sets = {Compile(kAllowReads, PolicyKind::kManaged)};
  auto explained =
      authorizer_.Explain(UserCaller("alice"), SomeTransport(), "iam:DeleteUser", target_, {});
  ASSERT_TRUE(explained);
  EXPECT_FALSE(explained->decision.allowed());
  ASSERT_EQ(explained->statements.size(), 1u);
  EXPECT_FALSE(explained->statements[0].matched);
}

TEST_F(AuthorizerTest, CallTurnsADenialIntoAccessDenied) {
  policies_.applicable.sets = {Compile(kAllowReads, PolicyKind::kManaged)};
  MemoryStore store;
  Unit unit(store);
  crypto::testing::FixedRandom random;
  const Caller caller = UserCaller("alice");
  const Transport transport = SomeTransport();
  Call call(caller, transport, "r-1", unit, authorizer_, random);
  EXPECT_TRUE(call.Authorize("iam:GetUser", target_));
  EXPECT_EQ(call.decided_by(), "TestPolicy, statement 1 `Reads`");
  auto denied = call.Authorize("iam:PassRole", target_);
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().code, core::ErrorCode::kPermissionDenied);
  EXPECT_EQ(denied.error().name, "AccessDenied");
  EXPECT_THAT(denied.error().message, HasSubstr("iam:PassRole"));
}

}  // namespace
}  // namespace keyward::api
