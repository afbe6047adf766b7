// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <map>

#include "tests/policy/generate/statement_text.h"

namespace keyward::policy::naive {
namespace {

using engine::Layer;

// One element of a statement, replaced by something that no kind of policy may hold.
struct Defect {
  std::string_view element;
  std::string_view json;
};

constexpr std::array kDefects = {
    Defect{"Effect", "\"allow\""},
    Defect{"Effect", "true"},
    Defect{"Action", "\"*:GetObject\""},
    Defect{"Action", "\"s3GetObject\""},
    Defect{"Action", "[]"},
    Defect{"Action", "[\"s3:Get Object\"]"},
    Defect{"NotAction", "\"s3:*\""},  // beside Action
    Defect{"Resource", "[]"},
    Defect{"Resource", "\"reports\""},
    Defect{"Resource", "\"arn:nowhere:s3:::reports\""},
    Defect{"Resource", "\"arn:aws:s3:::reports/${aws:username\""},
    Defect{"Resource", "\"arn:aws:s3:::reports/${}\""},
    Defect{"Resource", "\"arn:aws:s3:::${a${b}}\""},
    Defect{"NotResource", "\"*\""},  // beside Resource
    Defect{"Conditions", "{}"},
    Defect{"condition", "{}"},
    Defect{"Condition", "[]"},
    Defect{"Condition", R"({"StringEqual": {"aws:username": "alice"}})"},
    Defect{"Condition", R"({"stringEquals": {"aws:username": "alice"}})"},
    Defect{"Condition", R"({"StringEqualsIfExist": {"aws:username": "alice"}})"},
    Defect{"Condition", R"({"StringEqualsIfExistsIfExists": {"aws:username": "alice"}})"},
    Defect{"Condition", R"({"ForAnyValues:StringEquals": {"aws:TagKeys": "Dept"}})"},
    Defect{"Condition", R"({"NullIfExists": {"aws:username": "true"}})"},
    Defect{"Condition", R"({"ForAnyValue:Null": {"aws:username": "true"}})"},
    Defect{"Condition", R"({"NumericEquals": {"s3:max-keys": "10abc"}})"},
    Defect{"Condition", R"({"NumericEquals": {"s3:max-keys": ""}})"},
    Defect{"Condition", R"({"DateEquals": {"aws:CurrentTime": "2024-02-30"}})"},
    Defect{"Condition", R"({"DateEquals": {"aws:CurrentTime": "2024-01-01T00:00:00"}})"},
    Defect{"Condition", R"({"Bool": {"aws:SecureTransport": "yes"}})"},
    Defect{"Condition", R"({"BinaryEquals": {"app:Blob": "QQ"}})"},
    Defect{"Condition", R"({"IpAddress": {"aws:SourceIp": "10.0.0.0/33"}})"},
    Defect{"Condition", R"({"IpAddress": {"aws:SourceIp": "10.0.0/8"}})"},
    Defect{"Condition", R"({"NotIpAddress": {"aws:SourceIp": "fe80::1%eth0"}})"},
    Defect{"Condition", R"({"StringLike": {"aws:username": "${aws:userid"}})"},
    Defect{"Condition", R"({"StringLike": {"aws:username": {"a": "b"}}})"},
    Defect{"Condition", R"({"StringLike": {"aws:username": null}})"},
    Defect{"Condition", R"({"StringLike": "aws:username"})"},
    Defect{"Condition", R"({"StringLike": {"a:b": "1", "a:b": "2"}})"},
};

// Where the kind has principals, these are wrong; where it has none, any is.
constexpr std::array kPrincipalDefects = {
    Defect{"Principal", "\"alice\""},
    Defect{"Principal", "{\"AWS\": \"arn:aws:iam::111122223333:user/*\"}"},
    Defect{"Principal", "{\"AWS\": []}"},
    Defect{"Principal", "{\"Service\": \"*\"}"},
    Defect{"Principal", "{\"Federated\": \"*\"}"},
    Defect{"Principal", "{\"aws\": \"*\"}"},
    Defect{"Principal", "{\"AWS\": \"11112222333\"}"},
};

}  // namespace

std::string InvalidStatement(const Place& place, Entropy& entropy) {
  const bool rcp = place.layer == Layer::kRcp;
  const bool trust = place.kind == language::PolicyKind::kTrust;
  std::map<std::string, std::string> elements = {
      {"Effect", rcp ? "\"Deny\"" : "\"Allow\""},
      {"Action", trust ? "\"sts:AssumeRole\"" : "\"s3:GetObject\""},
  };
  if (!trust) elements["Resource"] = "\"arn:aws:s3:::reports/*\"";
  if (language::HasPrincipal(place.kind)) elements["Principal"] = "\"*\"";
  const Defect& defect =
      entropy.Chance(15) ? entropy.Pick(kPrincipalDefects) : entropy.Pick(kDefects);
  if (trust && defect.element == "Resource") {
    elements["Effect"] = "\"Maybe\"";
  } else if (trust && defect.element == "NotResource") {
    elements["Sid"] = "\"not a sid\"";
  } else {
    elements[std::string(defect.element)] = defect.json;
  }
  return JsonObject({elements.begin(), elements.end()});
}

}  // namespace keyward::policy::naive
