// SPDX-License-Identifier: Apache-2.0
// Matching of single elements in the naive evaluator, by the number of their rule.
#include <gtest/gtest.h>

#include "policy/language/condition_operator.h"
#include "tests/policy/naive/naive_condition.h"
#include "tests/policy/naive/naive_match.h"
#include "tests/policy/naive/naive_values.h"

namespace keyward::policy::naive {
namespace {

using language::Version;

language::Statement With(const std::string& action, const std::string& resource) {
  language::Statement statement;
  statement.actions = {{action, {}}};
  statement.resources = {{resource, {}}};
  return statement;
}

struct ResourceCase {
  std::string name;
  std::string pattern;
  std::string resource;
  Kleene matches;
  Kleene not_resource;  // the same pattern in NotResource
  engine::Layer layer = engine::Layer::kIdentity;
  Version version = Version::k2012_10_17;
};

std::ostream& operator<<(std::ostream& out, const ResourceCase& c) { return out << c.name; }

class NaiveResourceTest : public testing::TestWithParam<ResourceCase> {};

TEST_P(NaiveResourceTest, FollowsTheRule) {
  const ResourceCase& c = GetParam();
  engine::Request request;
  request.resource = c.resource;
  request.context.Set("aws:username", "al*ce");
  request.context.Set("Dept", "one");
  request.context.Set("dept", "two");
  request.context.SetMultivalued("aws:TagKeys", std::vector<std::string>{"one"});
  language::Statement statement = With("*", c.pattern);
  std::set<std::string> missing;
  EXPECT_EQ(ResourceMatches(statement, c.version, c.layer, request, &missing), c.matches);
  statement.not_resource = true;
  EXPECT_EQ(ResourceMatches(statement, c.version, c.layer, request, &missing), c.not_resource);
}

constexpr Kleene kTrue = Kleene::kTrue;
constexpr Kleene kFalse = Kleene::kFalse;
constexpr Kleene kUndefined = Kleene::kUndefined;

const std::vector<ResourceCase> kResources = {
    {"Rule19StarCrossesSlash", "arn:aws:s3:::a/*", "arn:aws:s3:::a/b/c", kTrue, kFalse},
    {"Rule19StarMatchesNewline", "arn:aws:s3:::a*c", "arn:aws:s3:::a\nc", kTrue, kFalse},
    {"Rule19CaseMatters", "arn:aws:s3:::A", "arn:aws:s3:::a", kFalse, kTrue},
    {"Rule19StarAtTheEndCrossesColons", "arn:aws:lambda:*", "arn:aws:lambda:r:1:function:f", kTrue,
     kFalse},
    {"Rule19StarWithinASegmentDoesNot", "arn:aws:s3:::a*c", "arn:aws:s3:::a:c", kFalse, kTrue},
    {"Rule19QuestionMarkIsOneCharacter", "arn:aws:s3:::?", "arn:aws:s3:::é", kTrue, kFalse},
    {"Rule19QuestionMarkIsNotTwo", "arn:aws:s3:::??", "arn:aws:s3:::é", kFalse, kTrue},
    {"Rule20VariableIsLiteral", "arn:aws:s3:::${aws:username}", "arn:aws:s3:::alice", kFalse,
     kTrue},
    {"Rule20VariableResolves", "arn:aws:s3:::${aws:username}", "arn:aws:s3:::al*ce", kTrue, kFalse},
    {"Rule20LiteralStar", "arn:aws:s3:::${*}", "arn:aws:s3:::*", kTrue, kFalse},
    {"Rule20MultivaluedNeverResolves", "arn:aws:s3:::${aws:TagKeys, 'one'}", "arn:aws:s3:::one",
     kFalse, kUndefined},
    {"Rule21IncompleteIsFilled", "arn:aws:sqs", "arn:aws:sqs:r:1:q", kTrue, kFalse},
    {"Rule21IncompleteNeverMatchesOnResources", "arn:aws:sqs", "arn:aws:sqs:r:1:q", kFalse, kTrue,
     engine::Layer::kResource},
    {"Rule22StarIsNoArn", "arn:aws:s3:::*", "*", kFalse, kTrue},
    {"Rule23OldVersionHasNoVariables", "arn:aws:s3:::${aws:username}", "arn:aws:s3:::al*ce", kFalse,
     kTrue, engine::Layer::kIdentity, Version::k2008_10_17},
    {"Rule24Unresolved", "arn:aws:s3:::${aws:nothing}", "arn:aws:s3:::a", kFalse, kUndefined},
    {"Rule24Default", "arn:aws:s3:::${aws:nothing, 'a'}", "arn:aws:s3:::a", kTrue, kFalse},
    {"Rule33Ambiguous", "arn:aws:s3:::${dept}", "arn:aws:s3:::two", kUndefined, kUndefined},
};
INSTANTIATE_TEST_SUITE_P(Resources, NaiveResourceTest, testing::ValuesIn(kResources),
                         [](const auto& row) { return row.param.name; });

TEST(NaiveAction, Rule18) {
  engine::Request request;
  request.action = "S3:GetObject";
  EXPECT_TRUE(ActionMatches(With("s3:get*", "*"), request));
  EXPECT_TRUE(ActionMatches(With("s3:?etobject", "*"), request));
  EXPECT_TRUE(ActionMatches(With("*", "*"), request));
  EXPECT_FALSE(ActionMatches(With("s3express:*", "*"), request));
  EXPECT_FALSE(ActionMatches(With("*:getobject", "*"), request));
}

struct ConditionCase {
  std::string name;
  std::string op;
  std::string key;
  std::vector<std::string> values;
  Kleene truth;
};

std::ostream& operator<<(std::ostream& out, const ConditionCase& c) { return out << c.name; }

class NaiveConditionTest : public testing::TestWithParam<ConditionCase> {};

TEST_P(NaiveConditionTest, FollowsTheRule) {
  const ConditionCase& c = GetParam();
  engine::Context context;
  context.Set("team", "blue");
  context.Set("size", "9223372036854775807");
  context.Set("bad", "10abc");
  context.Set("time", "2024-01-01T02:00:00+02:00");
  context.Set("ip", "::ffff:10.1.2.3");
  context.Set("blob", "QUJD");
  context.Set("arn", "arn:aws:sns:us-east-1:111122223333:topic");
  context.Set("Dept", "one");
  context.Set("dept", "one");
  context.SetMultivalued("tags", std::vector<std::string>{"a", "b"});
  context.SetMultivalued("empty", {});
  language::Condition condition;
  const auto op = language::ParseConditionOperator(c.op);
  ASSERT_TRUE(op) << c.op;
  condition.op = *op;
  condition.key.value = c.key;
  for (const std::string& value : c.values) condition.values.push_back({value, {}});
  EXPECT_EQ(EvaluateCondition(condition, Version::k2012_10_17, context), c.truth);
}

const std::vector<ConditionCase> kConditions = {
    {"Rule26Or", "StringEquals", "team", {"red", "blue"}, kTrue},
    {"Rule26Nor", "StringNotEquals", "team", {"red", "blue"}, kFalse},
    {"Rule27AbsentPositive", "StringEquals", "none", {"x"}, kFalse},
    {"Rule27AbsentNegated", "StringNotEquals", "none", {"x"}, kTrue},
    {"Rule27AbsentIfExists", "StringEqualsIfExists", "none", {"x"}, kTrue},
    {"Rule27AbsentForAll", "ForAllValues:StringEquals", "empty", {"x"}, kTrue},
    {"Rule27AbsentForAny", "ForAnyValue:StringNotEqualsIfExists", "empty", {"x"}, kFalse},
    {"Rule27Null", "Null", "empty", {"true"}, kTrue},
    {"Rule28PlainOnMultivalued", "StringNotEqualsIfExists", "tags", {"x"}, kUndefined},
    {"Rule29ForAnyNegated", "ForAnyValue:StringNotEquals", "tags", {"a"}, kTrue},
    {"Rule29ForAllNegated", "ForAllValues:StringNotEquals", "tags", {"a"}, kFalse},
    {"Rule30EmptyPositive", "StringEquals", "team", {}, kFalse},
    {"Rule30EmptyNegated", "StringNotEquals", "team", {}, kTrue},
    {"Rule31Exact", "NumericEquals", "size", {"9223372036854775808"}, kFalse},
    {"Rule31Exponent", "NumericLessThan", "size", {"9.223372036854775808e18"}, kTrue},
    {"Rule31NoNumber", "NumericNotEquals", "bad", {"10"}, kUndefined},
    {"Rule31DateAndEpoch", "DateEquals", "time", {"1704067200"}, kTrue},
    {"Rule31Year", "DateEquals", "time", {"2024"}, kTrue},
    {"Rule31Binary", "BinaryEquals", "blob", {"QUJD"}, kTrue},
    {"Rule31ArnInsideSegments", "ArnLike", "arn", {"arn:aws:sns:*:topic"}, kFalse},
    {"Rule31ArnSegments", "ArnEquals", "arn", {"arn:aws:sns:*:*:t*"}, kTrue},
    {"Rule31ArnStar", "ArnLike", "arn", {"*"}, kTrue},
    {"Rule32Mapped", "IpAddress", "ip", {"10.0.0.0/8"}, kTrue},
    {"Rule32NoV4InV6", "IpAddress", "ip", {"::/0"}, kFalse},
    {"Rule33KeyCase", "StringEquals", "TEAM", {"blue"}, kTrue},
    {"Rule33Ambiguous", "Null", "dept", {"false"}, kUndefined},
    {"Rule24UnresolvedPositive", "StringEquals", "team", {"${none}"}, kFalse},
    {"Rule24UnresolvedNegated", "StringNotEquals", "team", {"${none}"}, kTrue},
    {"Rule33AmbiguousVariable", "StringNotEquals", "team", {"${dept}"}, kUndefined},
};
INSTANTIATE_TEST_SUITE_P(Conditions, NaiveConditionTest, testing::ValuesIn(kConditions),
                         [](const auto& row) { return row.param.name; });

TEST(NaiveNumber, ComparesExactly) {
  const auto order = [](const char* a, const char* b) {
    return Compare(*ReadNumber(a), *ReadNumber(b));
  };
  EXPECT_TRUE(order("1.50", "15e-1") == 0);
  EXPECT_TRUE(order("-0", "0") == 0);
  EXPECT_TRUE(order("-2", "1") < 0);
  EXPECT_TRUE(order("-2", "-10") > 0);
  EXPECT_TRUE(order("0.001", "1e-4") > 0);
  EXPECT_TRUE(order("18446744073709551615", "18446744073709551616") < 0);
  for (const char* text : {"", "-", "+1", "1.", ".1", "1e", "0x1", " 1", "1 "}) {
    EXPECT_FALSE(ReadNumber(text)) << text;
  }
}

TEST(NaiveInstant, ReadsTheProfile) {
  EXPECT_EQ(ReadInstant("1970")->seconds, 0);
  EXPECT_EQ(ReadInstant("999")->seconds, 999);
  EXPECT_EQ(ReadInstant("2000-03-01T00:00:00Z")->seconds, 951868800);
  EXPECT_EQ(ReadInstant("1969-12-31T23:59:59.25Z")->seconds, -1);
  EXPECT_EQ(ReadInstant("1969-12-31T23:59:59.25Z")->nanoseconds, 250000000);
  for (const char* text :
       {"", "2023-02-29", "2024-01-01T00:00:00", "2024-01T00:00Z", "2024-01-01T00Z"}) {
    EXPECT_FALSE(ReadInstant(text)) << text;
  }
}

}  // namespace
}  // namespace keyward::policy::naive
