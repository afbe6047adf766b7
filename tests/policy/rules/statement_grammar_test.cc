// SPDX-License-Identifier: Apache-2.0
//
// Rule 36, and of rules 2, 18 and 21 what concerns documents: the elements of a statement, by kind
// of policy.
#include "policy/language/parse.h"
#include "tests/policy/rules/rule_case.h"

namespace keyward::policy::rules {
namespace {

class Grammar : public testing::TestWithParam<DocumentCase> {};
TEST_P(Grammar, IsAcceptedOrRefused) { CheckDocument(GetParam()); }

std::string_view MalformedName(PolicyKind kind) {
  if (kind == PolicyKind::kBucket) return "MalformedPolicy";
  if (kind == PolicyKind::kEndpoint) return "InvalidPolicyDocument";
  const bool longer = kind == PolicyKind::kKey || kind == PolicyKind::kSecret ||
                      kind == PolicyKind::kServiceControl || kind == PolicyKind::kResourceControl;
  return longer ? "MalformedPolicyDocumentException" : "MalformedPolicyDocument";
}

// A document of version 2012-10-17 with the given statement or statements.
DocumentCase Good(std::string_view name, PolicyKind kind, std::string_view statement) {
  return {name, kind, Keep(WholeDocument(statement)), "", "", ""};
}

DocumentCase Bad(std::string_view name, PolicyKind kind, std::string_view statement,
                 std::string_view pointer, std::string_view reason = "") {
  return {name, kind, Keep(WholeDocument(statement)), MalformedName(kind), pointer, reason};
}

constexpr PolicyKind kIdentity = PolicyKind::kIdentity;
constexpr PolicyKind kScp = PolicyKind::kServiceControl;
constexpr PolicyKind kRcp = PolicyKind::kResourceControl;
constexpr PolicyKind kBucket = PolicyKind::kBucket;
constexpr PolicyKind kTrust = PolicyKind::kTrust;

const DocumentCase kRcps[] = {
    Good("R02_RcpDeny", kRcp,
         R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"})"),
    Good(
        "R02_RcpDenyWithNotResource", kRcp,
        R"({"Effect":"Deny","Principal":"*","Action":["s3:*","sts:*"],"NotResource":"arn:aws:s3:::b"})"),
    Good("R02_RcpFullAccessIsTheDefault", kRcp,
         R"({"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"})"),
    Bad("R02_RcpMayNotAllow", kRcp,
        R"({"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"})", "/Statement/Effect",
        "only deny"),
    Bad("R02_RcpMayNotName", kRcp,
        R"({"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"})",
        "/Statement/Principal", "principal"),
    Bad("R02_RcpMayNotNameServices", kRcp,
        R"({"Effect":"Deny","Principal":{"Service":"s3.amazonaws.com"},"Action":"s3:*","Resource":"*"})",
        "/Statement/Principal"),
    Bad("R02_RcpHasNoNotPrincipal", kRcp,
        R"({"Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"})",
        "/Statement/NotPrincipal"),
    Bad("R02_RcpNeedsAPrincipal", kRcp, R"({"Effect":"Deny","Action":"s3:*","Resource":"*"})",
        "/Statement", "principal"),
    Bad("R02_RcpHasNoNotAction", kRcp,
        R"([{"Effect":"Deny","Principal":"*","NotAction":"s3:*","Resource":"*"}])",
        "/Statement/0/NotAction", "NotAction"),
    Bad("R02_RcpHasNoBareStar", kRcp,
        R"({"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"})", "/Statement/Action",
        "alone"),
    Bad("R02_RcpHasNoBareStarInAList", kRcp,
        R"({"Effect":"Deny","Principal":"*","Action":["s3:*","*"],"Resource":"*"})",
        "/Statement/Action", "alone"),
    {"R02_RcpOf2008", kRcp,
     R"({"Version":"2008-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}})",
     MalformedName(kRcp), "/Version", "2012-10-17"},
    {"R02_RcpWithoutVersion", kRcp,
     R"({"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}})",
     MalformedName(kRcp), "", "2012-10-17"},
    Good("R02_ScpMayAllow", kScp, R"({"Effect":"Allow","Action":"*","Resource":"*"})"),
    Bad("R02_ScpHasNoPrincipal", kScp,
        R"({"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"})", "/Statement/Principal"),
    Bad("R21_InvalidInScps", kScp, R"({"Effect":"Deny","Action":"*","Resource":"arn:aws:sqs"})",
        "/Statement/Resource", "ARN"),
    Bad("R21_InvalidInScpsNotResource", kScp,
        R"({"Effect":"Deny","Action":"*","NotResource":["*","arn:aws:sqs:*:*"]})",
        "/Statement/NotResource/1", "ARN"),
    Bad("R21_InvalidInRcps", kRcp,
        R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3"})",
        "/Statement/Resource", "ARN"),
    Good("R21_ValidInIdentityPolicies", kIdentity,
         R"({"Effect":"Deny","Action":"*","Resource":"arn:aws:sqs"})"),
    Good("R21_ValidInResourcePolicies", kBucket,
         R"({"Effect":"Deny","Principal":"*","Action":"*","Resource":"arn:aws:s3"})"),
};
INSTANTIATE_TEST_SUITE_P(Organizations, Grammar, testing::ValuesIn(kRcps), CaseName<DocumentCase>);

