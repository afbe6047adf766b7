// SPDX-License-Identifier: Apache-2.0
#include "cli/call.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "api/schema/known_services.h"
#include "api/wire/client_answer.h"
#include "api/wire/client_request.h"
#include "auth/credentials/credential_chain.h"
#include "auth/credentials/settings.h"
#include "auth/http_client/url.h"
#include "auth/sigv4/sign.h"
#include "cli/files.h"
#include "cli/http_message.h"
#include "cli/report.h"
#include "core/clock.h"
#include "core/json.h"

namespace keyward::cli {
namespace {

using api::schema::ServiceTable;

constexpr std::size_t kMaxOperationBytes = 128;
constexpr char kAgent[] = "keyward/" KEYWARD_VERSION;

struct Input {
  const ServiceTable* service = nullptr;
  api::wire::ClientRequest request;
};

core::Result<const ServiceTable*> ServiceOf(const std::string& name) {
  if (const ServiceTable* const found = api::schema::FindKnownService(name)) return found;
  std::vector<std::string> names;
  for (const ServiceTable* service : api::schema::KnownServices()) {
    names.push_back(service->signing_name);
  }
  return InvalidInput("unknown service `" + EscapeControls(name) + "`: expected " +
                      JoinAlternatives(names));
}

// What --json says, with the name by which errors call it.
core::Result<core::JsonDocument> ReadJson(const std::string& json, std::istream& in) {
  const bool file = json == "-" || json.starts_with('@');
  const std::string path = json.starts_with('@') ? json.substr(1) : json;
  auto text = file ? ReadWholeFile(path, kMaxFileBytes, in)
                   : core::Result<std::string>(json.empty() ? "{}" : json);
  if (!text) return std::move(text).error();
  auto document = core::JsonDocument::Parse(*std::move(text));
  if (!document) return InSource(std::move(document).error(), file ? DisplayName(path) : "--json");
  return document;
}

core::Result<Input> ReadInput(const CallArgs& args, std::istream& in) {
  if (!args.output.empty() && args.output != "json") {
    return InvalidInput("--output takes `json`, not `" + EscapeControls(args.output) + "`");
  }
  const auto service = ServiceOf(args.service);
  if (!service) return service.error();
  const bool named =
      args.operation.size() <= kMaxOperationBytes &&
      std::ranges::all_of(args.operation, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      });
  if (!named) {
    return InvalidInput("an operation is letters and digits, as in `GetCallerIdentity`");
  }
  const auto document = ReadJson(args.json, in);
  if (!document) return document.error();
  auto request = api::wire::EncodeRequest(**service, args.operation, document->root());
  if (!request) {
    return InSource(std::move(request).error(),
                    "the input of " + args.service + ":" + args.operation);
  }
  return Input{*service, *std::move(request)};
}

// Where to, and whom to trust.
struct Target {
  UrlParts url;
  auth::UrlPlace place;
  std::string region;
  std::string ca_bundle;
};

core::Result<std::string> Given(const std::string& option, core::Result<auth::FoundSetting> found) {
  if (!option.empty()) return option;
  if (!found) return std::move(found).error();
  return std::move(found->value);
}

core::Result<Target> ReadTarget(const CallArgs& args, const ServiceTable& service) {
  const auth::SettingSources sources{args.profile, args.environment};
  auto url = args.endpoint_url.empty()
                 ? Given("", auth::ResolveEndpoint(sources, service.service_id))
                 : args.endpoint_url;
  if (!url) return std::move(url).error();
  if (url->empty()) {
    return InvalidInput(
        "no endpoint: give --endpoint-url, AWS_ENDPOINT_URL or a profile that has `endpoint_url`");
  }
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
  return Target{*std::move(parts), *std::move(place), *std::move(region), *std::move(bundle)};
}

core::Result<auth::FetchRequest> SignRequest(const CallArgs& args, const Input& input,
                                             const Target& target) {
  const core::SystemClock clock;
  const auto credentials =
      auth::ResolveCredentials({args.profile, args.environment, args.fetch}, clock);
  if (!credentials) return credentials.error();
  HttpMessage message{"POST", target.url.target, {{"Host", target.url.host}}, input.request.body};
  message.headers.push_back({"Content-Type", input.request.content_type});
  if (!input.request.target.empty()) {
    message.headers.push_back({"X-Amz-Target", input.request.target});
  }
  const std::string& service = input.service->signing_name;
  const HttpMessageView view(message);
  auto made = auth::Sign(view.request(), *credentials,
                         {.region = target.region,
                          .service = service,
                          .time = std::chrono::floor<std::chrono::seconds>(clock.Now()),
                          .rules = auth::RulesFor(service)});
  if (!made) return std::move(made).error();
  auth::FetchRequest request;
  request.method = message.method;
  request.url = target.url.origin + target.url.target;
  request.headers = {{"User-Agent", kAgent}};
  request.body = std::move(message.body);
  for (const auto* headers : {&message.headers, &made->headers}) {
    for (const auth::OwnedHeader& header : *headers) {
      request.headers.push_back({header.name, header.value});
    }
  }
  request.direct = auth::IsLoopbackHost(target.place.host);
  request.ca_bundle = target.ca_bundle;
  return request;
}

core::Result<std::string> Call(const CallArgs& args, std::istream& in) {
  const auto input = ReadInput(args, in);
  if (!input) return input.error();
  const auto target = ReadTarget(args, *input->service);
  if (!target) return target.error();
  const auto request = SignRequest(args, *input, *target);
  if (!request) return request.error();
  const auto answer = args.fetch(*request);
  if (!answer) return answer.error();
  return api::wire::DecodeAnswer(*input->service, args.operation, answer->status, answer->body);
}

ExitCode CodeOfCall(core::ErrorCode code) {
  if (code == core::ErrorCode::kPermissionDenied) return ExitCode::kDenied;
  const bool input = code == core::ErrorCode::kInvalidArgument ||
                     code == core::ErrorCode::kNotFound || code == core::ErrorCode::kUnimplemented;
  return input ? ExitCode::kBadInput : ExitCode::kFailed;
}

}  // namespace

ExitCode RunCall(const CallArgs& args, std::istream& in, std::ostream& out, std::ostream& err) {
  const auto answer = Call(args, in);
  if (!answer) {
    ReportError(err, answer.error());
    return CodeOfCall(answer.error().code);
  }
  out << *answer << '\n';
  return out.flush() ? ExitCode::kOk : ExitCode::kBadInput;
}

}  // namespace keyward::cli
