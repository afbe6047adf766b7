// SPDX-License-Identifier: Apache-2.0
//
// Rules 20, 23, 24: policy variables.
#include "tests/policy/rules/rule_case.h"

namespace keyward::policy::rules {
namespace {

class Variables : public testing::TestWithParam<RuleCase> {};
TEST_P(Variables, DecidesWithReason) { CheckRule(GetParam()); }

constexpr std::string_view kIsAlice = R"({"aws:username":"alice"})";
constexpr std::string_view kIsStar = R"({"aws:username":"*"})";

// An Allow "S" with one element of the resource's; `failed` is "" when it matches.
RuleCase Of(std::string_view name, std::string_view element, std::string_view context,
            std::string_view resource, std::string_view failed, std::string_view missing = "") {
  RuleCase row{.name = name, .resource = resource, .context = context, .missing = missing};
  row.identity = Keep(R"({"Sid":"S","Effect":"Allow","Action":"*",)" + std::string(element) + "}");
  row.verdict = failed.empty() ? Verdict::kAllowed : Verdict::kImplicitDeny;
  row.by = failed.empty() ? "S" : "";
  row.blocked_by = failed.empty() ? "" : "identity";
  row.statements = failed.empty() ? "S" : Keep("S!" + std::string(failed));
  return row;
}

// The same in a Deny, beside an Allow of everything.
RuleCase Denying(std::string_view name, std::string_view element, std::string_view context,
                 std::string_view resource, std::string_view failed,
                 std::string_view missing = "") {
  RuleCase row{.name = name, .resource = resource, .context = context, .missing = missing};
  row.identity = Keep("[" + std::string(kAllow) + R"(,{"Sid":"S","Effect":"Deny","Action":"*",)" +
                      std::string(element) + "}]");
  row.verdict = failed.empty() ? Verdict::kExplicitDeny : Verdict::kAllowed;
  row.by = failed.empty() ? "S" : "All";
  row.blocked_by = failed.empty() ? "identity" : "";
  row.statements = failed.empty() ? "S" : Keep("S!" + std::string(failed));
  return row;
}

constexpr std::string_view kHome = R"("Resource":"arn:aws:s3:::b/${aws:username}/*")";
constexpr std::string_view kNotHome = R"("NotResource":"arn:aws:s3:::b/${aws:username}/*")";
constexpr std::string_view kOfAlice = "arn:aws:s3:::b/alice/x";
constexpr std::string_view kOfBob = "arn:aws:s3:::b/bob/x";

const RuleCase kPlaces[] = {
    Of("R20_InResource", kHome, kIsAlice, kOfAlice, ""),
    Of("R20_InResourceOther", kHome, kIsAlice, kOfBob, "resource"),
    Of("R20_InNotResource", kNotHome, kIsAlice, kOfAlice, "resource"),
    Of("R20_InNotResourceOther", kNotHome, kIsAlice, kOfBob, ""),
    Of("R20_SeveralInOneResource",
       R"("Resource":"arn:aws:s3:::${aws:PrincipalTag/team}/${aws:username}")",
       R"({"aws:username":"alice","aws:PrincipalTag/team":"b"})", "arn:aws:s3:::b/alice", ""),
    Of("R20_KeyInAnyCase", R"("Resource":"arn:aws:s3:::b/${AWS:UserName}/*")", kIsAlice, kOfAlice,
       ""),
    Of("R20_ValueKeepsItsCase", kHome, R"({"aws:username":"Alice"})", kOfAlice, "resource"),
    Of("R20_NotBeforeTheFifthColon", R"("Resource":"arn:aws:sqs:${aws:username}:*:q")",
       R"({"aws:username":"us-east-1"})", "arn:aws:sqs:us-east-1:111122223333:q", "resource"),
    Of("R20_LiteralBeforeTheFifthColon", R"("Resource":"arn:aws:sqs:us-east-1:${x}:q")", "{}",
       "arn:aws:sqs:us-east-1:${x}:q", ""),
    Of("R20_AfterTheFifthColon", R"("Resource":"arn:aws:sqs:*:*:${aws:username}")", kIsAlice,
       "arn:aws:sqs:us-east-1:111122223333:alice", ""),
    Of("R20_ValueIsNotExpandedAgain", kHome,
       R"({"aws:username":"${aws:userid}","aws:userid":"alice"})", kOfAlice, "resource"),
    Of("R20_ValueIsTakenAsItIs", kHome, R"({"aws:username":"${aws:userid}","aws:userid":"alice"})",
       "arn:aws:s3:::b/${aws:userid}/x", ""),
    Of("R20_StarOutOfAVariableIsLiteral", kHome, kIsStar, kOfAlice, "resource"),
    Of("R20_StarOutOfAVariableMatchesAStar", kHome, kIsStar, "arn:aws:s3:::b/*/x", ""),
    Of("R20_QuestionMarkOutOfAVariableIsLiteral", kHome, R"({"aws:username":"?ob"})", kOfBob,
       "resource"),
    Of("R20_StarOutOfADefaultIsLiteral", R"("Resource":"arn:aws:s3:::b/${aws:username, '*'}/x")",
       "{}", kOfAlice, "resource", "aws:username"),
    Of("R20_EscapedStarIsLiteral", R"("Resource":"arn:aws:s3:::b/${*}/x")", "{}", kOfAlice,
       "resource"),
    Of("R20_EscapedStarMatchesAStar", R"("Resource":"arn:aws:s3:::b/${*}/x")", "{}",
       "arn:aws:s3:::b/*/x", ""),
    Of("R20_EscapedQuestionMarkIsLiteral", R"("Resource":"arn:aws:s3:::b/${?}ob/x")", "{}", kOfBob,
       "resource"),
    Of("R20_EscapedQuestionMarkMatchesIt", R"("Resource":"arn:aws:s3:::b/${?}ob/x")", "{}",
       "arn:aws:s3:::b/?ob/x", ""),
    Of("R20_EscapedDollar", R"("Resource":"arn:aws:s3:::b/${$}{aws:username}")", kIsAlice,
       "arn:aws:s3:::b/${aws:username}", ""),
    Of("R20_MultivaluedKeyNeverResolves", kHome, R"({"aws:username":["alice"]})", kOfAlice,
       "resource"),
    Of("R20_MultivaluedKeyDoesNotTakeTheDefault",
       R"("Resource":"arn:aws:s3:::b/${aws:username, 'alice'}/x")", R"({"aws:username":["bob"]})",
       kOfAlice, "resource"),
    Denying("R20_MultivaluedKeyInADeny", kHome, R"({"aws:username":["alice"]})", kOfAlice,
            "resource"),
    Of("R20_InStringOperators",
       R"("Resource":"*","Condition":{"StringEquals":{"aws:userid":"${aws:username}"}})",
       R"({"aws:username":"7","aws:userid":"7"})", kOfAlice, ""),
    Of("R20_NotInConditionKeys",
       R"("Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/${aws:username}":"x"}})",
       R"({"aws:username":"alice","aws:PrincipalTag/alice":"x"})", kOfAlice,
       "StringEquals,aws:PrincipalTag/${aws:username}", "aws:PrincipalTag/${aws:username}"),
    Of("R20_InArnOperators",
       R"("Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:*:${aws:username}-*"}})",
       R"({"aws:username":"alice","aws:SourceArn":"arn:aws:sns:us-east-1:111122223333:alice-topic"})",
       kOfAlice, ""),
    Of("R20_InArnOperatorsStarIsLiteral",
       R"("Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:*:${aws:username}"}})",
       R"({"aws:username":"*","aws:SourceArn":"arn:aws:sns:us-east-1:111122223333:alice"})",
       kOfAlice, "ArnLike,aws:SourceArn"),
    Of("R20_InArnOperatorsColonsSeparateSegments",
       R"("Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:${a:c}:*"}})",
       R"({"a:c":"us-east-1:111122223333","aws:SourceArn":"arn:aws:sns:us-east-1:111122223333:t:u"})",
       kOfAlice, ""),
    Of("R20_InStringLikeStarIsLiteral",
       R"("Resource":"*","Condition":{"StringLike":{"s3:prefix":"${aws:username}/*"}})",
       R"({"aws:username":"*","s3:prefix":"alice/x"})", kOfAlice, "StringLike,s3:prefix"),
    Of("R20_InStringLikeEscapedStarIsLiteral",
       R"("Resource":"*","Condition":{"StringLike":{"s3:prefix":"${*}"}})", R"({"s3:prefix":"x"})",
       kOfAlice, "StringLike,s3:prefix"),
    Of("R20_InStringEqualsEscapedStar",
       R"("Resource":"*","Condition":{"StringEquals":{"s3:prefix":"a${*}"}})",
       R"({"s3:prefix":"a*"})", kOfAlice, ""),
};
INSTANTIATE_TEST_SUITE_P(Places, Variables, testing::ValuesIn(kPlaces), CaseName<RuleCase>);

// A document of an older version, or of none.
RuleCase Old(std::string_view name, std::string_view version, std::string_view element,
             std::string_view context, std::string_view resource, std::string_view failed) {
  RuleCase row = Of(name, element, context, resource, failed);
  row.identity =
      Keep("{" + std::string(version) + R"("Statement":{"Sid":"S","Effect":"Allow","Action":"*",)" +
           std::string(element) + "}}");
  return row;
}

constexpr std::string_view k2008 = R"("Version":"2008-10-17",)";
constexpr std::string_view k2012 = R"("Version":"2012-10-17",)";
constexpr std::string_view kIfUser =
    R"("Resource":"*","Condition":{"StringEquals":{"a:b":"${a:c}"}})";

const RuleCase kVersions[] = {
    Old("R23_2008IsLiteral", k2008, kHome, kIsAlice, kOfAlice, "resource"),
    Old("R23_2008MatchesTheText", k2008, kHome, kIsAlice, "arn:aws:s3:::b/${aws:username}/x", ""),
    Old("R23_NoVersionIsLiteral", "", kHome, kIsAlice, kOfAlice, "resource"),
    Old("R23_NoVersionMatchesTheText", "", kHome, kIsAlice, "arn:aws:s3:::b/${aws:username}/x", ""),
    Old("R23_2012IsSubstituted", k2012, kHome, kIsAlice, kOfAlice, ""),
    Old("R23_2012DoesNotMatchTheText", k2012, kHome, kIsAlice, "arn:aws:s3:::b/${aws:username}/x",
        "resource"),
    Old("R23_2008ConditionIsLiteral", k2008, kIfUser, R"({"a:b":"x","a:c":"x"})", kOfAlice,
        "StringEquals,a:b"),
    Old("R23_2008ConditionMatchesTheText", k2008, kIfUser, R"({"a:b":"${a:c}","a:c":"x"})",
        kOfAlice, ""),
    Old("R23_2012ConditionIsSubstituted", k2012, kIfUser, R"({"a:b":"x","a:c":"x"})", kOfAlice, ""),
    Old("R23_2008UnclosedVariableIsLiteral", k2008, R"("Resource":"arn:aws:s3:::b/${x")", "{}",
        "arn:aws:s3:::b/${x", ""),
};
INSTANTIATE_TEST_SUITE_P(Versions, Variables, testing::ValuesIn(kVersions), CaseName<RuleCase>);

constexpr std::string_view kDefault = R"("Resource":"arn:aws:s3:::b/${aws:username, 'alice'}/*")";

const RuleCase kUnresolved[] = {
    Of("R24_InResourceOfAnAllow", kHome, "{}", kOfAlice, "resource", "aws:username"),
    Denying("R24_InResourceOfADeny", kHome, "{}", kOfAlice, "resource", "aws:username"),
    Of("R24_InResourceBesideAnotherThatMatches",
       R"("Resource":["arn:aws:s3:::b/${aws:username}/*","arn:aws:s3:::b/alice/*"])", "{}",
       kOfAlice, "", "aws:username"),
    Of("R24_InNotResourceOfAnAllow", kNotHome, "{}", kOfAlice, "resource", "aws:username"),
    Denying("R24_InNotResourceOfADeny", kNotHome, "{}", kOfAlice, "", "aws:username"),
    Of("R24_EmptyListIsAbsent", kHome, R"({"aws:username":[]})", kOfAlice, "resource",
       "aws:username"),
    Of("R24_EmptyValueIsPresent", R"("Resource":"arn:aws:s3:::b/${aws:username}/*")",
       R"({"aws:username":""})", "arn:aws:s3:::b//x", ""),
    Of("R24_DefaultIsUsed", kDefault, "{}", kOfAlice, "", "aws:username"),
    Of("R24_DefaultOther", kDefault, "{}", kOfBob, "resource", "aws:username"),
    Of("R24_DefaultIsNotUsedWhenPresent", kDefault, R"({"aws:username":"bob"})", kOfBob, ""),
    Of("R24_DefaultIsNotUsedWhenPresentOther", kDefault, R"({"aws:username":"bob"})", kOfAlice,
       "resource"),
    Of("R24_EmptyDefault", R"("Resource":"arn:aws:s3:::b/${aws:username, ''}/x")", "{}",
       "arn:aws:s3:::b//x", "", "aws:username"),
    Of("R24_DefaultWithoutSpace", R"("Resource":"arn:aws:s3:::b/${aws:username,'alice'}/x")", "{}",
       kOfAlice, "", "aws:username"),
    Of("R24_DefaultHoldsABrace", R"("Resource":"arn:aws:s3:::b/${aws:username, 'a}b'}")", "{}",
       "arn:aws:s3:::b/a}b", "", "aws:username"),
    Of("R24_DefaultInNotResource", R"("NotResource":"arn:aws:s3:::b/${aws:username, 'alice'}/*")",
       "{}", kOfBob, "", "aws:username"),
};
INSTANTIATE_TEST_SUITE_P(Unresolved, Variables, testing::ValuesIn(kUnresolved), CaseName<RuleCase>);

class VariableCondition : public testing::TestWithParam<ConditionCase> {};
TEST_P(VariableCondition, HoldsOrNot) { CheckCondition(GetParam()); }

constexpr std::string_view kAB = R"({"a:b":"x"})";
constexpr std::string_view kArnB = R"({"a:b":"arn:aws:s3:::x"})";

const ConditionCase kConditions[] = {
    {"R24_StringEquals", R"({"StringEquals":{"a:b":"${a:c}"}})", kAB, Truth::kFalse, "a:c"},
    {"R24_StringEqualsIgnoreCase", R"({"StringEqualsIgnoreCase":{"a:b":"${a:c}"}})", kAB,
     Truth::kFalse, "a:c"},
    {"R24_StringLike", R"({"StringLike":{"a:b":"*${a:c}*"}})", kAB, Truth::kFalse, "a:c"},
    {"R24_ArnEquals", R"({"ArnEquals":{"a:b":"arn:aws:s3:::${a:c}"}})", kArnB, Truth::kFalse,
     "a:c"},
    {"R24_ArnLike", R"({"ArnLike":{"a:b":"arn:aws:s3:::*${a:c}"}})", kArnB, Truth::kFalse, "a:c"},
    {"R24_StringNotEquals", R"({"StringNotEquals":{"a:b":"${a:c}"}})", kAB, Truth::kTrue, "a:c"},
    {"R24_StringNotEqualsIgnoreCase", R"({"StringNotEqualsIgnoreCase":{"a:b":"${a:c}"}})", kAB,
     Truth::kTrue, "a:c"},
    {"R24_StringNotLike", R"({"StringNotLike":{"a:b":"${a:c}"}})", kAB, Truth::kTrue, "a:c"},
    {"R24_ArnNotEquals", R"({"ArnNotEquals":{"a:b":"arn:aws:s3:::${a:c}"}})", kArnB, Truth::kTrue,
     "a:c"},
    {"R24_ArnNotLike", R"({"ArnNotLike":{"a:b":"arn:aws:s3:::${a:c}"}})", kArnB, Truth::kTrue,
     "a:c"},
    {"R24_AnotherValueMatches", R"({"StringEquals":{"a:b":["${a:c}","x"]}})", kAB, Truth::kTrue,
     "a:c"},
    {"R24_NegatedAnotherValueMatches", R"({"StringNotEquals":{"a:b":["${a:c}","x"]}})", kAB,
     Truth::kFalse, "a:c"},
    {"R24_IfExistsKeyPresent", R"({"StringEqualsIfExists":{"a:b":"${a:c}"}})", kAB, Truth::kFalse,
     "a:c"},
    {"R24_IfExistsKeyAbsent", R"({"StringEqualsIfExists":{"a:b":"${a:c}"}})", "{}", Truth::kTrue,
     "a:b"},
    {"R24_ForAllValues", R"({"ForAllValues:StringEquals":{"a:b":"${a:c}"}})", R"({"a:b":["x"]})",
     Truth::kFalse, "a:c"},
    {"R24_ForAnyValueNegated", R"({"ForAnyValue:StringNotEquals":{"a:b":"${a:c}"}})",
     R"({"a:b":["x"]})", Truth::kTrue, "a:c"},
    {"R24_ConditionDefault", R"({"StringEquals":{"a:b":"${a:c, 'x'}"}})", kAB, Truth::kTrue, "a:c"},
    {"R24_ConditionDefaultNegated", R"({"StringNotEquals":{"a:b":"${a:c, 'x'}"}})", kAB,
     Truth::kFalse, "a:c"},
    {"R20_ConditionMultivaluedVariable", R"({"StringEquals":{"a:b":"${a:c}"}})",
     R"({"a:b":"x","a:c":["x"]})", Truth::kFalse},
    {"R20_ConditionMultivaluedVariableNegated", R"({"StringNotEquals":{"a:b":"${a:c}"}})",
     R"({"a:b":"x","a:c":["x"]})", Truth::kTrue},
};
INSTANTIATE_TEST_SUITE_P(Conditions, VariableCondition, testing::ValuesIn(kConditions),
                         CaseName<ConditionCase>);

class VariableDocument : public testing::TestWithParam<DocumentCase> {};
TEST_P(VariableDocument, IsAcceptedOrRefused) { CheckDocument(GetParam()); }

// Documents of version 2012-10-17 whose one statement holds the element.
DocumentCase Refused(std::string_view name, std::string_view element, std::string_view at) {
  return {name,
          PolicyKind::kIdentity,
          Keep(WholeDocument(R"({"Effect":"Allow",)" + std::string(element) + "}")),
          "MalformedPolicyDocument",
          Keep("/Statement" + std::string(at)),
          ""};
}

const DocumentCase kDocuments[] = {
    Refused("R20_InAction", R"("Action":"s3:${aws:username}","Resource":"*")", "/Action"),
    Refused("R20_InNumericValue",
            R"("Action":"*","Resource":"*","Condition":{"NumericEquals":{"a:b":"${a:c}"}})",
            "/Condition/NumericEquals/a:b"),
    Refused("R20_InBoolValue",
            R"("Action":"*","Resource":"*","Condition":{"Bool":{"a:b":"${a:c}"}})",
            "/Condition/Bool/a:b"),
    Refused("R20_InDateValue",
            R"("Action":"*","Resource":"*","Condition":{"DateEquals":{"a:b":"${a:c}"}})",
            "/Condition/DateEquals/a:b"),
    Refused("R20_InIpValue",
            R"("Action":"*","Resource":"*","Condition":{"IpAddress":{"a:b":"${a:c}"}})",
            "/Condition/IpAddress/a:b"),
    Refused("R24_Unclosed", R"("Action":"*","Resource":"arn:aws:s3:::b/${aws:username")",
            "/Resource"),
    Refused("R24_Empty", R"("Action":"*","Resource":"arn:aws:s3:::b/${}")", "/Resource"),
    Refused("R24_Nested", R"("Action":"*","Resource":"arn:aws:s3:::b/${a${b}}")", "/Resource"),
    Refused("R24_DefaultWithoutQuotes", R"("Action":"*","Resource":"arn:aws:s3:::b/${a:b, x}")",
            "/Resource"),
    Refused("R24_DefaultUnclosed", R"("Action":"*","Resource":["*","arn:aws:s3:::b/${a:b, 'x}"])",
            "/Resource/1"),
};
INSTANTIATE_TEST_SUITE_P(Documents, VariableDocument, testing::ValuesIn(kDocuments),
                         CaseName<DocumentCase>);

}  // namespace
}  // namespace keyward::policy::rules
