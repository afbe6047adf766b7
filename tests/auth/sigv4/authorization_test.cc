// SPDX-License-Identifier: Apache-2.0
#include "auth/sigv4/authorization.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/auth/sigv4/message.h"

namespace keyward::auth::testing {
namespace {

Message SignedMessage() {
  return Message::Parse(
      "POST /?a=b HTTP/1.1\n"
      "Host:iam.amazonaws.com\n"
      "X-Amz-Date:20150830T123600Z\n"
      "Authorization:AWS4-HMAC-SHA256 "
      "Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
      "SignedHeaders=host;x-amz-date, "
      "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31\n\n");
}

constexpr char kPresignedTarget[] =
    "/?X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fiam%2Faws4_request"
    "&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=60"
    "&X-Amz-Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";

Message PresignedMessage() {
  Message message;
  message.target = kPresignedTarget;
  message.headers = {{"Host", "iam.amazonaws.com"}};
  return message;
}

core::Result<Authorization> Parse(const Message& message) {
  const View view(message);
  return ParseAuthorization(view.request());
}

void Replace(std::string* text, std::string_view what, std::string_view with) {
  const std::size_t at = text->find(what);
  ASSERT_NE(at, std::string::npos) << what;
  text->replace(at, what.size(), with);
}

TEST(ParseAuthorization, HeaderForm) {
  Message message = SignedMessage();
  message.headers.emplace_back("x-amz-security-token", " token ");
  const auto parsed = Parse(message);
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->form, AuthorizationForm::kHeader);
  EXPECT_EQ(parsed->access_key_id, "AKIDEXAMPLE");
  EXPECT_EQ(parsed->scope.Text(), "20150830/us-east-1/iam/aws4_request");
  EXPECT_EQ(parsed->signed_headers, "host;x-amz-date");
  EXPECT_EQ(parsed->signature, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  EXPECT_EQ(parsed->session_token, "token");
  EXPECT_EQ(parsed->signed_at, kExampleTime);
  EXPECT_FALSE(parsed->content_sha256.has_value());
}

TEST(ParseAuthorization, QueryForm) {
  Message message = PresignedMessage();
  message.target += "&X-Amz-Security-Token=a%2Fb&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD";
  const auto parsed = Parse(message);
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->form, AuthorizationForm::kQuery);
  EXPECT_EQ(parsed->access_key_id, "AKIDEXAMPLE");
  EXPECT_EQ(parsed->signed_headers, "host");
  EXPECT_EQ(parsed->session_token, "a/b");
  EXPECT_EQ(parsed->lifetime, std::chrono::seconds(60));
  EXPECT_EQ(parsed->content_sha256, "UNSIGNED-PAYLOAD");
}

TEST(ParseAuthorization, FieldsInAnyOrderAndWithoutBlanks) {
  Message message = SignedMessage();
  *message.Find("authorization") =
      "AWS4-HMAC-SHA256 "
      "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31,"
      "Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,SignedHeaders=host";
  EXPECT_TRUE(Parse(message));
}

TEST(ParseAuthorization, DateHeaderInBothForms) {
  for (const char* date : {"20150830T123600Z", "Sun, 30 Aug 2015 12:36:00 GMT"}) {
    Message message = SignedMessage();
    message.headers[1] = {"Date", date};
    const auto parsed = Parse(message);
    ASSERT_TRUE(parsed) << date;
    EXPECT_EQ(parsed->signed_at, kExampleTime);
  }
}

TEST(ParseAuthorization, AmazonDateWinsOverDate) {
  Message message = SignedMessage();
  message.headers.emplace_back("Date", "Mon, 31 Aug 2015 12:36:00 GMT");
  EXPECT_EQ(Parse(message)->signed_at, kExampleTime);
}

struct RefusedCase {
  const char* name;
  bool presigned;
  std::function<void(Message&)> change;
  const char* error;
  const char* message;
};

void PrintTo(const RefusedCase& refused, std::ostream* out) { *out << refused.name; }

class RefusesAuthorization : public ::testing::TestWithParam<RefusedCase> {};

TEST_P(RefusesAuthorization, NamesWhatIsWrong) {
  Message message = GetParam().presigned ? PresignedMessage() : SignedMessage();
  ASSERT_TRUE(Parse(message));
  GetParam().change(message);
  const auto parsed = Parse(message);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, core::ErrorCode::kUnauthenticated);
  EXPECT_EQ(parsed.error().name, GetParam().error);
  EXPECT_THAT(parsed.error().message, ::testing::HasSubstr(GetParam().message));
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
std::function<void(Message&)> Appended(const std::string& text) {
  return [=](Message& m) { m.target += text; };
}

constexpr char kIncomplete[] = "IncompleteSignature";
constexpr char kFive[] = "Credential must have exactly 5 slash-delimited elements";
constexpr char kNames[] = "'SignedHeaders' must be header names in lower case, sorted";

const RefusedCase kRefused[] = {
    {"Nothing", false, [](Message& m) { m.headers.pop_back(); }, "MissingAuthenticationToken",
     "Request is missing Authentication Token"},
    {"TwoAuthorizations", false, WithHeader("AUTHORIZATION", "x"), kIncomplete,
     "'authorization' is given more than once"},
    {"TwoHosts", false, WithHeader("host", "x"), kIncomplete, "'host' is given more than once"},
    {"TwoDates", false, WithHeader("x-amz-date", "20150830T123600Z"), kIncomplete,
     "'x-amz-date' is given more than once"},
    {"TwoTargets", false,
     [](Message& m) {
       m.headers.emplace_back("X-Amz-Target", "a");
       m.headers.emplace_back("x-amz-target", "a");
     },
     kIncomplete, "'x-amz-target' is given more than once"},
    {"BothForms", false, Appended("&X-Amz-Signature=1"), kIncomplete,
     "only one authentication is allowed"},
    {"TokenInQueryOfHeaderForm", false, Appended("&X-Amz-Security-Token=1"), kIncomplete,
     "only one authentication is allowed"},
    {"OtherScheme", false, InHeader("AWS4-HMAC-SHA256", "Bearer"), kIncomplete,
     "Authorization header requires 'Credential' parameter. Authorization header requires "
     "'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. "
     "Authorization=Bearer"},
    {"OtherAlgorithm", false, InHeader("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512"), kIncomplete,
     "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512'"},
    {"NoSignature", false,
     InHeader(", Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31", ""),
     kIncomplete, "requires 'Signature' parameter. Authorization=AWS4-HMAC-SHA256"},
    {"NoDate", false, [](Message& m) { m.headers.erase(m.headers.begin() + 1); }, kIncomplete,
     "requires existence of either a 'X-Amz-Date' or a 'Date' header."},
    {"NoEqualSign", false, InHeader("SignedHeaders=", "SignedHeaders"), kIncomplete,
     "not a valid key=value pair (missing equal-sign) in Authorization header."},
    {"FieldTwice", false, InHeader("Signature=", "Credential=x, Signature="), kIncomplete,
     "has 'Credential' twice"},
    {"UnknownField", false, InHeader("Signature=", "Extra=x, Signature="), kIncomplete,
     "has 'Extra', which is not known"},
    {"EmptyField", false, InHeader("Signature=", ", Signature="), kIncomplete,
     "missing equal-sign"},
    {"FourParts", false, InHeader("/us-east-1", ""), kIncomplete, kFive},
    {"SixParts", false, InHeader("/iam", "/iam/x"), kIncomplete, kFive},
    {"EmptyRegion", false, InHeader("us-east-1", ""), kIncomplete, kFive},
    {"BadKeyId", false, InHeader("AKIDEXAMPLE", "AKID EXAMPLE"), kIncomplete, kFive},
    {"UpperCaseName", false, InHeader("host;", "Host;"), kIncomplete, kNames},
    {"UnsortedNames", false, InHeader("host;x-amz-date", "x-amz-date;host"), kIncomplete, kNames},
    {"NameTwice", false, InHeader("host;", "host;host;"), kIncomplete, kNames},
    {"EmptyName", false, InHeader("host;", "host;;"), kIncomplete, kNames},
    {"LineEndInName", false, InHeader("host;", "host\n;"), kIncomplete, kNames},
    {"ShortSignature", false, InHeader("Signature=5", "Signature="), kIncomplete,
     "'Signature' must have 64"},
    {"UpperCaseSignature", false, InHeader("Signature=5f", "Signature=5F"), kIncomplete,
     "'Signature' must have 64"},
    {"BadDate", false, [](Message& m) { *m.Find("x-amz-date") = "2015-08-30T12:36:00Z"; },
     kIncomplete,
     "Date must be in ISO-8601 'basic format'. Got '2015-08-30T12:36:00Z'. See "
     "http://en.wikipedia.org/wiki/ISO_8601"},
    {"NoSuchDay", false, [](Message& m) { *m.Find("x-amz-date") = "20150231T123600Z"; },
     kIncomplete, "Date must be in ISO-8601"},
    {"HttpDateAsAmazonDate", false,
     [](Message& m) { *m.Find("x-amz-date") = "Sun, 30 Aug 2015 12:36:00 GMT"; }, kIncomplete,
     "Date must be in ISO-8601"},
    {"WrongWeekday", false,
     [](Message& m) {
       m.headers[1] = {"Date", "Mon, 30 Aug 2015 12:36:00 GMT"};
     },
     kIncomplete, "Date must be in ISO-8601"},
    {"TooManyHeaders", false,
     [](Message& m) {
       for (std::size_t i = 0; i < kMaxHeaders; ++i) m.headers.emplace_back("a", "b");
     },
     kIncomplete, "more than 100 headers"},
    {"RelativeTarget", false, [](Message& m) { m.target = "iam.amazonaws.com/"; }, kIncomplete,
     "must begin with '/'"},
    {"Fragment", false, Appended("#x"), kIncomplete, "fragment"},
    {"LineEndInTarget", false, Appended("\n"), kIncomplete, "control characters"},
    {"LongTarget", false, Appended(std::string(kMaxTargetBytes, 'a')), kIncomplete, "too long"},
    {"BadEscape", false, Appended("&x=%2"), kIncomplete, "malformed percent escape: 'x=%2'"},

    {"ParameterTwice", true, Appended("&X-Amz-Date=20150830T123600Z"), kIncomplete,
     "'x-amz-date' is given more than once"},
    {"OwnParameterTwice", true, Appended("&x-amz-own=1&X-Amz-Own=2"), kIncomplete,
     "'x-amz-own' is given more than once"},
    {"EscapedParameterTwice", true, Appended("&X%2DAmz-Date=1"), kIncomplete,
     "'x-amz-date' is given more than once"},
    {"OtherSpelling", true, Appended("&x-amz-security-token=1"), kIncomplete,
     "must be spelled 'X-Amz-Security-Token'"},
    {"NoExpires", true, InTarget("&X-Amz-Expires=60", ""), kIncomplete,
     "AWS query-string parameters must include 'X-Amz-Expires'. Re-examine the query-string "
     "parameters."},
    {"NoAlgorithm", true, InTarget("X-Amz-Algorithm=AWS4-HMAC-SHA256&", ""), kIncomplete,
     "must include 'X-Amz-Algorithm'."},
    {"OtherAlgorithmInQuery", true, InTarget("HMAC-SHA256", "ECDSA-P256-SHA256"), kIncomplete,
     "Unsupported AWS 'algorithm'"},
    {"ExpiresZero", true, InTarget("Expires=60", "Expires=0"), kIncomplete, "from 1 to 604800"},
    {"ExpiresOverAWeek", true, InTarget("Expires=60", "Expires=604801"), kIncomplete,
     "from 1 to 604800, got '604801'"},
    {"ExpiresNegative", true, InTarget("Expires=60", "Expires=-60"), kIncomplete,
     "from 1 to 604800"},
    {"ExpiresWithZeros", true, InTarget("Expires=60", "Expires=060"), kIncomplete,
     "from 1 to 604800"},
    {"ExpiresOverflow", true, InTarget("Expires=60", "Expires=99999999999999999999"), kIncomplete,
     "from 1 to 604800"},
    {"ExpiresText", true, InTarget("Expires=60", "Expires=60s"), kIncomplete, "from 1 to 604800"},
    {"DateHeaderToo", true, WithHeader("X-Amz-Date", "20150830T123600Z"), kIncomplete,
     "may not have the header 'x-amz-date'"},
    {"TokenHeaderToo", true, WithHeader("X-Amz-Security-Token", "x"), kIncomplete,
     "may not have the header 'x-amz-security-token'"},
    {"HashInBothPlaces", true,
     [](Message& m) {
       m.target += "&X-Amz-Content-Sha256=a";
       m.headers.emplace_back("x-amz-content-sha256", "a");
     },
     kIncomplete, "is given as header and in the query"},
};

INSTANTIATE_TEST_SUITE_P(Rules, RefusesAuthorization, ::testing::ValuesIn(kRefused),
                         CaseName<RefusedCase>);

}  // namespace
}  // namespace keyward::auth::testing
