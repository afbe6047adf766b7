// SPDX-License-Identifier: Apache-2.0
//
// Every rule of the published policy grammar, broken in every place, for every kind of policy: each
// gives the error that AWS gives for that kind, and the place. Source: IAM User Guide, "Grammar of
// the IAM JSON policy language".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/language/parse.h"
#include "tests/policy/language/kinds.h"

namespace keyward::policy::language {
namespace {

// Parses, and expects the kind's error at `pointer`, with the line and column of what stands there.
void ExpectMalformed(const KindCase& kind, const OrderedJson& policy, const std::string& pointer,
                     std::string_view reason = "") {
  const std::string text = policy.dump(1);
  SCOPED_TRACE(text);
  const core::Result<core::JsonDocument> document = core::JsonDocument::Parse(text);
  ASSERT_TRUE(document.has_value());
  const core::Place place = At(*document, pointer).place();
  const core::Result<Policy> parsed = ParsePolicy(text, "test", kind.kind);
  ASSERT_FALSE(parsed.has_value());
  const core::Error& error = parsed.error();
  EXPECT_EQ(error.code, core::ErrorCode::kInvalidArgument);
  EXPECT_EQ(error.name, kind.malformed);
  EXPECT_THAT(error.message, testing::HasSubstr(std::string(reason)));
  EXPECT_EQ(error.place.pointer, pointer);
  EXPECT_EQ(error.place.line, place.line);
  EXPECT_EQ(error.place.column, place.column);
}

// The policy with another value at `pointer`, which is added where it is missing.
OrderedJson With(OrderedJson policy, const std::string& pointer, const OrderedJson& value) {
  policy[OrderedJson::json_pointer(pointer)] = value;
  return policy;
}

OrderedJson Without(OrderedJson policy, const std::string& parent, const std::string& element) {
  policy.at(OrderedJson::json_pointer(parent)).erase(element);
  return policy;
}

class Grammar : public testing::TestWithParam<KindCase> {
 protected:
  const KindCase& kind() const { return GetParam(); }
  OrderedJson valid() const { return ValidPolicy(kind()); }
  // Whether the kind's valid policy has something at the pointer.
  bool Has(const std::string& pointer) const {
    return valid().contains(OrderedJson::json_pointer(pointer));
  }
};

INSTANTIATE_TEST_SUITE_P(Kinds, Grammar, testing::ValuesIn(kKinds), CaseName<KindCase>);

TEST_P(Grammar, TheUnbrokenPolicyIsAccepted) {
  const core::Result<Policy> parsed = ParsePolicy(valid().dump(), "test", kind().kind);
  ASSERT_TRUE(parsed.has_value()) << core::Describe(parsed.error());
  EXPECT_EQ(parsed->kind, kind().kind);
  EXPECT_THAT(parsed->warnings, testing::IsEmpty());
}

using Types = nlohmann::detail::value_t;

struct TypeCase {
  const char* pointer;
  std::initializer_list<Types> allowed;
};

const TypeCase kElementTypes[] = {
    {"", {Types::object}},
    {"/Version", {}},
    {"/Id", {Types::string}},
    {"/Statement", {Types::object, Types::array}},
    {"/Statement/0", {Types::object}},
    {"/Statement/0/Sid", {Types::string}},
    {"/Statement/0/Effect", {}},
    {"/Statement/0/Principal", {Types::object}},
    {"/Statement/0/Principal/AWS", {Types::string, Types::array}},
    {"/Statement/0/Principal/AWS/0", {Types::string}},
    {"/Statement/0/Principal/AWS/1", {Types::string}},
    {"/Statement/0/Principal/Service", {Types::string, Types::array}},
    {"/Statement/0/Action", {Types::string, Types::array}},
    {"/Statement/0/Action/0", {Types::string}},
    {"/Statement/0/Action/1", {Types::string}},
    {"/Statement/0/Resource", {Types::string, Types::array}},
    {"/Statement/0/Resource/0", {Types::string}},
    {"/Statement/0/Resource/1", {Types::string}},
    {"/Statement/0/Condition", {Types::object}},
    {"/Statement/0/Condition/StringEquals", {Types::object}},
    {"/Statement/0/Condition/StringEquals/aws:RequestedRegion",
     {Types::string, Types::array, Types::boolean, Types::number_integer}},
    {"/Statement/0/Condition/StringEquals/aws:RequestedRegion/0",
     {Types::string, Types::boolean, Types::number_integer}},
    {"/Statement/0/Condition/StringEquals/aws:RequestedRegion/1",
     {Types::string, Types::boolean, Types::number_integer}},
};

TEST_P(Grammar, EveryElementRefusesEveryOtherType) {
  const std::array<OrderedJson, 6> values = {
      nullptr, true, 1, "text", OrderedJson::array({1}), OrderedJson::object({{"a", 1}})};
  for (const TypeCase& element : kElementTypes) {
    if (!Has(element.pointer)) continue;
    for (const OrderedJson& value : values) {
      if (std::find(element.allowed.begin(), element.allowed.end(), value.type()) !=
          element.allowed.end()) {
        continue;
      }
      ExpectMalformed(kind(), With(valid(), element.pointer, value), element.pointer);
    }
  }
}

struct ValueCase {
  const char* pointer;
  const char* value;  // JSON
  const char* at;     // where the error is; null: at `pointer`
  const char* reason;
};

// What has the right type and is still no value of the element.
constexpr ValueCase kBadValues[] = {
    {"/Version", R"("2012-10-18")", nullptr, "`Version` must be"},
    {"/Version", R"("2012-10-17 ")", nullptr, "`Version` must be"},
    {"/Version", R"("")", nullptr, "`Version` must be"},
    {"/Statement", "[]", nullptr, "no statements"},
    {"/Statement", "[[]]", "/Statement/0", "must be an object"},
    {"/Statement", "{}", nullptr, "no `Effect`"},
    {"/Statement/0", "{}", nullptr, "no `Effect`"},
    {"/Statement/0/Effect", R"("allow")", nullptr, "`Effect` must be"},
    {"/Statement/0/Effect", R"("DENY")", nullptr, "`Effect` must be"},
    {"/Statement/0/Effect", R"("")", nullptr, "`Effect` must be"},
    {"/Statement/0/Effect", R"("Allow ")", nullptr, "`Effect` must be"},
    {"/Statement/0/Action", "[]", nullptr, "may not be empty"},
    {"/Statement/0/Action", R"("")", nullptr, "vendor"},
    {"/Statement/0/Action", R"("GetObject")", nullptr, "vendor"},
    {"/Statement/0/Action", R"("s3")", nullptr, "vendor"},
    {"/Statement/0/Action", R"(":GetObject")", nullptr, "vendor"},
    {"/Statement/0/Action", R"("s3:")", nullptr, "name"},
    {"/Statement/0/Action", R"("s3:Get:Object")", nullptr, "more than one colon"},
    {"/Statement/0/Action", R"("s3:Get Object")", nullptr, "name"},
    {"/Statement/0/Action", R"("s 3:GetObject")", nullptr, "vendor"},
    {"/Statement/0/Action", R"("*:GetObject")", nullptr, "wildcard"},
    {"/Statement/0/Action", R"("*:*")", nullptr, "wildcard"},
    {"/Statement/0/Action", R"("s*:GetObject")", nullptr, "wildcard"},
    {"/Statement/0/Action", R"("s?:GetObject")", nullptr, "wildcard"},
    {"/Statement/0/Action", R"("**")", nullptr, "vendor"},
    {"/Statement/0/Action", R"("s3:Gét")", nullptr, "name"},
    {"/Statement/0/Action", R"("s3:${aws:username}")", nullptr, "colon"},
    {"/Statement/0/Action", R"(["s3:GetObject",["s3:PutObject"]])", "/Statement/0/Action/1",
     "expected a string"},
    {"/Statement/0/Action/1", R"("s3GetObject")", nullptr, "vendor"},
    {"/Statement/0/Resource", "[]", nullptr, "may not be empty"},
    {"/Statement/0/Resource", R"("")", nullptr, "ARN format"},
    {"/Statement/0/Resource", R"("reports/*")", nullptr, "ARN format"},
    {"/Statement/0/Resource", R"("**")", nullptr, "ARN format"},
    {"/Statement/0/Resource", R"("ARN:aws:s3:::b")", nullptr, "ARN format"},
    {"/Statement/0/Resource", R"("arn:")", nullptr, "partition"},
    {"/Statement/0/Resource", R"("arn:amazon:s3:::b")", nullptr, "partition"},
    {"/Statement/0/Resource", R"("arn::s3:::b")", nullptr, "partition"},
    {"/Statement/0/Resource", R"("arn:AWS:s3:::b")", nullptr, "partition"},
    {"/Statement/0/Resource", R"("arn:aws:s3:::${aws:username")", nullptr, "not closed"},
    {"/Statement/0/Resource", R"("arn:aws:s3:::${}")", nullptr, "names no key"},
    {"/Statement/0/Resource", R"("arn:aws:s3:::${a${b}}")", nullptr, "key holds one of"},
    {"/Statement/0/Resource", R"("arn:aws:s3:::${a, b}")", nullptr, "key holds one of"},
    {"/Statement/0/Resource/1", R"("b")", nullptr, "ARN format"},
    {"/Statement/0/Principal", "{}", nullptr, "may not be empty"},
    {"/Statement/0/Principal", R"("")", nullptr, "must be `*`"},
    {"/Statement/0/Principal", R"("111122223333")", nullptr, "must be `*`"},
    {"/Statement/0/Principal", R"("**")", nullptr, "must be `*`"},
    {"/Statement/0/Principal", R"({"AWS":[]})", "/Statement/0/Principal/AWS", "may not be empty"},
    {"/Statement/0/Principal", R"({"aws":"*"})", "/Statement/0/Principal/aws", "type"},
    {"/Statement/0/Principal", R"({"IAM":["*"]})", "/Statement/0/Principal/IAM/0", "type"},
    {"/Statement/0/Principal", R"({"AWS":""})", "/Statement/0/Principal/AWS", "`AWS` takes"},
    {"/Statement/0/Principal", R"({"AWS":["*","x"]})", "/Statement/0/Principal/AWS/1",
     "`AWS` takes"},
    {"/Statement/0/Principal", R"({"AWS":"arn:aws:iam::111122223333:user/*"})",
     "/Statement/0/Principal/AWS", "wildcard"},
    {"/Statement/0/Principal", R"({"AWS":"11112222333?"})", "/Statement/0/Principal/AWS",
     "wildcard"},
    {"/Statement/0/Principal", R"({"Service":"*"})", "/Statement/0/Principal/Service", "`Service`"},
    {"/Statement/0/Principal", R"({"Federated":"*"})", "/Statement/0/Principal/Federated",
     "`Federated`"},
    {"/Statement/0/Principal", R"({"CanonicalUser":"*"})", "/Statement/0/Principal/CanonicalUser",
     "`CanonicalUser`"},
    {"/Statement/0/Condition", R"({"StringEqual":{"aws:a":"b"}})",
     "/Statement/0/Condition/StringEqual", "unknown condition operator `StringEqual`"},
    {"/Statement/0/Condition", R"({"stringEquals":{}})", "/Statement/0/Condition/stringEquals",
     "unknown condition operator"},
    {"/Statement/0/Condition", R"({"StringEqualsIfExist":{"aws:a":"b"}})",
     "/Statement/0/Condition/StringEqualsIfExist", "unknown condition operator"},
    {"/Statement/0/Condition", R"({"ForAnyValues:StringEquals":{"aws:a":"b"}})",
     "/Statement/0/Condition/ForAnyValues:StringEquals", "unknown condition operator"},
    {"/Statement/0/Condition", R"({"":{}})", "/Statement/0/Condition/",
     "unknown condition operator"},
    {"/Statement/0/Condition", R"({"Bool":{"SecureTransport":"true"}})",
     "/Statement/0/Condition/Bool/SecureTransport", "prefix:name"},
    {"/Statement/0/Condition", R"({"Bool":{"aws:":"true"}})",
     "/Statement/0/Condition/Bool/aws:", "prefix:name"},
    {"/Statement/0/Condition", R"({"Bool":{":x":"true"}})", "/Statement/0/Condition/Bool/:x",
     "prefix:name"},
    {"/Statement/0/Condition", R"({"Bool":{"":"true"}})", "/Statement/0/Condition/Bool/",
     "prefix:name"},
    {"/Statement/0/Condition", R"({"Bool":{"a:b/c":"yes"}})", "/Statement/0/Condition/Bool/a:b~1c",
     "`Bool`: `yes`"},
    {"/Statement/0/Condition", R"({"Null":{"a:b":["true",1]}})",
     "/Statement/0/Condition/Null/a:b/1", "neither"},
    {"/Statement/0/Condition", R"({"NumericEquals":{"a:b":"10abc"}})",
     "/Statement/0/Condition/NumericEquals/a:b", "not a number"},
    {"/Statement/0/Condition", R"({"DateLessThan":{"a:b":"2024-02-30"}})",
     "/Statement/0/Condition/DateLessThan/a:b", "ISO 8601"},
    {"/Statement/0/Condition", R"({"BinaryEquals":{"a:b":"QQ"}})",
     "/Statement/0/Condition/BinaryEquals/a:b", "base64"},
    {"/Statement/0/Condition", R"({"IpAddress":{"a:b":["10.0.0.0/8","10.0.0.0/33"]}})",
     "/Statement/0/Condition/IpAddress/a:b/1", "CIDR"},
    {"/Statement/0/Condition", R"({"StringLike":{"a:b":"${aws:username"}})",
     "/Statement/0/Condition/StringLike/a:b", "not closed"},
    {"/Statement/0/Condition", R"({"ArnLike":{"a:b":"arn:aws:s3:::${}"}})",
     "/Statement/0/Condition/ArnLike/a:b", "names no key"},
    {"/Statement/0/Condition", R"({"StringLike":{"a:b":[["x"]]}})",
     "/Statement/0/Condition/StringLike/a:b/0", "must be a string, number or boolean"},
    {"/Statement/0/Condition", R"({"StringLike":{"a:b":{"c:d":"x"}}})",
     "/Statement/0/Condition/StringLike/a:b", "must be a string, number or boolean"},
};

TEST_P(Grammar, EveryBadValueIsRefusedInItsPlace) {
  for (const ValueCase& row : kBadValues) {
    if (!Has(row.pointer)) continue;
    const OrderedJson broken = With(valid(), row.pointer, OrderedJson::parse(row.value));
    ExpectMalformed(kind(), broken, row.at == nullptr ? row.pointer : row.at, row.reason);
  }
}

TEST_P(Grammar, EveryNeededElementIsMissed) {
  ExpectMalformed(kind(), Without(valid(), "", "Statement"), "", "no `Statement`");
  const std::string statement = "/Statement/0";
  ExpectMalformed(kind(), Without(valid(), statement, "Effect"), statement, "no `Effect`");
  ExpectMalformed(kind(), Without(valid(), statement, "Action"), statement, "contain actions");
  if (kind().resource) {
    ExpectMalformed(kind(), Without(valid(), statement, "Resource"), statement,
                    "contain resources");
  }
  if (kind().principal) {
    ExpectMalformed(kind(), Without(valid(), statement, "Principal"), statement,
                    "contain a principal");
  }
}

TEST_P(Grammar, OptionalElementsAreNotMissed) {
  std::vector<OrderedJson> policies = {
      Without(valid(), "", "Id"), Without(valid(), "/Statement/0", "Sid"),
      Without(valid(), "/Statement/0", "Condition"),
      With(valid(), "/Statement/0/Condition", OrderedJson::object()),
      With(valid(), "/Statement", valid()["Statement"][0])};
  if (kind().kind != PolicyKind::kResourceControl) {
    policies.push_back(Without(valid(), "", "Version"));
  }
  for (const OrderedJson& policy : policies) {
    const core::Result<Policy> parsed = ParsePolicy(policy.dump(), "test", kind().kind);
    EXPECT_TRUE(parsed.has_value()) << policy << core::Describe(parsed.error());
  }
}

TEST_P(Grammar, UnknownElementsAreNamed) {
  for (const char* name :
       {"Statements", "statement", "Statement ", "Comment", "", "version", "a/b~c"}) {
    const std::string pointer = "/" + core::EscapePointerToken(name);
    ExpectMalformed(kind(), With(valid(), pointer, "x"), pointer, "unknown policy element");
  }
  for (const char* name :
       {"sid", "effect", "Actions", "action", "resource", "principal", "condition", "Conditions",
        "NotCondition", "Not Action", "Version", "Id", "", "a/b~c"}) {
    const std::string pointer = "/Statement/0/" + core::EscapePointerToken(name);
    ExpectMalformed(kind(), With(valid(), pointer, "x"), pointer, "unknown statement element");
  }
}

TEST_P(Grammar, NoElementStandsBesideItsOpposite) {
  for (const std::string name : {"Action", "Resource", "Principal"}) {
    if (!Has("/Statement/0/" + name)) continue;
    const std::string opposite = "/Statement/0/Not" + name;
    const OrderedJson both = With(valid(), opposite, valid()["Statement"][0][name]);
    ExpectMalformed(kind(), both, opposite, "either");
  }
}

// The element of which the kind has none.
TEST_P(Grammar, ElementsOfOtherKindsAreRefused) {
  for (const std::string name : {"Principal", "NotPrincipal"}) {
    if (kind().principal) break;
    const std::string pointer = "/Statement/0/" + name;
    ExpectMalformed(kind(), With(valid(), pointer, "*"), pointer, "has no `" + name + "`");
  }
  for (const std::string name : {"Resource", "NotResource"}) {
    if (kind().resource) break;
    const std::string pointer = "/Statement/0/" + name;
    ExpectMalformed(kind(), With(valid(), pointer, "*"), pointer, "has no `" + name + "`");
  }
}

TEST_P(Grammar, OppositesAreAcceptedAlone) {
  if (kind().kind == PolicyKind::kResourceControl) return;
  for (const std::string name : {"Action", "Resource", "Principal"}) {
    if (!Has("/Statement/0/" + name)) continue;
    OrderedJson policy = Without(valid(), "/Statement/0", name);
    policy["Statement"][0]["Not" + name] = valid()["Statement"][0][name];
    const core::Result<Policy> parsed = ParsePolicy(policy.dump(), "test", kind().kind);
    ASSERT_TRUE(parsed.has_value()) << policy << core::Describe(parsed.error());
    EXPECT_EQ(parsed->statements[0].not_action, name == "Action");
    EXPECT_EQ(parsed->statements[0].not_resource, name == "Resource");
    EXPECT_EQ(parsed->statements[0].not_principal, name == "Principal");
  }
}

TEST_P(Grammar, TheSecondStatementIsCheckedToo) {
  OrderedJson policy = valid();
  policy["Statement"].push_back(policy["Statement"][0]);
  policy["Statement"][1]["Sid"] = "Two";
  EXPECT_TRUE(ParsePolicy(policy.dump(), "test", kind().kind).has_value());
  policy["Statement"][1]["Action"][1] = "nonsense";
  ExpectMalformed(kind(), policy, "/Statement/1/Action/1", "nonsense");
}

TEST_P(Grammar, SidsFollowTheRulesOfTheKind) {
  for (const char* sid : {"with space", "dash-ed", "under_score", "\xC3\xA9", "a.b", "*"}) {
    const OrderedJson policy = With(valid(), "/Statement/0/Sid", sid);
    if (kind().strict_sids) {
      ExpectMalformed(kind(), policy, "/Statement/0/Sid", "letters and digits");
    } else {
      EXPECT_TRUE(ParsePolicy(policy.dump(), "test", kind().kind).has_value()) << sid;
    }
  }
  OrderedJson twice = valid();
  twice["Statement"].push_back(twice["Statement"][0]);
  if (kind().strict_sids) {
    ExpectMalformed(kind(), twice, "/Statement/1/Sid", "must be unique");
  } else {
    EXPECT_TRUE(ParsePolicy(twice.dump(), "test", kind().kind).has_value());
  }
  twice["Statement"][0]["Sid"] = twice["Statement"][1]["Sid"] = "";
  EXPECT_TRUE(ParsePolicy(twice.dump(), "test", kind().kind).has_value())
      << "empty ones may repeat";
}

TEST_P(Grammar, InvalidJsonIsTheKindsErrorToo) {
  for (const std::string text : {"", "{", R"({"Statement":[],"Statement":[]})", "{}x"}) {
    const core::Result<Policy> parsed = ParsePolicy(text, "test", kind().kind);
    ASSERT_FALSE(parsed.has_value());
    EXPECT_EQ(parsed.error().name, kind().malformed);
    EXPECT_THAT(parsed.error().message, testing::StartsWith("this policy contains invalid JSON: "));
    EXPECT_EQ(parsed.error().place.line, 1u);
  }
}

}  // namespace
}  // namespace keyward::policy::language
