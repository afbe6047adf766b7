// SPDX-License-Identifier: Apache-2.0
#include "auth/sigv4/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "auth/sigv4/errors.h"
#include "core/encoding.h"
#include "tests/auth/sigv4/message.h"

namespace keyward::auth::testing {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr char kMismatch[] = "The request signature we calculated does not match";

SigningOptions StsOptions(ServiceRules rules = {}) {
  return {"us-east-1", "sts", kExampleTime, rules, false, false};
}
Expectations StsExpectations(ServiceRules rules = {}) { return {"us-east-1", "sts", rules}; }

Message Unsigned() {
  Message message;
  message.method = "POST";
  message.target = "/";
  message.headers = {{"Host", "sts.amazonaws.com"}, {"Content-Type", "text/plain"}};
  message.body = "Action=GetCallerIdentity";
  return message;
}

// Signs what the message is; headers may be added to `signed_too` first.
Message Signed(Message message, const SigningOptions& options, std::string token = "") {
  const View view(message);
  auto made = Sign(view.request(), ExampleCredentials(std::move(token)), options);
  EXPECT_TRUE(made) << made.error().message;
  message.Add(made->headers);
  return message;
}

Message Presigned(Message message, const SigningOptions& options, seconds lifetime,
                  std::string token = "") {
  const View view(message);
  auto made = Presign(view.request(), ExampleCredentials(std::move(token)), options, lifetime);
  EXPECT_TRUE(made) << made.error().message;
  message.target = made->target;
  return message;
}

// Computes the right signature for whatever the message says, so that only another rule refuses it.
void SignAnew(Message* message, const ServiceRules& rules = {}) {
  const View view(*message);
  const auto parsed = ParseAuthorization(view.request());
  ASSERT_TRUE(parsed) << parsed.error().message;
  const auto diagnosis = Diagnose(*parsed, view.request(), rules);
  ASSERT_TRUE(diagnosis) << diagnosis.error().message;
  const auto key = DeriveSigningKey(Secret(), parsed->scope);
  const std::string signature = *SignatureOf(*key, diagnosis->string_to_sign);
  std::string& place = parsed->form == AuthorizationForm::kHeader ? *message->Find("authorization")
                                                                  : message->target;
  place.replace(place.find(parsed->signature), parsed->signature.size(), signature);
}

void Replace(std::string* text, std::string_view what, std::string_view with) {
  const std::size_t at = text->find(what);
  ASSERT_NE(at, std::string::npos) << what;
  text->replace(at, what.size(), with);
}

core::Result<void> CheckNow(const Message& message, ServiceRules rules = {}) {
  return Check(message, Secret(), kExampleTime, StsExpectations(rules));
}

TEST(VerifySignature, AcceptsWhatWeSign) {
  const Message message = Signed(Unsigned(), StsOptions(), "token");
  EXPECT_TRUE(CheckNow(message));
  EXPECT_TRUE(CheckNow(Presigned(Unsigned(), StsOptions(), seconds(60), "token")));
}

TEST(VerifySignature, TakesAPayloadThatWasHashedBefore) {
  const Message message = Signed(Unsigned(), StsOptions());
  const View view(message);
  HttpRequest request = view.request();
  request.payload = crypto::Sha256(crypto::AsBytes(message.body));
  const auto parsed = ParseAuthorization(request);
  EXPECT_TRUE(VerifySignature(*parsed, request, Secret(), kExampleTime, StsExpectations()));
  request.payload = crypto::Sha256(crypto::AsBytes("another"));
  EXPECT_FALSE(VerifySignature(*parsed, request, Secret(), kExampleTime, StsExpectations()));
}

struct RuleCase {
  const char* name;
  bool presigned;
  std::function<void(Message&)> change;  // then signed anew
  const char* message;                   // null: accepted
};

void PrintTo(const RuleCase& rule, std::ostream* out) { *out << rule.name; }

class VerifyRule : public ::testing::TestWithParam<RuleCase> {};

// The signature is right in every one of these: the rule alone decides.
TEST_P(VerifyRule, HoldsThoughTheSignatureIsRight) {
  Message message = GetParam().presigned ? Presigned(Unsigned(), StsOptions(), seconds(60))
                                         : Signed(Unsigned(), StsOptions());
  GetParam().change(message);
  SignAnew(&message);
  const auto result = CheckNow(message);
  if (GetParam().message == nullptr) {
    EXPECT_TRUE(result) << result.error().message;
    return;
  }
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().name, "SignatureDoesNotMatch");
  EXPECT_EQ(result.error().code, core::ErrorCode::kUnauthenticated);
  EXPECT_EQ(result.error().message, GetParam().message);
}