const DocumentCase kActions[] = {
    Good("R18_FullStarIsFine", kIdentity, R"({"Effect":"Allow","Action":"*","Resource":"*"})"),
    Bad("R18_StarForTheService", kIdentity,
        R"({"Effect":"Allow","Action":"*:GetObject","Resource":"*"})", "/Statement/Action",
        "wildcard"),
    Bad("R18_StarsForBoth", kIdentity, R"({"Effect":"Allow","Action":"*:*","Resource":"*"})",
        "/Statement/Action", "wildcard"),
    Bad("R18_StarInTheService", kIdentity,
        R"({"Effect":"Allow","Action":["s3:Get*","s*:GetObject"],"Resource":"*"})",
        "/Statement/Action/1", "wildcard"),
    Bad("R18_QuestionMarkInTheService", kIdentity,
        R"({"Effect":"Allow","NotAction":"s?:GetObject","Resource":"*"})", "/Statement/NotAction",
        "wildcard"),
    Bad("R18_NoService", kIdentity, R"({"Effect":"Allow","Action":"GetObject","Resource":"*"})",
        "/Statement/Action"),
    Bad("R18_EmptyService", kIdentity, R"({"Effect":"Allow","Action":":GetObject","Resource":"*"})",
        "/Statement/Action"),
    Bad("R18_EmptyAction", kIdentity, R"({"Effect":"Allow","Action":"s3:","Resource":"*"})",
        "/Statement/Action"),
    Bad("R18_TwoColons", kIdentity, R"({"Effect":"Allow","Action":"s3:Get:Object","Resource":"*"})",
        "/Statement/Action"),
};
INSTANTIATE_TEST_SUITE_P(Actions, Grammar, testing::ValuesIn(kActions), CaseName<DocumentCase>);

