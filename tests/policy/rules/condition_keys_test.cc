// SPDX-License-Identifier: Apache-2.0
//
// Rules 33, 34, 37: the names of keys and operators, and how bytes compare.
#include "tests/policy/rules/rule_case.h"

namespace keyward::policy::rules {
namespace {

class ConditionKey : public testing::TestWithParam<ConditionCase> {};
TEST_P(ConditionKey, HoldsOrNot) { CheckCondition(GetParam()); }

constexpr Truth kYes = Truth::kTrue;
constexpr Truth kNo = Truth::kFalse;

// One key with the value `v`, spelt so in the policy and so in the context.
ConditionCase Key(std::string_view name, std::string_view asked, std::string_view given,
                  Truth truth) {
  return {name, Keep(R"({"StringEquals":{")" + std::string(asked) + R"(":"v"}})"),
          Keep("{\"" + std::string(given) + R"(":"v"})"), truth, truth == kYes ? "" : asked};
}

constexpr std::string_view kTwoSpellings =
    R"({"aws:PrincipalTag/Dept":"v","aws:PrincipalTag/dept":"w"})";

const ConditionCase kKeys[] = {
    Key("R33_Same", "aws:username", "aws:username", kYes),
    Key("R33_UpperCaseInThePolicy", "AWS:USERNAME", "aws:username", kYes),
    Key("R33_MixedCaseInTheContext", "aws:sourceip", "aws:SourceIp", kYes),
    Key("R33_Another", "aws:username", "aws:userid", kNo),
    Key("R33_TagKeyInAnyCase", "aws:PrincipalTag/Team", "aws:PrincipalTag/TEAM", kYes),
    Key("R33_TagKeyPrefixInAnyCase", "AWS:principaltag/team", "aws:PrincipalTag/Team", kYes),
    Key("R33_AnotherTagKey", "aws:PrincipalTag/Team", "aws:PrincipalTag/Teams", kNo),
    Key("R33_RequestTag", "aws:RequestTag/cost-center", "aws:requesttag/Cost-Center", kYes),
    Key("R33_RequestTagIsNoResourceTag", "aws:RequestTag/k", "aws:ResourceTag/k", kNo),
    Key("R33_ResourceTag", "aws:ResourceTag/k", "aws:resourcetag/K", kYes),
    Key("R33_ResourceTagIsNoPrincipalTag", "aws:ResourceTag/k", "aws:PrincipalTag/k", kNo),
    Key("R33_TagKeyWithSlashesAndColons", "aws:ResourceTag/a/b:c", "aws:ResourceTag/A/B:C", kYes),
    Key("R33_TagKeyWithSpaces", "aws:ResourceTag/my key", "aws:ResourceTag/My Key", kYes),
    Key("R33_EncryptionContext", "kms:EncryptionContext:Dept", "kms:encryptioncontext:dept", kYes),
    Key("R33_AnotherEncryptionContext", "kms:EncryptionContext:Dept", "kms:EncryptionContext:Dep",
        kNo),
    Key("R33_Saml", "saml:aud", "SAML:AUD", kYes),
    Key("R33_SamlOther", "saml:aud", "saml:sub", kNo),
    Key("R33_ProviderAud", "token.actions.githubusercontent.com:aud",
        "Token.Actions.GithubUserContent.com:aud", kYes),
    Key("R33_ProviderSub", "token.actions.githubusercontent.com:sub",
        "token.actions.githubusercontent.com:aud", kNo),
    Key("R33_CognitoAud", "cognito-identity.amazonaws.com:aud",
        "cognito-identity.amazonaws.com:aud", kYes),
    Key("R33_ProviderWithAPath", "example.com/auth/realms/x:aud", "example.com/auth/realms/x:aud",
        kYes),
    {"R33_ValuesAreCaseSensitive", R"({"StringEquals":{"aws:PrincipalTag/Team":"Ops"}})",
     R"({"aws:PrincipalTag/Team":"ops"})", kNo},
    {"R33_ValuesOfTagKeysAreCaseSensitive",
     R"({"ForAnyValue:StringEquals":{"aws:TagKeys":"Team"}})", R"({"aws:TagKeys":["team"]})", kNo},
    {"R33_ValuesOfTagKeys", R"({"ForAllValues:StringEquals":{"aws:TagKeys":["Team","team"]}})",
     R"({"aws:tagkeys":["team","Team"]})", kYes},
    {"R33_ValuesOfEncryptionContextKeysAreCaseSensitive",
     R"({"ForAllValues:StringEquals":{"kms:EncryptionContextKeys":"Dept"}})",
     R"({"kms:EncryptionContextKeys":["dept"]})", kNo},
    {"R33_ValuesOfEncryptionContextKeys",
     R"({"ForAllValues:StringEquals":{"KMS:EncryptionContextKeys":"Dept"}})",
     R"({"kms:EncryptionContextKeys":["Dept"]})", kYes},
    {"R33_TwoSpellingsEqual", R"({"StringEquals":{"aws:PrincipalTag/Dept":"v"}})", kTwoSpellings,
     Truth::kUndefined},
    {"R33_TwoSpellingsNotEqual", R"({"StringNotEquals":{"aws:PrincipalTag/dept":"v"}})",
     kTwoSpellings, Truth::kUndefined},
    {"R33_TwoSpellingsThirdSpelling", R"({"StringEquals":{"aws:PrincipalTag/DEPT":"v"}})",
     kTwoSpellings, Truth::kUndefined},
    {"R33_TwoSpellingsIfExists", R"({"StringEqualsIfExists":{"aws:PrincipalTag/Dept":"v"}})",
     kTwoSpellings, Truth::kUndefined},
    {"R33_TwoSpellingsForAllValues", R"({"ForAllValues:StringLike":{"aws:PrincipalTag/Dept":"*"}})",
     kTwoSpellings, Truth::kUndefined},
    {"R33_TwoSpellingsNull", R"({"Null":{"aws:PrincipalTag/Dept":"false"}})", kTwoSpellings,
     Truth::kUndefined},
    {"R33_TwoSpellingsOfTheSameValue", R"({"StringEquals":{"aws:PrincipalTag/Dept":"v"}})",
     R"({"aws:PrincipalTag/Dept":"v","aws:PrincipalTag/dept":"v"})", Truth::kUndefined},
    {"R33_TwoSpellingsOfAnotherKeyDoNotMatter", R"({"StringEquals":{"aws:username":"v"}})",
     R"({"aws:username":"v","a:K":"1","a:k":"2"})", kYes},
    {"R33_TwoSpellingsOneAnEmptyListIsAbsent", R"({"StringEquals":{"a:k":"v"}})",
     R"({"a:K":[],"a:k":"v"})", kYes},
    {"R33_TwoSpellingsInAVariable", R"({"StringEquals":{"aws:username":"${a:k}"}})",
     R"({"aws:username":"1","a:K":"1","a:k":"2"})", Truth::kUndefined},
    {"R37_ComposedAndDecomposedDiffer", "{\"StringEquals\":{\"a:k\":\"\xC3\xA9\"}}",
     "{\"a:k\":\"e\xCC\x81\"}", kNo},
    {"R37_SameBytesAreEqual", "{\"StringEquals\":{\"a:k\":\"e\xCC\x81\"}}",
     "{\"a:k\":\"e\xCC\x81\"}", kYes},
    {"R37_EscapedAndRawAreTheSameText", R"({"StringEquals":{"a:k":"\u00e9"}})",
     "{\"a:k\":\"\xC3\xA9\"}", kYes},
    {"R37_IgnoreCaseFoldsAscii", R"({"StringEqualsIgnoreCase":{"a:k":"AZaz"}})",
     R"({"a:k":"azAZ"})", kYes},
    {"R37_IgnoreCaseDoesNotFoldAccents", "{\"StringEqualsIgnoreCase\":{\"a:k\":\"\xC3\x89\"}}",
     "{\"a:k\":\"\xC3\xA9\"}", kNo},
    {"R37_IgnoreCaseDoesNotFoldTheKelvinSign",
     "{\"StringEqualsIgnoreCase\":{\"a:k\":\"\xE2\x84\xAA\"}}", R"({"a:k":"k"})", kNo},
    {"R37_IgnoreCaseDoesNotFoldTheLongS", "{\"StringEqualsIgnoreCase\":{\"a:k\":\"\xC5\xBF\"}}",
     R"({"a:k":"s"})", kNo},
    {"R37_IgnoreCaseDoesNotFoldTheDotlessI", R"({"StringEqualsIgnoreCase":{"a:k":"I"}})",
     "{\"a:k\":\"\xC4\xB1\"}", kNo},
    {"R37_IgnoreCaseDoesNotFoldSharpS", R"({"StringEqualsIgnoreCase":{"a:k":"SS"}})",
     "{\"a:k\":\"\xC3\x9F\"}", kNo},
    {"R37_IgnoreCaseDoesNotFoldBesideTheLetters", R"({"StringEqualsIgnoreCase":{"a:k":"@[`{"}})",
     R"({"a:k":"`{@["})", kNo},
    {"R37_FullWidthLettersDiffer", "{\"StringEquals\":{\"a:k\":\"\xEF\xBD\x81\"}}",
     R"({"a:k":"a"})", kNo},
    {"R37_NonBreakingSpaceIsNoSpace", "{\"StringEquals\":{\"a:k\":\" \"}}",
     "{\"a:k\":\"\xC2\xA0\"}", kNo},
    {"R37_TrailingSpaceCounts", R"({"StringEquals":{"a:k":"x"}})", R"({"a:k":"x "})", kNo},
    {"R37_LikeDoesNotNormalise", "{\"StringLike\":{\"a:k\":\"\xC3\xA9*\"}}",
     "{\"a:k\":\"e\xCC\x81x\"}", kNo},
    Key("R37_KeyNamesFoldAsciiOnly", "aws:PrincipalTag/\xC3\x89", "aws:PrincipalTag/\xC3\xA9", kNo),
    Key("R37_KeyNamesFoldNoKelvinSign", "aws:PrincipalTag/\xE2\x84\xAA", "aws:PrincipalTag/k", kNo),
};
INSTANTIATE_TEST_SUITE_P(Keys, ConditionKey, testing::ValuesIn(kKeys), CaseName<ConditionCase>);

class KeyRule : public testing::TestWithParam<RuleCase> {};
TEST_P(KeyRule, DecidesWithReason) { CheckRule(GetParam()); }

constexpr std::string_view kAccented =
    "{\"Sid\":\"S\",\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"arn:aws:s3:::b/"
    "\xC3\xA9\"}";

const RuleCase kBytes[] = {
    {.name = "R37_ResourceSameBytes",
     .resource = "arn:aws:s3:::b/\xC3\xA9",
     .identity = kAccented,
     .verdict = Verdict::kAllowed,
     .by = "S"},
    {.name = "R37_ResourceIsNotNormalised",
     .resource = "arn:aws:s3:::b/e\xCC\x81",
     .identity = kAccented,
     .blocked_by = "identity",
     .statements = "S!resource"},
    {.name = "R37_ResourceIsNotFolded",
     .resource = "arn:aws:s3:::b/\xC3\x89",
     .identity = kAccented,
     .blocked_by = "identity",
     .statements = "S!resource"},
    {.name = "R33_TwoSpellingsInAResourceOfAnAllow",
     .resource = "arn:aws:s3:::b/1",
     .context = R"({"a:K":"1","a:k":"1"})",
     .identity = R"({"Sid":"S","Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::b/${a:k}"})",
     .blocked_by = "identity",
     .statements = "S!resource"},
    {.name = "R33_TwoSpellingsInAResourceOfADeny",
     .resource = "arn:aws:s3:::b/1",
     .context = R"({"a:K":"2","a:k":"3"})",
     .identity = R"([{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"},)"
                 R"({"Sid":"S","Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::b/${a:k}"}])",
     .verdict = Verdict::kExplicitDeny,
     .blocked_by = "identity",
     .by = "S"},
    {.name = "R37_PrincipalCaseMatters",
     .caller = "arn:aws:iam::111122223333:user/Alice",
     .on_resource = R"({"Sid":"S","Effect":"Allow","Principal":{"AWS":)"
                    R"("arn:aws:iam::111122223333:user/alice"},"Action":"*","Resource":"*"})",
     .blocked_by = "identity",
     .statements = "S!principal"},
};
INSTANTIATE_TEST_SUITE_P(Bytes, KeyRule, testing::ValuesIn(kBytes), CaseName<RuleCase>);

class UnknownName : public testing::TestWithParam<DocumentCase> {};
TEST_P(UnknownName, IsRefused) { CheckDocument(GetParam()); }

// A statement that holds an operator.
DocumentCase Operator(std::string_view name, std::string_view op, bool known = false) {
  DocumentCase row{name, PolicyKind::kIdentity, "", "", "", ""};
  row.text =
      Keep(R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*",)"
           R"("Condition":{")" +
           std::string(op) + R"(":{"a:k":"true"}}}]})");
  if (known) return row;
  row.error = "MalformedPolicyDocument";
  row.pointer = Keep("/Statement/0/Condition/" + std::string(op));
  row.reason = op;
  return row;
}

