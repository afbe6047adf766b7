// SPDX-License-Identifier: Apache-2.0
#include "policy/match/caller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string_view>

#include "tests/policy/language/case_name.h"

namespace keyward::policy::match {
namespace {

using Type = Caller::Type;

struct CallerCase {
  const char* name;
  std::string_view text;
  Type type;
  std::string_view account;
  std::string_view last;
  bool linked = false;

  friend void PrintTo(const CallerCase& row, std::ostream* out) { *out << row.text; }
};

constexpr CallerCase kCallers[] = {
    {"Anonymous", "anonymous", Type::kAnonymous, "", ""},
    {"Root", "arn:aws:iam::111122223333:root", Type::kRoot, "111122223333", ""},
    {"User", "arn:aws-cn:iam::111122223333:user/a/alice", Type::kUser, "111122223333", "alice"},
    {"Role", "arn:aws:iam::111122223333:role/a/admin", Type::kRole, "111122223333", "admin"},
    {"Session", "arn:aws:sts::111122223333:assumed-role/admin/s", Type::kRoleSession,
     "111122223333", "admin"},
    {"FederatedUser", "arn:aws:sts::111122223333:federated-user/bob", Type::kFederatedUser,
     "111122223333", "bob"},
    {"OriginAccessIdentity", "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1",
     Type::kOriginAccessIdentity, "", "E1"},
    {"Service", "service:lambda.amazonaws.com", Type::kService, "", ""},
    {"Web", "federated:cognito-identity.amazonaws.com", Type::kFederated, "", ""},
    {"Saml", "federated:arn:aws:iam::111122223333:saml-provider/adfs", Type::kFederated, "", ""},
    {"LinkedRole",
     "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
     Type::kRole, "111122223333", "AWSServiceRoleForX", true},
    {"LinkedSession", "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/s",
     Type::kRoleSession, "111122223333", "AWSServiceRoleForX", true},
    {"UserNamedAlike", "arn:aws:iam::111122223333:user/AWSServiceRoleForX", Type::kUser,
     "111122223333", "AWSServiceRoleForX"},
};

class CallerForm : public testing::TestWithParam<CallerCase> {};

INSTANTIATE_TEST_SUITE_P(Table, CallerForm, testing::ValuesIn(kCallers), CaseName<CallerCase>);

TEST_P(CallerForm, IsRead) {
  const CallerCase& row = GetParam();
  const core::Result<Caller> caller = Caller::Parse(row.text);
  ASSERT_TRUE(caller.has_value()) << core::Describe(caller.error());
  EXPECT_EQ(caller->type(), row.type);
  EXPECT_EQ(caller->account(), row.account);
  EXPECT_EQ(caller->name(), row.last);
  EXPECT_EQ(caller->is_service_linked_role(), row.linked);
  const bool session =
      row.type == Type::kRole || row.type == Type::kRoleSession || row.type == Type::kFederatedUser;
  EXPECT_EQ(caller->is_session(), session);
  EXPECT_EQ(caller->is_iam_principal(), session || row.type == Type::kUser);
  EXPECT_EQ(caller->is_authenticated(),
            row.type != Type::kAnonymous && row.type != Type::kFederated);
  if (row.text.starts_with("arn:")) {
    EXPECT_EQ(caller->text(), row.text);
    EXPECT_EQ(caller->partition(), row.text.substr(4, row.text.find(':', 4) - 4));
  }
}

TEST(Caller, RefusesOtherTexts) {
  for (const std::string_view text :
       {"", "*", "Anonymous", "alice", "111122223333", "AIDACKCEVSQ6C2EXAMPLE",
        "lambda.amazonaws.com", "service:", "service:lambda", "service:*",
        "federated:", "federated:example.com", "arn:aws:s3:::b",
        "arn:aws:iam::111122223333:group/g", "arn:aws:iam::111122223333:user/*",
        "arn:aws:iam::111122223333:saml-provider/adfs", "user:alice"}) {
    const core::Result<Caller> caller = Caller::Parse(text);
    ASSERT_FALSE(caller.has_value()) << text;
    EXPECT_EQ(caller.error().code, core::ErrorCode::kInvalidArgument);
    EXPECT_EQ(caller.error().name, "InvalidInput");
    EXPECT_THAT(caller.error().message, testing::HasSubstr("expected"));
  }
}

TEST(Caller, HoldsFactsThatNoArnHolds) {
  Caller caller = *Caller::FromArn("arn:aws:sts::111122223333:federated-user/bob");
  EXPECT_EQ(caller.session_issuer(), "");
  EXPECT_TRUE(caller.set_session_issuer("arn:aws:iam::111122223333:user/alice").has_value());
  EXPECT_EQ(caller.session_issuer(), "arn:aws:iam::111122223333:user/alice");
  for (const char* issuer :
       {"", "alice", "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:role/admin"}) {
    EXPECT_FALSE(caller.set_session_issuer(issuer).has_value()) << issuer;
  }
  EXPECT_EQ(caller.session_issuer(), "arn:aws:iam::111122223333:user/alice") << "kept";
  caller.set_unique_id("AIDACKCEVSQ6C2EXAMPLE");
  caller.set_service_linked_role(true);
  EXPECT_EQ(caller.unique_id(), "AIDACKCEVSQ6C2EXAMPLE");
  EXPECT_TRUE(caller.is_service_linked_role());
}

}  // namespace
}  // namespace keyward::policy::match
