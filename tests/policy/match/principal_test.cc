// SPDX-License-Identifier: Apache-2.0
//
// Which callers a principal names, how directly, and whom NotPrincipal leaves out.
#include "policy/match/principal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "policy/language/principal.h"
#include "tests/policy/language/case_name.h"

namespace keyward::policy::match {
namespace {

using enum Strength;
using enum Truth;
using language::Effect;
using language::Principal;

constexpr std::string_view kAccountId = "111122223333";
constexpr std::string_view kRoot = "arn:aws:iam::111122223333:root";
constexpr std::string_view kAlice = "arn:aws:iam::111122223333:user/team/alice";
constexpr std::string_view kAdmin = "arn:aws:iam::111122223333:role/path/admin";
constexpr std::string_view kSession = "arn:aws:sts::111122223333:assumed-role/admin/s";
constexpr std::string_view kBob = "arn:aws:sts::111122223333:federated-user/bob";
constexpr std::string_view kIdentity =
    "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1";
constexpr std::string_view kService = "service:lambda.amazonaws.com";
constexpr std::string_view kWeb = "federated:accounts.google.com";
constexpr std::string_view kNobody = "anonymous";
constexpr std::string_view kUserId = "AIDACKCEVSQ6C2EXAMPLE";
constexpr std::string_view kRoleId = "AROACKCEVSQ6C2EXAMPLE";
constexpr std::string_view kCanonical =
    "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";

PrincipalPattern Compile(const Principal& principal) {
  return {principal.type, principal.value, principal.partition, principal.account, principal.name};
}

// `TYPE=VALUE`, TYPE as in a policy's principal map.
Principal Parse(std::string_view text) {
  const std::size_t equals = text.find('=');
  const auto principal = language::ParsePrincipal(text.substr(0, equals), text.substr(equals + 1));
  EXPECT_TRUE(principal.has_value()) << text;
  return *principal;
}

struct PrincipalCase {
  const char* name;
  std::string_view principal;
  std::string_view caller;
  Truth truth;
  Strength strength = kNone;
  bool facts = false;  // issuer (alice), unique id and canonical id are stated