std::function<void(Message&)> InHeader(const std::string& what, const std::string& with) {
  return [=](Message& m) { Replace(m.Find("authorization"), what, with); };
}
std::function<void(Message&)> InTarget(const std::string& what, const std::string& with) {
  return [=](Message& m) { Replace(&m.target, what, with); };
}
std::function<void(Message&)> WithHeader(const std::string& name, const std::string& value) {
  return [=](Message& m) { m.headers.emplace_back(name, value); };
}

const RuleCase kRules[] = {
    {"Unchanged", false, [](Message&) {}, nullptr},
    {"UnchangedPresigned", true, [](Message&) {}, nullptr},
    {"OtherRegion", false, InHeader("us-east-1", "eu-west-1"),
     "Credential should be scoped to a valid region."},
    {"OtherService", false, InHeader("/sts/", "/iam/"),
     "Credential should be scoped to correct service: 'sts'."},
    {"OtherTerminator", false, InHeader("aws4_request", "aws5_request"),
     "Credential should be scoped with a valid terminator: 'aws4_request'."},
    {"OtherDay", false, InHeader("20150830", "20150831"),
     "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
     "'20150831' != '20150830', from '20150830T123600Z'."},
    {"AllOfTheScope", true, InTarget("20150830%2Fus-east-1%2Fsts%2Faws4_request", "1%2F2%2F3%2F4"),
     "Credential should be scoped to a valid region. Credential should be scoped to correct "
     "service: 'sts'. Credential should be scoped with a valid terminator: 'aws4_request'. Date "
     "in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '1' != "
     "'20150830', from '20150830T123600Z'."},
    {"HostNotSigned", false, InHeader("content-type;host;", "content-type;"),
     "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."},
    {"HostNotSignedPresigned", true, InTarget("content-type%3Bhost", "content-type"),
     "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."},
    {"DateNotSigned", false, InHeader(";x-amz-date", ""),
     "'X-Amz-Date' must be a 'SignedHeader' in the AWS Authorization."},
    {"AmazonHeaderNotSigned", false, WithHeader("X-Amz-Target", "Service.Operation"),
     "'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization."},
    {"AmazonHeaderNotSignedPresigned", true, WithHeader("x-amz-acl", "public-read"),
     "'x-amz-acl' must be a 'SignedHeader' in the AWS Authorization."},
    {"TokenNotSigned", false, WithHeader("x-amz-security-token", "t"),
     "'x-amz-security-token' must be a 'SignedHeader' in the AWS Authorization."},
    {"DateHeaderThatCountsNotSigned", false,
     [](Message& m) {
       *m.Find("x-amz-date") = "x";
       m.headers[2] = {"Date", "Sun, 30 Aug 2015 12:36:00 GMT"};
       Replace(m.Find("authorization"), ";x-amz-date", "");
     },
     "'Date' must be a 'SignedHeader' in the AWS Authorization."},
    {"DateHeaderThatDoesNotCountNotSigned", false,
     WithHeader("Date", "Sun, 30 Aug 2015 12:36:00 GMT"), nullptr},
    {"OtherHeaderNotSigned", false, WithHeader("Via", "proxy"), nullptr},
};

INSTANTIATE_TEST_SUITE_P(Rules, VerifyRule, ::testing::ValuesIn(kRules), CaseName<RuleCase>);

