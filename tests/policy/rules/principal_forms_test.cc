// SPDX-License-Identifier: Apache-2.0
//
// Rules 15 and 16: what may stand in Principal, in every partition, and whom it names.
#include "tests/policy/rules/rule_case.h"

namespace keyward::policy::rules {
namespace {

class PrincipalForm : public testing::TestWithParam<RuleCase> {};
TEST_P(PrincipalForm, DecidesWithReason) { CheckRule(GetParam()); }

// One form of principal; `@` stands for the partition.
struct Form {
  std::string_view name;
  std::string_view principal;
  std::string_view named;  // a caller whom it names
  std::string_view other;  // one whom it does not
  bool delegates = false;  // an Allow needs an identity Allow as well
  std::string_view unique_id{};
  std::string_view canonical_id{};
};

constexpr std::string_view kCanonical =
    "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";

constexpr Form kForms[] = {
    {"AccountId", R"({"AWS":"111122223333"})", "arn:@:iam::111122223333:user/alice",
     "arn:@:iam::444455556666:root", true},
    {"AccountRoot", R"({"AWS":"arn:@:iam::111122223333:root"})",
     "arn:@:sts::111122223333:assumed-role/ops/night", "arn:@:iam::444455556666:root", true},
    {"User", R"({"AWS":"arn:@:iam::111122223333:user/team/alice"})",
     "arn:@:iam::111122223333:user/team/alice", "arn:@:iam::111122223333:user/team/bob"},
    {"Role", R"({"AWS":"arn:@:iam::111122223333:role/ops"})",
     "arn:@:sts::111122223333:assumed-role/ops/night",
     "arn:@:sts::111122223333:assumed-role/opsx/night"},
    {"RoleItself", R"({"AWS":"arn:@:iam::111122223333:role/team/ops"})",
     "arn:@:iam::111122223333:role/team/ops", "arn:@:iam::111122223333:role/ops"},
    {"RoleSession", R"({"AWS":"arn:@:sts::111122223333:assumed-role/ops/night"})",
     "arn:@:sts::111122223333:assumed-role/ops/night",
     "arn:@:sts::111122223333:assumed-role/ops/Night"},
    {"FederatedUser", R"({"AWS":"arn:@:sts::111122223333:federated-user/guest"})",
     "arn:@:sts::111122223333:federated-user/guest", "arn:@:iam::111122223333:user/guest"},
    {"UserId", R"({"AWS":"AIDACKCEVSQ6C2EXAMPLE"})", "arn:@:iam::111122223333:user/alice",
     "arn:@:iam::111122223333:role/ops", false, "AIDACKCEVSQ6C2EXAMPLE"},
    {"RoleId", R"({"AWS":"AROADBQP57FF2AEXAMPLE"})",
     "arn:@:sts::111122223333:assumed-role/ops/night", "arn:@:iam::111122223333:user/alice", false,
     "AROADBQP57FF2AEXAMPLE"},
    {"OriginAccessIdentity",
     R"({"AWS":"arn:@:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC"})",
     "arn:@:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC",
     "arn:@:iam::cloudfront:user/CloudFront Origin Access Identity E2ABC"},
    {"Service", R"({"Service":"lambda.amazonaws.com"})", "service:lambda.amazonaws.com",
     "service:lambda.amazonaws.com.cn"},
    {"ServiceOfChina", R"({"Service":"lambda.amazonaws.com.cn"})",
     "service:lambda.amazonaws.com.cn", "service:lambda.amazonaws.com"},
    {"RegionalService", R"({"Service":"logs.us-east-1.amazonaws.com"})",
     "service:logs.us-east-1.amazonaws.com", "service:logs.amazonaws.com"},
    {"OidcProvider",
     R"({"Federated":"arn:@:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"})",
     "federated:arn:@:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
     "federated:arn:@:iam::111122223333:oidc-provider/gitlab.com"},
    {"SamlProvider", R"({"Federated":"arn:@:iam::111122223333:saml-provider/Corp"})",
     "federated:arn:@:iam::111122223333:saml-provider/Corp",
     "federated:arn:@:iam::444455556666:saml-provider/Corp"},
    {"Cognito", R"({"Federated":"cognito-identity.amazonaws.com"})",
     "federated:cognito-identity.amazonaws.com", "federated:accounts.google.com"},
    {"CanonicalUser",
     R"({"CanonicalUser":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"})",
     "arn:@:iam::111122223333:user/alice",
     "service:lambda.amazonaws.com",
     true,
     {},
     kCanonical},
};

