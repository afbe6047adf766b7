// SPDX-License-Identifier: Apache-2.0
//
// What a decision carries: which element failed, which variables and keys were asked for, what was
// left out.
#include <gmock/gmock.h>

#include "tests/policy/rules/rule_case.h"

namespace keyward::policy::rules {
namespace {

using engine::Element;
using engine::Explanation;
using engine::Layer;
using engine::LayerResult;
using engine::PolicySet;
using engine::StatementResult;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A row's set and explanation.
struct Explained {
  PolicySet set;
  Explanation explanation;

  const StatementResult& Statement(std::string_view sid) const {
    for (const StatementResult& result : explanation.statements) {
      if (set.statement(result.ref.statement).sid == sid) return result;
    }
    ADD_FAILURE() << "no statement " << sid;
    static const StatementResult kNone;
    return kNone;
  }

  const LayerResult& Of(Layer layer) const {
    for (const LayerResult& result : explanation.layers) {
      if (result.layer == layer) return result;
    }
    ADD_FAILURE() << "no layer " << LayerName(layer);
    static const LayerResult kNone;
    return kNone;
  }

  std::vector<std::string> Matched() const {
    std::vector<std::string> sids;
    for (const auto& ref : explanation.matched) sids.emplace_back(set.statement(ref.statement).sid);
    return sids;
  }
};

Explained Ask(const RuleCase& row) {
  auto set = PolicySet::Compile(ParsePolicies(row));
  const auto request = MakeRequest(row);
  EXPECT_TRUE(set && request);
  auto explanation = Explain(*set, *request);
  EXPECT_TRUE(explanation) << row.name;
  return {std::move(*set), std::move(*explanation)};
}

TEST(Explains, FailedAction) {
  const Explained asked = Ask(
      {.identity = R"({"Sid":"S","Effect":"Allow","Action":["s3:Put*","sqs:*"],"Resource":"*"})"});
  const StatementResult& result = asked.Statement("S");
  EXPECT_FALSE(result.matched);
  EXPECT_EQ(result.failed, Element::kAction);
  EXPECT_THAT(result.expected, ElementsAre("s3:Put*", "sqs:*"));
  EXPECT_EQ(result.actual, "s3:GetObject");
  EXPECT_THAT(result.conditions, IsEmpty());
}

TEST(Explains, FailedNotAction) {
  const Explained asked =
      Ask({.identity = R"({"Sid":"S","Effect":"Allow","NotAction":"s3:*","Resource":"*"})"});
  const StatementResult& result = asked.Statement("S");
  EXPECT_EQ(result.failed, Element::kAction);
  EXPECT_THAT(result.expected, ElementsAre("s3:*"));
  EXPECT_THAT(result.note, HasSubstr("NotAction"));
}

TEST(Explains, FailedPrincipal) {
  const Explained asked =
      Ask({.on_resource = R"({"Sid":"S","Effect":"Allow","Principal":{"AWS":)"
                          R"(["444455556666","arn:aws:iam::111122223333:user/bob"]},)"
                          R"("Action":"*","Resource":"*"})"});
  const StatementResult& result = asked.Statement("S");
  EXPECT_EQ(result.failed, Element::kPrincipal);
  EXPECT_THAT(result.expected, ElementsAre("444455556666", "arn:aws:iam::111122223333:user/bob"));
  EXPECT_EQ(result.actual, kAlice);
}

TEST(Explains, FailedPrincipalForWantOfAFact) {
  const Explained asked =
      Ask({.on_resource = R"({"Sid":"S","Effect":"Allow","Principal":{"AWS":)"
                          R"("AIDACKCEVSQ6C2EXAMPLE"},"Action":"*","Resource":"*"})"});
  EXPECT_EQ(asked.Statement("S").failed, Element::kPrincipal);
  EXPECT_THAT(asked.Statement("S").note, HasSubstr("unique id"));
}

TEST(Explains, FailedNotPrincipal) {
  const Explained asked =
      Ask({.on_resource = R"({"Sid":"S","Effect":"Allow","NotPrincipal":{"AWS":)"
                          R"("111122223333"},"Action":"*","Resource":"*"})"});
  EXPECT_EQ(asked.Statement("S").failed, Element::kPrincipal);
  EXPECT_THAT(asked.Statement("S").note, HasSubstr("NotPrincipal"));
}

TEST(Explains, FailedPrincipalOfAnAnonymousCaller) {
  const Explained asked =
      Ask({.caller = kAnonymous,
           .on_resource = R"({"Sid":"S","Effect":"Allow","Principal":{"AWS":"111122223333"},)"
                          R"("Action":"*","Resource":"*"})"});
  EXPECT_EQ(asked.Statement("S").actual, "anonymous");
}

TEST(Explains, FailedResource) {
  const Explained asked = Ask(
      {.identity =
           R"({"Sid":"S","Effect":"Allow","Action":"*","Resource":["arn:aws:s3:::a","arn:aws:s3:::b"]})"});
  const StatementResult& result = asked.Statement("S");
  EXPECT_EQ(result.failed, Element::kResource);
  EXPECT_THAT(result.expected, ElementsAre("arn:aws:s3:::a", "arn:aws:s3:::b"));
  EXPECT_EQ(result.actual, kObject);
}

TEST(Explains, FailedNotResource) {
  const Explained asked = Ask(
      {.identity =
           R"({"Sid":"S","Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::reports/*"})"});
  EXPECT_EQ(asked.Statement("S").failed, Element::kResource);
  EXPECT_THAT(asked.Statement("S").note, HasSubstr("NotResource"));
}

constexpr std::string_view kFourConditions =
    R"({"Sid":"S","Effect":"Allow","Action":"*","Resource":"*","Condition":{)"
    R"("StringEquals":{"aws:PrincipalTag/Team":["red","blue"]},"IpAddress":{"aws:SourceIp":"10.0.0.0/8"},)"
    R"("Bool":{"aws:SecureTransport":true},"NumericLessThan":{"s3:max-keys":"10"}}})";

TEST(Explains, EveryConditionWithExpectedAndActual) {
  const Explained asked = Ask(
      {.context =
           R"({"aws:principaltag/team":"green","aws:SourceIp":"10.1.2.3","s3:max-keys":"many"})",
       .identity = kFourConditions});
  const StatementResult& result = asked.Statement("S");
  EXPECT_EQ(result.failed, Element::kCondition);
  ASSERT_EQ(result.conditions.size(), 4u);
  const auto& team = result.conditions[0];
  EXPECT_EQ(team.op, "StringEquals");
  EXPECT_EQ(team.key, "aws:PrincipalTag/Team");
  EXPECT_THAT(team.expected, ElementsAre("red", "blue"));
  EXPECT_THAT(team.actual, ElementsAre("green"));
  EXPECT_TRUE(team.key_present);
  EXPECT_EQ(team.truth, Truth::kFalse);
  EXPECT_EQ(result.conditions[1].truth, Truth::kTrue);
  EXPECT_THAT(result.conditions[1].expected, ElementsAre("10.0.0.0/8"));
  const auto& transport = result.conditions[2];
  EXPECT_THAT(transport.expected, ElementsAre("true"));
  EXPECT_THAT(transport.actual, IsEmpty());
  EXPECT_FALSE(transport.key_present);
  EXPECT_EQ(transport.truth, Truth::kFalse);
  EXPECT_EQ(result.conditions[3].truth, Truth::kUndefined);
  EXPECT_THAT(result.conditions[3].note, HasSubstr("not a number"));
  EXPECT_THAT(asked.explanation.missing_keys, ElementsAre("aws:SecureTransport"));
}

TEST(Explains, ConditionsOfAStatementThatMatched) {
  const Explained asked =
      Ask({.context = R"({"aws:TagKeys":["a","b"]})",
           .identity = R"({"Sid":"S","Effect":"Allow","Action":"*","Resource":"*",)"
                       R"("Condition":{"ForAnyValue:StringLike":{"aws:TagKeys":"a*"}}})"});
  const StatementResult& result = asked.Statement("S");
  EXPECT_TRUE(result.matched);
  ASSERT_EQ(result.conditions.size(), 1u);
  EXPECT_EQ(result.conditions[0].op, "ForAnyValue:StringLike");
  EXPECT_THAT(result.conditions[0].actual, ElementsAre("a", "b"));
  EXPECT_EQ(result.conditions[0].truth, Truth::kTrue);
}

TEST(Explains, WhyAConditionIsUndefined) {
  const Explained plain =
      Ask({.context = R"({"a:k":["x"]})",
           .identity = R"({"Sid":"S","Effect":"Allow","Action":"*","Resource":"*",)"
                       R"("Condition":{"StringEquals":{"a:k":"x"}}})"});
  EXPECT_THAT(plain.Statement("S").conditions.at(0).note, HasSubstr("multivalued"));
  const Explained twice =
      Ask({.context = R"({"a:k":"x","a:K":"x"})",
           .identity = R"({"Sid":"S","Effect":"Allow","Action":"*","Resource":"*",)"
                       R"("Condition":{"StringEquals":{"a:k":"x"}}})"});
  EXPECT_THAT(twice.Statement("S").conditions.at(0).note, HasSubstr("two spellings"));
}

TEST(Explains, Substitutions) {
  const Explained asked =
      Ask({.resource = "arn:aws:s3:::b/alice/x",
           .context = R"({"aws:username":"alice"})",
           .identity = R"({"Sid":"S","Effect":"Allow","Action":"*","Resource":[)"
                       R"("arn:aws:s3:::b/${aws:username}/*","arn:aws:s3:::b/${aws:userid}",)"
                       R"("arn:aws:s3:::b/${aws:PrincipalTag/team, 'none'}"]})"});
  const auto& found = asked.Statement("S").substitutions;
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].variable, "aws:username");
  EXPECT_EQ(found[0].value, "alice");
  EXPECT_TRUE(found[0].resolved && !found[0].used_default);
  EXPECT_EQ(found[1].variable, "aws:userid");
  EXPECT_FALSE(found[1].resolved);
  EXPECT_EQ(found[1].value, "");
  EXPECT_EQ(found[2].value, "none");
  EXPECT_TRUE(found[2].resolved && found[2].used_default);
  EXPECT_THAT(asked.explanation.missing_keys, ElementsAre("aws:PrincipalTag/team", "aws:userid"));
}

TEST(Explains, SubstitutionsInConditions) {
  const Explained asked =
      Ask({.context = R"({"aws:username":"alice","s3:prefix":"alice/x"})",
           .identity = R"({"Sid":"S","Effect":"Allow","Action":"*","Resource":"*",)"
                       R"("Condition":{"StringLike":{"s3:prefix":"${aws:username}/*"}}})"});
  ASSERT_EQ(asked.Statement("S").substitutions.size(), 1u);
  EXPECT_EQ(asked.Statement("S").substitutions[0].value, "alice");
  EXPECT_THAT(asked.Statement("S").conditions.at(0).expected, ElementsAre("${aws:username}/*"));
}

TEST(Explains, MissingKeysAreSortedOnceAndOnlyThoseAskedFor) {
  const Explained asked =
      Ask({.identity = R"([{"Effect":"Allow","Action":"*","Resource":"*","Condition":{)"
                       R"("StringEquals":{"b:k":"x","a:k":"x"},"Null":{"b:k":"true"}}},)"
                       R"({"Effect":"Deny","Action":"sqs:*","Resource":"*",)"
                       R"("Condition":{"Bool":{"c:k":"true"}}}])"});
  EXPECT_THAT(asked.explanation.missing_keys, ElementsAre("a:k", "b:k"));
}

constexpr std::string_view kTwoAllowsOneDeny =
    R"([{"Sid":"One","Effect":"Allow","Action":"*","Resource":"*"},)"
    R"({"Sid":"Two","Effect":"Allow","Action":"s3:*","Resource":"*"},)"
    R"({"Sid":"No","Effect":"Deny","Action":"s3:GetObject","Resource":"*"}])";

TEST(Explains, StatementsThatDecided) {
  const Explained denied = Ask({.identity = kTwoAllowsOneDeny});
  EXPECT_THAT(denied.Matched(), ElementsAre("No"));
  EXPECT_THAT(denied.explanation.summary, HasSubstr("denies"));
  const Explained allowed = Ask({.action = "s3:PutObject", .identity = kTwoAllowsOneDeny});
  EXPECT_THAT(allowed.Matched(), ElementsAre("One", "Two"));
  EXPECT_THAT(allowed.explanation.summary, HasSubstr("allows"));
  const Explained blocked =
      Ask({.action = "s3:PutObject", .identity = kTwoAllowsOneDeny, .boundary = kSilent});
  EXPECT_THAT(blocked.Matched(), ElementsAre("One", "Two"));
  EXPECT_THAT(blocked.explanation.summary, HasSubstr("permissions boundary"));
}

TEST(Explains, SummaryNamesCallerActionAndResource) {
  for (const std::string_view identity : {kAllow, kSilent, kTwoAllowsOneDeny}) {
    const std::string summary = Ask({.identity = identity}).explanation.summary;
    EXPECT_THAT(summary, HasSubstr(std::string(kAlice)));
    EXPECT_THAT(summary, HasSubstr("s3:GetObject"));
    EXPECT_THAT(summary, HasSubstr(std::string(kObject)));
  }
}

TEST(Explains, WhereTheDecidingStatementStands) {
  const Explained asked = Ask(
      {.identity = kAllow,
       .scp = "[[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}],"
              "[{\"Version\":\"2012-10-17\",\n\"Statement\":[\n"
              "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"},\n"
              "  {\"Sid\":\"No\",\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}]]"});
  ASSERT_TRUE(asked.explanation.decision.statement);
  const auto info = asked.set.statement(asked.explanation.decision.statement->statement);
  EXPECT_EQ(info.layer, Layer::kScp);
  EXPECT_EQ(info.effect, language::Effect::kDeny);
  EXPECT_EQ(info.level, 1u);
  EXPECT_EQ(info.policy, 0u);
  EXPECT_EQ(info.index, 1u);
  EXPECT_EQ(info.line, 4u);
  EXPECT_EQ(info.column, 3u);
  EXPECT_EQ(info.policy_name, "scp0");
}

constexpr std::string_view kScpAll = R"([[{"Effect":"Allow","Action":"*","Resource":"*"}]])";
constexpr std::string_view kRcpElse =
    R"([[{"Effect":"Deny","Principal":"*","Action":"s3:Put*","Resource":"*"}]])";

TEST(Explains, LayersInOrder) {
  const Explained asked = Ask({.caller = kSession,
                               .identity = kAllow,
                               .boundary = kAllow,
                               .session = kAllow,
                               .scp = kScpAll,
                               .rcp = kRcpElse});
  std::vector<std::string_view> names;
  for (const LayerResult& result : asked.explanation.layers) {
    names.push_back(LayerName(result.layer));
    EXPECT_TRUE(result.applied) << LayerName(result.layer);
    EXPECT_FALSE(result.denied) << LayerName(result.layer);
  }
  EXPECT_THAT(names, ElementsAre("rcp", "scp", "identity", "boundary", "session"));
}

// Rule 2: a default Allow stands at each level of RCPs.
TEST(Explains, R02_RcpLevelsAllowByDefault) {
  const Explained asked = Ask({.identity = kAllow, .rcp = kRcpElse});
  EXPECT_TRUE(asked.Of(Layer::kRcp).allowed);
}

TEST(Explains, BlockerThatIsNotGiven) {
  const Explained asked = Ask({.caller = kForeigner, .identity = kAllow});
  const LayerResult& resource = asked.Of(Layer::kResource);
  EXPECT_FALSE(resource.applied);
  EXPECT_THAT(resource.note, HasSubstr("no resource policy"));
}

TEST(Explains, BypassedLayersSayWhy) {
  const Explained asked =
      Ask({.on_resource = R"({"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"})",
           .boundary = kSilent});
  EXPECT_TRUE(asked.Of(Layer::kBoundary).bypassed);
  EXPECT_THAT(asked.Of(Layer::kBoundary).note, HasSubstr("names the caller"));
}

struct NotEvaluated {
  const char* name;
  RuleCase row;
  Layer layer;
  const char* why;
};
constexpr std::string_view kScp = R"([[{"Effect":"Deny","Action":"*","Resource":"*"}]])";
constexpr std::string_view kRcp =
    R"([[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}]])";
constexpr std::string_view kLinked =
    "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForECS/t";
const NotEvaluated kNotEvaluated[] = {
    {"ScpManagement", {.management_account = true, .scp = kScp}, Layer::kScp, "management account"},
    {"ScpLinkedRole", {.caller = kLinked, .scp = kScp}, Layer::kScp, "service-linked"},
    {"ScpService", {.caller = kLambda, .scp = kScp}, Layer::kScp, "no account"},
    {"ScpAnonymous", {.caller = kAnonymous, .scp = kScp}, Layer::kScp, "no account"},
    {"RcpUnsupported", {.rcp_supported = false, .rcp = kRcp}, Layer::kRcp, "does not support"},
    {"RcpManagement", {.management_account = true, .rcp = kRcp}, Layer::kRcp, "management account"},
    {"RcpLinkedRole", {.caller = kLinked, .rcp = kRcp}, Layer::kRcp, "service-linked"},
    {"RootIdentity", {.caller = kRoot, .identity = kSilent}, Layer::kIdentity, "root"},
    {"RootBoundary", {.caller = kRoot, .boundary = kSilent}, Layer::kBoundary, "root"},
    {"ServiceIdentity",
     {.caller = kLambda, .identity = kAllow},
     Layer::kIdentity,
     "no identity policies"},
    {"WhoAmI",
     {.action = "sts:GetCallerIdentity", .resource = "*", .identity = kSilent},
     Layer::kIdentity,
     "GetCallerIdentity"},
};

TEST(Explains, WhatWasNotEvaluatedAndWhy) {
  for (const NotEvaluated& each : kNotEvaluated) {
    SCOPED_TRACE(each.name);
    const Explained asked = Ask(each.row);
    EXPECT_FALSE(asked.Of(each.layer).applied);
    EXPECT_THAT(asked.Of(each.layer).note, HasSubstr(each.why));
    EXPECT_THAT(asked.explanation.statements, IsEmpty());
  }
}

// Context values that no policy asks for are nobody's business.
TEST(Explains, HoldsNothingThatWasNotAskedFor) {
  const Explained asked =
      Ask({.context = R"({"app:token":"hunter2","a:k":"v"})",
           .grants = R"([{"grantee":"AIDAHUNTER2HUNTER2","operations":["Decrypt"]}])",
           .identity = R"({"Effect":"Allow","Action":"*","Resource":"*",)"
                       R"("Condition":{"StringEquals":{"a:k":"v"}}})"});
  std::string all = asked.explanation.summary;
  for (const LayerResult& result : asked.explanation.layers) all += result.note;
  for (const StatementResult& result : asked.explanation.statements) {
    all += result.actual + result.note;
    for (const auto& text : result.expected) all += text;
    for (const auto& condition : result.conditions) {
      for (const auto& text : condition.actual) all += text;
      for (const auto& text : condition.expected) all += text;
    }
    for (const auto& substitution : result.substitutions) all += substitution.value;
  }
  EXPECT_EQ(all.find("hunter2"), all.npos);
  EXPECT_EQ(all.find("HUNTER2"), all.npos);
}

}  // namespace
}  // namespace keyward::policy::rules
