// SPDX-License-Identifier: Apache-2.0
#include "api/audit_event.h"

#include <chrono>
#include <nlohmann/json.hpp>

#include "core/iso_time.h"

namespace keyward::api {
namespace {

using Json = nlohmann::ordered_json;
using Type = policy::match::Caller::Type;

constexpr const char* kEventVersion = "1.11";

// CloudTrail's word for a kind of identity.
std::string_view IdentityType(Type type) {
  switch (type) {
    case Type::kAnonymous:
      return "Unknown";
    case Type::kRoot:
      return "Root";
    case Type::kUser:
      return "IAMUser";
    case Type::kRole:
    case Type::kRoleSession:
      return "AssumedRole";
    case Type::kFederatedUser:
      return "FederatedUser";
    case Type::kOriginAccessIdentity:
    case Type::kService:
      return "AWSService";
    case Type::kFederated:
      return "WebIdentityUser";
  }
  return "Unknown";
}

void SetUnlessEmpty(Json& object, const char* key, const std::string& value) {
  if (!value.empty()) object[key] = value;
}

Json SessionContext(const Session& session) {
  Json context;
  context["attributes"]["creationDate"] = core::IsoTime(session.issued);
  context["attributes"]["mfaAuthenticated"] = session.mfa_at ? "true" : "false";
  SetUnlessEmpty(context, "sourceIdentity", session.source_identity);
  return context;
}

Json Identity(const Caller* caller) {
  Json identity;
  if (caller == nullptr) {
    identity["type"] = "Unknown";
    return identity;
  }
  identity["type"] = IdentityType(caller->principal.type());
  SetUnlessEmpty(identity, "principalId", caller->user_id);
  SetUnlessEmpty(identity, "arn", caller->principal.text());
  SetUnlessEmpty(identity, "accountId", caller->account);
  SetUnlessEmpty(identity, "accessKeyId", caller->access_key_id);
  if (caller->principal.type() == Type::kUser) identity["userName"] = caller->principal.name();
  if (caller->session) identity["sessionContext"] = SessionContext(*caller->session);
  return identity;
}

// What was rendered by our own redaction; null when there is none.
Json Embedded(const std::string& json) {
  return json.empty() ? Json() : Json::parse(json, nullptr, false);
}

}  // namespace

std::string RenderAuditEvent(const AuditEvent& event) {
  Json line;
  line["eventVersion"] = kEventVersion;
  line["userIdentity"] = Identity(event.caller);
  if (event.transport != nullptr) {
    line["eventTime"] =
        core::IsoTime(std::chrono::floor<std::chrono::seconds>(event.transport->time));
  }
  line["eventSource"] = event.service + ".amazonaws.com";
  line["eventName"] = event.operation;
  if (event.transport != nullptr) {
    line["awsRegion"] = event.transport->region;
    line["sourceIPAddress"] = event.transport->source_ip;
    line["userAgent"] = event.transport->user_agent;
  }
  SetUnlessEmpty(line, "errorCode", event.error_code);
  SetUnlessEmpty(line, "errorMessage", event.error_message);
  line["requestParameters"] = Embedded(event.parameters);
  line["responseElements"] = Embedded(event.response);
  if (!event.decided_by.empty()) line["additionalEventData"]["decidedBy"] = event.decided_by;
  line["requestID"] = event.event_id;
  line["eventID"] = event.event_id;
  line["readOnly"] = event.read_only;
  line["eventType"] = "AwsApiCall";
  line["managementEvent"] = true;
  if (event.caller != nullptr) SetUnlessEmpty(line, "recipientAccountId", event.caller->account);
  // Bytes that are no UTF-8, as in a user agent, are replaced.
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace keyward::api
