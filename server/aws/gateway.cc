// SPDX-License-Identifier: Apache-2.0
#include "server/aws/gateway.h"

#include <google/protobuf/message.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "api/request_id.h"
#include "api/schema/redact.h"
#include "api/wire/errors.h"
#include "api/wire/form.h"
#include "api/wire/json.h"
#include "api/wire/query.h"
#include "api/wire/xml.h"
#include "auth/sigv4/authorization.h"
#include "auth/sigv4/errors.h"
#include "auth/sigv4/service_rules.h"
#include "auth/sigv4/verify.h"
#include "server/aws/names.h"

namespace keyward::server::aws {
namespace {

using api::schema::MethodTable;
using api::schema::Protocol;

constexpr std::string_view kTarget = "x-amz-target";
constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

std::string_view QueryOf(std::string_view target) {
  const std::size_t mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

core::Error Unsupported(std::string_view service, std::string_view operation) {
  return {
      core::ErrorCode::kUnimplemented, "NotImplemented",
      "this installation does not offer " + std::string(service) + ":" + std::string(operation)};
}

}  // namespace

// One request on its way.
struct Gateway::Exchange {
  explicit Exchange(http::Request received) : request(std::move(received)) {
    for (const http::Header& header : request.headers) {
      headers.push_back({header.name, header.value});
    }
    view = {request.method, request.target, headers, crypto::AsBytes(request.body)};
    target = request.Find(kTarget);
  }
  Protocol protocol() const { return target == nullptr ? Protocol::kQuery : Protocol::kJson11; }

