// SPDX-License-Identifier: Apache-2.0
#include "auth/sigv4/authorization.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/sigv4/authorization_fields.h"
#include "auth/sigv4/errors.h"
#include "auth/sigv4/uri.h"
#include "core/encoding.h"

namespace keyward::auth {
namespace {

// Said twice, these could be read one way here and another way where the request is served.
constexpr std::array<std::string_view, 7> kOnceHeaders = {
    "authorization",        "host",        "date", "x-amz-date", "x-amz-content-sha256",
    "x-amz-security-token", "x-amz-target"};

// The parameters that make a request a presigned one; all but the token must be there.
constexpr std::string_view kAlgorithmName = "X-Amz-Algorithm";
constexpr std::string_view kCredentialName = "X-Amz-Credential";
constexpr std::string_view kDateName = "X-Amz-Date";
constexpr std::string_view kExpiresName = "X-Amz-Expires";
constexpr std::string_view kSignedHeadersName = "X-Amz-SignedHeaders";
constexpr std::string_view kSignatureName = "X-Amz-Signature";
constexpr std::string_view kTokenName = "X-Amz-Security-Token";
constexpr std::string_view kContentHashName = "X-Amz-Content-Sha256";
constexpr std::array<std::string_view, 6> kRequiredParameters = {
    kAlgorithmName, kCredentialName, kSignatureName, kSignedHeadersName, kDateName, kExpiresName};
constexpr std::array<std::string_view, 8> kKnownParameters = {
    kAlgorithmName, kCredentialName, kSignatureName, kSignedHeadersName,
    kDateName,      kExpiresName,    kTokenName,     kContentHashName};

bool IsAmazonParameter(std::string_view name) {
  constexpr std::string_view kPrefix = "x-amz-";
  return IsNamed(name.substr(0, kPrefix.size()), kPrefix);
}

// Whether a parameter makes the request a presigned one.
bool IsPresigning(std::string_view name) {
  return name != kContentHashName && std::find(kKnownParameters.begin(), kKnownParameters.end(),
                                               name) != kKnownParameters.end();
}

core::Result<void> CheckHeaders(const HttpRequest& request) {
  if (request.headers.size() > kMaxHeaders) {
    return IncompleteSignature("the request has more than " + std::to_string(kMaxHeaders) +
                               " headers");
  }
  for (const std::string_view name : kOnceHeaders) {
    const auto count =
        std::count_if(request.headers.begin(), request.headers.end(),
                      [&](const Header& header) { return IsNamed(header.name, name); });
    if (count > 1) {
      return IncompleteSignature("the header '" + std::string(name) + "' is given more than once");
    }
  }
  return {};
}

// Refuses what is given twice, and what we know in another spelling: it would count for nothing
// here and might count elsewhere.
core::Result<void> CheckParameters(const std::vector<QueryParameter>& parameters) {
  std::vector<std::string> seen;
  for (const QueryParameter& parameter : parameters) {
    if (!IsAmazonParameter(parameter.name)) continue;
    for (const std::string_view known : kKnownParameters) {
      if (IsNamed(parameter.name, known) && parameter.name != known) {
        return IncompleteSignature("the query parameter '" + Shown(parameter.name) +
                                   "' must be spelled '" + std::string(known) + "'");
      }
    }
    seen.push_back(core::AsciiLower(parameter.name));
  }
  std::sort(seen.begin(), seen.end());
  const auto twice = std::adjacent_find(seen.begin(), seen.end());
  if (twice == seen.end()) return {};
  return IncompleteSignature("the query parameter '" + Shown(*twice) + "' is given more than once");
}

// "Credential=…, SignedHeaders=…, Signature=…", in any order, each once.
struct HeaderFields {
  std::string_view credential;
  std::string_view signed_headers;
  std::string_view signature;
};

core::Result<HeaderFields> SplitFields(std::string_view text) {
  HeaderFields fields;
  if (text.empty()) return fields;
  for (const std::string_view part : Split(text, ',')) {
    const std::string_view pair = Trimmed(part);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) {
      return IncompleteSignature("'" + Shown(pair) +
                                 "' not a valid key=value pair (missing equal-sign) in "
                                 "Authorization header.");
    }
    const std::string_view name = pair.substr(0, equals);
    std::string_view* field = nullptr;
    if (name == "Credential") field = &fields.credential;
    if (name == "SignedHeaders") field = &fields.signed_headers;
    if (name == "Signature") field = &fields.signature;
    if (field == nullptr || !field->empty()) {
      return IncompleteSignature("Authorization header has '" + Shown(name) +
                                 (field == nullptr ? "', which is not known" : "' twice"));
    }
    *field = pair.substr(equals + 1);
  }
  return fields;
}

// The parts that are missing, in AWS's words; no error when none is.
core::Result<void> CheckComplete(const HeaderFields& fields, bool has_date,
                                 std::string_view algorithm) {
  std::string missing;
  if (fields.credential.empty())
    missing += "Authorization header requires 'Credential' parameter. ";
  if (fields.signature.empty()) missing += "Authorization header requires 'Signature' parameter. ";
  if (fields.signed_headers.empty()) {
    missing += "Authorization header requires 'SignedHeaders' parameter. ";
  }
  if (!has_date) {
    missing +=
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  if (missing.empty()) return {};
  return IncompleteSignature(missing + "Authorization=" + Shown(algorithm));
}

std::string HeaderText(const Header* header) {
  return header == nullptr ? std::string() : std::string(Trimmed(header->value));
}

core::Result<Authorization> FromHeader(const HttpRequest& request, std::string_view value) {
  const std::size_t space = std::min(value.find(' '), value.size());
  const std::string_view algorithm = value.substr(0, space);
  if (algorithm.substr(0, 5) == "AWS4-") {
    if (auto known = CheckAlgorithm(algorithm); !known) return std::move(known).error();
  }
  const Header* const amazon_date = FindHeader(request, "x-amz-date");
  const Header* const date = amazon_date != nullptr ? amazon_date : FindHeader(request, "date");
  const bool ours = algorithm == kAlgorithm;
  const auto fields = SplitFields(ours ? Trimmed(value.substr(space)) : std::string_view());
  if (!fields) return fields.error();
  if (auto complete = CheckComplete(*fields, date != nullptr, algorithm); !complete) {
    return std::move(complete).error();
  }
  Authorization made;
  for (auto& read :
       {ReadCredential(fields->credential, &made), ReadSignedHeaders(fields->signed_headers, &made),
        ReadSignature(fields->signature, &made),
        ReadTime(Trimmed(date->value), date != amazon_date, &made)}) {
    if (!read) return read.error();
  }
  made.session_token = HeaderText(FindHeader(request, "x-amz-security-token"));
  return made;
}

const std::string* FindParameter(const std::vector<QueryParameter>& parameters,
                                 std::string_view name) {
  const auto found =
      std::find_if(parameters.begin(), parameters.end(),
                   [&](const QueryParameter& parameter) { return parameter.name == name; });
  return found == parameters.end() ? nullptr : &found->value;
}

core::Result<void> ReadLifetime(const std::string& text, Authorization* into) {
  int seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || text.front() == '0' ||
      std::chrono::seconds(seconds) < kMinLifetime ||
      std::chrono::seconds(seconds) > kMaxLifetime) {
    return IncompleteSignature(
        "'X-Amz-Expires' must be a number of seconds from 1 to 604800, got '" + Shown(text) + "'");
  }
  into->lifetime = std::chrono::seconds(seconds);
  return {};
}

core::Result<Authorization> FromQuery(const HttpRequest& request,
                                      const std::vector<QueryParameter>& parameters) {
  std::string missing;
  for (const std::string_view name : kRequiredParameters) {
    const std::string* value = FindParameter(parameters, name);
    if (value != nullptr && !value->empty()) continue;
    missing += "AWS query-string parameters must include '" + std::string(name) + "'. ";
  }
  if (!missing.empty()) {
    return IncompleteSignature(missing + "Re-examine the query-string parameters.");
  }
  for (const std::string_view name : {"x-amz-date", "x-amz-security-token"}) {
    if (FindHeader(request, name) == nullptr) continue;
    return IncompleteSignature("a presigned request may not have the header '" + std::string(name) +
                               "'");
  }
  Authorization made;
  made.form = AuthorizationForm::kQuery;
  const auto value = [&](std::string_view name) { return *FindParameter(parameters, name); };
  for (auto& read :
       {CheckAlgorithm(value(kAlgorithmName)), ReadCredential(value(kCredentialName), &made),
        ReadSignedHeaders(value(kSignedHeadersName), &made),
        ReadSignature(value(kSignatureName), &made), ReadTime(value(kDateName), false, &made),
        ReadLifetime(value(kExpiresName), &made)}) {
    if (!read) return read.error();
  }
  if (const auto* token = FindParameter(parameters, kTokenName)) made.session_token = *token;
  if (const auto* hash = FindParameter(parameters, kContentHashName)) {
    made.content_sha256 = *hash;
  }
  return made;
}

}  // namespace