std::string In(std::string_view partition, std::string_view text) {
  std::string out;
  for (const char c : text) c == '@' ? out += partition : out += c;
  return out;
}

struct Partition {
  std::string_view name;
  std::string_view id;
  std::string_view other;
};
constexpr Partition kPartitions[] = {
    {"Aws", "aws", "aws-cn"}, {"China", "aws-cn", "aws-us-gov"}, {"GovCloud", "aws-us-gov", "aws"}};

RuleCase Row(const Form& form, const Partition& partition, std::string_view what) {
  RuleCase row;
  row.name = Keep("R16_" + std::string(form.name) + "In" + std::string(partition.name) +
                  std::string(what));
  row.caller = Keep(In(partition.id, form.named));
  row.unique_id = form.unique_id;
  row.canonical_id = form.canonical_id;
  row.resource = Keep(In(partition.id, "arn:@:s3:::reports/2024.csv"));
  return row;
}

// A policy that allows everyone, and denies the form.
std::string_view DenyText(const Form& form, std::string_view partition) {
  return Keep(R"([{"Sid":"All","Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},)"
              R"({"Sid":"No","Effect":"Deny","Action":"*","Resource":"*","Principal":)" +
              In(partition, form.principal) + "}]");
}

RuleCase Denied(RuleCase row) {
  row.verdict = Verdict::kExplicitDeny;
  row.blocked_by = "resource";
  row.by = "No";
  return row;
}

RuleCase NotDenied(RuleCase row) {
  row.verdict = Verdict::kAllowed;
  row.by = "All";
  row.statements = "No!principal";
  return row;
}

RuleCase AllowRow(const Form& form, const Partition& partition) {
  RuleCase row = Row(form, partition, "Allowed");
  row.on_resource =
      Keep(R"({"Sid":"Names","Effect":"Allow","Action":"*","Resource":"*","Principal":)" +
           In(partition.id, form.principal) + "}");
  row.statements = "Names";
  if (form.delegates) {
    row.blocked_by = "identity";
  } else {
    row.verdict = Verdict::kAllowed;
    row.by = "Names";
  }
  return row;
}

std::vector<RuleCase> FormCases() {
  std::vector<RuleCase> rows;
  for (const Form& form : kForms) {
    const bool in_partitions = form.principal.find('@') != std::string_view::npos;
    for (const Partition& partition : kPartitions) {
      rows.push_back(AllowRow(form, partition));
      RuleCase denied = Row(form, partition, "Denied");
      denied.on_resource = DenyText(form, partition.id);
      rows.push_back(Denied(denied));
      RuleCase other = Row(form, partition, "NamesNoOther");
      other.caller = Keep(In(partition.id, form.other));
      other.on_resource = denied.on_resource;
      rows.push_back(NotDenied(other));
      if (!in_partitions) continue;
      RuleCase elsewhere = Row(form, partition, "OnlyThere");
      elsewhere.on_resource = DenyText(form, partition.other);
      rows.push_back(NotDenied(elsewhere));
    }
  }
  return rows;
}
INSTANTIATE_TEST_SUITE_P(Forms, PrincipalForm, testing::ValuesIn(FormCases()), CaseName<RuleCase>);

