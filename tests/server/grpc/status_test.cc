// SPDX-License-Identifier: Apache-2.0
#include "server/grpc/status.h"

#include <gmock/gmock.h>

#include "core/encoding.h"
#include "keyward/errors/v1/errors.pb.h"

namespace keyward::server::grpc {
namespace {

using core::ErrorCode;
using testing::HasSubstr;
using testing::Not;

TEST(CallStatus, ClassIsTheCodeAndNameTheReason) {
  const std::pair<ErrorCode, int> codes[] = {
      {ErrorCode::kInvalidArgument, 3},   {ErrorCode::kNotFound, 5},
      {ErrorCode::kAlreadyExists, 6},     {ErrorCode::kPermissionDenied, 7},
      {ErrorCode::kResourceExhausted, 8}, {ErrorCode::kFailedPrecondition, 9},
      {ErrorCode::kAborted, 10},          {ErrorCode::kUnimplemented, 12},
      {ErrorCode::kUnavailable, 14},      {ErrorCode::kUnauthenticated, 16},
  };
  for (const auto& [code, number] : codes) {
    const CallStatus status = ToStatus({code, "NoSuchEntity", "it is not there"}, "iam", "id-1");
    EXPECT_EQ(status.code, number);
    EXPECT_EQ(status.message, "it is not there");
    errors::v1::Status details;
    ASSERT_TRUE(details.ParseFromString(status.details));
    EXPECT_EQ(details.code(), number);
    EXPECT_EQ(details.message(), status.message);
    errors::v1::ErrorInfo info;
    ASSERT_TRUE(info.ParseFromString(details.details(0).value()));
    EXPECT_EQ(info.reason(), "NoSuchEntity");
    EXPECT_EQ(info.domain(), "iam");
    EXPECT_EQ(info.metadata().at("requestId"), "id-1");
  }
}

TEST(CallStatus, OfDefectsNothingIsTold) {
  for (const auto& [code, number] :
       {std::pair(ErrorCode::kInternal, 13), std::pair(ErrorCode::kDataLoss, 15)}) {
    const CallStatus status = ToStatus({code, "StoreDamaged", "record `iam/x`"}, "iam", "id-1");
    EXPECT_EQ(status.code, number);
    EXPECT_THAT(status.message + status.details, Not(HasSubstr("iam/x")));
    EXPECT_THAT(status.details, Not(HasSubstr("StoreDamaged")));
    EXPECT_THAT(status.details, HasSubstr("InternalFailure"));
  }
}

TEST(CallStatus, LongMessagesAreCutBetweenCharacters) {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string message(shift, 'x');
    while (message.size() < 3 * kMaxStatusMessage) message += "€";
    const CallStatus status = ToStatus({ErrorCode::kInvalidArgument, "V", message}, "iam", "id");
    EXPECT_LE(status.message.size(), kMaxStatusMessage);
    EXPECT_GE(status.message.size(), kMaxStatusMessage - 4);
    EXPECT_TRUE(core::IsUtf8(status.message));
    EXPECT_TRUE(status.message.ends_with(" …"));
  }
}

}  // namespace
}  // namespace keyward::server::grpc
