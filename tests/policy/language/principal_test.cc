// SPDX-License-Identifier: Apache-2.0
//
// Every form of a principal in every partition, and what is none.
// Source: IAM User Guide, "AWS JSON policy elements: Principal".
#include "policy/language/principal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "tests/policy/language/case_name.h"

namespace keyward::policy::language {
namespace {

using std::string_view_literals::operator""sv;
using Type = Principal::Type;

constexpr std::string_view kPartitions[] = {"aws",       "aws-cn",    "aws-us-gov", "aws-iso",
                                            "aws-iso-b", "aws-iso-e", "aws-iso-f",  "aws-eusc"};
constexpr std::string_view kCanonical =
    "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";

struct ArnCase {
  const char* name;
  std::string_view after_partition;  // behind `arn:PARTITION:`
  Type type;
  std::string_view account;
  std::string_view last;  // Principal::name
};

constexpr ArnCase kArns[] = {
    {"Root", "iam::111122223333:root", Type::kAccount, "111122223333", ""},
    {"User", "iam::111122223333:user/alice", Type::kUser, "111122223333", "alice"},
    {"UserWithPath", "iam::111122223333:user/a/b/alice", Type::kUser, "111122223333", "alice"},
    {"UserWithSigns", "iam::111122223333:user/a+=,.@_-b", Type::kUser, "111122223333", "a+=,.@_-b"},
    {"Role", "iam::111122223333:role/admin", Type::kRole, "111122223333", "admin"},
    {"RoleWithPath", "iam::111122223333:role/aws-reserved/sso.amazonaws.com/admin", Type::kRole,
     "111122223333", "admin"},
    {"RoleSession", "sts::111122223333:assumed-role/admin/alice@example.com", Type::kRoleSession,
     "111122223333", "admin"},
    {"FederatedUser", "sts::111122223333:federated-user/bob", Type::kFederatedUser, "111122223333",
     "bob"},
    {"OriginAccessIdentity", "iam::cloudfront:user/CloudFront Origin Access Identity E1ABC",
     Type::kOriginAccessIdentity, "", "E1ABC"},
};

TEST(PrincipalArn, EveryFormIsReadInEveryPartition) {
  for (const ArnCase& row : kArns) {
    for (const std::string_view partition : kPartitions) {
      const std::string arn =
          "arn:" + std::string(partition) + ":" + std::string(row.after_partition);
      SCOPED_TRACE(arn);
      const core::Result<Principal> principal = ParsePrincipal("AWS", arn);
      ASSERT_TRUE(principal.has_value()) << principal.error().message;
      EXPECT_EQ(principal->type, row.type);
      EXPECT_EQ(principal->value, arn);
      EXPECT_EQ(principal->partition, partition);
      EXPECT_EQ(principal->account, row.account) << "12 digits, where the form has one";
      EXPECT_EQ(principal->name, row.last);
      const auto named = ParsePrincipalArn(arn);
      ASSERT_TRUE(named.has_value());
      EXPECT_EQ(named->type, row.type);
      EXPECT_EQ(named->value, arn);
    }
  }
}

struct FormCase {
  const char* name;
  std::string_view map_type;
  std::string_view value;
  Type type;
  std::string_view account = "";