DocumentCase Element(std::string_view name, std::string_view text, std::string_view pointer,
                     std::string_view reason) {
  return {name, PolicyKind::kIdentity, text, "MalformedPolicyDocument", pointer, reason};
}

const DocumentCase kNames[] = {
    Operator("R34_Known", "StringEqualsIfExists", true),
    Operator("R34_KnownSet", "ForAnyValue:StringEqualsIfExists", true),
    Operator("R34_Unknown", "StringMatches"),
    Operator("R34_UnknownCase", "stringEquals"),
    Operator("R34_UnknownEmpty", ""),
    Operator("R34_UnknownBoolNotEquals", "BoolNotEquals"),
    Operator("R34_UnknownBinaryNotEquals", "BinaryNotEquals"),
    Operator("R34_UnknownIpEquals", "IpEquals"),
    Operator("R34_UnknownWithSpace", "StringEquals "),
    Operator("R34_IfExistWithoutS", "StringEqualsIfExist"),
    Operator("R34_IfExistsInLowerCase", "StringEqualsifexists"),
    Operator("R34_IfExistsTwice", "StringEqualsIfExistsIfExists"),
    Operator("R34_IfExistsInFront", "IfExistsStringEquals"),
    Operator("R34_IfExistsAlone", "IfExists"),
    Operator("R34_IfExistsOfNull", "NullIfExists"),
    Operator("R34_SetOperatorOfNull", "ForAnyValue:Null"),
    Operator("R34_ForAnyValues", "ForAnyValues:StringEquals"),
    Operator("R34_ForAllValueWithoutS", "ForAllValue:StringEquals"),
    Operator("R34_SetOperatorInLowerCase", "forAnyValue:StringEquals"),
    Operator("R34_SetOperatorAlone", "ForAnyValue:"),
    Operator("R34_SetOperatorTwice", "ForAnyValue:ForAllValues:StringEquals"),
    Element("R34_PolicyElement", R"({"Statements":[]})", "/Statements", "Statements"),
    Element("R34_PolicyElementCase", R"({"version":"2012-10-17","Statement":[]})", "/version",
            "version"),
    Element("R34_StatementElement",
            R"({"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Actions":"*"}]})",
            "/Statement/0/Actions", "Actions"),
    Element("R34_StatementElementCase",
            R"({"Statement":{"effect":"Allow","Action":"*","Resource":"*"}})", "/Statement/effect",
            "effect"),
    Element("R34_StatementElementConditions",
            R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Conditions":{}}})",
            "/Statement/Conditions", "Conditions"),
    Element(
        "R34_PointerIsEscaped",
        R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"A/b~c":{}}}})",
        "/Statement/Condition/A~1b~0c", "A/b~c"),
    Element("R37_ActionWithTheKelvinSign",
            "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"\xE2\x84\xAAms:Decrypt\","
            "\"Resource\":\"*\"}}",
            "/Statement/Action", "action"),
};
INSTANTIATE_TEST_SUITE_P(Names, UnknownName, testing::ValuesIn(kNames), CaseName<DocumentCase>);

}  // namespace
}  // namespace keyward::policy::rules