constexpr std::string_view kNamesUserId =
    R"({"Sid":"Names","Effect":"Allow","Principal":{"AWS":"AIDACKCEVSQ6C2EXAMPLE"},)"
    R"("Action":"*","Resource":"*"})";
constexpr std::string_view kDeniesUserId =
    R"({"Sid":"No","Effect":"Deny","Principal":{"AWS":"AIDACKCEVSQ6C2EXAMPLE"},)"
    R"("Action":"*","Resource":"*"})";
constexpr std::string_view kNamesPath =
    R"({"Sid":"Names","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/team/a/ops"},)"
    R"("Action":"*","Resource":"*"})";

const RuleCase kFacts[] = {
    {.name = "R15_RoleWithPathNamesItsSessions",
     .caller = kSession,
     .on_resource = kNamesPath,
     .verdict = Verdict::kAllowed,
     .by = "Names"},
    {.name = "R15_RoleWithPathNamesNoOtherRolesSessions",
     .caller = "arn:aws:sts::111122223333:assumed-role/a/ops",
     .on_resource = kNamesPath,
     .blocked_by = "identity",
     .statements = "Names!principal"},
    {.name = "R15_RoleWithPathNamesNoOtherAccountsSessions",
     .caller = "arn:aws:sts::444455556666:assumed-role/ops/night",
     .identity = kAllow,
     .on_resource = kNamesPath,
     .blocked_by = "resource",
     .statements = "Names!principal"},
    {.name = "R16_UserIdFromTheContext",
     .context = R"({"aws:userid":"AIDACKCEVSQ6C2EXAMPLE"})",
     .on_resource = kNamesUserId,
     .verdict = Verdict::kAllowed,
     .by = "Names"},
    {.name = "R16_RoleIdFromTheContextOfASession",
     .caller = kSession,
     .context = R"({"aws:userid":"AROADBQP57FF2AEXAMPLE:night"})",
     .on_resource =
         R"({"Sid":"Names","Effect":"Allow","Principal":{"AWS":"AROADBQP57FF2AEXAMPLE"},)"
         R"("Action":"*","Resource":"*"})",
     .verdict = Verdict::kAllowed,
     .by = "Names"},
    {.name = "R16_AnotherUserId",
     .unique_id = "AIDAZZZZZZZZZZEXAMPLE",
     .on_resource = kNamesUserId,
     .blocked_by = "identity",
     .statements = "Names!principal"},
    {.name = "R16_UnstatedUserIdIsNotAllowed",
     .on_resource = kNamesUserId,
     .blocked_by = "identity",
     .statements = "Names!principal"},
    {.name = "R16_UnstatedUserIdIsDenied",
     .identity = kAllow,
     .on_resource = kDeniesUserId,
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R16_AnotherUserIdIsNotDenied",
     .unique_id = "AIDAZZZZZZZZZZEXAMPLE",
     .identity = kAllow,
     .on_resource = kDeniesUserId,
     .verdict = Verdict::kAllowed,
     .by = "All",
     .statements = "No!principal"},
    {.name = "R16_SeveralPrincipalsOfSeveralTypes",
     .on_resource = R"({"Sid":"Names","Effect":"Allow","Action":"*","Resource":"*","Principal":{)"
                    R"("Service":["ec2.amazonaws.com","lambda.amazonaws.com"],)"
                    R"("AWS":["444455556666","arn:aws:iam::111122223333:user/alice"]}})",
     .verdict = Verdict::kAllowed,
     .by = "Names"},
};
INSTANTIATE_TEST_SUITE_P(Facts, PrincipalForm, testing::ValuesIn(kFacts), CaseName<RuleCase>);

class PrincipalDocument : public testing::TestWithParam<DocumentCase> {};
TEST_P(PrincipalDocument, IsAcceptedOrRefused) { CheckDocument(GetParam()); }

// A statement of a bucket policy with the given principal element and no other fault.
std::string_view With(std::string_view element) {
  return Keep(R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*",)"
              R"("Resource":"*")" +
              std::string(element.empty() ? "" : ",") + std::string(element) + "}]}");
}