  friend void PrintTo(const FormCase& row, std::ostream* out) { *out << row.value; }
};

constexpr FormCase kForms[] = {
    {"Everyone", "AWS", "*", Type::kEveryone},
    {"Account", "AWS", "111122223333", Type::kAccount, "111122223333"},
    {"UserId", "AWS", "AIDACKCEVSQ6C2EXAMPLE", Type::kUniqueId},
    {"RoleId", "AWS", "AROADBQP57FF2AEXAMPLE", Type::kUniqueId},
    {"Service", "Service", "lambda.amazonaws.com", Type::kService},
    {"ServiceOfARegion", "Service", "logs.eu-west-1.amazonaws.com", Type::kService},
    {"ServiceOfChina", "Service", "ec2.amazonaws.com.cn", Type::kService},
    {"Cognito", "Federated", "cognito-identity.amazonaws.com", Type::kFederated},
    {"Amazon", "Federated", "www.amazon.com", Type::kFederated},
    {"Facebook", "Federated", "graph.facebook.com", Type::kFederated},
    {"Google", "Federated", "accounts.google.com", Type::kFederated},
    {"Oidc", "Federated",
     "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC",
     Type::kFederated},
    {"OidcOfGovCloud", "Federated", "arn:aws-us-gov:iam::111122223333:oidc-provider/example.com",
     Type::kFederated},
    {"Saml", "Federated", "arn:aws:iam::111122223333:saml-provider/adfs", Type::kFederated},
    {"SamlOfChina", "Federated", "arn:aws-cn:iam::111122223333:saml-provider/adfs",
     Type::kFederated},
    {"CanonicalUser", "CanonicalUser", kCanonical, Type::kCanonicalUser},
};

class Form : public testing::TestWithParam<FormCase> {};

INSTANTIATE_TEST_SUITE_P(Table, Form, testing::ValuesIn(kForms), CaseName<FormCase>);

TEST_P(Form, IsRead) {
  const core::Result<Principal> principal = ParsePrincipal(GetParam().map_type, GetParam().value);
  ASSERT_TRUE(principal.has_value()) << principal.error().message;
  EXPECT_EQ(principal->type, GetParam().type);
  EXPECT_EQ(principal->value, GetParam().value);
  EXPECT_EQ(principal->account, GetParam().account);
}

constexpr std::string_view kNoAwsPrincipals[] = {
    "",
    " ",
    "**",
    "?",
    "alice",
    "root",
    "11112222333",
    "1111222233334",
    "11112222333a",
    " 111122223333",
    "111122223333 ",
    "1111-2222-3333",
    "111122223333:root",
    "arn:aws:iam::111122223333",
    // Wildcards that are not the whole.
    "1111*",
    "arn:aws:iam::*:root",
    "arn:aws:iam::111122223333:*",
    "arn:aws:iam::111122223333:user/*",
    "arn:aws:iam::111122223333:role/adm?n",
    "arn:*:iam::111122223333:root",
    "AIDA*",
    "arn:aws:sts::111122223333:assumed-role/admin/*",
    // ARNs of other things.
    "arn:aws:iam::111122223333:group/admins",
    "arn:aws:iam::111122223333:policy/p",
    "arn:aws:iam::111122223333:mfa/alice",
    "arn:aws:iam::111122223333:instance-profile/p",
    "arn:aws:iam::111122223333:oidc-provider/example.com",
    "arn:aws:iam::111122223333:saml-provider/adfs",
    "arn:aws:iam::111122223333:assumed-role/admin/alice",
    "arn:aws:sts::111122223333:user/alice",
    "arn:aws:sts::111122223333:root",
    "arn:aws:s3:::bucket",
    "arn:aws:ec2::111122223333:user/alice",
    // Parts that are missing or wrong.
    "arn:aws:iam:::root",
    "arn:aws:iam:::user/alice",
    "arn:aws:iam::11112222333:root",
    "arn:aws:iam::aws:user/alice",
    "arn:aws:iam:us-east-1:111122223333:root",
    "arn::iam::111122223333:root",
    "arn:amazon:iam::111122223333:root",
    "ARN:aws:iam::111122223333:root",
    "arn:AWS:iam::111122223333:root",
    "arn:aws:IAM::111122223333:root",
    "arn:aws:iam::111122223333:Root",
    "arn:aws:iam::111122223333:root/",
    "arn:aws:iam::111122223333:user",
    "arn:aws:iam::111122223333:user/",
    "arn:aws:iam::111122223333:user/a/",
    "arn:aws:iam::111122223333:user:alice",
    "arn:aws:iam::111122223333:role/",
    "arn:aws:iam::111122223333:",
    "arn:aws:sts::111122223333:assumed-role/admin",
    "arn:aws:sts::111122223333:assumed-role/admin/",
    "arn:aws:sts::111122223333:assumed-role//alice",
    "arn:aws:sts::111122223333:assumed-role/a/b/c",
    "arn:aws:sts::111122223333:federated-user/",
    "arn:aws:sts::111122223333:federated-user",
    "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ",
    "arn:aws:iam::cloudfront:user/E1ABC",
    "arn:aws:iam::cloudfront:root",
    "arn:aws:iam::cloudfront:role/CloudFront Origin Access Identity E1",
    // Unique ids.
    "AIDA",
    "AIDACKCEVSQ6C2E",
    "AGPACKCEVSQ6C2EXAMPLE",
    "ASIACKCEVSQ6C2EXAMPLE",
    "aidackcevsq6c2example",
    "AIDACKCEVSQ6C2-XAMPLE",
    "AROACKCEVSQ6C2EXAMPLE:session",
    // Principals of other types.
    "lambda.amazonaws.com",
    "cognito-identity.amazonaws.com",
};

TEST(ParsePrincipal, RefusesWhatIsNoAwsPrincipal) {
  for (const std::string_view value : kNoAwsPrincipals) {
    const core::Result<Principal> principal = ParsePrincipal("AWS", value);
    ASSERT_FALSE(principal.has_value()) << value;
    EXPECT_EQ(principal.error().code, core::ErrorCode::kInvalidArgument);
    EXPECT_THAT(principal.error().message,
                testing::StartsWith("invalid principal `" + std::string(value) + "`: "));
    EXPECT_EQ(ParsePrincipalArn(value), std::nullopt) << value;
  }
}

struct RefusedForm {
  std::string_view map_type;
  std::string_view value;
};

const RefusedForm kRefusedForms[] = {
    {"Service", ""},
    {"Service", "*"},
    {"Service", "lambda"},
    {"Service", "*.amazonaws.com"},
    {"Service", ".amazonaws.com"},
    {"Service", "lambda.amazonaws.com."},
    {"Service", "lambda.amazonaws.com "},
    {"Service", "lambda.amazonaws.com/x"},
    {"Service", "https://lambda.amazonaws.com"},
    {"Service", "lambda.\xC3\xA9.com"},
    {"Service", "111122223333"},
    {"Service", "arn:aws:iam::111122223333:root"},
    {"Federated", ""},
    {"Federated", "*"},
    {"Federated", "example.com"},
    {"Federated", "Accounts.google.com"},
    {"Federated", "accounts.google.com "},
    {"Federated", "111122223333"},
    {"Federated", "arn:aws:iam::111122223333:root"},
    {"Federated", "arn:aws:iam::111122223333:oidc-provider/"},
    {"Federated", "arn:aws:iam::111122223333:oidc-provider"},
    {"Federated", "arn:aws:iam::111122223333:oidc-provider/*"},
    {"Federated", "arn:aws:iam::*:saml-provider/adfs"},
    {"Federated", "arn:aws:iam:::saml-provider/adfs"},
    {"Federated", "arn:aws:sts::111122223333:saml-provider/adfs"},
    {"Federated", "arn:aws:iam:us-east-1:111122223333:saml-provider/adfs"},
    {"Federated", "arn:amazon:iam::111122223333:saml-provider/adfs"},
    {"CanonicalUser", ""},
    {"CanonicalUser", "*"},
    {"CanonicalUser", kCanonical.substr(1)},
    {"CanonicalUser", "79A59DF900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},
    {"CanonicalUser", "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2bg"},
    {"CanonicalUser", "111122223333"},
    {"aws", "*"},
    {"Aws", "111122223333"},
    {"IAM", "111122223333"},
    {"", "*"},
    {"*", "*"},
    {"AWS ", "*"},
};

TEST(ParsePrincipal, RefusesWhatItsTypeDoesNotTake) {
  for (const RefusedForm& row : kRefusedForms) {
    const core::Result<Principal> principal = ParsePrincipal(row.map_type, row.value);
    EXPECT_FALSE(principal.has_value()) << row.map_type << " " << row.value;
  }
  EXPECT_FALSE(ParsePrincipal("AWS", "111122223333\0"sv).has_value());
  EXPECT_FALSE(ParsePrincipal("Service", "lambda.amazonaws.com\0"sv).has_value());
}

// Control characters are in no name.
TEST(ParsePrincipal, RefusesControlCharacters) {
  for (const std::string_view value :
       {"arn:aws:iam::111122223333:user/al\0ice"sv, "arn:aws:iam::111122223333:role/pa\nth/admin"sv,
        "arn:aws:sts::111122223333:assumed-role/admin/s\x7F"sv,
        "arn:aws:sts::111122223333:federated-user/b\tb"sv}) {
    EXPECT_FALSE(ParsePrincipal("AWS", value).has_value()) << value;
    EXPECT_EQ(ParsePrincipalArn(value), std::nullopt) << value;
  }
  EXPECT_FALSE(
      ParsePrincipal("Federated", "arn:aws:iam::111122223333:saml-provider/a\0b"sv).has_value());
}

TEST(ParsePrincipal, CutsLongTextInItsMessage) {
  const core::Result<Principal> principal = ParsePrincipal("AWS", std::string(100'000, 'x'));
  ASSERT_FALSE(principal.has_value());
  EXPECT_LT(principal.error().message.size(), 500u);
}

}  // namespace
}  // namespace keyward::policy::language
