// SPDX-License-Identifier: Apache-2.0
//
// Rule 17: resources whose own policy must have a say: KMS keys, with grants, and roles.
#include "tests/policy/rules/rule_case.h"

namespace keyward::policy::rules {
namespace {

class KeyOrTrust : public testing::TestWithParam<RuleCase> {};
TEST_P(KeyOrTrust, DecidesWithReason) { CheckRule(GetParam()); }

constexpr std::string_view kKeyOwnerDelegates =
    R"({"Sid":"Owner","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},)"
    R"("Action":"kms:*","Resource":"*"})";
constexpr std::string_view kKeyNamesAlice =
    R"({"Sid":"Names","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/alice"},)"
    R"("Action":"kms:Decrypt","Resource":"*"})";
constexpr std::string_view kKeyNamesCarol =
    R"({"Sid":"Else","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/carol"},)"
    R"("Action":"kms:*","Resource":"*"})";

// A request to decrypt with the key.
RuleCase Decrypt(RuleCase row) {
  row.action = "kms:Decrypt";
  row.resource = kKey;
  return row;
}

const RuleCase kKeys[] = {
    Decrypt(
        {.name = "R17_KeyIdentityAloneNeverGrants", .identity = kAllow, .blocked_by = "resource"}),
    Decrypt({.name = "R17_KeyIdentityWithAKeyPolicyForOthers",
             .identity = kAllow,
             .on_resource = kKeyNamesCarol,
             .blocked_by = "resource",
             .statements = "All Else!principal"}),
    Decrypt({.name = "R17_KeyPolicyRootAndIdentity",
             .identity = kAllow,
             .on_resource = kKeyOwnerDelegates,
             .verdict = Verdict::kAllowed,
             .by = "All",
             .statements = "Owner"}),
    Decrypt({.name = "R17_KeyPolicyRootAlone",
             .identity = kSilent,
             .on_resource = kKeyOwnerDelegates,
             .blocked_by = "identity",
             .statements = "Owner Else!action"}),
    Decrypt({.name = "R17_KeyPolicyNamesThePrincipal",
             .on_resource = kKeyNamesAlice,
             .verdict = Verdict::kAllowed,
             .by = "Names"}),
    Decrypt({.name = "R17_KeyPolicyNamesAnother",
             .on_resource = kKeyNamesCarol,
             .blocked_by = "resource"}),
    Decrypt({.name = "R17_KeyPolicyDenies",
             .identity = kAllow,
             .on_resource =
                 R"({"Sid":"No","Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"})",
             .verdict = Verdict::kExplicitDeny,
             .blocked_by = "resource",
             .by = "No"}),
    {.name = "R17_AliasIsGovernedByIdentityPolicies",
     .action = "kms:CreateAlias",
     .resource = "arn:aws:kms:us-east-1:111122223333:alias/app",
     .identity = kAllow,
     .verdict = Verdict::kAllowed,
     .by = "All"},
    {.name = "R17_ActionWithoutAKeyIsGovernedByIdentityPolicies",
     .action = "kms:ListKeys",
     .resource = "*",
     .identity = kAllow,
     .verdict = Verdict::kAllowed,
     .by = "All"},
    Decrypt({.name = "R17_KeyAcrossAccountsNeedsBoth",
             .caller = kForeigner,
             .on_resource = R"({"Sid":"Names","Effect":"Allow","Principal":{"AWS":"444455556666"},)"
                            R"("Action":"kms:Decrypt","Resource":"*"})",
             .blocked_by = "identity",
             .statements = "Names"}),
    Decrypt({.name = "R17_KeyAcrossAccountsBothAllow",
             .caller = kForeigner,
             .identity = kAllow,
             .on_resource = R"({"Sid":"Names","Effect":"Allow","Principal":{"AWS":"444455556666"},)"
                            R"("Action":"kms:Decrypt","Resource":"*"})",
             .verdict = Verdict::kAllowed,
             .by = "All"}),
};
INSTANTIATE_TEST_SUITE_P(Keys, KeyOrTrust, testing::ValuesIn(kKeys), CaseName<RuleCase>);

