// SPDX-License-Identifier: Apache-2.0
//
// Rules 12 to 14: accounts in Principal, callers of other accounts, NotPrincipal.
#include "tests/policy/rules/rule_case.h"

namespace keyward::policy::rules {
namespace {

class NamedAccount : public testing::TestWithParam<RuleCase> {};
TEST_P(NamedAccount, DecidesWithReason) { CheckRule(GetParam()); }

constexpr std::string_view kEveryone =
    R"({"Sid":"Names","Effect":"Allow","Principal":"*","Action":"*","Resource":"*"})";
constexpr std::string_view kNamesAccount =
    R"({"Sid":"Names","Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"*","Resource":"*"})";
constexpr std::string_view kNamesRoot =
    R"({"Sid":"Names","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},)"
    R"("Action":"*","Resource":"*"})";
constexpr std::string_view kDeniesAccount =
    R"({"Sid":"No","Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"*","Resource":"*"})";
constexpr std::string_view kDeniesRoot =
    R"({"Sid":"No","Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:root"},)"
    R"("Action":"*","Resource":"*"})";

const RuleCase kAccounts[] = {
    {.name = "R12_AccountIdAloneDoesNotGrant",
     .on_resource = kNamesAccount,
     .blocked_by = "identity",
     .statements = "Names"},
    {.name = "R12_AccountRootAloneDoesNotGrant",
     .identity = kSilent,
     .on_resource = kNamesRoot,
     .blocked_by = "identity",
     .statements = "Names Else!action"},
    {.name = "R12_AccountIdWithIdentityAllow",
     .identity = kAllow,
     .on_resource = kNamesAccount,
     .verdict = Verdict::kAllowed,
     .by = "All",
     .statements = "Names"},
    {.name = "R12_AccountRootWithIdentityAllow",
     .caller = kSession,
     .identity = kAllow,
     .on_resource = kNamesRoot,
     .verdict = Verdict::kAllowed,
     .by = "All"},
    {.name = "R12_SilentBoundaryBlocks",
     .identity = kAllow,
     .on_resource = kNamesAccount,
     .boundary = kSilent,
     .blocked_by = "boundary"},
    {.name = "R12_SilentSessionPolicyBlocks",
     .caller = kSession,
     .identity = kAllow,
     .on_resource = kNamesRoot,
     .session = kSilent,
     .blocked_by = "session"},
    {.name = "R12_AnotherAccountIsNotNamed",
     .caller = kForeigner,
     .identity = kAllow,
     .on_resource = kNamesRoot,
     .blocked_by = "resource",
     .statements = "Names!principal"},
    {.name = "R12_DenyOfTheAccountIdReachesUsers",
     .identity = kAllow,
     .on_resource = kDeniesAccount,
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R12_DenyOfTheAccountRootReachesUsers",
     .identity = kAllow,
     .on_resource = kDeniesRoot,
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R12_DenyOfTheAccountRootReachesRoleSessions",
     .caller = kSession,
     .identity = kAllow,
     .on_resource = kDeniesRoot,
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R12_DenyOfTheAccountIdReachesFederatedUsers",
     .caller = kFederated,
     .issuer = kAlice,
     .identity = kAllow,
     .on_resource = kDeniesAccount,
     .session = kAllow,
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R12_DenyOfTheAccountRootReachesTheRootUser",
     .caller = kRoot,
     .on_resource = kDeniesRoot,
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R12_DenyOfTheAccountDoesNotReachOthers",
     .caller = kForeigner,
     .identity = kAllow,
     .on_resource =
         R"([{"Sid":"Names","Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},)"
         R"({"Sid":"No","Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"*",)"
         R"("Resource":"*"}])",
     .verdict = Verdict::kAllowed,
     .by = "All",
     .statements = "Names No!principal"},
};
INSTANTIATE_TEST_SUITE_P(Accounts, NamedAccount, testing::ValuesIn(kAccounts), CaseName<RuleCase>);

constexpr std::string_view kForeignSession = "arn:aws:sts::444455556666:assumed-role/ops/night";
constexpr std::string_view kNamesForeignSession =
    R"({"Sid":"Names","Effect":"Allow","Principal":{"AWS":)"
    R"("arn:aws:sts::444455556666:assumed-role/ops/night"},"Action":"*","Resource":"*"})";

