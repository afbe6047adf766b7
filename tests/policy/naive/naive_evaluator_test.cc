// SPDX-License-Identifier: Apache-2.0
// The reference that the engine is compared with must itself be right: cases whose answer is well
// known, by the number of their rule.
#include "tests/policy/naive/naive_evaluator.h"

#include <gtest/gtest.h>

#include "policy/language/parse.h"

namespace keyward::policy::naive {
namespace {

using engine::Layer;
using engine::Verdict;
using language::PolicyKind;

constexpr Verdict kAllowed = Verdict::kAllowed;
constexpr Verdict kDenied = Verdict::kExplicitDeny;
constexpr Verdict kSilent = Verdict::kImplicitDeny;

constexpr char kAlice[] = "arn:aws:iam::111122223333:user/alice";
constexpr char kSession[] = "arn:aws:sts::111122223333:assumed-role/Reader/s1";
constexpr char kFederated[] = "arn:aws:sts::111122223333:federated-user/fed";
constexpr char kRoot[] = "arn:aws:iam::111122223333:root";
constexpr char kStranger[] = "arn:aws:iam::222233334444:user/mallory";
constexpr char kObject[] = "arn:aws:s3:::reports/2024.csv";
constexpr char kKey[] = "arn:aws:kms:us-east-1:111122223333:key/k";
constexpr char kRole[] = "arn:aws:iam::111122223333:role/Reader";

// A policy of one statement.
struct Given {
  PolicyKind kind;
  std::string statement;  // its members, without braces
};

struct Case {
  std::string name;
  std::string caller;  // as Caller::Parse takes it
  std::vector<Given> given;
  Verdict verdict;
  std::optional<Layer> blocked_by;
  std::string action = "s3:GetObject";
  std::string resource = kObject;
};

std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }

const std::string kAllowAll = R"("Effect": "Allow", "Action": "*", "Resource": "*")";
const std::string kAllowNothing =
    R"("Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*")";
const std::string kDenyAll = R"("Effect": "Deny", "Action": "*", "Resource": "*")";

std::string For(const std::string& principal, const std::string& rest = kAllowAll) {
  return "\"Principal\": " + principal + ", " + rest;
}

std::string NotFor(const std::string& principal, const std::string& rest) {
  return "\"NotPrincipal\": " + principal + ", " + rest;
}

std::string Aws(const std::string& name) { return "{\"AWS\": \"" + name + "\"}"; }

// A trust policy's statement.
std::string Trust(const std::string& principal) {
  return "\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRole\", \"Principal\": " + principal;
}

void Add(const Given& given, engine::Policies* policies) {
  const std::string text = R"({"Version": "2012-10-17", "Statement": {)" + given.statement + "}}";
  const core::Result<language::Policy> policy = language::ParsePolicy(text, "given", given.kind);
  ASSERT_TRUE(policy) << core::Describe(policy.error()) << text;
  const std::string_view kind = language::KindName(given.kind);
  if (kind == "identity") policies->identity.push_back(*policy);
  if (kind == "resource") policies->resource.push_back(*policy);
  if (kind == "boundary") policies->boundary.push_back(*policy);
  if (kind == "session") policies->session.push_back(*policy);
  if (kind == "endpoint") policies->endpoint.push_back(*policy);
  if (kind == "scp") policies->scp.push_back({*policy});
  if (kind == "rcp") policies->rcp.push_back({*policy});
}

engine::Request Ask(const std::string& caller, const std::string& action,
                    const std::string& resource) {
  engine::Request request;
  const core::Result<engine::Caller> parsed = engine::Caller::Parse(caller);
  EXPECT_TRUE(parsed) << caller;
  if (parsed) request.caller = *parsed;
  request.action = action;
  request.resource = resource;
  if (resource.starts_with("arn:aws:s3:")) request.resource_account = "111122223333";
  request.facts = engine::DefaultFacts(action, resource);
  return request;
}

class NaiveDecisionTest : public testing::TestWithParam<Case> {};

TEST_P(NaiveDecisionTest, FollowsTheRule) {
  const Case& c = GetParam();
  engine::Policies policies;
  for (const Given& given : c.given) Add(given, &policies);
  engine::Request request = Ask(c.caller, c.action, c.resource);
  ASSERT_TRUE(request.Prepare());
  const std::optional<NaiveDecision> decision = NaiveEvaluate(policies, request);
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->verdict, c.verdict);
  EXPECT_EQ(decision->blocked_by, c.blocked_by);
}

