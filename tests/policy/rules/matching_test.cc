// SPDX-License-Identifier: Apache-2.0
//
// Rules 18, 19, 21, 22: actions and resources.
#include "policy/language/parse.h"
#include "tests/policy/rules/rule_case.h"

namespace keyward::policy::rules {
namespace {

class Matching : public testing::TestWithParam<RuleCase> {};
TEST_P(Matching, DecidesWithReason) { CheckRule(GetParam()); }

// Completes a row whose statement "S" in an identity policy either grants or fails at `element`.
RuleCase Decided(RuleCase row, bool matches, std::string_view element) {
  if (matches) {
    row.verdict = Verdict::kAllowed;
    row.by = "S";
  } else {
    row.blocked_by = "identity";
    row.statements = Keep("S!" + std::string(element));
  }
  return row;
}

RuleCase Action(std::string_view name, std::string_view actions, std::string_view action,
                bool matches, std::string_view element = "Action") {
  RuleCase row{.name = name, .action = action, .resource = "arn:aws:sqs:us-east-1:111122223333:q"};
  row.identity = Keep(R"({"Sid":"S","Effect":"Allow","Resource":"*",")" + std::string(element) +
                      "\":" + std::string(actions) + "}");
  return Decided(row, matches, "action");
}

RuleCase NotAction(std::string_view name, std::string_view actions, std::string_view action,
                   bool matches) {
  return Action(name, actions, action, matches, "NotAction");
}

const RuleCase kActions[] = {
    Action("R18_Same", R"("s3:GetObject")", "s3:GetObject", true),
    Action("R18_AnyCaseInThePolicy", R"("S3:gEtoBJECT")", "s3:GetObject", true),
    Action("R18_AnyCaseInTheRequest", R"("s3:GetObject")", "S3:GETOBJECT", true),
    Action("R18_WildcardsInAnyCase", R"("s3:get*")", "s3:GetObject", true),
    Action("R18_Another", R"("s3:GetObject")", "s3:PutObject", false),
    Action("R18_BeginningIsNotEnough", R"("s3:GetObject")", "s3:GetObjectAcl", false),
    Action("R18_WholeIsNotEnough", R"("s3:GetObjectAcl")", "s3:GetObject", false),
    Action("R18_AnotherService", R"("s3:GetObject")", "s4:GetObject", false),
    Action("R18_StarAtTheEnd", R"("s3:Get*")", "s3:GetObject", true),
    Action("R18_StarAtTheEndMatchesNothing", R"("s3:GetObject*")", "s3:GetObject", true),
    Action("R18_StarAtTheEndOther", R"("s3:Get*")", "s3:PutObject", false),
    Action("R18_StarAtTheStart", R"("s3:*Object")", "s3:GetObject", true),
    Action("R18_StarAtTheStartOther", R"("s3:*Object")", "s3:GetObjectAcl", false),
    Action("R18_StarInTheMiddle", R"("s3:Get*Acl")", "s3:GetObjectVersionAcl", true),
    Action("R18_SeveralStars", R"("s3:*t*t*l")", "s3:GetObjectAcl", true),
    Action("R18_SeveralStarsOther", R"("s3:*t*t*t*l")", "s3:GetObjectAcl", false),
    Action("R18_StarForTheActionPart", R"("s3:*")", "s3:GetObject", true),
    Action("R18_StarForTheActionPartOfAnotherService", R"("s3:*")", "s3express:GetObject", false),
    Action("R18_QuestionMark", R"("s3:?etObject")", "s3:GetObject", true),
    Action("R18_QuestionMarkIsOne", R"("s3:?tObject")", "s3:GetObject", false),
    Action("R18_QuestionMarkIsNotNone", R"("s3:GetObject?")", "s3:GetObject", false),
    Action("R18_SeveralQuestionMarks", R"("s3:???Object")", "s3:GetObject", true),
    Action("R18_StarAndQuestionMark", R"("s3:?*Obj?ct")", "s3:GetObject", true),
    Action("R18_FullStar", R"("*")", "s3:GetObject", true),
    Action("R18_FirstOfAList", R"(["s3:GetObject","sqs:*"])", "s3:GetObject", true),
    Action("R18_LastOfAList", R"(["sqs:*","s3:GetObject"])", "s3:GetObject", true),
    Action("R18_NoneOfAList", R"(["sqs:*","s3:Put*"])", "s3:GetObject", false),
    NotAction("R18_NotActionListed", R"("s3:GetObject")", "s3:GetObject", false),
    NotAction("R18_NotActionListedInAnotherCase", R"("S3:getobject")", "s3:GetObject", false),
    NotAction("R18_NotActionUnlisted", R"("s3:GetObject")", "s3:PutObject", true),
    NotAction("R18_NotActionUnlistedService", R"("s3:*")", "sqs:SendMessage", true),
    NotAction("R18_NotActionOneOfAList", R"(["sqs:*","s3:Get*"])", "s3:GetObject", false),
    NotAction("R18_NotActionNoneOfAList", R"(["sqs:*","s3:Put*"])", "s3:GetObject", true),
    NotAction("R18_NotActionEverything", R"("*")", "s3:GetObject", false),
};
INSTANTIATE_TEST_SUITE_P(Actions, Matching, testing::ValuesIn(kActions), CaseName<RuleCase>);

// `--raw`: wildcard services are not refused, and match nothing.
TEST(RawAction, R18_WildcardServiceNeverMatches) {
  for (const char* action : {"*:GetObject", "s?:GetObject", "s*:*", "*:*"}) {
    const std::string text = R"({"Statement":{"Effect":"Allow","Resource":"*","Action":")" +
                             std::string(action) + "\"}}";
    auto policy = language::ParsePolicy(text, "raw", PolicyKind::kIdentity,
                                        {.wildcard_service_never_matches = true});
    ASSERT_TRUE(policy) << Describe(policy.error());
    engine::Policies policies;
    policies.identity = {*policy};
    const auto set = engine::PolicySet::Compile(policies);
    const auto request = MakeRequest(RuleCase{});
    const auto explanation = engine::Explain(*set, *request);
    EXPECT_EQ(explanation->decision.verdict, Verdict::kImplicitDeny) << action;
    EXPECT_EQ(explanation->statements.at(0).failed, engine::Element::kAction) << action;
    EXPECT_EQ(engine::Evaluate(*set, *request)->verdict, Verdict::kImplicitDeny) << action;
  }
}

