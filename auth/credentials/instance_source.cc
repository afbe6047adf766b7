// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/instance_source.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "auth/credentials/credential_document.h"
#include "auth/credentials/link_local.h"
#include "auth/credentials/profile.h"
#include "auth/http_client/url.h"
#include "core/encoding.h"
#include "core/json.h"

namespace keyward::auth {
namespace {

using core::ErrorCode;

constexpr int kAttempts = 2;
constexpr char kTokenPath[] = "/latest/api/token";
constexpr char kRolePath[] = "/latest/meta-data/iam/security-credentials/";
constexpr char kTokenSeconds[] = "21600";  // as long as one may be good

core::Error Failed(const std::string& what) {
  return {ErrorCode::kFailedPrecondition, "InstanceMetadataFailed",
          "the instance metadata service " + what};
}

core::Error NoCredentials(const std::string& why) {
  return {ErrorCode::kNotFound, "NoInstanceCredentials", "the instance metadata service " + why};
}

std::string FirstOf(const std::string& a, const std::string& b) { return a.empty() ? b : a; }

core::Result<std::string> EndpointOf(const EnvironmentLookup& environment,
                                     const InstanceSettings& settings) {
  std::string url = FirstOf(environment("AWS_EC2_METADATA_SERVICE_ENDPOINT"), settings.endpoint);
  if (!url.empty()) {
    if (!PlaceOf(url)) {
      return InvalidCredentials("the endpoint of the instance metadata service is no http URL");
    }
    while (url.ends_with('/')) url.pop_back();
    return url;
  }
  const std::string mode =
      FirstOf(environment("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"), settings.mode);
  if (mode.empty() || core::EqualsIgnoreCase(mode, "ipv4"))
    return std::string("http://169.254.169.254");
  if (core::EqualsIgnoreCase(mode, "ipv6")) return std::string("http://[fd00:ec2::254]");
  return InvalidCredentials("the instance metadata service's mode is IPv4 or IPv6");
}

// A text of one line that may stand in a header or path.
bool IsToken(std::string_view text) {
  return !text.empty() && text.size() <= 1024 &&
         std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

// Characters of a role's name. Source: IAM API Reference, "RoleName".
bool IsRoleName(std::string_view text) {
  constexpr std::string_view kMarks = "+=,.@-_";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

core::Result<FetchAnswer> Get(const Fetch& fetch, const std::string& url,
                              const std::string& token) {
  FetchRequest request = LinkLocalRequest("GET", url);
  request.headers = {{"x-aws-ec2-metadata-token", token}};
  auto answer = FetchRepeatedly(fetch, request, kAttempts);
  if (!answer) return InSource(std::move(answer).error(), "the instance metadata service");
  return answer;
}

core::Result<std::string> GetToken(const Fetch& fetch, const std::string& endpoint) {
  FetchRequest request = LinkLocalRequest("PUT", endpoint + kTokenPath);
  request.headers = {{"x-aws-ec2-metadata-token-ttl-seconds", kTokenSeconds}};
  auto answer = FetchRepeatedly(fetch, request, kAttempts);
  if (!answer && answer.error().code == ErrorCode::kUnavailable) {
    return NoCredentials("does not answer");
  }
  if (!answer) return InSource(std::move(answer).error(), "the instance metadata service");
  if (answer->status != 200) {
    return Failed("answered the request for a token with status " + std::to_string(answer->status));
  }
  if (!IsToken(answer->body)) return Failed("answered something that is no token");
  return std::move(answer->body);
}

core::Result<std::string> GetRole(const Fetch& fetch, const std::string& endpoint,
                                  const std::string& token) {
  auto answer = Get(fetch, endpoint + kRolePath, token);
  if (!answer) return std::move(answer).error();
  if (answer->status == 404) return NoCredentials("has no role for this instance");
  if (answer->status != 200) {
    return Failed("answered the request for the role with status " +
                  std::to_string(answer->status));
  }
  std::string name = std::move(answer->body);
  name = name.substr(0, name.find_first_of("\r\n"));
  if (!IsRoleName(name)) return Failed("answered something that is no role's name");
  return name;
}

}  // namespace

core::Result<Credentials> FromInstance(const EnvironmentLookup& environment,
                                       const InstanceSettings& settings, const Fetch& fetch,
                                       core::Clock::TimePoint now) {
  if (core::EqualsIgnoreCase(environment("AWS_EC2_METADATA_DISABLED"), "true")) {
    return NoCredentials("is switched off (AWS_EC2_METADATA_DISABLED)");
  }
  const auto endpoint = EndpointOf(environment, settings);
  if (!endpoint) return endpoint.error();
  const auto token = GetToken(fetch, *endpoint);
  if (!token) return token.error();
  const auto role = GetRole(fetch, *endpoint, *token);
  if (!role) return role.error();
  auto answer = Get(fetch, *endpoint + kRolePath + *role, *token);
  if (!answer) return std::move(answer).error();
  if (answer->status != 200) {
    return Failed("answered the request for credentials with status " +
                  std::to_string(answer->status));
  }
  const auto document = core::JsonDocument::Parse(std::move(answer->body));
  if (!document || !document->root().is_object()) return Failed("answered no JSON object");
  core::JsonView code = document->root();
  if (document->root().Find("Code", &code) && code.text() != "Success") {
    return Failed("answered that it has no credentials for the role");
  }
  return ReadCredentialDocument(document->root(), "Token", now, "instance role `" + *role + "`",
                                "answered", Failed);
}

}  // namespace keyward::auth