RuleCase Granted(RuleCase row) {
  row = Decrypt(row);
  row.verdict = Verdict::kAllowed;
  row.by = "@grant";
  return row;
}

RuleCase NotGranted(RuleCase row) {
  row = Decrypt(row);
  row.blocked_by = "resource";
  return row;
}

constexpr std::string_view kToAlice =
    R"([{"grantee":"arn:aws:iam::111122223333:user/alice","operations":["Encrypt","Decrypt"]}])";
constexpr std::string_view kToRole =
    R"([{"grantee":"arn:aws:iam::111122223333:role/ops","operations":["Decrypt"]}])";
constexpr std::string_view kIfEquals =
    R"([{"grantee":"arn:aws:iam::111122223333:user/alice","operations":["Decrypt"],)"
    R"("equals":{"Dept":"IT","Env":"prod"}}])";
constexpr std::string_view kIfSubset =
    R"([{"grantee":"arn:aws:iam::111122223333:user/alice","operations":["Decrypt"],)"
    R"("subset":{"Dept":"IT"}}])";
constexpr std::string_view kIfSource =
    R"([{"grantee":"arn:aws:iam::111122223333:user/alice","operations":["Decrypt"],)"
    R"("source":"arn:aws:s3:::reports"}])";
constexpr std::string_view kBothPairs =
    R"({"kms:EncryptionContext:Dept":"IT","kms:EncryptionContext:Env":"prod"})";
constexpr std::string_view kThreePairs =
    R"({"kms:EncryptionContext:Dept":"IT","kms:EncryptionContext:Env":"prod",)"
    R"("kms:EncryptionContext:More":"x"})";

