// SPDX-License-Identifier: Apache-2.0
#include "cli/service_client.h"

#include <chrono>
#include <utility>

#include "api/wire/client_answer.h"
#include "auth/credentials/credential_chain.h"
#include "auth/credentials/settings.h"
#include "auth/sigv4/sign.h"
#include "cli/report.h"
#include "core/clock.h"

namespace keyward::cli {
namespace {

constexpr char kAgent[] = "keyward/" KEYWARD_VERSION;

core::Result<std::string> Given(const std::string& option, core::Result<auth::FoundSetting> found) {
  if (!option.empty()) return option;
  if (!found) return std::move(found).error();
  return std::move(found->value);
}

core::Result<std::string> UrlOf(const ClientArgs& args, const std::string& service_id) {
  if (!args.endpoint_url.empty()) return args.endpoint_url;
  auto url = Given("", auth::ResolveEndpoint({args.profile, args.environment}, service_id));
  if (url && url->empty()) {
    return InvalidInput(
        "no endpoint: give --endpoint-url, AWS_ENDPOINT_URL or a profile that has `endpoint_url`");
  }
  return url;
}

}  // namespace

core::Result<ServiceClient> ServiceClient::Create(const ClientArgs& args,
                                                  const api::schema::ServiceTable& service) {
  const auth::SettingSources sources{args.profile, args.environment};
  auto url = UrlOf(args, service.service_id);
  if (!url) return std::move(url).error();
  auto parts = ParseUrl(*url);
  if (!parts) return std::move(parts).error();
  auto place = auth::PlaceOf(*url);
  if (!place || parts->target.find('?') != std::string::npos) {
    return InvalidInput("the endpoint's URL is a scheme, a host, and perhaps a port and a path");
  }
  if (!place->tls && !auth::IsLoopbackHost(place->host)) {
    return InvalidInput("the endpoint `" + EscapeControls(place->host) +
                        "` is not this machine: its URL must begin with `https://`");
  }
  auto region = Given(args.region, auth::ResolveRegion(sources));
  if (!region) return std::move(region).error();
  if (region->empty()) {
    return InvalidInput("no region: give --region, AWS_REGION or a profile that has one");
  }
  auto bundle = Given(args.ca_bundle, auth::ResolveCaBundle(sources));
  if (!bundle) return std::move(bundle).error();
  ServiceClient client(args, service);
  client.url_ = *std::move(parts);
  client.place_ = *std::move(place);
  client.region_ = *std::move(region);
  client.ca_bundle_ = *std::move(bundle);
  return client;
}

core::Result<auth::FetchRequest> ServiceClient::Sign(const api::wire::ClientRequest& input) const {
  const core::SystemClock clock;
  const auto credentials =
      auth::ResolveCredentials({args_->profile, args_->environment, args_->fetch}, clock);
  if (!credentials) return credentials.error();
  HttpMessage message{"POST", url_.target, {{"Host", url_.host}}, input.body};
  message.headers.push_back({"Content-Type", input.content_type});
  if (!input.target.empty()) message.headers.push_back({"X-Amz-Target", input.target});
  const std::string& service = service_->signing_name;
  const HttpMessageView view(message);
  auto made = auth::Sign(view.request(), *credentials,
                         {.region = region_,
                          .service = service,
                          .time = std::chrono::floor<std::chrono::seconds>(clock.Now()),
                          .rules = auth::RulesFor(service)});
  if (!made) return std::move(made).error();
  auth::FetchRequest request;
  request.method = message.method;
  request.url = url_.origin + url_.target;
  request.headers = {{"User-Agent", kAgent}};
  request.body = std::move(message.body);
  for (const auto* headers : {&message.headers, &made->headers}) {
    for (const auth::OwnedHeader& header : *headers) {
      request.headers.push_back({header.name, header.value});
    }
  }
  request.direct = auth::IsLoopbackHost(place_.host);
  request.ca_bundle = ca_bundle_;
  return request;
}

core::Result<std::string> ServiceClient::Call(const std::string& operation,
                                              const api::wire::ClientRequest& input) const {
  const auto request = Sign(input);
  if (!request) return request.error();
  const auto answer = args_->fetch(*request);
  if (!answer) return answer.error();
  return api::wire::DecodeAnswer(*service_, operation, answer->status, answer->body);
}

ExitCode CodeOfCall(core::ErrorCode code) {
  if (code == core::ErrorCode::kPermissionDenied) return ExitCode::kDenied;
  const bool input = code == core::ErrorCode::kInvalidArgument ||
                     code == core::ErrorCode::kNotFound || code == core::ErrorCode::kUnimplemented;
  return input ? ExitCode::kBadInput : ExitCode::kFailed;
}

}  // namespace keyward::cli