  http::Request request;
  std::vector<auth::Header> headers;
  auth::HttpRequest view;
  const std::string* target = nullptr;  // X-Amz-Target
  const std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
  std::string id;
  const MethodTable* method = nullptr;  // null until it was found
  std::string signing_name;             // "" until the authorization was read
  api::Transport transport;
  std::vector<api::wire::FormField> form;
};

Gateway::Gateway(Parts parts) : parts_(std::move(parts)) {}
Gateway::~Gateway() = default;

http::Response Gateway::Answer(http::Request request) {
  Exchange exchange(std::move(request));
  exchange.id = api::NewRequestId(parts_.random);
  const std::string* agent = exchange.request.Find("user-agent");
  exchange.transport = {
      .source_ip = exchange.request.origin ? exchange.request.origin->address : "",
      .secure = exchange.request.origin && exchange.request.origin->tls.has_value(),
      .user_agent = agent == nullptr ? "" : *agent,
      .region = "",
      .time = parts_.clock.Now()};
  core::Result<std::string> body = Serve(exchange);
  Observe(exchange, body);
  return Render(exchange, std::move(body));
}

http::Response Gateway::Render(const Exchange& exchange, core::Result<std::string> body) {
  const Service& service = ServiceFor(exchange);
  const bool json = service.table->protocol == Protocol::kJson11;
  http::Response response;
  response.headers = {
      {"Content-Type", json ? "application/x-amz-json-1.1" : "text/xml"},
      {"x-amzn-RequestId", exchange.id},
  };
  if (body) {
    response.body = *std::move(body);
    return response;
  }
  const api::wire::WireError error =
      api::wire::ToWire(*service.table, InProtocol(body.error(), service.table->protocol));
  response.status = error.http_status;
  response.body = json ? api::wire::JsonErrorBody(*service.table, error)
                       : api::wire::XmlErrorBody(*service.table, error, exchange.id);
  return response;
}

core::Result<std::string> Gateway::Serve(Exchange& exchange) {
  core::Result<api::Credential> credential = Authenticate(exchange);
  if (!credential) {
    RecordRefusal(exchange, credential.error());
    return std::move(credential).error();
  }
  return Execute(exchange, credential->caller);
}

core::Result<api::Credential> Gateway::Authenticate(Exchange& exchange) {
  core::Result<auth::Authorization> authorization = auth::ParseAuthorization(exchange.view);
  if (!authorization) return std::move(authorization).error();
  exchange.signing_name = authorization->scope.service;
  exchange.transport.region = authorization->scope.region;
  if (!IsRegion(authorization->scope.region)) {
    return auth::SignatureDoesNotMatch("Credential should be scoped to a valid region.");
  }
  const auto served = std::ranges::find_if(parts_.services, [&](const Service& service) {
    return service.table->signing_name == exchange.signing_name;
  });
  if (served == parts_.services.end()) {
    return auth::SignatureDoesNotMatch("Credential should be scoped to a service that is offered.");
  }
  core::Result<api::Credential> credential =
      parts_.credentials.Resolve(authorization->access_key_id, authorization->session_token);
  if (!credential) return credential;
  const auth::Expectations expectations{exchange.transport.region, exchange.signing_name,
                                        auth::RulesFor(exchange.signing_name)};
  core::Result<void> good =
      auth::VerifySignature(*authorization, exchange.view, credential->secret_access_key,
                            std::chrono::floor<std::chrono::seconds>(exchange.transport.time),
                            expectations, &signing_keys_);
  if (!good) return std::move(good).error();
  parts_.credentials.Used(credential->caller, served->prefix, exchange.transport.region,
                          std::chrono::floor<std::chrono::seconds>(exchange.transport.time));
  return credential;
}

core::Result<std::string> Gateway::Execute(Exchange& exchange, const api::Caller& caller) {
  const Service& service = ServiceFor(exchange);
  core::Result<const MethodTable*> method = FindMethod(exchange);
  if (!method) return std::move(method).error();
  exchange.method = *method;
  const api::Operation* operation = parts_.operations.Find(service.prefix, (*method)->name);
  if (operation == nullptr) return Unsupported(service.prefix, (*method)->name);
  const std::unique_ptr<api::Message> request(operation->request->New());
  api::schema::EmptyMembers empty;
  core::Result<void> decoded =
      service.table->protocol == Protocol::kJson11
          ? api::wire::DecodeJson(exchange.request.body, request.get(), &empty)
          : api::wire::DecodeQuery(std::move(exchange.form), request.get(), &empty);
  if (!decoded) return std::move(decoded).error();
  core::Result<std::unique_ptr<api::Message>> answer =
      parts_.pipeline.Execute(*operation, caller, exchange.transport, exchange.id, *request, empty);
  api::schema::WipeSensitive(request.get());
  if (!answer) return std::move(answer).error();
  std::string body = service.table->protocol == Protocol::kJson11
                         ? api::wire::EncodeJson(**answer)
                         : api::wire::EncodeXml(*service.table, **method, **answer, exchange.id);
  api::schema::WipeSensitive(answer->get());
  return body;
}

core::Result<const MethodTable*> Gateway::FindMethod(Exchange& exchange) {
  const Service& service = ServiceFor(exchange);
  if (service.table->protocol == Protocol::kJson11) {
    return FindTarget(exchange.target, *service.table);
  }
  std::string_view text = QueryOf(exchange.request.target);
  if (exchange.request.method == "POST") {
    const std::string* type = exchange.request.Find("content-type");
    if (type == nullptr || !std::string_view(*type).starts_with(kFormType)) {
      return core::Error{core::ErrorCode::kInvalidArgument, "MalformedInput",
                         "a request's body is a form (" + std::string(kFormType) + ")"};
    }
    text = exchange.request.body;
  }
  core::Result<std::vector<api::wire::FormField>> form = api::wire::ParseForm(text);
  if (!form) return std::move(form).error();
  exchange.form = *std::move(form);
  return api::wire::FindAction(exchange.form, *service.table);
}

const Service& Gateway::ServiceFor(const Exchange& exchange) const {
  for (const Service& service : parts_.services) {
    if (service.table->signing_name == exchange.signing_name) return service;
  }
  // Not known: what is wrong is told in the protocol at least.
  for (const Service& service : parts_.services) {
    if (service.table->protocol == exchange.protocol()) return service;
  }
  return parts_.services.front();
}

void Gateway::Observe(const Exchange& exchange, const core::Result<std::string>& body) const {
  if (parts_.observer == nullptr) return;
  const Service& service = ServiceFor(exchange);
  const bool known = service.table->signing_name == exchange.signing_name;
  const std::string none;
  parts_.observer->Answered({
      .service = known ? service.prefix : none,
      .operation = exchange.method == nullptr ? none : exchange.method->name,
      .error = body ? none : body.error().name,
      .took = std::chrono::steady_clock::now() - exchange.began,
  });
}

void Gateway::RecordRefusal(const Exchange& exchange, const core::Error& error) {
  api::AuditEvent event{.event_id = exchange.id,
                        .service = ServiceFor(exchange).prefix,
                        .read_only = true,
                        .transport = &exchange.transport,
                        .error_code = error.name,
                        .error_message = error.message};
  // Nothing was done; a refusal is answered whether it could be recorded or not.
  static_cast<void>(parts_.pipeline.RecordRefusal(event));
}

}  // namespace keyward::server::aws
