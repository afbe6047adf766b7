// SPDX-License-Identifier: Apache-2.0
#include "server/grpc/status.h"

#include "keyward/errors/v1/errors.pb.h"

namespace keyward::server::grpc {
namespace {

constexpr std::string_view kErrorInfoType = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr std::string_view kCut = " …";

int CodeOf(core::ErrorCode code) {
  switch (code) {
    case core::ErrorCode::kInvalidArgument:
      return 3;
    case core::ErrorCode::kNotFound:
      return 5;
    case core::ErrorCode::kAlreadyExists:
      return 6;
    case core::ErrorCode::kPermissionDenied:
      return 7;
    case core::ErrorCode::kResourceExhausted:
      return 8;
    case core::ErrorCode::kFailedPrecondition:
      return 9;
    case core::ErrorCode::kAborted:
      return 10;
    case core::ErrorCode::kUnimplemented:
      return 12;
    case core::ErrorCode::kInternal:
      return 13;
    case core::ErrorCode::kUnavailable:
      return 14;
    case core::ErrorCode::kDataLoss:
      return 15;
    case core::ErrorCode::kUnauthenticated:
      return 16;
  }
  return 13;
}

bool IsOurs(core::ErrorCode code) {
  return code == core::ErrorCode::kInternal || code == core::ErrorCode::kDataLoss;
}

std::string Cut(std::string message) {
  if (message.size() <= kMaxStatusMessage) return message;
  std::size_t end = kMaxStatusMessage - kCut.size();
  // Not within a character of UTF-8.
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0) == 0x80) --end;
  message.resize(end);
  return message.append(kCut);
}

}  // namespace

CallStatus ToStatus(const core::Error& error, std::string_view service,
                    std::string_view request_id) {
  CallStatus status;
  status.code = CodeOf(error.code);
  status.message = IsOurs(error.code) ? "the request failed for a reason of the server's own"
                                      : Cut(error.message);
  errors::v1::ErrorInfo info;
  info.set_reason(IsOurs(error.code) ? "InternalFailure" : error.name);
  info.set_domain(std::string(service));
  (*info.mutable_metadata())["requestId"] = std::string(request_id);
  errors::v1::Status details;
  details.set_code(status.code);
  details.set_message(status.message);
  google::protobuf::Any* any = details.add_details();
  any->set_type_url(std::string(kErrorInfoType));
  info.SerializeToString(any->mutable_value());
  details.SerializeToString(&status.details);
  return status;
}

}  // namespace keyward::server::grpc