const RuleCase kForeigners[] = {
    {.name = "R13_EveryoneNeedsIdentityAllow",
     .caller = kForeigner,
     .identity = kSilent,
     .on_resource = kEveryone,
     .blocked_by = "identity",
     .statements = "Names Else!action",
     .layers = "identity+"},
    {.name = "R13_EveryoneNeedsBoundary",
     .caller = kForeigner,
     .identity = kAllow,
     .on_resource = kEveryone,
     .boundary = kSilent,
     .blocked_by = "boundary",
     .layers = "boundary+"},
    {.name = "R13_EveryoneNeedsSessionPolicy",
     .caller = kForeignSession,
     .identity = kAllow,
     .on_resource = kEveryone,
     .session = kSilent,
     .blocked_by = "session"},
    {.name = "R13_EveryoneWithIdentityAndBoundary",
     .caller = kForeigner,
     .identity = kAllow,
     .on_resource = kEveryone,
     .boundary = kAllow,
     .verdict = Verdict::kAllowed,
     .by = "All"},
    {.name = "R13_SessionNamedNeedsIdentityAllow",
     .caller = kForeignSession,
     .on_resource = kNamesForeignSession,
     .blocked_by = "identity",
     .statements = "Names"},
    {.name = "R13_SessionNamedNeedsBoundary",
     .caller = kForeignSession,
     .identity = kAllow,
     .on_resource = kNamesForeignSession,
     .boundary = kSilent,
     .blocked_by = "boundary"},
    {.name = "R13_SessionNamedWithIdentityAndBoundary",
     .caller = kForeignSession,
     .identity = kAllow,
     .on_resource = kNamesForeignSession,
     .boundary = kAllow,
     .session = kAllow,
     .verdict = Verdict::kAllowed,
     .by = "All"},
    {.name = "R13_UserNamedNeedsBoundary",
     .caller = kForeigner,
     .identity = kAllow,
     .on_resource = R"({"Sid":"Names","Effect":"Allow","Principal":{"AWS":)"
                    R"("arn:aws:iam::444455556666:user/bob"},"Action":"*","Resource":"*"})",
     .boundary = kSilent,
     .blocked_by = "boundary"},
};
INSTANTIATE_TEST_SUITE_P(Foreigners, NamedAccount, testing::ValuesIn(kForeigners),
                         CaseName<RuleCase>);

constexpr std::string_view kAllButAlice =
    R"({"Sid":"No","Effect":"Deny","NotPrincipal":{"AWS":["111122223333",)"
    R"("arn:aws:iam::111122223333:user/alice"]},"Action":"*","Resource":"*"})";
constexpr std::string_view kAllButRole =
    R"({"Sid":"No","Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:role/ops"},)"
    R"("Action":"*","Resource":"*"})";
constexpr std::string_view kAllButAccountAndRole =
    R"({"Sid":"No","Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::111122223333:root",)"
    R"("arn:aws:iam::111122223333:role/ops"]},"Action":"*","Resource":"*"})";
constexpr std::string_view kAllButNight =
    R"({"Sid":"No","Effect":"Deny","NotPrincipal":{"AWS":["111122223333",)"
    R"("arn:aws:iam::111122223333:role/ops","arn:aws:sts::111122223333:assumed-role/ops/night"]},)"
    R"("Action":"*","Resource":"*"})";
constexpr std::string_view kAllButLambda =
    R"({"Sid":"No","Effect":"Deny","NotPrincipal":{"Service":"lambda.amazonaws.com"},)"
    R"("Action":"*","Resource":"*"})";
constexpr std::string_view kAllowAllButAlice =
    R"({"Sid":"Yes","Effect":"Allow","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/alice"},)"
    R"("Action":"*","Resource":"*"})";

// A Deny of all but the given AWS principals.
std::string_view AllBut(std::string_view principals) {
  return Keep(R"({"Sid":"No","Effect":"Deny","Action":"*","Resource":"*","NotPrincipal":{"AWS":[)" +
              std::string(principals) + "]}}");
}

