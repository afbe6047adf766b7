// SPDX-License-Identifier: Apache-2.0
#include "api/audit_event.h"

#include <chrono>
#include <string_view>

#include "api/schema/json_writer.h"
#include "core/iso_time.h"

namespace keyward::api {
namespace {

using Type = policy::match::Caller::Type;

constexpr std::string_view kEventVersion = "1.11";
constexpr std::size_t kUsualBytes = 1024;  // of an event beside its parameters and response

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

// A JSON object that is written member by member. What is ASCII's control characters or no UTF-8
// comes out escaped or replaced, so that a line is one line.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }

  // `json` is a value already.
  void Raw(std::string_view name, std::string_view json) {
    if (!first_) out_ += ',';
    first_ = false;
    out_.append("\"").append(name).append("\":").append(json);
  }
  void Text(std::string_view name, std::string_view text) {
    Raw(name, "");
    schema::AppendJsonString(text, &out_);
  }
  void TextUnlessEmpty(std::string_view name, std::string_view text) {
    if (!text.empty()) Text(name, text);
  }
  void Flag(std::string_view name, bool flag) { Raw(name, flag ? "true" : "false"); }
  // What was rendered by our own redaction; null when there is none.
  void Rendered(std::string_view name, std::string_view json) {
    Raw(name, json.empty() ? "null" : json);
  }
  // A member that is an object, until whose end this writer waits.
  ObjectWriter Object(std::string_view name) {
    Raw(name, "");
    return ObjectWriter(out_);
  }
  void End() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

void WriteSessionContext(ObjectWriter context, const Session& session) {
  ObjectWriter attributes = context.Object("attributes");
  attributes.Text("creationDate", core::IsoTime(session.issued));
  attributes.Text("mfaAuthenticated", session.mfa_at ? "true" : "false");
  attributes.End();
  context.TextUnlessEmpty("sourceIdentity", session.source_identity);
  context.End();
}

void WriteIdentity(ObjectWriter identity, const Caller* caller) {
  if (caller == nullptr) {
    identity.Text("type", "Unknown");
    return identity.End();
  }
  identity.Text("type", IdentityType(caller->principal.type()));
  identity.TextUnlessEmpty("principalId", caller->user_id);
  identity.TextUnlessEmpty("arn", caller->principal.text());
  identity.TextUnlessEmpty("accountId", caller->account);
  identity.TextUnlessEmpty("accessKeyId", caller->access_key_id);
  if (caller->principal.type() == Type::kUser) {
    identity.Text("userName", caller->principal.name());
  }
  if (caller->session) WriteSessionContext(identity.Object("sessionContext"), *caller->session);
  identity.End();
}

}  // namespace

std::string RenderAuditEvent(const AuditEvent& event) {
  std::string out;
  out.reserve(kUsualBytes + event.parameters.size() + event.response.size());
  ObjectWriter line(out);
  line.Text("eventVersion", kEventVersion);
  WriteIdentity(line.Object("userIdentity"), event.caller);
  if (event.transport != nullptr) {
    line.Text("eventTime",
              core::IsoTime(std::chrono::floor<std::chrono::seconds>(event.transport->time)));
  }
  line.Text("eventSource", event.service + ".amazonaws.com");
  line.Text("eventName", event.operation);
  if (event.transport != nullptr) {
    line.Text("awsRegion", event.transport->region);
    line.Text("sourceIPAddress", event.transport->source_ip);
    line.Text("userAgent", event.transport->user_agent);
  }
  line.TextUnlessEmpty("errorCode", event.error_code);
  line.TextUnlessEmpty("errorMessage", event.error_message);
  line.Rendered("requestParameters", event.parameters);
  line.Rendered("responseElements", event.response);
  if (!event.decided_by.empty()) {
    ObjectWriter more = line.Object("additionalEventData");
    more.Text("decidedBy", event.decided_by);
    more.End();
  }
  line.Text("requestID", event.event_id);
  line.Text("eventID", event.event_id);
  line.Flag("readOnly", event.read_only);
  line.Text("eventType", "AwsApiCall");
  line.Flag("managementEvent", true);
  if (event.caller != nullptr) line.TextUnlessEmpty("recipientAccountId", event.caller->account);
  line.End();
  return out;
}

}  // namespace keyward::api