const PolicyKind kId = PolicyKind::kIdentity;
const PolicyKind kRes = PolicyKind::kBucket;
const PolicyKind kBound = PolicyKind::kBoundary;
const PolicyKind kSess = PolicyKind::kSession;

const std::vector<Case> kOrder = {
    {"NothingGivenIsSilent", kAlice, {}, kSilent, Layer::kIdentity},
    {"IdentityGrantsInTheAccount", kAlice, {{kId, kAllowAll}}, kAllowed, {}},
    {"DenyWins", kAlice, {{kId, kAllowAll}, {kId, kDenyAll}}, kDenied, Layer::kIdentity},
    {"Rule1CallerIdentityDespiteDeny",
     kAlice,
     {{kId, kDenyAll}},
     kAllowed,
     {},
     "sts:GetCallerIdentity",
     "*"},
    {"Rule1NotForAnonymous",
     "anonymous",
     {},
     kSilent,
     Layer::kResource,
     "sts:GetCallerIdentity",
     "*"},
    {"Rule2EveryScpLevelNeedsAnAllow",
     kAlice,
     {{kId, kAllowAll},
      {PolicyKind::kServiceControl, kAllowAll},
      {PolicyKind::kServiceControl, kAllowNothing}},
     kSilent,
     Layer::kScp},
    {"Rule2RcpDenies",
     kAlice,
     {{kId, kAllowAll},
      {PolicyKind::kResourceControl,
       For("\"*\"", R"("Effect": "Deny", "Action": "s3:*", "Resource": "*")")}},
     kDenied,
     Layer::kRcp},
    {"Rule3ScpSparesServices",
     "service:lambda.amazonaws.com",
     {{kRes, For("{\"Service\": \"lambda.amazonaws.com\"}")},
      {PolicyKind::kServiceControl, kDenyAll}},
     kAllowed,
     {}},
    {"Rule4ServiceIsNotGrantedByIdentity",
     "service:lambda.amazonaws.com",
     {{kId, kAllowAll}},
     kSilent,
     Layer::kResource},
    {"Rule5RootNeedsNoIdentityPolicy", kRoot, {}, kAllowed, {}},
    {"Rule5RootIgnoresIdentityDeny", kRoot, {{kId, kDenyAll}}, kAllowed, {}},
    {"Rule5RootCannotAssumeRoles",
     kRoot,
     {{PolicyKind::kTrust, Trust(Aws("111122223333"))}},
     kSilent,
     Layer::kIdentity,
     "sts:AssumeRole",
     kRole},
    {"Rule6FederatedUserWithoutSessionPolicy",
     kFederated,
     {{kId, kAllowAll}},
     kSilent,
     Layer::kSession},
    {"CrossAccountNeedsBoth", kStranger, {{kRes, For(Aws(kStranger))}}, kSilent, Layer::kIdentity},
    {"CrossAccountNeedsTheResource", kStranger, {{kId, kAllowAll}}, kSilent, Layer::kResource},
    {"CrossAccountBoth",
     kStranger,
     {{kId, kAllowAll}, {kRes, For(Aws("222233334444"))}},
     kAllowed,
     {}},
    {"EndpointSilent",
     kAlice,
     {{kId, kAllowAll}, {PolicyKind::kEndpoint, For("\"*\"", kAllowNothing)}},
     kSilent,
     Layer::kEndpoint}};
