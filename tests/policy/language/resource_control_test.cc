// SPDX-License-Identifier: Apache-2.0
//
// What resource control policies may not hold, beyond the grammar of all policies.
// Source: AWS Organizations User Guide, "RCP syntax".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "policy/language/parse.h"
#include "tests/policy/language/kinds.h"

namespace keyward::policy::language {
namespace {

struct RcpCase {
  const char* name;
  const char* version;    // "" = none
  const char* statement;  // JSON
  const char* at;         // null: accepted
  const char* reason;

  friend void PrintTo(const RcpCase& row, std::ostream* out) { *out << row.statement; }
};

constexpr RcpCase kCases[] = {
    {"DenyAccepted", "2012-10-17",
     R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"})", nullptr, ""},
    {"EveryoneAsAwsAccepted", "2012-10-17",
     R"({"Effect":"Deny","Principal":{"AWS":"*"},"Action":"s3:*","Resource":"*"})", nullptr, ""},
    {"NotResourceAccepted", "2012-10-17",
     R"({"Effect":"Deny","Principal":"*","Action":["s3:*"],"NotResource":"arn:aws:s3:::b/*"})",
     nullptr, ""},
    {"DefaultAccepted", "2012-10-17",
     R"({"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"})", nullptr, ""},
    {"AllowRefused", "2012-10-17",
     R"({"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"})", "/Statement/0/Effect",
     "may only deny"},
    {"DefaultWithAnotherResourceRefused", "2012-10-17",
     R"({"Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:s3:::b"})",
     "/Statement/0/Effect", "may only deny"},
    {"DefaultWithConditionRefused", "2012-10-17",
     R"({"Effect":"Allow","Principal":"*","Action":"*","Resource":"*",
         "Condition":{"Bool":{"aws:SecureTransport":true}}})",
     "/Statement/0/Effect", "may only deny"},
    {"DefaultWithNotActionRefused", "2012-10-17",
     R"({"Effect":"Allow","Principal":"*","NotAction":"*","Resource":"*"})", "/Statement/0/Effect",
     "may only deny"},
    {"NotActionRefused", "2012-10-17",
     R"({"Effect":"Deny","Principal":"*","NotAction":"s3:*","Resource":"*"})",
     "/Statement/0/NotAction", "has no `NotAction`"},
    {"NotPrincipalRefused", "2012-10-17",
     R"({"Effect":"Deny","NotPrincipal":"*","Action":"s3:*","Resource":"*"})",
     "/Statement/0/NotPrincipal", "has no `NotPrincipal`"},
    {"AccountRefused", "2012-10-17",
     R"({"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"})",
     "/Statement/0/Principal", "principal `*`"},
    {"EveryoneAndAnAccountRefused", "2012-10-17",
     R"({"Effect":"Deny","Principal":{"AWS":["*","111122223333"]},"Action":"s3:*","Resource":"*"})",
     "/Statement/0/Principal", "principal `*`"},
    {"ServiceRefused", "2012-10-17",
     R"({"Effect":"Deny","Principal":{"Service":"s3.amazonaws.com"},"Action":"s3:*",
         "Resource":"*"})",
     "/Statement/0/Principal", "principal `*`"},
    {"BareStarRefused", "2012-10-17",
     R"({"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"})", "/Statement/0/Action",
     "the action `*` alone"},
    {"BareStarInAListRefused", "2012-10-17",
     R"({"Effect":"Deny","Principal":"*","Action":["s3:*","*"],"Resource":"*"})",
     "/Statement/0/Action", "the action `*` alone"},
    {"IncompleteArnRefused", "2012-10-17",
     R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["*","arn:aws:s3"]})",
     "/Statement/0/Resource/1", "not a complete ARN"},
    {"OldVersionRefused", "2008-10-17",
     R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"})", "/Version",
     "version 2012-10-17"},
    {"NoVersionRefused", "", R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"})",
     "", "version 2012-10-17"},
};

class ResourceControl : public testing::TestWithParam<RcpCase> {};

INSTANTIATE_TEST_SUITE_P(Table, ResourceControl, testing::ValuesIn(kCases), CaseName<RcpCase>);

TEST_P(ResourceControl, IsReadByItsOwnRules) {
  const RcpCase& row = GetParam();
  OrderedJson policy;
  if (*row.version != '\0') policy["Version"] = row.version;
  policy["Statement"] = OrderedJson::array({OrderedJson::parse(row.statement)});
  const core::Result<Policy> parsed =
      ParsePolicy(policy.dump(), "test", PolicyKind::kResourceControl);
  ASSERT_EQ(parsed.has_value(), row.at == nullptr);
  if (row.at == nullptr) return;
  EXPECT_EQ(parsed.error().name, "MalformedPolicyDocumentException");
  EXPECT_EQ(parsed.error().place.pointer, row.at);
  EXPECT_THAT(parsed.error().message, testing::HasSubstr(row.reason));
}

// Service control policies share only the rule on whole ARNs.
TEST(ServiceControl, RefusesIncompleteArns) {
  const auto parse = [](const std::string& resource) {
    return ParsePolicy(
        R"({"Statement":{"Effect":"Allow","Action":"*","Resource":")" + resource + R"("}})", "test",
        PolicyKind::kServiceControl);
  };
  EXPECT_TRUE(parse("*").has_value());
  EXPECT_TRUE(parse("arn:*:s3:*:*:*").has_value());
  for (const char* resource : {"arn:aws", "arn:aws:s3", "arn:aws:s3:::", "arn:*"}) {
    const bool whole = std::string_view(resource) == "arn:aws:s3:::";
    const core::Result<Policy> parsed = parse(resource);
    ASSERT_EQ(parsed.has_value(), whole) << resource;
    if (whole) continue;
    EXPECT_EQ(parsed.error().place.pointer, "/Statement/Resource");
  }
}

}  // namespace
}  // namespace keyward::policy::language
