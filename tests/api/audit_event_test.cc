// SPDX-License-Identifier: Apache-2.0
#include "api/audit_event.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/api/people.h"

namespace keyward::api {
namespace {

using Json = nlohmann::json;

TEST(AuditEvent, IsOneLineInCloudTrailsNames) {
  const Caller caller = UserCaller("alice");
  const Transport transport = SomeTransport();
  const std::string line = RenderAuditEvent({.event_id = "e-1",
                                             .service = "iam",
                                             .operation = "CreateUser",
                                             .caller = &caller,
                                             .transport = &transport,
                                             .parameters = R"({"UserName":"bob"})",
                                             .decided_by = "Admin, statement 1"});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(Json::parse(line), Json::parse(R"({
    "eventVersion":"1.11",
    "userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLEEXAMPLEalice",
      "arn":"arn:aws:iam::111122223333:user/alice","accountId":"111122223333",
      "accessKeyId":"AKIAEXAMPLEEXAMPLE22","userName":"alice"},
    "eventTime":"2024-05-01T12:00:00Z","eventSource":"iam.amazonaws.com",
    "eventName":"CreateUser","awsRegion":"eu-west-1","sourceIPAddress":"203.0.113.7",
    "userAgent":"aws-cli/2","requestParameters":{"UserName":"bob"},"responseElements":null,
    "additionalEventData":{"decidedBy":"Admin, statement 1"},
    "requestID":"e-1","eventID":"e-1","readOnly":false,"eventType":"AwsApiCall",
    "managementEvent":true,"recipientAccountId":"111122223333"})"));
}

TEST(AuditEvent, TellsErrorsAndSessions) {
  Caller caller = RoleCaller("ops", "s1");
  caller.session->source_identity = "alice";
  const Transport transport = SomeTransport();
  const Json event = Json::parse(RenderAuditEvent({.event_id = "e-2",
                                                   .service = "iam",
                                                   .operation = "ListUsers",
                                                   .read_only = true,
                                                   .caller = &caller,
                                                   .transport = &transport,
                                                   .error_code = "AccessDenied",
                                                   .error_message = "no"}));
  EXPECT_EQ(event["errorCode"], "AccessDenied");
  EXPECT_EQ(event["errorMessage"], "no");
  EXPECT_EQ(event["readOnly"], true);
  EXPECT_EQ(event["userIdentity"]["type"], "AssumedRole");
  EXPECT_EQ(event["userIdentity"]["sessionContext"]["sourceIdentity"], "alice");
  EXPECT_EQ(event["userIdentity"]["sessionContext"]["attributes"]["mfaAuthenticated"], "false");
}

TEST(AuditEvent, OfNobodyAndOfStrangeBytesIsStillJson) {
  Transport transport = SomeTransport();
  transport.user_agent = "bad\xff\n\"agent";
  const std::string line =
      RenderAuditEvent({.event_id = "e-3", .service = "iam", .transport = &transport});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const Json event = Json::parse(line);
  EXPECT_EQ(event["userIdentity"]["type"], "Unknown");
  EXPECT_EQ(event["userAgent"], "bad\xef\xbf\xbd\n\"agent");
}

// Every control character is one that could end a line, or that a log refuses.
TEST(AuditEvent, HoldsNoControlCharacters) {
  std::string every;
  for (char c = 1; c < 0x20; ++c) every.push_back(c);
  every.push_back('\x7f');
  Transport transport = SomeTransport();
  transport.user_agent = every;
  const std::string line = RenderAuditEvent({.event_id = "e-4",
                                             .service = "iam",
                                             .transport = &transport,
                                             .parameters = R"({"A":"\u007f\n"})",
                                             .error_message = every});
  for (char c : line) EXPECT_TRUE(c >= 0x20 && c != 0x7f) << static_cast<int>(c);
  EXPECT_EQ(Json::parse(line)["userAgent"], every);
  EXPECT_EQ(Json::parse(line)["errorMessage"], every);
  EXPECT_EQ(Json::parse(line)["requestParameters"]["A"], "\x7f\n");
}

}  // namespace
}  // namespace keyward::api