INSTANTIATE_TEST_SUITE_P(Order, NaiveDecisionTest, testing::ValuesIn(kOrder),
                         [](const auto& row) { return row.param.name; });

const std::vector<Case> kPrincipals = {
    {"Rule7UserPassesSilentBoundary",
     kAlice,
     {{kRes, For(Aws(kAlice))}, {kBound, kAllowNothing}},
     kAllowed,
     {}},
    {"Rule7UserDoesNotPassSilentSession",
     kAlice,
     {{kRes, For(Aws(kAlice))}, {kSess, kAllowNothing}},
     kSilent,
     Layer::kSession},
    {"Rule8RoleIsBlockedBySilentBoundary",
     kSession,
     {{kRes, For(Aws(kRole))}, {kBound, kAllowNothing}},
     kSilent,
     Layer::kBoundary},
    {"Rule8RoleIsBlockedBySilentSession",
     kSession,
     {{kRes, For(Aws(kRole))}, {kSess, kAllowNothing}},
     kSilent,
     Layer::kSession},
    {"Rule9SessionArnPassesAll",
     kSession,
     {{kRes, For(Aws(kSession))}, {kBound, kAllowNothing}, {kSess, kAllowNothing}},
     kAllowed,
     {}},
    {"Rule9FederatedUserArn", kFederated, {{kRes, For(Aws(kFederated))}}, kAllowed, {}},
    {"Rule10StarPassesAll",
     kSession,
     {{kRes, For("\"*\"")}, {kBound, kAllowNothing}, {kSess, kAllowNothing}},
     kAllowed,
     {}},
    {"Rule12AccountOnlyDelegates",
     kAlice,
     {{kRes, For(Aws("111122223333"))}},
     kSilent,
     Layer::kIdentity},
    {"Rule12AccountInADeny",
     kSession,
     {{kId, kAllowAll}, {kRes, For(Aws("arn:aws:iam::111122223333:root"), kDenyAll)}},
     kDenied,
     Layer::kResource},
    {"Rule13CrossAccountStarNeedsIdentity",
     kStranger,
     {{kRes, For("\"*\"")}},
     kSilent,
     Layer::kIdentity},
    {"Rule14NotPrincipalExemptsTheCompleteList",
     kAlice,
     {{kId, kAllowAll},
      {kRes, NotFor("{\"AWS\": [\"111122223333\", \"" + std::string(kAlice) + "\"]}", kDenyAll)}},
     kAllowed,
     {}},
    {"Rule14NotPrincipalNeedsTheSession",
     kSession,
     {{kId, kAllowAll},
      {kRes, NotFor("{\"AWS\": [\"111122223333\", \"" + std::string(kRole) + "\"]}", kDenyAll)}},
     kDenied,
     Layer::kResource},
    {"Rule14NotPrincipalAndBoundary",
     kAlice,
     {{kId, kAllowAll},
      {kBound, kAllowAll},
      {kRes, NotFor("{\"AWS\": [\"111122223333\", \"" + std::string(kAlice) + "\"]}", kDenyAll)}},
     kDenied,
     Layer::kResource},
    {"Rule15RoleWithAPath",
     kSession,
     {{kRes, For(Aws("arn:aws:iam::111122223333:role/some/path/Reader"))}},
     kAllowed,
     {}},
    {"Rule16UnknownUniqueIdDenies",
     kAlice,
     {{kId, kAllowAll}, {kRes, For(Aws("AIDACKCEVSQ6C2EXAMPLE"), kDenyAll)}},
     kDenied,
     Layer::kResource},
    {"Rule16UnknownUniqueIdDoesNotAllow",
     kAlice,
     {{kRes, For(Aws("AIDACKCEVSQ6C2EXAMPLE"))}},
     kSilent,
     Layer::kIdentity},
    {"Rule17IdentityAloneDoesNotGrantOnAKey",
     kAlice,
     {{kId, kAllowAll}},
     kSilent,
     Layer::kResource,
     "kms:Decrypt",
     kKey},
    {"Rule17KeyPolicyRootAndIdentity",
     kAlice,
     {{kId, kAllowAll}, {PolicyKind::kKey, For(Aws("arn:aws:iam::111122223333:root"))}},
     kAllowed,
     {},
     "kms:Decrypt",
     kKey},
    {"Rule17AliasIsGrantedByIdentity",
     kAlice,
     {{kId, kAllowAll}},
     kAllowed,
     {},
     "kms:CreateAlias",
     "arn:aws:kms:us-east-1:111122223333:alias/app"},
    {"Rule17TrustNamesTheUser",
     kAlice,
     {{PolicyKind::kTrust, Trust(Aws(kAlice))}},
     kAllowed,
     {},
     "sts:AssumeRole",
     kRole},
    {"Rule17TrustNamesTheAccount",
     kAlice,
     {{PolicyKind::kTrust, Trust(Aws("111122223333"))}},
     kSilent,
     Layer::kIdentity,
     "sts:AssumeRole",
     kRole},
    {"Rule17IdentityAloneDoesNotAssume",
     kAlice,
     {{kId, kAllowAll}},
     kSilent,
     Layer::kResource,
     "sts:AssumeRole",
     kRole}};
