// SPDX-License-Identifier: Apache-2.0
#include "auth/sigv4/sign.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/auth/sigv4/message.h"

namespace keyward::auth::testing {
namespace {

SigningOptions Options() { return {"us-east-1", "sts", kExampleTime, {}, false, false}; }

Message Plain() {
  Message message;
  message.headers = {{"Host", "sts.amazonaws.com"}};
  return message;
}

struct RefusedCase {
  const char* name;
  std::function<void(Message&, Credentials&, SigningOptions&)> change;
  const char* message;
};

void PrintTo(const RefusedCase& refused, std::ostream* out) { *out << refused.name; }

class CannotBeSigned : public ::testing::TestWithParam<RefusedCase> {};

TEST_P(CannotBeSigned, InEitherForm) {
  Message message = Plain();
  Credentials credentials = ExampleCredentials();
  SigningOptions options = Options();
  GetParam().change(message, credentials, options);
  const View view(message);
  const auto made = Sign(view.request(), credentials, options);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().name, "ValidationException");
  EXPECT_EQ(made.error().code, core::ErrorCode::kInvalidArgument);
  EXPECT_THAT(made.error().message, ::testing::HasSubstr(GetParam().message));
  const auto presigned = Presign(view.request(), credentials, options, std::chrono::seconds(60));
  ASSERT_FALSE(presigned);
  EXPECT_THAT(presigned.error().message, ::testing::HasSubstr(GetParam().message));
}

const RefusedCase kRefused[] = {
    {"NoHost", [](auto& m, auto&, auto&) { m.headers.clear(); }, "one `Host` header"},
    {"TwoHosts", [](auto& m, auto&, auto&) { m.headers.emplace_back("host", "x"); },
     "one `Host` header"},
    {"SignedAlready", [](auto& m, auto&, auto&) { m.headers.emplace_back("authorization", "x"); },
     "has the header `authorization` already"},
    {"DatedAlready", [](auto& m, auto&, auto&) { m.headers.emplace_back("X-Amz-Date", "x"); },
     "has the header `x-amz-date` already"},
    {"PresignedAlready", [](auto& m, auto&, auto&) { m.target = "/?x-amz-signature=1"; },
     "has the query parameter `X-Amz-Signature` already"},
    {"UnsignedPayload", [](auto&, auto&, auto& o) { o.unsigned_payload = true; },
     "`sts` does not take unsigned payloads"},
    {"NoRegion", [](auto&, auto&, auto& o) { o.region = ""; }, "Credential must have exactly 5"},
    {"SlashInService", [](auto&, auto&, auto& o) { o.service = "a/b"; },
     "Credential must have exactly 5"},
    {"NoKeyId", [](auto&, auto& c, auto&) { c.access_key_id = ""; },
     "Credential must have exactly 5"},
    {"EmptySecret", [](auto&, auto& c, auto&) { c.secret_access_key = Secret(""); },
     "the secret access key is empty"},
    {"LineEndInToken", [](auto&, auto& c, auto&) { c.session_token = "a\nb"; },
     "the session token has characters"},
    {"BadTarget", [](auto& m, auto&, auto&) { m.target = "x"; }, "must begin with '/'"},
    {"BadMethod", [](auto& m, auto&, auto&) { m.method = "GET\n/"; }, "method is malformed"},
    {"BadHeaderName", [](auto& m, auto&, auto&) { m.headers.emplace_back("a b", "c"); },
     "must be header names"},
};

INSTANTIATE_TEST_SUITE_P(Rules, CannotBeSigned, ::testing::ValuesIn(kRefused),
                         CaseName<RefusedCase>);

TEST(Sign, LeavesOutWhatProxiesChange) {
  Message message = Plain();
  for (const char* name : {"User-Agent", "Connection", "Expect", "X-Amzn-Trace-Id", "X-Own"}) {
    message.headers.emplace_back(name, "x");
  }
  const View view(message);
  const auto made = Sign(view.request(), ExampleCredentials(), Options());
  ASSERT_TRUE(made);
  EXPECT_THAT(made->headers.back().value,
              ::testing::HasSubstr("SignedHeaders=host;x-amz-date;x-own,"));
}

TEST(Presign, LifetimeHasBounds) {
  const Message message = Plain();
  const View view(message);
  for (const int lifetime : {1, 604800}) {
    EXPECT_TRUE(
        Presign(view.request(), ExampleCredentials(), Options(), std::chrono::seconds(lifetime)));
  }
  for (const int lifetime : {-1, 0, 604801}) {
    EXPECT_FALSE(
        Presign(view.request(), ExampleCredentials(), Options(), std::chrono::seconds(lifetime)));
  }
}

TEST(Presign, KeepsTheQueryThatIsThere) {
  for (const char* target : {"/?", "/?a=1", "/", "/?a=?"}) {
    Message message = Plain();
    message.target = target;
    const View view(message);
    const auto made =
        Presign(view.request(), ExampleCredentials(), Options(), std::chrono::seconds(60));
    ASSERT_TRUE(made);
    message.target = made->target;
    EXPECT_THAT(made->target, ::testing::StartsWith(target));
    EXPECT_TRUE(Check(message, Secret(), kExampleTime, {"us-east-1", "sts", {}})) << made->target;
  }
}

}  // namespace
}  // namespace keyward::auth::testing
