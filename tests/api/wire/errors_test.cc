// SPDX-License-Identifier: Apache-2.0
#include "api/wire/errors.h"

#include <gtest/gtest.h>
#include <proto/names.pb.h>

#include <string>

#include "tests/api/services.h"

namespace keyward::api::wire {
namespace {

using core::ErrorCode;

constexpr const char* kInternal = "The request processing has failed because of an internal error.";

struct Case {
  const char* name;
  const schema::ServiceTable* service;
  core::Error error;
  int http_status;
  const char* wire_name;
  const char* message;
};

TEST(ToWire, NamesAndNumbersErrorsAsTheServiceDoes) {
  const auto* iam = &ServiceOf<iam::v1::Tag>();
  const auto* kms = &ServiceOf<kms::v1::Tag>();
  const auto* names = &ServiceOf<test::v1::NameRequest>();
  const Case cases[] = {
      {"ByCode", iam, {ErrorCode::kNotFound, "NoSuchEntity", "m"}, 404, "NoSuchEntity", "m"},
      {"ByShape",
       iam,
       {ErrorCode::kNotFound, "NoSuchEntityException", "m"},
       404,
       "NoSuchEntity",
       "m"},
      {"Conflict",
       iam,
       {ErrorCode::kFailedPrecondition, "DeleteConflict", "m"},
       409,
       "DeleteConflict",
       "m"},
      {"KmsNotFoundIs400",
       kms,
       {ErrorCode::kNotFound, "NotFoundException", "m"},
       400,
       "NotFoundException",
       "m"},
      {"CommonQuery",
       iam,
       {ErrorCode::kInvalidArgument, "MalformedQueryString", "m"},
       404,
       "MalformedQueryString",
       "m"},
      {"CommonJson",
       kms,
       {ErrorCode::kInvalidArgument, "SerializationException", "m"},
       400,
       "SerializationException",
       "m"},
      {"TooLarge",
       kms,
       {ErrorCode::kResourceExhausted, "RequestEntityTooLargeException", "m"},
       413,
       "RequestEntityTooLargeException",
       "m"},
      {"NobodysName", iam, {ErrorCode::kPermissionDenied, "Odd", "m"}, 403, "Odd", "m"},
      {"NamelessQuery", iam, {ErrorCode::kPermissionDenied, "", "m"}, 403, "AccessDenied", "m"},
      {"NamelessJson",
       kms,
       {ErrorCode::kPermissionDenied, "", "m"},
       400,
       "AccessDeniedException",
       "m"},
      {"NamelessMissing", iam, {ErrorCode::kNotFound, "", "m"}, 404, "ResourceNotFound", "m"},
      {"Unavailable",
       kms,
       {ErrorCode::kUnavailable, "", "m"},
       503,
       "ServiceUnavailableException",
       "m"},
      {"ListedFault",
       kms,
       {ErrorCode::kUnavailable, "DependencyTimeoutException", "m"},
       500,
       "DependencyTimeoutException",
       "m"},
      {"DefectTellsNothing",
       kms,
       {ErrorCode::kInternal, "", "m"},
       500,
       "InternalFailure",
       kInternal},
      {"DamageTellsNothing",
       iam,
       {ErrorCode::kDataLoss, "NoSuchEntity", "m"},
       500,
       "InternalFailure",
       kInternal},
      {"DefectKeepsAListedName",
       kms,
       {ErrorCode::kInternal, "KMSInternalException", "m"},
       500,
       "KMSInternalException",
       kInternal},
      {"CodeForShape", names, {ErrorCode::kUnavailable, "TornException", "m"}, 500, "Torn", "m"},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    const WireError wire = ToWire(*row.service, row.error);
    EXPECT_EQ(wire.http_status, row.http_status);
    EXPECT_EQ(wire.name, row.wire_name);
    EXPECT_EQ(wire.message, row.message);
  }
}

TEST(ToWire, EveryClassHasANameAndAStatus) {
  for (int code = 0; code <= static_cast<int>(ErrorCode::kInternal); ++code) {
    for (const schema::ServiceTable* service : AllServices()) {
      const WireError wire = ToWire(*service, {static_cast<ErrorCode>(code), "", "m"});
      EXPECT_GE(wire.http_status, 400);
      EXPECT_LE(wire.http_status, 503);
      EXPECT_FALSE(wire.name.empty());
    }
  }
}

TEST(ToWire, TakesAReasonOutOfTheMessage) {
  struct Row {
    std::string name;
    std::string message;
    std::string reason;
    std::string rest;
  };
  const Row rows[] = {
      {"ConstraintViolationException", "MAX_TAG_LIMIT_EXCEEDED: Too many.",
       "MAX_TAG_LIMIT_EXCEEDED", "Too many."},
      {"InvalidInputException", "INVALID_PATTERN: A: b", "INVALID_PATTERN", "A: b"},
      {"InvalidInputException", "No reason: b", "", "No reason: b"},
      {"InvalidInputException", "INVALID_PATTERN", "", "INVALID_PATTERN"},
      {"InvalidInputException", ": b", "", ": b"},
      {"PolicyInUseException", "INVALID_PATTERN: b", "", "INVALID_PATTERN: b"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.message);
    const WireError wire = ToWire(ServiceOf<organizations::v1::PolicySummary>(),
                                  {ErrorCode::kInvalidArgument, row.name, row.message});
    EXPECT_EQ(wire.reason, row.reason);
    EXPECT_EQ(wire.message, row.rest);
    EXPECT_EQ(wire.http_status, 400);
  }
  const WireError wire{400, "InvalidInputException", "A: b", "INVALID_PATTERN"};
  EXPECT_EQ(JsonErrorBody(ServiceOf<organizations::v1::PolicySummary>(), wire),
            R"({"__type":"InvalidInputException","Message":"A: b","Reason":"INVALID_PATTERN"})");
}

TEST(ErrorBodies, HaveTheProtocolsForm) {
  const WireError error{400, "Name", "a \"b\" <c>\n"};
  EXPECT_EQ(JsonErrorBody(ServiceOf<kms::v1::Tag>(), error),
            R"({"__type":"Name","message":"a \"b\" <c>\n"})");
  EXPECT_EQ(JsonErrorBody(ServiceOf<secretsmanager::v1::Tag>(), error),
            R"({"__type":"Name","Message":"a \"b\" <c>\n"})");
  EXPECT_EQ(XmlErrorBody(ServiceOf<sts::v1::Tag>(), error, "r&1"),
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>"
            "<Type>Sender</Type><Code>Name</Code><Message>a &quot;b&quot; &lt;c&gt;&#10;</Message>"
            "</Error><RequestId>r&amp;1</RequestId></ErrorResponse>");
  const std::string ours = XmlErrorBody(ServiceOf<sts::v1::Tag>(), {500, "N", "m"}, "r");
  EXPECT_NE(ours.find("<Type>Receiver</Type>"), std::string::npos);
}

}  // namespace
}  // namespace keyward::api::wire