const RuleCase kNotPrincipals[] = {
    {.name = "R14_DenyListedUserIsExempt",
     .identity = kAllow,
     .on_resource = kAllButAlice,
     .verdict = Verdict::kAllowed,
     .by = "All",
     .statements = "No!principal"},
    {.name = "R14_DenyListedUserWithBoundaryIsDenied",
     .identity = kAllow,
     .on_resource = kAllButAlice,
     .boundary = kAllow,
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R14_DenyUnlistedUserIsDenied",
     .caller = "arn:aws:iam::111122223333:user/bob",
     .identity = kAllow,
     .on_resource = kAllButAlice,
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R14_DenyUnlistedServiceIsDenied",
     .caller = kLambda,
     .on_resource = kAllButAlice,
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R14_DenyAnonymousIsDenied",
     .caller = kAnonymous,
     .on_resource = kAllButAlice,
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R14_DenyRoleAloneDoesNotExemptItsSession",
     .caller = kSession,
     .identity = kAllow,
     .on_resource = kAllButRole,
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R14_DenyAccountAndRoleDoNotExemptTheSession",
     .caller = kSession,
     .identity = kAllow,
     .on_resource = kAllButAccountAndRole,
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R14_DenyRoleAndSessionDoNotExemptTheSession",
     .caller = kSession,
     .identity = kAllow,
     .on_resource = AllBut(
         R"("arn:aws:iam::111122223333:role/ops","arn:aws:sts::111122223333:assumed-role/ops/night")"),
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R14_DenyAccountAndSessionDoNotExemptTheSession",
     .caller = kSession,
     .identity = kAllow,
     .on_resource = AllBut(R"("111122223333","arn:aws:sts::111122223333:assumed-role/ops/night")"),
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R14_DenyUserAloneDoesNotExemptTheUser",
     .identity = kAllow,
     .on_resource = AllBut(R"("arn:aws:iam::111122223333:user/alice")"),
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R14_DenyAccountAloneDoesNotExemptTheUser",
     .identity = kAllow,
     .on_resource = AllBut(R"("111122223333")"),
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R14_DenyAccountExemptsItsRoot",
     .caller = kRoot,
     .on_resource = AllBut(R"("111122223333")"),
     .verdict = Verdict::kAllowed,
     .by = "@root",
     .statements = "No!principal"},
    {.name = "R14_DenyAccountRoleAndSessionExemptTheSession",
     .caller = kSession,
     .identity = kAllow,
     .on_resource = kAllButNight,
     .verdict = Verdict::kAllowed,
     .by = "All",
     .statements = "No!principal"},
    {.name = "R14_DenyListedSessionWithBoundaryIsDenied",
     .caller = kSession,
     .identity = kAllow,
     .on_resource = kAllButNight,
     .boundary = kAllow,
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R14_DenyAnotherSessionIsDenied",
     .caller = "arn:aws:sts::111122223333:assumed-role/ops/day",
     .identity = kAllow,
     .on_resource = kAllButNight,
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R14_DenyEveryoneListedIsNobody",
     .identity = kAllow,
     .on_resource =
         R"({"Sid":"No","Effect":"Deny","NotPrincipal":"*","Action":"*","Resource":"*"})",
     .verdict = Verdict::kAllowed,
     .by = "All",
     .statements = "No!principal"},
    {.name = "R14_DenyEveryoneListedIsThoseWithABoundary",
     .identity = kAllow,
     .on_resource =
         R"({"Sid":"No","Effect":"Deny","NotPrincipal":"*","Action":"*","Resource":"*"})",
     .boundary = kAllow,
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R14_DenyListedServiceIsExempt",
     .caller = kLambda,
     .on_resource =
         R"([{"Sid":"Names","Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},)"
         R"({"Sid":"No","Effect":"Deny","NotPrincipal":{"Service":"lambda.amazonaws.com"},)"
         R"("Action":"*","Resource":"*"}])",
     .verdict = Verdict::kAllowed,
     .by = "Names",
     .statements = "No!principal"},
    {.name = "R14_DenyListedServiceDoesNotExemptUsers",
     .identity = kAllow,
     .on_resource = kAllButLambda,
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "No"},
    {.name = "R14_AllowMatchesAnonymousCallers",
     .caller = kAnonymous,
     .on_resource = kAllowAllButAlice,
     .verdict = Verdict::kAllowed,
     .by = "Yes"},
    {.name = "R14_AllowMatchesServices",
     .caller = kLambda,
     .on_resource = kAllowAllButAlice,
     .verdict = Verdict::kAllowed,
     .by = "Yes"},
    {.name = "R14_AllowMatchesOtherUsers",
     .caller = "arn:aws:iam::111122223333:user/bob",
     .on_resource = kAllowAllButAlice,
     .verdict = Verdict::kAllowed,
     .by = "Yes"},
    {.name = "R14_AllowDoesNotMatchTheListed",
     .on_resource = kAllowAllButAlice,
     .blocked_by = "identity",
     .statements = "Yes!principal"},
};
INSTANTIATE_TEST_SUITE_P(NotPrincipals, NamedAccount, testing::ValuesIn(kNotPrincipals),
                         CaseName<RuleCase>);

}  // namespace
}  // namespace keyward::policy::rules
