// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/role_source.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "auth/credentials/credential_document.h"
#include "auth/credentials/link_local.h"
#include "auth/credentials/profile.h"
#include "auth/http_client/url.h"
#include "auth/sigv4/errors.h"
#include "auth/sigv4/sign.h"
#include "auth/sigv4/uri.h"
#include "core/xml.h"

namespace keyward::auth {
namespace {

constexpr char kService[] = "sts";
constexpr char kContentType[] = "application/x-www-form-urlencoded; charset=utf-8";

core::Error Failed(const RoleSettings& role, const std::string& what) {
  return {core::ErrorCode::kFailedPrecondition, "AssumeRoleFailed",
          "assuming the role `" + Shown(role.role_arn) + "`: " + what};
}

// An endpoint's URL in the parts that a request has.
struct Target {
  std::string host;  // with the port
  std::string path;
  bool loopback;
};

core::Result<Target> TargetOf(const RoleSettings& role) {
  if (role.endpoint.empty()) {
    return InvalidCredentials(
        "no endpoint to assume a role at: give AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL or a profile "
        "that has `endpoint_url`");
  }
  if (role.region.empty()) {
    return InvalidCredentials(
        "no region to assume a role in: give AWS_REGION or a profile that has one");
  }
  const auto place = PlaceOf(role.endpoint);
  if (!place || role.endpoint.find_first_of("?#") != std::string::npos) {
    return InvalidCredentials(
        "the endpoint of sts is a scheme, a host, and perhaps a port and a path");
  }
  const bool loopback = IsLoopbackHost(place->host);
  if (!place->tls && !loopback) {
    return InvalidCredentials("the endpoint of sts `" + Shown(place->host) +
                              "` is not this machine: its URL must begin with `https://`");
  }
  const std::size_t begin = role.endpoint.find("://") + 3;
  const std::size_t end = std::min(role.endpoint.find('/', begin), role.endpoint.size());
  const std::string path = role.endpoint.substr(end);
  return Target{role.endpoint.substr(begin, end - begin), path.empty() ? "/" : path, loopback};
}

std::string FormOf(const RoleSettings& role, core::Clock::TimePoint now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const std::string session =
      role.session_name.empty() ? "keyward-" + std::to_string(seconds) : role.session_name;
  std::string form = "Action=AssumeRole&Version=2011-06-15";
  const std::array<std::pair<const char*, const std::string*>, 4> fields = {
      {{"RoleArn", &role.role_arn},
       {"RoleSessionName", &session},
       {"ExternalId", &role.external_id},
       {"DurationSeconds", &role.duration_seconds}}};
  for (const auto& [name, value] : fields) {
    if (!value->empty()) form.append("&").append(name).append("=").append(UriEncode(*value));
  }
  return form;
}

core::Result<FetchRequest> RequestOf(const RoleSettings& role, const Credentials& caller,
                                     core::Clock::TimePoint now) {
  const auto target = TargetOf(role);
  if (!target) return target.error();
  FetchRequest request;
  request.method = "POST";
  request.url =
      role.endpoint.substr(0, role.endpoint.find("://") + 3) + target->host + target->path;
  request.body = FormOf(role, now);
  request.direct = target->loopback;
  request.ca_bundle = role.ca_bundle;
  const std::array<Header, 2> headers = {{{"Host", target->host}, {"Content-Type", kContentType}}};
  auto made = Sign({request.method, target->path, headers, crypto::AsBytes(request.body)}, caller,
                   {.region = role.region,
                    .service = kService,
                    .time = std::chrono::floor<std::chrono::seconds>(now),
                    .rules = RulesFor(kService)});
  if (!made) return std::move(made).error();
  for (const Header& header : headers) {
    request.headers.push_back({std::string(header.name), std::string(header.value)});
  }
  for (OwnedHeader& header : made->headers) {
    request.headers.push_back({std::move(header.name), std::move(header.value)});
  }
  return request;
}

// The text of an element that is down this way; "" when it is not there.
std::string TextAt(const core::XmlElement& root, std::initializer_list<const char*> names) {
  const core::XmlElement* element = &root;
  for (const char* name : names) {
    element = element->Find(name);
    if (element == nullptr) return "";
  }
  return element->text;
}

// What the service says is wrong, in its own words.
std::string Refusal(int status, const core::Result<core::XmlElement>& answer) {
  std::string told = answer ? TextAt(*answer, {"Error", "Code"}) : "";
  if (told.empty()) return "sts answered with status " + std::to_string(status);
  const std::string message = TextAt(*answer, {"Error", "Message"});
  if (!message.empty()) told += ": " + message;
  return told;
}

}  // namespace

core::Result<Credentials> AssumeRole(const RoleSettings& role, const Credentials& caller,
                                     const Fetch& fetch, core::Clock::TimePoint now) {
  const auto request = RequestOf(role, caller, now);
  if (!request) return request.error();
  auto answer = fetch(*request);
  if (!answer) return InSource(std::move(answer).error(), "the endpoint of sts");
  const auto xml = core::ParseXml(answer->body);
  if (answer->status != 200) return Failed(role, Refusal(answer->status, xml));
  if (!xml || xml->name != "AssumeRoleResponse") {
    return Failed(role, "sts answered something that is no AssumeRoleResponse");
  }
  const auto member = [&](const char* name) {
    return TextAt(*xml, {"AssumeRoleResult", "Credentials", name});
  };
  const auto until = ReadExpiration(member("Expiration"));
  const std::string token = member("SessionToken");
  if (!until || token.empty()) {
    return Failed(role, "sts answered no `Expiration` and `SessionToken`");
  }
  if (*until <= std::chrono::floor<std::chrono::seconds>(now)) return ExpiredToken();
  auto made = MakeCredentials(member("AccessKeyId"), member("SecretAccessKey"), token,
                              "role `" + Shown(role.role_arn) + "`");
  if (!made) return Failed(role, "sts answered no `AccessKeyId` and `SecretAccessKey`");
  return made;
}

}  // namespace keyward::auth
