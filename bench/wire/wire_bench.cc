// SPDX-License-Identifier: Apache-2.0
// What a wire costs a request: reading, checking and answering, each alone and together, beside
// nlohmann's tree of the same JSON. BM_X/bare is the limit that BM_X/ours stands beside.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "api/schema/redact.h"
#include "api/schema/validate.h"
#include "api/wire/form.h"
#include "api/wire/json.h"
#include "api/wire/query.h"
#include "api/wire/xml.h"
#include "tests/api/services.h"

namespace {

using namespace keyward;
using namespace keyward::api;

// 456 bytes, of the size and form that SDKs send: 129 bytes of plaintext, four context entries.
const std::string& EncryptBody() {
  static const std::string body = [] {
    const std::string text =
        R"({"KeyId":"arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",)"
        R"("Plaintext":")" +
        std::string(172, 'A') +
        R"(","EncryptionContext":{"aws:s3:arn":"arn:aws:s3:::bucket/object","tenant":"example",)"
        R"("purpose":"backup","stage":"production"},"GrantTokens":[],)"
        R"("EncryptionAlgorithm":"SYMMETRIC_DEFAULT"})";
    return text;
  }();
  return body;
}

constexpr std::string_view kAssumeRole =
    "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdeploy"
    "&RoleSessionName=build-4711&DurationSeconds=3600&ExternalId=example-42"
    "&Tags.member.1.Key=team&Tags.member.1.Value=platform&Tags.member.2.Key=stage"
    "&Tags.member.2.Value=production&TransitiveTagKeys.member.1=team";

void Check(bool good) {
  if (!good) std::abort();
}

kms::v1::EncryptRequest ReadEncrypt() {
  kms::v1::EncryptRequest request;
  Check(wire::DecodeJson(EncryptBody(), &request, nullptr).has_value());
  return request;
}

kms::v1::EncryptResponse EncryptAnswer() {
  kms::v1::EncryptResponse answer;
  answer.set_ciphertext_blob(std::string(280, 'c'));
  answer.set_key_id("arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab");
  answer.set_encryption_algorithm("SYMMETRIC_DEFAULT");
  return answer;
}

void BM_Json_bare(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(nlohmann::json::parse(EncryptBody()));
  state.counters["bytes"] = static_cast<double>(EncryptBody().size());
}
BENCHMARK(BM_Json_bare)->Name("BM_Json/bare");

void BM_Json_ours(benchmark::State& state) {
  const kms::v1::EncryptResponse answer = EncryptAnswer();
  for (auto _ : state) {
    kms::v1::EncryptRequest request;
    schema::EmptyMembers empty;
    Check(wire::DecodeJson(EncryptBody(), &request, &empty).has_value());
    Check(schema::Validate(request, empty).has_value());
    benchmark::DoNotOptimize(wire::EncodeJson(answer));
  }
}
BENCHMARK(BM_Json_ours)->Name("BM_Json/ours");

void BM_JsonDecode(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(ReadEncrypt());
}
BENCHMARK(BM_JsonDecode);

void BM_Validate(benchmark::State& state) {
  const kms::v1::EncryptRequest request = ReadEncrypt();
  for (auto _ : state) Check(schema::Validate(request).has_value());
}
BENCHMARK(BM_Validate);

void BM_JsonEncode(benchmark::State& state) {
  const kms::v1::EncryptResponse answer = EncryptAnswer();
  for (auto _ : state) benchmark::DoNotOptimize(wire::EncodeJson(answer));
}
BENCHMARK(BM_JsonEncode);

void BM_Redacted(benchmark::State& state) {
  const kms::v1::EncryptRequest request = ReadEncrypt();
  for (auto _ : state) benchmark::DoNotOptimize(schema::Redacted(request));
}
BENCHMARK(BM_Redacted);

sts::v1::AssumeRoleRequest ReadAssumeRole(schema::EmptyMembers* empty) {
  sts::v1::AssumeRoleRequest request;
  auto form = wire::ParseForm(kAssumeRole);
  Check(form.has_value() && wire::DecodeQuery(std::move(*form), &request, empty).has_value());
  return request;
}

// The limit is nlohmann's tree of the same members as JSON.
void BM_Query_bare(benchmark::State& state) {
  const std::string body = wire::EncodeJson(ReadAssumeRole(nullptr));
  for (auto _ : state) benchmark::DoNotOptimize(nlohmann::json::parse(body));
}
BENCHMARK(BM_Query_bare)->Name("BM_Query/bare");

void BM_Query_ours(benchmark::State& state) {
  const schema::ServiceTable& service = ServiceOf<sts::v1::Tag>();
  const schema::MethodTable& method = *service.FindMethod("AssumeRole");
  sts::v1::AssumeRoleResponse answer;
  answer.mutable_credentials()->set_access_key_id("ASIAEXAMPLEEXAMPLE12");
  answer.mutable_credentials()->set_secret_access_key(std::string(40, 's'));
  answer.mutable_credentials()->set_session_token(std::string(400, 't'));
  answer.mutable_credentials()->mutable_expiration()->set_seconds(1700000000);
  for (auto _ : state) {
    schema::EmptyMembers empty;
    const sts::v1::AssumeRoleRequest request = ReadAssumeRole(&empty);
    Check(schema::Validate(request, empty).has_value());
    benchmark::DoNotOptimize(wire::EncodeXml(service, method, answer, "request-id"));
  }
}
BENCHMARK(BM_Query_ours)->Name("BM_Query/ours");

void BM_QueryDecode(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(ReadAssumeRole(nullptr));
}
BENCHMARK(BM_QueryDecode);

}  // namespace