const RuleCase kGrants[] = {
    Granted({.name = "R17_GrantAloneGrants", .grants = kToAlice}),
    Granted({.name = "R17_GrantWithSilentKeyAndIdentityPolicies",
             .grants = kToAlice,
             .on_resource = kKeyNamesCarol,
             .statements = "Else!principal"}),
    NotGranted({.name = "R17_GrantForAnotherOperation",
                .grants = R"([{"grantee":"arn:aws:iam::111122223333:user/alice",)"
                          R"("operations":["Encrypt","GenerateDataKey"]}])"}),
    NotGranted({.name = "R17_GrantToAnother",
                .caller = "arn:aws:iam::111122223333:user/bob",
                .grants = kToAlice,
                .identity = kAllow}),
    NotGranted({.name = "R17_GrantOnAnotherKey",
                .grants = R"([{"grantee":"arn:aws:iam::111122223333:user/alice",)"
                          R"("operations":["Decrypt"],"key":"5678"}])"}),
    Granted({.name = "R17_GrantOnThisKeyById",
             .grants = R"([{"grantee":"arn:aws:iam::111122223333:user/alice",)"
                       R"("operations":["Decrypt"],"key":"1234"}])"}),
    Granted({.name = "R17_GrantOnThisKeyByArn",
             .grants =
                 R"([{"grantee":"arn:aws:iam::111122223333:user/alice","operations":["Decrypt"],)"
                 R"("key":"arn:aws:kms:us-east-1:111122223333:key/1234"}])"}),
    Granted({.name = "R17_GrantToARoleReachesItsSessions", .caller = kSession, .grants = kToRole}),
    Granted({.name = "R17_GrantToAService",
             .caller = kLambda,
             .grants = R"([{"grantee":"lambda.amazonaws.com","operations":["Decrypt"]}])"}),
    Granted({.name = "R17_GrantEqualsMet", .context = kBothPairs, .grants = kIfEquals}),
    NotGranted({.name = "R17_GrantEqualsWithFewerPairs",
                .context = R"({"kms:EncryptionContext:Dept":"IT"})",
                .grants = kIfEquals}),
    NotGranted(
        {.name = "R17_GrantEqualsWithMorePairs", .context = kThreePairs, .grants = kIfEquals}),
    NotGranted(
        {.name = "R17_GrantEqualsWithAnotherValue",
         .context = R"({"kms:EncryptionContext:Dept":"it","kms:EncryptionContext:Env":"prod"})",
         .grants = kIfEquals}),
    NotGranted(
        {.name = "R17_GrantEqualsWithAnotherCaseOfTheName",
         .context = R"({"kms:EncryptionContext:dept":"IT","kms:EncryptionContext:Env":"prod"})",
         .grants = kIfEquals}),
    NotGranted({.name = "R17_GrantEqualsWithoutContext", .grants = kIfEquals}),
    Granted({.name = "R17_GrantSubsetMet", .context = kThreePairs, .grants = kIfSubset}),
    NotGranted({.name = "R17_GrantSubsetNotMet",
                .context = R"({"kms:EncryptionContext:Env":"prod"})",
                .grants = kIfSubset}),
    Granted({.name = "R17_GrantSourceMet",
             .context = R"({"aws:SourceArn":"arn:aws:s3:::reports"})",
             .grants = kIfSource}),
    NotGranted({.name = "R17_GrantSourceNotMet",
                .context = R"({"aws:SourceArn":"arn:aws:s3:::other"})",
                .grants = kIfSource}),
    NotGranted({.name = "R17_GrantSourceAbsent", .grants = kIfSource}),
    Granted({.name = "R17_GrantToAUserSilentBoundaryDoesNotBlock",
             .grants = kToAlice,
             .boundary = kSilent,
             .layers = "boundary~"}),
    Decrypt({.name = "R17_GrantToARoleSilentBoundaryBlocks",
             .caller = kSession,
             .grants = kToRole,
             .boundary = kSilent,
             .blocked_by = "boundary"}),
    Decrypt({.name = "R17_GrantDoesNotOverrideADeny",
             .grants = kToAlice,
             .identity = R"({"Sid":"No","Effect":"Deny","Action":"kms:*","Resource":"*"})",
             .verdict = Verdict::kExplicitDeny,
             .blocked_by = "identity",
             .by = "No"}),
    Decrypt(
        {.name = "R17_GrantAcrossAccountsNeedsIdentity",
         .caller = kForeigner,
         .grants = R"([{"grantee":"arn:aws:iam::444455556666:user/bob","operations":["Decrypt"]}])",
         .blocked_by = "identity"}),
    Decrypt(
        {.name = "R17_GrantAcrossAccountsWithIdentity",
         .caller = kForeigner,
         .grants = R"([{"grantee":"arn:aws:iam::444455556666:user/bob","operations":["Decrypt"]}])",
         .identity = kAllow,
         .verdict = Verdict::kAllowed,
         .by = "All"}),
};
INSTANTIATE_TEST_SUITE_P(Grants, KeyOrTrust, testing::ValuesIn(kGrants), CaseName<RuleCase>);

constexpr std::string_view kTrustsAlice =
    R"({"Sid":"Trust","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/alice"},)"
    R"("Action":"sts:AssumeRole"})";
constexpr std::string_view kTrustsAccount =
    R"({"Sid":"Trust","Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"})";
constexpr std::string_view kTrustsOtherAccount =
    R"({"Sid":"Trust","Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"sts:AssumeRole"})";
constexpr std::string_view kTrustsGoogle =
    R"({"Sid":"Trust","Effect":"Allow","Principal":{"Federated":"accounts.google.com"},)"
    R"("Action":"sts:AssumeRoleWithWebIdentity",)"
    R"("Condition":{"StringEquals":{"accounts.google.com:aud":"my-app"}}})";

