// SPDX-License-Identifier: Apache-2.0
#include "cli/signature_findings.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "auth/sigv4/canonical.h"
#include "cli/report.h"
#include "core/encoding.h"

namespace keyward::cli {
namespace {

using auth::ServiceRules;
using auth::SessionTokenPlace;

std::vector<std::string_view> Lines(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  std::vector<std::string_view> lines = auth::Split(text, '\n');
  for (std::string_view& line : lines) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  }
  return lines;
}

// What line `at` of a canonical request is.
std::string CanonicalPart(const std::vector<std::string_view>& lines, std::size_t at) {
  constexpr std::array<const char*, 3> kFirst = {"the method", "the path", "the query"};
  if (at < kFirst.size()) return kFirst[at];
  if (at + 1 == lines.size()) return "the payload's hash";
  if (at + 2 == lines.size()) return "the list of signed headers";
  if (at + 3 == lines.size() || at >= lines.size()) return "the end of the headers";
  const std::string_view line = lines[at];
  return "the header `" + EscapeControls(line.substr(0, line.find(':'))) + "`";
}

std::string StringToSignPart(const std::vector<std::string_view>&, std::size_t at) {
  constexpr std::array<const char*, 4> kParts = {"the algorithm", "the time", "the scope",
                                                 "the canonical request's hash"};
  return at < kParts.size() ? kParts[at] : "its end";
}

template <typename Part>
std::string Compare(const char* what, std::string_view theirs, std::string_view ours, Part part) {
  const auto their_lines = Lines(theirs);
  const auto our_lines = Lines(ours);
  std::size_t at = 0;
  while (at < their_lines.size() && at < our_lines.size() && their_lines[at] == our_lines[at]) {
    ++at;
  }
  if (at == their_lines.size() && at == our_lines.size()) return "";
  const auto shown = [at](const std::vector<std::string_view>& lines) {
    return at < lines.size() ? "`" + EscapeControls(lines[at]) + "`" : std::string("not there");
  };
  return std::string(what) + " differs in line " + std::to_string(at + 1) + ", " +
         part(our_lines, at) + ": theirs is " + shown(their_lines) + ", ours is " +
         shown(our_lines);
}

// Whether the signature holds for the scope and time that the request itself claims.
bool Holds(const auth::Authorization& authorization, const auth::HttpRequest& request,
           const crypto::SecretBytes& secret, const ServiceRules& rules) {
  return auth::VerifySignature(authorization, request, secret, authorization.signed_at,
                               {authorization.scope.region, authorization.scope.service, rules})
      .has_value();
}

// How `other` differs from `rules`, in words.
std::vector<std::string> Differences(const ServiceRules& rules, const ServiceRules& other) {
  std::vector<std::string> words;
  if (rules.normalize_path != other.normalize_path) {
    words.emplace_back(other.normalize_path ? "the path is normalised"
                                            : "the path is not normalised");
  }
  if (rules.double_encode_path != other.double_encode_path) {
    words.emplace_back(other.double_encode_path ? "the path is percent-encoded twice"
                                                : "the path is percent-encoded once");
  }
  if (rules.allow_unsigned_payload != other.allow_unsigned_payload) {
    words.emplace_back(other.allow_unsigned_payload ? "the payload is left unsigned"
                                                    : "the payload is signed");
  }
  if (rules.session_token != other.session_token) {
    words.emplace_back(other.session_token == SessionTokenPlace::kSigned
                           ? "the session token is signed"
                           : "the session token is added after signing");
  }
  return words;
}

// The least change of rules that makes the signature right; nothing when none does.
std::optional<std::vector<std::string>> TryRules(const auth::Authorization& authorization,
                                                 const auth::HttpRequest& request,
                                                 const crypto::SecretBytes& secret,
                                                 const ServiceRules& rules) {
  std::optional<std::vector<std::string>> best;
  for (unsigned change = 1; change < 16; ++change) {
    ServiceRules other = rules;
    if ((change & 1) != 0) other.normalize_path = !other.normalize_path;
    if ((change & 2) != 0) other.double_encode_path = !other.double_encode_path;
    if ((change & 4) != 0) other.allow_unsigned_payload = !other.allow_unsigned_payload;
    if ((change & 8) != 0) {
      other.session_token = other.session_token == SessionTokenPlace::kSigned
                                ? SessionTokenPlace::kAddedAfterSigning
                                : SessionTokenPlace::kSigned;
    }
    if (!Holds(authorization, request, secret, other)) continue;
    auto words = Differences(rules, other);
    if (!best || words.size() < best->size()) best = std::move(words);
  }
  return best;
}

}  // namespace

std::string CompareCanonicalRequests(std::string_view theirs, std::string_view ours) {
  return Compare("the canonical request", theirs, ours, CanonicalPart);
}

std::string CompareStringsToSign(std::string_view theirs, std::string_view ours) {
  return Compare("the string to sign", theirs, ours, StringToSignPart);
}

std::vector<std::string> TrySignature(const auth::Authorization& authorization,
                                      const auth::HttpRequest& request,
                                      const crypto::SecretBytes& secret,
                                      const ServiceRules& rules) {
  if (Holds(authorization, request, secret, rules)) {
    return {"the signature is right for the scope and time that the request claims"};
  }
  if (const auto words = TryRules(authorization, request, secret, rules)) {
    std::string text = "the signature is right if ";
    for (std::size_t i = 0; i < words->size(); ++i) text += (i == 0 ? "" : " and ") + (*words)[i];
    return {text};
  }
  const std::string claimed = authorization.content_sha256.value_or("");
  auth::HttpRequest other = request;
  if (const auto bytes = core::HexDecode(claimed); bytes && bytes->size() == 32) {
    crypto::Sha256Digest digest = {};
    std::copy(bytes->begin(), bytes->end(), digest.begin());
    other.payload = digest;
    if (Holds(authorization, other, secret, rules)) {
      return {
          "the signature is right for the payload hash in x-amz-content-sha256, which is not "
          "the hash of this body"};
    }
  }
  other.payload = crypto::Bytes{};
  if (Holds(authorization, other, secret, rules)) {
    return {"the signature is right for an empty body"};
  }
  return {
      "neither other rules nor another payload make the signature right: the secret, or "
      "something in the canonical request, differs"};
}

}  // namespace keyward::cli
