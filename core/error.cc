// SPDX-License-Identifier: Apache-2.0
#include "core/error.h"

namespace keyward::core {

std::string_view ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return "invalid_argument";
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kAlreadyExists:
      return "already_exists";
    case ErrorCode::kPermissionDenied:
      return "permission_denied";
    case ErrorCode::kUnauthenticated:
      return "unauthenticated";
    case ErrorCode::kFailedPrecondition:
      return "failed_precondition";
    case ErrorCode::kResourceExhausted:
      return "resource_exhausted";
    case ErrorCode::kAborted:
      return "aborted";
    case ErrorCode::kUnavailable:
      return "unavailable";
    case ErrorCode::kUnimplemented:
      return "unimplemented";
    case ErrorCode::kDataLoss:
      return "data_loss";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "internal";
}

std::string DescribePlace(const Place& place) {
  std::string text;
  if (place.line != 0) {
    text = "line " + std::to_string(place.line) + ", column " + std::to_string(place.column);
  }
  if (!place.pointer.empty()) {
    text += text.empty() ? "at `" : ", at `";
    text += place.pointer + "`";
  }
  return text;
}

std::string Describe(const Error& error) {
  std::string text = error.name.empty() ? std::string(ErrorCodeName(error.code)) : error.name;
  text += ": " + error.message;
  if (std::string place = DescribePlace(error.place); !place.empty()) text += " (" + place + ")";
  return text;
}

}  // namespace keyward::core