RuleCase Resource(std::string_view name, std::string_view resources, std::string_view resource,
                  bool matches, std::string_view element = "Resource") {
  RuleCase row{.name = name, .resource = resource};
  row.identity = Keep(R"({"Sid":"S","Effect":"Allow","Action":"*",")" + std::string(element) +
                      "\":" + std::string(resources) + "}");
  return Decided(row, matches, "resource");
}

RuleCase NotResource(std::string_view name, std::string_view resources, std::string_view resource,
                     bool matches) {
  return Resource(name, resources, resource, matches, "NotResource");
}

const RuleCase kResources[] = {
    Resource("R19_Same", R"("arn:aws:s3:::reports/2024.csv")", kObject, true),
    Resource("R19_CaseMatters", R"("arn:aws:s3:::reports/2024.CSV")", kObject, false),
    Resource("R19_CaseMattersBeforeAStar", R"("arn:aws:s3:::Reports/*")", kObject, false),
    Resource("R19_FullStar", R"("*")", kObject, true),
    Resource("R19_StarCrossesSlashes", R"("arn:aws:s3:::reports/*")", "arn:aws:s3:::reports/a/b/c",
             true),
    Resource("R19_StarInTheMiddleCrossesSlashes", R"("arn:aws:s3:::reports/*/c")",
             "arn:aws:s3:::reports/a/b/c", true),
    Resource("R19_StarMatchesNothing", R"("arn:aws:s3:::reports/2024.csv*")", kObject, true),
    Resource("R19_StarOther", R"("arn:aws:s3:::reports/*.txt")", kObject, false),
    Resource("R19_StarAtTheEndCrossesColons",
             R"("arn:aws:logs:us-east-1:111122223333:log-group:*")",
             "arn:aws:logs:us-east-1:111122223333:log-group:app:log-stream:1", true),
    Resource("R19_StarAtTheEndOfASegmentCrossesColons", R"("arn:aws:logs:*:log-stream:1")",
             "arn:aws:logs:us-east-1:111122223333:log-group:app:log-stream:1", true),
    Resource("R19_StarWithinASegmentDoesNotCrossColons",
             R"("arn:aws:logs:us-east-1:111122223333:log-group:a*z:1")",
             "arn:aws:logs:us-east-1:111122223333:log-group:a:z:1", false),
    Resource("R19_StarWithinASegment", R"("arn:aws:logs:us-east-1:111122223333:log-group:a*z:1")",
             "arn:aws:logs:us-east-1:111122223333:log-group:a/b/z:1", true),
    Resource("R19_StarForRegionAndAccount", R"("arn:aws:sqs:*:*:jobs")",
             "arn:aws:sqs:us-east-1:111122223333:jobs", true),
    Resource("R19_StarInThePartition", R"("arn:*:s3:::reports/*")", kObject, true),
    Resource("R19_StarMatchesNewline", R"("arn:aws:s3:::reports/*.csv")",
             "arn:aws:s3:::reports/a\nb.csv", true),
    Resource("R19_StarMatchesCarriageReturnAndTab", R"("arn:aws:s3:::reports/*")",
             "arn:aws:s3:::reports/\r\t", true),
    Resource("R19_StarMatchesControlBytes", R"("arn:aws:s3:::reports/*.csv")",
             "arn:aws:s3:::reports/\x01\x7f.csv", true),
    Resource("R19_StarMatchesUtf8", R"("arn:aws:s3:::reports/*.csv")",
             "arn:aws:s3:::reports/\xC3\xA9\xF0\x9F\x98\x80.csv", true),
    Resource("R19_StarMatchesBytesThatAreNoUtf8", R"("arn:aws:s3:::reports/*.csv")",
             "arn:aws:s3:::reports/\xFF\xFE.csv", true),
    Resource("R19_QuestionMark", R"("arn:aws:s3:::reports/202?.csv")", kObject, true),
    Resource("R19_QuestionMarkIsNotNone", R"("arn:aws:s3:::reports/2024?.csv")", kObject, false),
    Resource("R19_QuestionMarkIsNotTwo", R"("arn:aws:s3:::reports/20?.csv")", kObject, false),
    Resource("R19_QuestionMarkMatchesASlash", R"("arn:aws:s3:::reports?2024.csv")", kObject, true),
    Resource("R19_QuestionMarkMatchesANewline", R"("arn:aws:s3:::reports/a?b")",
             "arn:aws:s3:::reports/a\nb", true),
    Resource("R19_QuestionMarkIsOneCharacterOfTwoBytes", R"("arn:aws:s3:::reports/?.csv")",
             "arn:aws:s3:::reports/\xC3\xA9.csv", true),
    Resource("R19_QuestionMarkIsOneCharacterOfFourBytes", R"("arn:aws:s3:::reports/?.csv")",
             "arn:aws:s3:::reports/\xF0\x9F\x98\x80.csv", true),
    Resource("R19_TwoQuestionMarksAreNotOneCharacter", R"("arn:aws:s3:::reports/??.csv")",
             "arn:aws:s3:::reports/\xC3\xA9.csv", false),
    Resource("R19_DotIsADot", R"("arn:aws:s3:::reports/2024.csv")", "arn:aws:s3:::reports/2024xcsv",
             false),
    Resource("R19_BracketsAreNoClass", R"("arn:aws:s3:::reports/[2]024.csv")", kObject, false),
    Resource("R19_ListLast", R"(["arn:aws:s3:::other/*","arn:aws:s3:::reports/*"])", kObject, true),
    Resource("R19_ListNone", R"(["arn:aws:s3:::other/*","arn:aws:s3:::third/*"])", kObject, false),
    NotResource("R19_NotResourceListed", R"("arn:aws:s3:::reports/*")", kObject, false),
    NotResource("R19_NotResourceUnlisted", R"("arn:aws:s3:::other/*")", kObject, true),
    NotResource("R19_NotResourceOneOfAList", R"(["arn:aws:s3:::other/*","arn:aws:s3:::reports/*"])",
                kObject, false),
    NotResource("R19_NotResourceInAnotherCase", R"("arn:aws:s3:::REPORTS/*")", kObject, true),
};
INSTANTIATE_TEST_SUITE_P(Resources, Matching, testing::ValuesIn(kResources), CaseName<RuleCase>);

constexpr std::string_view kQueue = "arn:aws:sqs:us-east-1:111122223333:jobs";
constexpr std::string_view kAnySqs =
    R"({"Sid":"S","Effect":"Allow","Action":"*","Resource":"arn:aws:sqs"})";
constexpr std::string_view kAnySqsForAll =
    R"({"Sid":"S","Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:sqs"})";

const RuleCase kIncomplete[] = {
    Resource("R21_ServiceInIdentity", R"("arn:aws:sqs")", kQueue, true),
    Resource("R21_AnotherServiceInIdentity", R"("arn:aws:sns")", kQueue, false),
    Resource("R21_ServiceIsWhole", R"("arn:aws:sq")", kQueue, false),
    Resource("R21_RegionInIdentity", R"("arn:aws:sqs:us-east-1")", kQueue, true),
    Resource("R21_AnotherRegionInIdentity", R"("arn:aws:sqs:eu-west-1")", kQueue, false),
    Resource("R21_AccountInIdentity", R"("arn:aws:sqs:us-east-1:111122223333")", kQueue, true),
    Resource("R21_AnotherAccountInIdentity", R"("arn:aws:sqs:us-east-1:444455556666")", kQueue,
             false),
    Resource("R21_PartitionInIdentity", R"("arn:aws")", kQueue, true),
    NotResource("R21_NotResourceInIdentity", R"("arn:aws:sqs")", kQueue, false),
    NotResource("R21_NotResourceOfAnotherService", R"("arn:aws:sns")", kQueue, true),
    {.name = "R21_InBoundary",
     .resource = kQueue,
     .identity = kAllow,
     .boundary = kAnySqs,
     .verdict = Verdict::kAllowed,
     .by = "All",
     .statements = "S"},
    {.name = "R21_InSessionPolicy",
     .caller = kSession,
     .resource = kQueue,
     .identity = kAllow,
     .session = kAnySqs,
     .verdict = Verdict::kAllowed,
     .by = "All",
     .statements = "S"},
    {.name = "R21_NeverInResourcePolicies",
     .action = "sqs:SendMessage",
     .resource = kQueue,
     .on_resource = kAnySqsForAll,
     .blocked_by = "identity",
     .statements = "S!resource"},
    {.name = "R21_NeverInDeniesOfResourcePolicies",
     .action = "sqs:SendMessage",
     .resource = kQueue,
     .identity = kAllow,
     .on_resource =
         R"({"Sid":"S","Effect":"Deny","Principal":"*","Action":"*","Resource":"arn:aws:sqs"})",
     .verdict = Verdict::kAllowed,
     .by = "All",
     .statements = "S!resource"},
    {.name = "R21_NeverInNotResourceOfResourcePolicies",
     .action = "sqs:SendMessage",
     .resource = kQueue,
     .identity = kAllow,
     .on_resource =
         R"({"Sid":"S","Effect":"Deny","Principal":"*","Action":"*","NotResource":"arn:aws:sqs"})",
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "resource",
     .by = "S"},
    {.name = "R21_NeverInEndpointPolicies",
     .resource = kQueue,
     .identity = kAllow,
     .endpoint = kAnySqsForAll,
     .blocked_by = "endpoint",
     .statements = "S!resource"},
};
INSTANTIATE_TEST_SUITE_P(Incomplete, Matching, testing::ValuesIn(kIncomplete), CaseName<RuleCase>);

const RuleCase kNoResource[] = {
    Resource("R22_StarMatches", R"("*")", "*", true),
    Resource("R22_ArnDoesNot", R"("arn:aws:s3:::reports")", "*", false),
    Resource("R22_ArnOfStarsDoesNot", R"("arn:aws:s3:::*")", "*", false),
    Resource("R22_ListWithAStarMatches", R"(["arn:aws:s3:::reports","*"])", "*", true),
    NotResource("R22_NotResourceWithAnArnMatches", R"("arn:aws:s3:::reports")", "*", true),
    NotResource("R22_NotResourceWithAStarDoesNot", R"("*")", "*", false),
    {.name = "R22_DenyScopedToAnArnDoesNotMatch",
     .action = "s3:ListAllMyBuckets",
     .resource = "*",
     .identity = R"([{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"},)"
                 R"({"Sid":"No","Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::*"}])",
     .verdict = Verdict::kAllowed,
     .by = "All",
     .statements = "No!resource"},
    {.name = "R22_DenyWithNotResourceMatches",
     .action = "s3:ListAllMyBuckets",
     .resource = "*",
     .identity =
         R"([{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"},)"
         R"({"Sid":"No","Effect":"Deny","Action":"*","NotResource":"arn:aws:s3:::reports"}])",
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "identity",
     .by = "No"},
};
INSTANTIATE_TEST_SUITE_P(NoResource, Matching, testing::ValuesIn(kNoResource), CaseName<RuleCase>);

// The same where the request states an ARN that the action does not take.
TEST(NoResourceLevel, R22_AStatedArnIsNotLookedAt) {
  auto request = MakeRequest({.action = "s3:ListAllMyBuckets"});
  request->facts.resource_level = false;
  for (const bool star : {false, true}) {
    const RuleCase row{.identity =
                           star ? kAllow
                                : R"({"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::*"})"};
    const auto set = engine::PolicySet::Compile(ParsePolicies(row));
    EXPECT_EQ(engine::Evaluate(*set, *request)->allowed(), star);
    const auto explanation = engine::Explain(*set, *request);
    EXPECT_EQ(explanation->decision.allowed(), star);
    EXPECT_EQ(explanation->statements.at(0).actual, star ? "" : "*");
  }
}

}  // namespace
}  // namespace keyward::policy::rules