  friend void PrintTo(const PrincipalCase& row, std::ostream* out) {
    *out << row.principal << " and " << row.caller;
  }
};

constexpr PrincipalCase kCases[] = {
    {"EveryoneNobody", "AWS=*", kNobody, kTrue, kDirect},
    {"EveryoneUser", "AWS=*", kAlice, kTrue, kDirect},
    {"EveryoneService", "AWS=*", kService, kTrue, kDirect},
    {"AccountUser", "AWS=111122223333", kAlice, kTrue, kAccount},
    {"AccountRoot", "AWS=111122223333", kRoot, kTrue, kAccount},
    {"AccountSession", "AWS=arn:aws:iam::111122223333:root", kSession, kTrue, kAccount},
    {"AccountFederatedUser", "AWS=111122223333", kBob, kTrue, kAccount},
    {"AccountOther", "AWS=444455556666", kAlice, kFalse},
    {"AccountOtherPartition", "AWS=arn:aws-cn:iam::111122223333:root", kAlice, kFalse},
    {"AccountNobody", "AWS=111122223333", kNobody, kFalse},
    {"AccountService", "AWS=111122223333", kService, kFalse},
    {"AccountOriginAccessIdentity", "AWS=111122223333", kIdentity, kFalse},
    {"UserItself", "AWS=arn:aws:iam::111122223333:user/team/alice", kAlice, kTrue, kUser},
    {"UserWithoutItsPath", "AWS=arn:aws:iam::111122223333:user/alice", kAlice, kFalse},
    {"UserOfOtherCase", "AWS=arn:aws:iam::111122223333:user/team/Alice", kAlice, kFalse},
    {"UserOtherAccount", "AWS=arn:aws:iam::444455556666:user/team/alice", kAlice, kFalse},
    {"UserUnknownIssuer", "AWS=arn:aws:iam::111122223333:user/team/alice", kBob, kUndefined, kRole},
    {"UserIssuer", "AWS=arn:aws:iam::111122223333:user/team/alice", kBob, kTrue, kRole, true},
    {"UserOtherIssuer", "AWS=arn:aws:iam::111122223333:user/carol", kBob, kFalse, kNone, true},
    {"UserOfAnotherAccountIssuesNot", "AWS=arn:aws:iam::444455556666:user/x", kBob, kFalse},
    {"UserRoot", "AWS=arn:aws:iam::111122223333:user/team/alice", kRoot, kFalse},
    {"RoleSession", "AWS=arn:aws:iam::111122223333:role/path/admin", kSession, kTrue, kRole},
    {"RoleOtherPathSession", "AWS=arn:aws:iam::111122223333:role/other/admin", kSession, kTrue,
     kRole},
    {"RoleOtherNameSession", "AWS=arn:aws:iam::111122223333:role/admin2", kSession, kFalse},
    {"RoleOtherAccountSession", "AWS=arn:aws:iam::444455556666:role/admin", kSession, kFalse},
    {"RoleItself", "AWS=arn:aws:iam::111122223333:role/path/admin", kAdmin, kTrue, kRole},
    {"RoleOtherPathItself", "AWS=arn:aws:iam::111122223333:role/admin", kAdmin, kFalse},
    {"RoleUserOfThatName", "AWS=arn:aws:iam::111122223333:role/alice", kAlice, kFalse},
    {"SessionItself", "AWS=arn:aws:sts::111122223333:assumed-role/admin/s", kSession, kTrue,
     kDirect},
    {"SessionOther", "AWS=arn:aws:sts::111122223333:assumed-role/admin/t", kSession, kFalse},
    {"SessionOfSomeSession", "AWS=arn:aws:sts::111122223333:assumed-role/admin/s", kAdmin,
     kUndefined, kDirect},
    {"SessionOfAnotherRole", "AWS=arn:aws:sts::111122223333:assumed-role/other/s", kAdmin, kFalse},
    {"FederatedUserItself", "AWS=arn:aws:sts::111122223333:federated-user/bob", kBob, kTrue,
     kDirect},
    {"FederatedUserOther", "AWS=arn:aws:sts::111122223333:federated-user/carol", kBob, kFalse},
    {"UserIdUnknown", "AWS=AIDACKCEVSQ6C2EXAMPLE", kAlice, kUndefined, kUser},
    {"UserIdOfUser", "AWS=AIDACKCEVSQ6C2EXAMPLE", kAlice, kTrue, kUser, true},
    {"UserIdOther", "AWS=AIDACKCEVSQ6C2EXAMPL2", kAlice, kFalse, kNone, true},
    {"UserIdOfSession", "AWS=AIDACKCEVSQ6C2EXAMPLE", kSession, kFalse},
    {"RoleIdUnknown", "AWS=AROACKCEVSQ6C2EXAMPLE", kSession, kUndefined, kRole},
    {"RoleIdOfSession", "AWS=AROACKCEVSQ6C2EXAMPLE", kSession, kTrue, kRole, true},
    {"RoleIdOfUser", "AWS=AROACKCEVSQ6C2EXAMPLE", kAlice, kFalse},
    {"RoleIdOfNobody", "AWS=AROACKCEVSQ6C2EXAMPLE", kNobody, kFalse},
    {"OriginAccessIdentity",
     "AWS=arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1", kIdentity, kTrue,
     kDirect},
    {"OriginAccessIdentityOther",
     "AWS=arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2", kIdentity, kFalse},
    {"Service", "Service=lambda.amazonaws.com", kService, kTrue, kDirect},
    {"ServiceOther", "Service=s3.amazonaws.com", kService, kFalse},
    {"ServiceWeb", "Service=accounts.google.com", kWeb, kFalse},
    {"Web", "Federated=accounts.google.com", kWeb, kTrue, kDirect},
    {"WebOther", "Federated=www.amazon.com", kWeb, kFalse},
    {"CanonicalUnknown",
     "CanonicalUser=79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be", kAlice,
     kUndefined, kAccount},
    {"Canonical", "CanonicalUser=79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be",
     kSession, kTrue, kAccount, true},
    {"CanonicalOfNobody",
     "CanonicalUser=79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be", kNobody,
     kFalse},
    {"CanonicalOfService",
     "CanonicalUser=79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be", kService,
     kFalse},
};

Caller MakeCaller(std::string_view text, bool facts) {
  Caller caller = *Caller::Parse(text);
  if (!facts) return caller;
  caller.set_canonical_user_id(kCanonical);
  if (text == kBob) {
    EXPECT_TRUE(caller.set_session_issuer(kAlice).has_value());
  }
  return caller;
}

CallerFacts Facts(const Caller& caller, bool facts) {
  const bool role =
      caller.type() == Caller::Type::kRole || caller.type() == Caller::Type::kRoleSession;
  return {&caller, !facts ? "" : role ? kRoleId : kUserId, false};
}

class Named : public testing::TestWithParam<PrincipalCase> {};

INSTANTIATE_TEST_SUITE_P(Table, Named, testing::ValuesIn(kCases), CaseName<PrincipalCase>);

TEST_P(Named, WithItsStrength) {
  const PrincipalCase& row = GetParam();
  const Principal principal = Parse(row.principal);
  const Caller caller = MakeCaller(row.caller, row.facts);
  const CallerFacts facts = Facts(caller, row.facts);
  const PrincipalMatch match = MatchPrincipal(Compile(principal), facts);
  EXPECT_EQ(match.truth, row.truth);
  EXPECT_EQ(match.strength, row.strength);
  EXPECT_EQ(match.missing_fact.empty(), row.truth != kUndefined);
  const std::vector<PrincipalPattern> alone = {Compile(principal)};
  EXPECT_EQ(MatchPrincipals(alone, false, Effect::kAllow, facts).truth, row.truth);
}

TEST(MatchPrincipals, TheStrongestCounts) {
  const Principal account = Parse("AWS=111122223333");
  const Principal user = Parse("AWS=" + std::string(kAlice));
  const Principal unknown = Parse("AWS=AIDACKCEVSQ6C2EXAMPLE");
  const Caller caller = MakeCaller(kAlice, false);
  std::vector<PrincipalPattern> patterns = {Compile(unknown), Compile(account), Compile(user)};
  std::sort(patterns.begin(), patterns.end(),
            [](const auto& a, const auto& b) { return a.value < b.value; });
  do {
    const PrincipalMatch match =
        MatchPrincipals(patterns, false, Effect::kAllow, Facts(caller, false));
    EXPECT_EQ(match.truth, kTrue);
    EXPECT_EQ(match.strength, kUser);
    EXPECT_EQ(match.missing_fact, "");
  } while (std::next_permutation(patterns.begin(), patterns.end(),
                                 [](const auto& a, const auto& b) { return a.value < b.value; }));
  EXPECT_EQ(MatchPrincipals({}, false, Effect::kAllow, Facts(caller, false)).truth, kFalse);
}

struct NotCase {
  const char* name;
  std::vector<std::string> listed;
  std::string_view caller;
  bool deny;   // a Deny matches
  bool allow;  // an Allow matches
  bool boundary = false;

