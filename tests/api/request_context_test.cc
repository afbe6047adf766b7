// SPDX-License-Identifier: Apache-2.0
#include "api/request_context.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <string>

#include "tests/api/people.h"

namespace keyward::api {
namespace {

using Values = std::map<std::string, std::string>;

Values Fill(const Caller& caller, const std::vector<Tag>& tags = {}, const Target& target = {}) {
  policy::match::Context context;
  FillContext(caller, tags, SomeTransport(), target, context);
  EXPECT_FALSE(context.has_ambiguous_keys());
  Values values;
  for (const auto& entry : context.entries()) {
    std::string text;
    for (const std::string& value : entry.values) text += (text.empty() ? "" : ",") + value;
    values[entry.key] = text;
  }
  return values;
}

TEST(RequestContext, OfAUserIsThis) {
  EXPECT_EQ(Fill(UserCaller("alice"), {{"Team", "red"}}),
            (Values{{"aws:CurrentTime", "2024-05-01T12:00:00Z"},
                    {"aws:EpochTime", "1714564800"},
                    {"aws:PrincipalAccount", "111122223333"},
                    {"aws:PrincipalArn", "arn:aws:iam::111122223333:user/alice"},
                    {"aws:PrincipalIsAWSService", "false"},
                    {"aws:PrincipalTag/Team", "red"},
                    {"aws:PrincipalType", "User"},
                    {"aws:RequestedRegion", "eu-west-1"},
                    {"aws:SecureTransport", "true"},
                    {"aws:SourceIp", "203.0.113.7"},
                    {"aws:UserAgent", "aws-cli/2"},
                    {"aws:userid", "AIDAEXAMPLEEXAMPLEalice"},
                    {"aws:username", "alice"}}));
}

TEST(RequestContext, MfaKeysAreThereForSessionsOnly) {
  EXPECT_FALSE(Fill(UserCaller("alice")).contains("aws:MultiFactorAuthPresent"));
  Caller role = RoleCaller("ops", "s1");
  role.session->issued = std::chrono::sys_seconds(std::chrono::seconds(1'714'564'000));
  Values values = Fill(role);
  EXPECT_EQ(values["aws:MultiFactorAuthPresent"], "false");
  EXPECT_FALSE(values.contains("aws:MultiFactorAuthAge"));
  EXPECT_EQ(values["aws:TokenIssueTime"], "2024-05-01T11:46:40Z");
  role.session->mfa_at = std::chrono::sys_seconds(std::chrono::seconds(1'714'564'500));
  values = Fill(role);
  EXPECT_EQ(values["aws:MultiFactorAuthPresent"], "true");
  EXPECT_EQ(values["aws:MultiFactorAuthAge"], "300");
}

TEST(RequestContext, OfARoleSessionNamesTheRole) {
  Caller role = RoleCaller("ops", "s1");
  role.session->source_identity = "alice";
  Values values = Fill(role);
  EXPECT_EQ(values["aws:PrincipalArn"], "arn:aws:iam::111122223333:role/ops");
  EXPECT_EQ(values["aws:PrincipalType"], "AssumedRole");
  EXPECT_EQ(values["aws:userid"], "AROAEXAMPLEEXAMPLEops:s1");
  EXPECT_EQ(values["aws:SourceIdentity"], "alice");
  EXPECT_FALSE(values.contains("aws:username"));
}

TEST(RequestContext, SessionTagsStandInForThePrincipals) {
  Caller role = RoleCaller("ops", "s1");
  role.session->tags = {{"team", "blue"}};
  const Values values = Fill(role, {{"Team", "red"}, {"Cost", "1"}});
  EXPECT_EQ(values.at("aws:PrincipalTag/team"), "blue");
  EXPECT_EQ(values.at("aws:PrincipalTag/Cost"), "1");
  EXPECT_FALSE(values.contains("aws:PrincipalTag/Team"));
}

TEST(RequestContext, TargetBringsItsAccountTagsAndKeys) {
  const Target target{.arn = "arn:aws:iam::444455556666:user/bob",
                      .account = "444455556666",
                      .tags = {{"Env", "prod"}},
                      .context = {{.key = "iam:PolicyARN", .values = {"arn:p"}}}};
  const Values values = Fill(UserCaller("alice"), {}, target);
  EXPECT_EQ(values.at("aws:ResourceAccount"), "444455556666");
  EXPECT_EQ(values.at("aws:ResourceTag/Env"), "prod");
  EXPECT_EQ(values.at("iam:PolicyARN"), "arn:p");
}

TEST(RequestContext, OfNobodySaysSo) {
  const Values values = Fill(Caller{});
  EXPECT_EQ(values.at("aws:PrincipalType"), "Anonymous");
  EXPECT_FALSE(values.contains("aws:PrincipalArn"));
  EXPECT_FALSE(values.contains("aws:userid"));
}

}  // namespace
}  // namespace keyward::api