const DocumentCase kShapes[] = {
    Good("R36_StatementObject", kIdentity, R"({"Effect":"Allow","Action":"*","Resource":"*"})"),
    Good(
        "R36_StatementList", kIdentity,
        R"([{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*"}])"),
    Bad("R36_StatementEmptyList", kIdentity, "[]", "/Statement"),
    Bad("R36_StatementText", kIdentity, R"("Allow")", "/Statement"),
    Bad("R36_StatementListOfText", kIdentity, R"(["Allow"])", "/Statement/0"),
    {"R36_StatementMissing", kIdentity, R"({"Version":"2012-10-17"})", MalformedName(kIdentity), "",
     "Statement"},
    Good("R36_Scalars", kBucket,
         R"({"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*",)"
         R"("Condition":{"StringEquals":{"a:k":"v"}}})"),
    Good("R36_Lists", kBucket,
         R"({"Effect":"Allow","Principal":{"AWS":["111122223333","444455556666"]},)"
         R"("Action":["s3:Get*","s3:Put*"],"Resource":["*","arn:aws:s3:::b"],)"
         R"("Condition":{"StringEquals":{"a:k":["v","w"]}}})"),
    Good("R36_NotElementsInLists", kBucket,
         R"({"Effect":"Allow","NotPrincipal":{"AWS":["111122223333"]},"NotAction":["s3:Get*"],)"
         R"("NotResource":["arn:aws:s3:::b"]})"),
    Bad("R36_ActionEmptyList", kIdentity, R"({"Effect":"Allow","Action":[],"Resource":"*"})",
        "/Statement/Action"),
    Bad("R36_ActionNumber", kIdentity, R"({"Effect":"Allow","Action":1,"Resource":"*"})",
        "/Statement/Action"),
    Bad("R36_ActionNumberInAList", kIdentity,
        R"({"Effect":"Allow","Action":["*",1],"Resource":"*"})", "/Statement/Action/1"),
    Bad("R36_ActionNestedList", kIdentity, R"({"Effect":"Allow","Action":[["*"]],"Resource":"*"})",
        "/Statement/Action/0"),
    Bad("R36_ResourceEmptyList", kIdentity, R"({"Effect":"Allow","Action":"*","Resource":[]})",
        "/Statement/Resource"),
    Bad("R36_ResourceNoArn", kIdentity, R"({"Effect":"Allow","Action":"*","Resource":"bucket"})",
        "/Statement/Resource"),
    Bad("R36_ConditionList", kIdentity,
        R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":[]})", "/Statement/Condition"),
    Bad("R36_ConditionOperatorText", kIdentity,
        R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":"true"}})",
        "/Statement/Condition/Bool"),
    Bad("R36_ConditionValueObject", kIdentity,
        R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a:k":{}}}})",
        "/Statement/Condition/Bool/a:k"),
    Bad("R36_ConditionValueNull", kIdentity,
        R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"a:k":["x",null]}}})",
        "/Statement/Condition/StringEquals/a:k/1"),
    Bad("R36_ConditionKeyWithoutPrefix", kIdentity,
        R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"key":"true"}}})",
        "/Statement/Condition/Bool/key"),
    Bad("R36_EffectMissing", kIdentity, R"([{"Action":"*","Resource":"*"}])", "/Statement/0",
        "Effect"),
    Bad("R36_EffectCase", kIdentity, R"({"Effect":"allow","Action":"*","Resource":"*"})",
        "/Statement/Effect", "Effect"),
    Bad("R36_EffectOther", kIdentity, R"({"Effect":"Permit","Action":"*","Resource":"*"})",
        "/Statement/Effect", "Effect"),
    {"R36_VersionUnknown", kIdentity,
     R"({"Version":"2012-10-18","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})",
     MalformedName(kIdentity), "/Version", "2012-10-17"},
    {"R36_VersionNumber", kIdentity,
     R"({"Version":2012,"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})",
     MalformedName(kIdentity), "/Version", ""},
    {"R36_IdNumber", kIdentity,
     R"({"Id":1,"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})",
     MalformedName(kIdentity), "/Id", ""},
    Bad("R36_ActionAndNotAction", kIdentity,
        R"({"Effect":"Allow","Action":"*","NotAction":"s3:*","Resource":"*"})",
        "/Statement/NotAction"),
    Bad("R36_NeitherActionNorNotAction", kIdentity, R"({"Effect":"Allow","Resource":"*"})",
        "/Statement", "actions"),
    Bad("R36_ResourceAndNotResource", kIdentity,
        R"({"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::b","Resource":"*"})",
        "/Statement/Resource"),
    Bad("R36_NeitherResourceNorNotResource", kIdentity, R"({"Effect":"Allow","Action":"*"})",
        "/Statement", "resources"),
    Bad("R36_NeitherResourceInABucketPolicy", kBucket,
        R"({"Effect":"Allow","Principal":"*","Action":"*"})", "/Statement", "resources"),
    Good("R36_TrustWithoutResource", kTrust,
         R"({"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"})"),
    Bad("R36_TrustWithResource", kTrust,
        R"({"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Resource":"*"})",
        "/Statement/Resource"),
    Bad("R36_TrustWithNotResource", kTrust,
        R"({"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","NotResource":"*"})",
        "/Statement/NotResource"),
    Bad("R36_PrincipalAndNotPrincipal", kBucket,
        R"({"Effect":"Allow","Principal":"*","NotPrincipal":"*","Action":"*","Resource":"*"})",
        "/Statement/NotPrincipal"),
    Bad("R36_PrincipalInAnIdentityPolicy", kIdentity,
        R"({"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"})",
        "/Statement/Principal"),
    Bad("R36_NotPrincipalInABoundary", PolicyKind::kBoundary,
        R"({"Effect":"Allow","NotPrincipal":"*","Action":"*","Resource":"*"})",
        "/Statement/NotPrincipal"),
    Bad("R36_PrincipalInASessionPolicy", PolicyKind::kSession,
        R"({"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"})",
        "/Statement/Principal"),
};
INSTANTIATE_TEST_SUITE_P(Shapes, Grammar, testing::ValuesIn(kShapes), CaseName<DocumentCase>);

