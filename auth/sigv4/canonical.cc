// SPDX-License-Identifier: Apache-2.0
#include "auth/sigv4/canonical.h"

#include <algorithm>
#include <cstddef>

#include "auth/sigv4/errors.h"
#include "auth/sigv4/uri.h"
#include "core/encoding.h"
#include "crypto/hash.h"

namespace keyward::auth {
namespace {

// What may stand around a field value: blanks, and the line ends of folded values.
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

void AppendCollapsed(std::string_view value, std::string* out) {
  bool pending = false;
  for (const char c : Trimmed(value)) {
    if (IsSpace(c)) {
      pending = true;
      continue;
    }
    if (pending) out->push_back(' ');
    pending = false;
    out->push_back(c);
  }
}

// Appends `name:value,value\n`; false when the request has no such header.
bool AppendHeader(const HttpRequest& request, std::string_view name, std::string* out) {
  bool found = false;
  for (const Header& header : request.headers) {
    if (!IsNamed(header.name, name)) continue;
    if (found) {
      out->push_back(',');
    } else {
      out->append(name).push_back(':');
    }
    found = true;
    AppendCollapsed(header.value, out);
  }
  if (found) out->push_back('\n');
  return found;
}

// Source: RFC 9110 section 9.1: a method is a token; all that are in use are letters and `-`.
bool IsMethod(std::string_view method) {
  return !method.empty() && method.size() <= 32 &&
         std::all_of(method.begin(), method.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
         });
}

std::string HexOf(const crypto::Sha256Digest& digest) {
  return core::HexEncode(crypto::AsText(digest));
}

}  // namespace

std::string CredentialScope::Text() const {
  std::string text;
  text.reserve(date.size() + region.size() + service.size() + terminator.size() + 3);
  return text.append(date)
      .append("/")
      .append(region)
      .append("/")
      .append(service)
      .append("/")
      .append(terminator);
}

core::Result<std::string> CanonicalRequest(const HttpRequest& request, const CanonicalParts& parts,
                                           const ServiceRules& rules) {
  if (!IsMethod(request.method)) return IncompleteSignature("the request method is malformed");
  const auto target = SplitTarget(request.target);
  if (!target) return target.error();
  auto path = CanonicalPath(target->path, rules);
  if (!path) return path;
  auto parameters = ParseQuery(target->query);
  if (!parameters) return std::move(parameters).error();
  std::string text;
  text.reserve(512 + target->query.size());
  text.append(request.method).append("\n").append(*path).append("\n");
  text.append(CanonicalQuery(*std::move(parameters), parts.unsigned_parameters)).append("\n");
  for (const std::string_view name : Split(parts.signed_headers, ';')) {
    if (!AppendHeader(request, name, &text)) {
      return SignatureDoesNotMatch("the signed header '" + Shown(name) + "' is not in the request");
    }
  }
  text.append("\n").append(parts.signed_headers).append("\n").append(parts.payload_hash);
  return text;
}

std::string StringToSign(std::string_view time, std::string_view scope,
                         std::string_view canonical_request) {
  std::string text;
  text.reserve(160);
  text.append(kAlgorithm).append("\n").append(time).append("\n").append(scope).append("\n");
  return text.append(HexOf(crypto::Sha256(crypto::AsBytes(canonical_request))));
}

std::string PayloadDigest(const Payload& payload) {
  if (const auto* body = std::get_if<crypto::Bytes>(&payload)) {
    return HexOf(crypto::Sha256(*body));
  }
  return HexOf(std::get<crypto::Sha256Digest>(payload));
}

const Header* FindHeader(const HttpRequest& request, std::string_view name) {
  const auto found = std::find_if(request.headers.begin(), request.headers.end(),
                                  [&](const Header& header) { return IsNamed(header.name, name); });
  return found == request.headers.end() ? nullptr : &*found;
}

std::string_view Trimmed(std::string_view value) {
  while (!value.empty() && IsSpace(value.front())) value.remove_prefix(1);
  while (!value.empty() && IsSpace(value.back())) value.remove_suffix(1);
  return value;
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  parts.reserve(8);
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace keyward::auth