DocumentCase Refused(std::string_view name, std::string_view element, std::string_view at) {
  return {name,
          PolicyKind::kBucket,
          With(element),
          "MalformedPolicy",
          Keep("/Statement/0" + std::string(at)),
          ""};
}

const DocumentCase kDocuments[] = {
    Refused("R15_NeitherPrincipalNorNotPrincipal", "", ""),
    {"R15_NotPrincipalWillDo", PolicyKind::kBucket,
     With(R"("NotPrincipal":{"AWS":"111122223333"})")},
    {"R15_EndpointPolicyNeedsAPrincipal", PolicyKind::kEndpoint, With(""), "InvalidPolicyDocument",
     "/Statement/0", "principal"},
    {"R15_KeyPolicyNeedsAPrincipal", PolicyKind::kKey, With(""), "MalformedPolicyDocumentException",
     "/Statement/0", "principal"},
    {"R15_TrustPolicyNeedsAPrincipal", PolicyKind::kTrust,
     R"({"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}})", "MalformedPolicyDocument",
     "/Statement", "principal"},
    Refused("R15_EmptyPrincipal", R"("Principal":{})", "/Principal"),
    Refused("R15_EmptyPrincipalList", R"("Principal":{"AWS":[]})", "/Principal/AWS"),
    Refused("R15_UserWildcardIsNone", R"("Principal":{"AWS":"arn:aws:iam::111122223333:user/*"})",
            "/Principal/AWS"),
    Refused("R15_RoleWildcardIsNone",
            R"("Principal":{"AWS":["arn:aws:iam::111122223333:role/op?"]})", "/Principal/AWS/0"),
    Refused("R15_AccountWildcardIsNone", R"("Principal":{"AWS":"arn:aws:iam::*:root"})",
            "/Principal/AWS"),
    Refused("R15_SessionArnWithAPath",
            R"("Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/team/ops/night"})",
            "/Principal/AWS"),
    Refused("R16_UnknownType", R"("Principal":{"Amazon":"111122223333"})", "/Principal/Amazon"),
    Refused("R16_UnknownPartition", R"("Principal":{"AWS":"arn:aws-mars:iam::111122223333:root"})",
            "/Principal/AWS"),
    Refused("R16_AccountIdOfElevenDigits", R"("Principal":{"AWS":"11112222333"})",
            "/Principal/AWS"),
    Refused("R16_GroupIsNoPrincipal", R"("Principal":{"AWS":"arn:aws:iam::111122223333:group/g"})",
            "/Principal/AWS"),
    Refused("R16_UserName", R"("Principal":{"AWS":"alice"})", "/Principal/AWS"),
    Refused("R16_TextOtherThanStar", R"("Principal":"111122223333")", "/Principal"),
    Refused("R16_NumberIsNoAccountId", R"("Principal":{"AWS":111122223333})", "/Principal/AWS"),
    Refused("R16_EveryService", R"("Principal":{"Service":"*"})", "/Principal/Service"),
    Refused("R16_EveryProvider", R"("Principal":{"Federated":"*"})", "/Principal/Federated"),
    Refused("R16_UserAsProvider", R"("Principal":{"Federated":"arn:aws:iam::111122223333:user/a"})",
            "/Principal/Federated"),
    Refused("R16_CanonicalUserTooShort", R"("Principal":{"CanonicalUser":"79a59d"})",
            "/Principal/CanonicalUser"),
    {"R16_GoogleProvider", PolicyKind::kBucket,
     With(R"("Principal":{"Federated":"accounts.google.com"})")},
};
INSTANTIATE_TEST_SUITE_P(Documents, PrincipalDocument, testing::ValuesIn(kDocuments),
                         CaseName<DocumentCase>);

}  // namespace
}  // namespace keyward::policy::rules