struct TimeCase {
  const char* name;
  bool presigned;
  seconds after;  // signing
  const char* error;
  const char* message;
};

void PrintTo(const TimeCase& time, std::ostream* out) { *out << time.name; }

class VerifyTime : public ::testing::TestWithParam<TimeCase> {};

TEST_P(VerifyTime, IsWithinTheWindow) {
  const Message message = GetParam().presigned ? Presigned(Unsigned(), StsOptions(), seconds(1200))
                                               : Signed(Unsigned(), StsOptions());
  const auto result = Check(message, Secret(), kExampleTime + GetParam().after, StsExpectations());
  if (GetParam().error == nullptr) {
    EXPECT_TRUE(result) << result.error().message;
    return;
  }
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().name, GetParam().error);
  EXPECT_EQ(result.error().message, GetParam().message);
}

const TimeCase kTimes[] = {
    {"Now", false, seconds(0), nullptr, nullptr},
    {"LastSecond", false, minutes(15), nullptr, nullptr},
    {"FirstSecond", false, -minutes(15), nullptr, nullptr},
    {"Expired", false, minutes(15) + seconds(1), "SignatureDoesNotMatch",
     "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T125101Z "
     "- 15 min.)"},
    {"NotYet", false, -minutes(15) - seconds(1), "SignatureDoesNotMatch",
     "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z "
     "(20150830T122059Z + 15 min.)"},
    {"PresignedLastSecond", true, seconds(1200), nullptr, nullptr},
    {"PresignedExpired", true, seconds(1201), "RequestExpired", "Request has expired."},
    {"PresignedFirstSecond", true, -minutes(15), nullptr, nullptr},
    {"PresignedNotYet", true, -minutes(15) - seconds(1), "SignatureDoesNotMatch",
     "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z "
     "(20150830T122059Z + 15 min.)"},
};

INSTANTIATE_TEST_SUITE_P(Window, VerifyTime, ::testing::ValuesIn(kTimes), CaseName<TimeCase>);

ServiceRules S3() { return RulesFor("s3"); }

TEST(VerifyPayload, HashMustBeTheBodys) {
  SigningOptions options = StsOptions();
  options.send_payload_hash = true;
  Message message = Signed(Unsigned(), options);
  EXPECT_TRUE(CheckNow(message));
  message.body += "x";
  const auto other = CheckNow(message);
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message, ::testing::StartsWith(kMismatch));
}

TEST(VerifyPayload, UnsignedOnlyWhereTheServiceAllowsIt) {
  SigningOptions options = StsOptions(S3());
  options.unsigned_payload = true;
  Message message = Signed(Unsigned(), options);
  message.body = "another";
  EXPECT_TRUE(CheckNow(message, S3()));
  ServiceRules strict = S3();
  strict.allow_unsigned_payload = false;
  EXPECT_EQ(CheckNow(message, strict).error().name, "XAmzContentSHA256Mismatch");
  EXPECT_EQ(CheckNow(message).error().name, "SignatureDoesNotMatch");
}

TEST(VerifyPayload, S3WantsTheHashInTheHeaderForm) {
  SigningOptions options = StsOptions(S3());
  options.rules.require_payload_hash = false;
  const auto result = CheckNow(Signed(Unsigned(), options), S3());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message,
            "Missing required header for this request: x-amz-content-sha256");
}

TEST(VerifyPayload, S3MismatchHasItsOwnName) {
  Message message = Signed(Unsigned(), StsOptions(S3()));
  EXPECT_TRUE(CheckNow(message, S3()));
  message.body += "x";
  const auto result = CheckNow(message, S3());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().name, "XAmzContentSHA256Mismatch");
}

TEST(VerifyPayload, PresignedForS3IsUnsigned) {
  Message message = Presigned(Unsigned(), StsOptions(S3()), seconds(60));
  message.body = "another";
  EXPECT_TRUE(CheckNow(message, S3()));
}