  friend void PrintTo(const NotCase& row, std::ostream* out) { *out << row.name; }
};

const std::string kAccountOnly = "AWS=111122223333";
const std::string kNamesAlice = "AWS=" + std::string(kAlice);
const std::string kNamesRole = "AWS=" + std::string(kAdmin);
const std::string kNamesSession = "AWS=" + std::string(kSession);
const std::string kNamesBob = "AWS=" + std::string(kBob);

const NotCase kNotCases[] = {
    {"Everyone", {"AWS=*"}, kAlice, false, false},
    {"EveryoneButBounded", {"AWS=*"}, kAlice, true, false, true},
    {"UserAlone", {kNamesAlice}, kAlice, true, false},
    {"AccountAlone", {kAccountOnly}, kAlice, true, false},
    {"UserAndAccount", {kNamesAlice, kAccountOnly}, kAlice, false, false},
    {"UserAndAccountBounded", {kNamesAlice, kAccountOnly}, kAlice, true, false, true},
    {"OtherUser", {kNamesAlice, "AWS=444455556666"}, kRoot, true, true},
    {"Root", {kAccountOnly}, kRoot, false, false},
    {"RoleAloneForItsSession", {kNamesRole}, kSession, true, false},
    {"RoleAndAccountForItsSession", {kNamesRole, kAccountOnly}, kSession, true, false},
    {"SessionAndRoleWithoutAccount", {kNamesRole, kNamesSession}, kSession, true, false},
    {"SessionRoleAndAccount", {kNamesRole, kNamesSession, kAccountOnly}, kSession, false, false},
    {"FederatedUserWithoutIssuer", {kNamesBob, kAccountOnly}, kBob, true, false},
    {"FederatedUserUnknownIssuer", {kNamesBob, kAccountOnly, kNamesAlice}, kBob, true, false},
    {"Nobody", {kAccountOnly}, kNobody, true, true},
    {"Service", {"Service=lambda.amazonaws.com"}, kService, false, false},
    {"ServiceOther", {"Service=s3.amazonaws.com"}, kService, true, true},
    {"UnknownFact", {"AWS=AIDACKCEVSQ6C2EXAMPLE"}, kAlice, true, false},
};

class NotNamed : public testing::TestWithParam<NotCase> {};

INSTANTIATE_TEST_SUITE_P(Table, NotNamed, testing::ValuesIn(kNotCases), CaseName<NotCase>);

TEST_P(NotNamed, ByEffect) {
  const NotCase& row = GetParam();
  std::vector<Principal> principals;
  for (const std::string& text : row.listed) principals.push_back(Parse(text));
  std::vector<PrincipalPattern> patterns;
  for (const Principal& principal : principals) patterns.push_back(Compile(principal));
  const Caller caller = MakeCaller(row.caller, false);
  const CallerFacts facts{&caller, "", row.boundary};
  EXPECT_EQ(Holds(MatchPrincipals(patterns, true, Effect::kDeny, facts).truth, Effect::kDeny),
            row.deny);
  EXPECT_EQ(Holds(MatchPrincipals(patterns, true, Effect::kAllow, facts).truth, Effect::kAllow),
            row.allow);
}

TEST(MatchPrincipals, NotPrincipalIsAsStrongAsARole) {
  const Principal other = Parse("AWS=444455556666");
  const Caller caller = MakeCaller(kAlice, false);
  const std::vector<PrincipalPattern> patterns = {Compile(other)};
  EXPECT_EQ(MatchPrincipals(patterns, true, Effect::kAllow, Facts(caller, false)).strength, kRole);
}

TEST(MatchPrincipals, AFederatedUserIsExemptWhenAllItsIdentitiesAreListed) {
  const Principal self = Parse(kNamesBob);
  const Principal issuer = Parse(kNamesAlice);
  const Principal account = Parse("AWS=" + std::string(kAccountId));
  const std::vector<PrincipalPattern> patterns = {Compile(self), Compile(issuer), Compile(account)};
  const Caller caller = MakeCaller(kBob, true);
  EXPECT_EQ(MatchPrincipals(patterns, true, Effect::kDeny, Facts(caller, true)).truth, kFalse);
}

}  // namespace
}  // namespace keyward::policy::match
