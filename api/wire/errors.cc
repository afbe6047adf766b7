// SPDX-License-Identifier: Apache-2.0
#include "api/wire/errors.h"

#include <algorithm>
#include <array>
#include <span>

#include "api/schema/json_writer.h"
#include "api/wire/xml.h"

namespace keyward::api::wire {
namespace {

using core::ErrorCode;
using schema::Protocol;

struct Status {
  std::string_view name;
  int http_status;
};

constexpr std::string_view kInternalMessage =
    "The request processing has failed because of an internal error.";

constexpr Status kQueryErrors[] = {
    {"AccessDenied", 403},
    {"ExpiredToken", 403},
    {"IncompleteSignature", 400},
    {"InternalFailure", 500},
    {"InvalidAction", 400},
    {"InvalidClientTokenId", 403},
    {"InvalidParameterCombination", 400},
    {"InvalidParameterValue", 400},
    {"InvalidQueryParameter", 400},
    {"MalformedInput", 400},
    {"MalformedQueryString", 404},
    {"MissingAction", 400},
    {"MissingAuthenticationToken", 403},
    {"MissingParameter", 400},
    {"OptInRequired", 403},
    {"RequestEntityTooLarge", 413},
    {"RequestExpired", 400},
    {"ServiceUnavailable", 503},
    {"SignatureDoesNotMatch", 403},
    {"Throttling", 400},
    {"ValidationError", 400},
};

constexpr Status kJsonErrors[] = {
    {"AccessDeniedException", 400},
    {"ExpiredTokenException", 400},
    {"IncompleteSignatureException", 400},
    {"InternalFailure", 500},
    {"InvalidSignatureException", 400},
    {"MissingAuthenticationTokenException", 400},
    {"RequestEntityTooLargeException", 413},
    {"RequestExpired", 400},
    {"SerializationException", 400},
    {"ServiceUnavailableException", 503},
    {"ThrottlingException", 400},
    {"UnknownOperationException", 400},
    {"UnrecognizedClientException", 400},
    {"ValidationException", 400},
};

// Errors whose model has a Reason besides the message.
constexpr std::string_view kWithReason[] = {"ConstraintViolationException",
                                            "InvalidInputException"};

// What an error without a name is called, and the status of one whose name nobody knows.
struct Default {
  std::string_view query_name;
  int query_status;
  std::string_view json_name;
  int json_status;
};

Default DefaultOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return {"ValidationError", 400, "ValidationException", 400};
    case ErrorCode::kNotFound:
      return {"ResourceNotFound", 404, "ResourceNotFoundException", 400};
    case ErrorCode::kAlreadyExists:
      return {"EntityAlreadyExists", 409, "ResourceExistsException", 400};
    case ErrorCode::kPermissionDenied:
      return {"AccessDenied", 403, "AccessDeniedException", 400};
    case ErrorCode::kUnauthenticated:
      return {"InvalidClientTokenId", 403, "UnrecognizedClientException", 400};
    case ErrorCode::kFailedPrecondition:
      return {"InvalidInput", 400, "InvalidRequestException", 400};
    case ErrorCode::kResourceExhausted:
      return {"Throttling", 400, "ThrottlingException", 400};
    case ErrorCode::kAborted:
      return {"ConcurrentModification", 409, "ConflictException", 400};
    case ErrorCode::kUnavailable:
      return {"ServiceUnavailable", 503, "ServiceUnavailableException", 503};
    case ErrorCode::kUnimplemented:
      return {"InvalidAction", 400, "UnknownOperationException", 400};
    case ErrorCode::kDataLoss:
    case ErrorCode::kInternal:
      break;
  }
  return {"InternalFailure", 500, "InternalFailure", 500};
}

const Status* FindStatus(std::span<const Status> table, std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [name](const Status& row) { return row.name == name; });
  return found == table.end() ? nullptr : &*found;
}

WireError Named(const schema::ServiceTable& service, const core::Error& error) {
  const bool query = service.protocol == Protocol::kQuery;
  const Default fallback = DefaultOf(error.code);
  WireError wire;
  wire.message = error.message;
  wire.http_status = query ? fallback.query_status : fallback.json_status;
  if (error.name.empty()) {
    wire.name = query ? fallback.query_name : fallback.json_name;
    return wire;
  }
  wire.name = error.name;
  if (const schema::ErrorShape* shape = service.FindError(error.name)) {
    wire.name = query ? shape->code : shape->shape;
    wire.http_status = shape->http_status;
    return wire;
  }
  const Status* common =
      query ? FindStatus(kQueryErrors, error.name) : FindStatus(kJsonErrors, error.name);
  if (common != nullptr) wire.http_status = common->http_status;
  return wire;
}

// Takes the reason out of a message that begins with one.
void SplitReason(WireError& wire) {
  if (std::ranges::find(kWithReason, wire.name) == std::end(kWithReason)) return;
  const std::size_t end = wire.message.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_");
  if (end == std::string::npos || end == 0) return;
  if (!std::string_view(wire.message).substr(end).starts_with(": ")) return;
  wire.reason = wire.message.substr(0, end);
  wire.message.erase(0, end + 2);
}

}  // namespace

WireError ToWire(const schema::ServiceTable& service, const core::Error& error) {
  if (error.code == ErrorCode::kInternal || error.code == ErrorCode::kDataLoss) {
    const schema::ErrorShape* shape = service.FindError(error.name);
    if (shape == nullptr || shape->http_status < 500) {
      return {500, "InternalFailure", std::string(kInternalMessage), ""};
    }
    WireError wire = Named(service, error);
    wire.message = kInternalMessage;
    return wire;
  }
  WireError wire = Named(service, error);
  SplitReason(wire);
  return wire;
}

std::string JsonErrorBody(const schema::ServiceTable& service, const WireError& error) {
  std::string text = "{\"__type\":";
  schema::AppendJsonString(error.name, &text);
  text += ",\"" + service.error_message_name + "\":";
  schema::AppendJsonString(error.message, &text);
  if (!error.reason.empty()) {
    text += ",\"Reason\":";
    schema::AppendJsonString(error.reason, &text);
  }
  return text + "}";
}

std::string XmlErrorBody(const schema::ServiceTable& service, const WireError& error,
                         std::string_view request_id) {
  std::string text = "<ErrorResponse xmlns=\"";
  AppendXmlText(service.xml_namespace, &text);
  text += "\"><Error><Type>";
  text += error.http_status < 500 ? "Sender" : "Receiver";
  text += "</Type><Code>";
  AppendXmlText(error.name, &text);
  text += "</Code><Message>";
  AppendXmlText(error.message, &text);
  text += "</Message></Error><RequestId>";
  AppendXmlText(request_id, &text);
  return text + "</RequestId></ErrorResponse>";
}

}  // namespace keyward::api::wire
