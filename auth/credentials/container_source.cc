// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/container_source.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "auth/credentials/credential_document.h"
#include "auth/credentials/link_local.h"
#include "auth/credentials/profile.h"
#include "auth/credentials/secret_input.h"
#include "auth/http_client/url.h"
#include "core/json.h"
#include "crypto/wipe.h"

namespace keyward::auth {
namespace {

constexpr char kRelative[] = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
constexpr char kFull[] = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
constexpr char kTokenFile[] = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
constexpr char kToken[] = "AWS_CONTAINER_AUTHORIZATION_TOKEN";

core::Error Failed(const std::string& what) {
  return {core::ErrorCode::kFailedPrecondition, "ContainerCredentialsFailed",
          "the container's credentials endpoint " + what};
}

// The URL to ask; "" when there is none.
core::Result<std::string> UrlOf(const EnvironmentLookup& environment) {
  if (const std::string path = environment(kRelative); !path.empty()) {
    if (path.front() != '/') {
      return InvalidCredentials(std::string(kRelative) + " must begin with `/`");
    }
    return "http://169.254.170.2" + path;
  }
  std::string url = environment(kFull);
  if (url.empty()) return url;
  const auto place = PlaceOf(url);
  if (!place) return InvalidCredentials(std::string(kFull) + " is no http or https URL");
  if (!place->tls && !IsContainerHost(place->host)) {
    return InvalidCredentials(std::string(kFull) +
                              " names a host that may not be asked in plaintext");
  }
  return url;
}

// What goes along as Authorization; "" = nothing.
core::Result<std::string> TokenOf(const EnvironmentLookup& environment) {
  std::string token = environment(kToken);
  const char* name = kToken;
  if (const std::string file = environment(kTokenFile); !file.empty()) {
    const auto text = ReadSecretFile(file);
    if (!text) return text.error();
    token = crypto::AsText(text->Expose());
    name = kTokenFile;
    if (token.empty()) return InvalidCredentials(std::string(name) + " names an empty file");
  }
  const bool safe = std::ranges::all_of(token, [](char c) { return c >= 0x20 && c < 0x7f; });
  if (safe) return token;
  return InvalidCredentials(std::string("the token of ") + name +
                            " has line ends or bytes that are not ASCII");
}

}  // namespace

bool IsContainerHost(std::string_view host) {
  constexpr std::array<std::string_view, 3> kHosts = {"169.254.170.2", "169.254.170.23",
                                                      "fd00:ec2::23"};
  return IsLoopbackHost(host) || std::ranges::find(kHosts, host) != kHosts.end();
}

core::Result<std::optional<Credentials>> FromContainer(const EnvironmentLookup& environment,
                                                       const Fetch& fetch,
                                                       core::Clock::TimePoint now) {
  auto url = UrlOf(environment);
  if (!url) return std::move(url).error();
  if (url->empty()) return std::optional<Credentials>();
  auto token = TokenOf(environment);
  if (!token) return std::move(token).error();
  FetchRequest request = LinkLocalRequest("GET", *url);
  request.headers.push_back({"Accept", "application/json"});
  if (!token->empty()) request.headers.push_back({"Authorization", *std::move(token)});
  auto answer = FetchRepeatedly(fetch, request, 3);
  if (!answer) return InSource(std::move(answer).error(), "the container's credentials endpoint");
  if (answer->status != 200)
    return Failed("answered with status " + std::to_string(answer->status));
  const auto document = core::JsonDocument::Parse(std::move(answer->body));
  if (!document || !document->root().is_object()) return Failed("answered no JSON object");
  auto made =
      ReadCredentialDocument(document->root(), "Token", now, "container", "answered", Failed);
  if (!made) return std::move(made).error();
  return std::optional(*std::move(made));
}

}  // namespace keyward::auth