// Two statements with these ids, of the kind's grammar.
std::string_view WithSids(PolicyKind kind, std::string_view first, std::string_view second) {
  std::string text = "[";
  for (const std::string_view sid : {first, second}) {
    text += std::string(text.size() > 1 ? "," : "") +
            R"({"Effect":"Deny","Action":"s3:*","Sid":")" + std::string(sid) + "\"";
    if (kind != kTrust) text += R"(,"Resource":"*")";
    if (HasPrincipal(kind)) text += R"(,"Principal":"*")";
    text += "}";
  }
  return Keep(text + "]");
}

std::vector<DocumentCase> SidCases() {
  struct Kind {
    std::string_view name;
    PolicyKind kind;
    bool strict;  // letters and digits, unique
  };
  constexpr Kind kKinds[] = {{"Identity", kIdentity, true},
                             {"Managed", PolicyKind::kManaged, true},
                             {"Boundary", PolicyKind::kBoundary, true},
                             {"Session", PolicyKind::kSession, true},
                             {"Scp", kScp, true},
                             {"Rcp", kRcp, true},
                             {"Trust", kTrust, true},
                             {"Bucket", kBucket, false},
                             {"Key", PolicyKind::kKey, false}};
  std::vector<DocumentCase> rows;
  for (const auto& [name, kind, strict] : kKinds) {
    const std::string prefix = "R36_Sid" + std::string(name);
    rows.push_back(Good(Keep(prefix + "Plain"), kind, WithSids(kind, "One", "2two")));
    rows.push_back(Good(Keep(prefix + "Empty"), kind, WithSids(kind, "", "")));
    const std::string_view spaced = WithSids(kind, "Allow it", "Other");
    const std::string_view repeated = WithSids(kind, "Same", "Same");
    if (strict) {
      rows.push_back(Bad(Keep(prefix + "WithSpaces"), kind, spaced, "/Statement/0/Sid"));
      rows.push_back(Bad(Keep(prefix + "Repeated"), kind, repeated, "/Statement/1/Sid", "unique"));
    } else {
      rows.push_back(Good(Keep(prefix + "WithSpaces"), kind, spaced));
    }
  }
  return rows;
}
INSTANTIATE_TEST_SUITE_P(Sids, Grammar, testing::ValuesIn(SidCases()), CaseName<DocumentCase>);

}  // namespace
}  // namespace keyward::policy::rules
