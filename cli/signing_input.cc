// SPDX-License-Identifier: Apache-2.0
#include "cli/signing_input.h"

#include <utility>

#include "auth/credentials/secret_input.h"
#include "auth/credentials/settings.h"
#include "auth/http_client/curl_fetch.h"
#include "auth/sigv4/timestamp.h"
#include "cli/files.h"
#include "cli/report.h"
#include "core/clock.h"

namespace keyward::cli {
namespace {

core::Result<auth::Credentials> CredentialsOf(const SignArgs& args) {
  const SecretArgs& from = args.secret;
  if (from.secret_file.empty() != args.access_key_id.empty()) {
    return InvalidInput("--access-key-id and --secret-file go together");
  }
  if (from.secret_file.empty()) {
    return auth::ResolveCredentials({from.profile, from.environment, auth::FetchWithCurl},
                                    core::SystemClock());
  }
  if (!from.profile.empty()) return InvalidInput("--secret-file and --profile exclude each other");
  auto secret = auth::ReadSecretKeyFile(from.secret_file);
  if (!secret) return std::move(secret).error();
  return auth::Credentials{args.access_key_id, *std::move(secret), "", args.secret.secret_file};
}

core::Result<HttpMessage> MessageOf(const SignArgs& args, const UrlParts& url, std::istream& in) {
  HttpMessage message{args.method, url.target, {{"Host", url.host}}, ""};
  for (const std::string& text : args.headers) {
    auto header = ParseHeader(text);
    if (!header) return InSource(std::move(header).error(), "--header");
    message.headers.push_back(*std::move(header));
  }
  if (args.body.empty()) return message;
  auto body = ReadWholeFile(args.body, kMaxMessageBytes, in);
  if (!body) return std::move(body).error();
  message.body = *std::move(body);
  return message;
}

}  // namespace

core::Result<SigningInput> ReadSigningInput(const SignArgs& args, std::istream& in) {
  auto url = ParseUrl(args.url);
  if (!url) return std::move(url).error();
  auto message = MessageOf(args, *url, in);
  if (!message) return std::move(message).error();
  const auto time = TimeOf(args.scope.time);
  if (!time) return time.error();
  auto region = RegionOf(args.scope, args.secret);
  if (!region) return std::move(region).error();
  auto credentials = CredentialsOf(args);
  if (!credentials) return std::move(credentials).error();
  auth::SigningOptions options{*std::move(region),  args.scope.service, *time,
                               RulesOf(args.scope), args.payload_hash,  args.unsigned_payload};
  return SigningInput{*std::move(url), *std::move(message), *std::move(credentials),
                      std::move(options)};
}

core::Result<std::string> RegionOf(const ScopeArgs& scope, const SecretArgs& secret) {
  if (!scope.region.empty()) return scope.region;
  auto region = auth::ResolveRegion({secret.profile, secret.environment});
  if (!region) return std::move(region).error();
  if (region->value.empty()) {
    return InvalidInput("no region: give --region, AWS_REGION or a profile that has one");
  }
  return std::move(region->value);
}

auth::ServiceRules RulesOf(const ScopeArgs& scope) {
  auth::ServiceRules rules = auth::RulesFor(scope.service);
  if (scope.token_after_signing) {
    rules.session_token = auth::SessionTokenPlace::kAddedAfterSigning;
  }
  return rules;
}

core::Result<std::chrono::sys_seconds> TimeOf(const std::string& text) {
  if (text.empty()) {
    return std::chrono::floor<std::chrono::seconds>(core::SystemClock().Now());
  }
  auto time = auth::ParseBasicTime(text);
  if (!time) time = auth::ParseExtendedTime(text);
  if (!time) {
    return InvalidInput("`" + EscapeControls(text) +
                        "` is no time such as 20150830T123600Z or 2015-08-30T12:36:00Z");
  }
  return *time;
}

}  // namespace keyward::cli