core::Result<Authorization> ParseAuthorization(const HttpRequest& request) {
  if (auto headers = CheckHeaders(request); !headers) return std::move(headers).error();
  const auto target = SplitTarget(request.target);
  if (!target) return target.error();
  const auto parameters = ParseQuery(target->query);
  if (!parameters) return parameters.error();
  if (auto unique = CheckParameters(*parameters); !unique) return std::move(unique).error();
  const bool presigned =
      std::any_of(parameters->begin(), parameters->end(),
                  [](const QueryParameter& parameter) { return IsPresigning(parameter.name); });
  const Header* const header = FindHeader(request, "authorization");
  if (header == nullptr && !presigned) return MissingAuthenticationToken();
  if (header != nullptr && presigned) {
    return IncompleteSignature(
        "only one authentication is allowed: an Authorization header or presigned query "
        "parameters");
  }
  auto made =
      presigned ? FromQuery(request, *parameters) : FromHeader(request, Trimmed(header->value));
  if (!made) return made;
  if (const Header* const hash = FindHeader(request, "x-amz-content-sha256")) {
    if (made->content_sha256.has_value()) {
      return IncompleteSignature("'X-Amz-Content-Sha256' is given as header and in the query");
    }
    made->content_sha256 = HeaderText(hash);
  }
  return made;
}

}  // namespace keyward::auth