TEST(VerifyPayload, PresignedHashCounts) {
  Message message = Presigned(Unsigned(), StsOptions(S3()), seconds(60));
  message.target += "&X-Amz-Content-Sha256=" +
                    core::HexEncode(crypto::AsText(crypto::Sha256(crypto::AsBytes(message.body))));
  SignAnew(&message, S3());
  EXPECT_TRUE(CheckNow(message, S3()));
  message.body = "another";
  EXPECT_EQ(CheckNow(message, S3()).error().name, "XAmzContentSHA256Mismatch");
}

TEST(VerifyPayload, ChunksAreNotOffered) {
  Message message = Signed(Unsigned(), StsOptions(S3()));
  *message.Find("x-amz-content-sha256") = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  const auto result = CheckNow(message, S3());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().name, "NotImplemented");
  EXPECT_EQ(result.error().code, core::ErrorCode::kUnimplemented);
}

TEST(VerifyToken, AddedAfterSigning) {
  ServiceRules rules;
  rules.session_token = SessionTokenPlace::kAddedAfterSigning;
  for (const Message& message : {Signed(Unsigned(), StsOptions(rules), "t"),
                                 Presigned(Unsigned(), StsOptions(rules), seconds(60), "t")}) {
    EXPECT_TRUE(CheckNow(message, rules));
    EXPECT_FALSE(CheckNow(message));
  }
}

TEST(VerifyPath, NormalizedOnlyWhereTheRulesSay) {
  Message message = Unsigned();
  message.target = "/a/../b//c";
  Message sent = Signed(message, StsOptions());
  sent.target = "/b/c";
  EXPECT_TRUE(CheckNow(sent));
  sent = Signed(message, StsOptions(S3()));
  sent.target = "/b/c";
  EXPECT_FALSE(CheckNow(sent, S3()));
  sent.target = "/a/../b//c";
  EXPECT_TRUE(CheckNow(sent, S3()));
}

TEST(VerifySecret, EmptyOneSignsNothing) {
  const Message message = Signed(Unsigned(), StsOptions());
  EXPECT_EQ(Check(message, Secret(""), kExampleTime, StsExpectations()).error().name,
            "ValidationException");
}

TEST(Diagnose, HoldsNeitherSecretNorRightSignature) {
  Message message = Signed(Unsigned(), StsOptions());
  const std::string right =
      message.Find("authorization")->substr(message.Find("authorization")->find("Signature=") + 10);
  message.Find("authorization")->replace(message.Find("authorization")->find(right), 64, 64, '0');
  const View view(message);
  const auto parsed = ParseAuthorization(view.request());
  const auto diagnosis = Diagnose(*parsed, view.request(), {});
  ASSERT_TRUE(diagnosis);
  const std::string all = diagnosis->canonical_request + diagnosis->string_to_sign;
  EXPECT_EQ(all.find(right), std::string::npos);
  EXPECT_EQ(all.find(kExampleSecret), std::string::npos);
  EXPECT_THAT(diagnosis->canonical_request, ::testing::StartsWith("POST\n/\n\ncontent-type:"));
}

TEST(Errors, HaveTheNamesOfBothProtocols) {
  EXPECT_EQ(JsonErrorName(SignatureMismatch().name), "InvalidSignatureException");
  EXPECT_EQ(JsonErrorName(InvalidClientTokenId().name), "UnrecognizedClientException");
  EXPECT_EQ(JsonErrorName(MissingAuthenticationToken().name),
            "MissingAuthenticationTokenException");
  EXPECT_EQ(JsonErrorName(ExpiredToken().name), "ExpiredTokenException");
  EXPECT_EQ(JsonErrorName("Other"), "Other");
}

TEST(Errors, ShowTheCallersTextSafely) {
  EXPECT_EQ(Shown("a\nb\x80"), "a?b?");
  EXPECT_EQ(Shown(std::string(100, 'a')).size(), 64u);
}

}  // namespace
}  // namespace keyward::auth::testing