INSTANTIATE_TEST_SUITE_P(Principals, NaiveDecisionTest, testing::ValuesIn(kPrincipals),
                         [](const auto& row) { return row.param.name; });

TEST(NaiveEvaluator, UnknownOwnerIsAnErrorWithAResourcePolicyOnly) {
  engine::Policies policies;
  Add({kId, kAllowAll}, &policies);
  engine::Request request = Ask(kAlice, "s3:GetObject", kObject);
  request.resource_account.clear();
  ASSERT_TRUE(request.Prepare());
  const std::optional<NaiveDecision> without = NaiveEvaluate(policies, request);
  ASSERT_TRUE(without);
  EXPECT_EQ(without->verdict, kAllowed);
  Add({kRes, For("\"*\"")}, &policies);
  EXPECT_FALSE(NaiveEvaluate(policies, request));
}

TEST(NaiveEvaluator, GrantAllowsItsOperationsUnderItsConstraints) {
  engine::Request request = Ask(kAlice, "kms:Decrypt", kKey);
  engine::Grant grant;
  grant.grantee_principal = kAlice;
  grant.operations = {"Decrypt"};
  grant.encryption_context_equals.emplace().emplace("Dept", "HR");
  request.grants = {grant};
  ASSERT_TRUE(request.Prepare());
  EXPECT_EQ(NaiveEvaluate({}, request)->blocked_by, Layer::kResource);
  request.context.Set("kms:EncryptionContext:Dept", "HR");
  EXPECT_EQ(NaiveEvaluate({}, request)->verdict, kAllowed);
  request.context.Set("kms:EncryptionContext:Team", "blue");
  EXPECT_EQ(NaiveEvaluate({}, request)->blocked_by, Layer::kResource);
}

TEST(NaiveEvaluator, NamesMatchedStatementsAndMissingKeys) {
  engine::Policies policies;
  Add({kId, kAllowNothing}, &policies);
  Add({kId,
       R"("Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::${aws:Home, 'reports'}/*",
              "Condition": {"StringNotEquals": {"App:Colour": "red"}})"},
      &policies);
  engine::Request request = Ask(kAlice, "s3:GetObject", kObject);
  ASSERT_TRUE(request.Prepare());
  const std::optional<NaiveDecision> decision = NaiveEvaluate(policies, request);
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->matched, (std::vector<StatementId>{{Layer::kIdentity, 0, 1, 0}}));
  EXPECT_EQ(decision->missing_keys, (std::set<std::string>{"App:Colour", "aws:Home"}));
}

}  // namespace
}  // namespace keyward::policy::naive