RuleCase Assume(RuleCase row) {
  if (row.action == RuleCase{}.action) row.action = "sts:AssumeRole";
  row.resource = kRole;
  row.account = "";
  return row;
}

const RuleCase kTrusts[] = {
    Assume(
        {.name = "R17_RoleIdentityAloneNeverGrants", .identity = kAllow, .blocked_by = "resource"}),
    Assume({.name = "R17_RoleIdentityWithATrustPolicyForOthers",
            .caller = "arn:aws:iam::111122223333:user/bob",
            .identity = kAllow,
            .on_resource = kTrustsAlice,
            .blocked_by = "resource",
            .statements = "All Trust!principal"}),
    Assume({.name = "R17_TrustNamingTheUserGrants",
            .on_resource = kTrustsAlice,
            .verdict = Verdict::kAllowed,
            .by = "Trust"}),
    Assume({.name = "R17_TrustNamingTheAccountNeedsIdentity",
            .identity = kSilent,
            .on_resource = kTrustsAccount,
            .blocked_by = "identity",
            .statements = "Trust"}),
    Assume({.name = "R17_TrustNamingTheAccountWithIdentity",
            .identity = R"({"Sid":"Id","Effect":"Allow","Action":"sts:AssumeRole",)"
                        R"("Resource":"arn:aws:iam::111122223333:role/ops"})",
            .on_resource = kTrustsAccount,
            .verdict = Verdict::kAllowed,
            .by = "Id"}),
    Assume({.name = "R17_TrustAcrossAccountsNeedsIdentity",
            .caller = kForeigner,
            .on_resource = kTrustsOtherAccount,
            .blocked_by = "identity"}),
    Assume({.name = "R17_TrustAcrossAccountsWithIdentity",
            .caller = kForeigner,
            .identity = kAllow,
            .on_resource = kTrustsOtherAccount,
            .verdict = Verdict::kAllowed,
            .by = "All"}),
    Assume({.name = "R17_TrustNamingTheForeignUserNeedsIdentity",
            .caller = kForeigner,
            .on_resource = R"({"Sid":"Trust","Effect":"Allow","Principal":{"AWS":)"
                           R"("arn:aws:iam::444455556666:user/bob"},"Action":"sts:AssumeRole"})",
            .blocked_by = "identity",
            .statements = "Trust"}),
    Assume({.name = "R17_TrustNamingAService",
            .caller = kLambda,
            .on_resource = R"({"Sid":"Trust","Effect":"Allow","Principal":{"Service":)"
                           R"("lambda.amazonaws.com"},"Action":"sts:AssumeRole"})",
            .verdict = Verdict::kAllowed,
            .by = "Trust"}),
    Assume({.name = "R17_TrustNamingAWebIdentity",
            .caller = "federated:accounts.google.com",
            .action = "sts:AssumeRoleWithWebIdentity",
            .context = R"({"accounts.google.com:aud":"my-app"})",
            .on_resource = kTrustsGoogle,
            .verdict = Verdict::kAllowed,
            .by = "Trust"}),
    Assume({.name = "R17_TrustNamingAWebIdentityOfAnotherApp",
            .caller = "federated:accounts.google.com",
            .action = "sts:AssumeRoleWithWebIdentity",
            .context = R"({"accounts.google.com:aud":"other-app"})",
            .on_resource = kTrustsGoogle,
            .blocked_by = "resource",
            .statements = "Trust!StringEquals,accounts.google.com:aud"}),
    Assume(
        {.name = "R17_TrustDenies",
         .identity = kAllow,
         .on_resource = R"({"Sid":"No","Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"})",
         .verdict = Verdict::kExplicitDeny,
         .blocked_by = "resource",
         .by = "No"}),
};
INSTANTIATE_TEST_SUITE_P(Trusts, KeyOrTrust, testing::ValuesIn(kTrusts), CaseName<RuleCase>);

}  // namespace
}  // namespace keyward::policy::rules
