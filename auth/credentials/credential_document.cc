// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/credential_document.h"

#include <utility>

#include "auth/credentials/secret_input.h"
#include "auth/sigv4/errors.h"
#include "auth/sigv4/timestamp.h"

namespace keyward::auth {

std::optional<std::chrono::sys_seconds> ReadExpiration(std::string text) {
  constexpr std::string_view kUtc = "+00:00";
  if (text.size() > kUtc.size() && text.substr(text.size() - kUtc.size()) == kUtc) {
    text.replace(text.size() - kUtc.size(), kUtc.size(), "Z");
  }
  if (const std::size_t point = text.find('.'); point != std::string::npos) {
    const std::size_t end = text.find_first_not_of("0123456789", point + 1);
    if (end == std::string::npos || end == point + 1) return std::nullopt;
    text.erase(point, end - point);
  }
  return ParseExtendedTime(text);
}

namespace {

// A member that is a string; nothing when it is absent, and an error when it is something else.
core::Result<std::optional<std::string>> StringMember(core::JsonView object, const char* name,
                                                      std::string_view verb,
                                                      const BlameSource& blame) {
  core::JsonView found = object;
  if (!object.Find(name, &found) || found.kind() == core::JsonKind::kNull) {
    return std::optional<std::string>();
  }
  if (!found.is_string()) {
    return blame(std::string(verb) + " a `" + std::string(name) + "` that is no string");
  }
  return std::optional(found.text());
}

}  // namespace

core::Result<Credentials> ReadCredentialDocument(core::JsonView object, const char* token_name,
                                                 core::Clock::TimePoint now,
                                                 const std::string& source, std::string_view verb,
                                                 const BlameSource& blame) {
  const auto id = StringMember(object, "AccessKeyId", verb, blame);
  const auto secret = StringMember(object, "SecretAccessKey", verb, blame);
  const auto token = StringMember(object, token_name, verb, blame);
  const auto expiration = StringMember(object, "Expiration", verb, blame);
  for (const auto* member : {&id, &secret, &token, &expiration}) {
    if (!*member) return member->error();
  }
  if (!id->has_value() || !secret->has_value() || (*id)->empty() ||
      !IsSecretKey(crypto::AsBytes(**secret))) {
    return blame(std::string(verb) + " no `AccessKeyId` and `SecretAccessKey`");
  }
  if (expiration->has_value()) {
    const auto until = ReadExpiration(**expiration);
    if (!until) return blame(std::string(verb) + " an `Expiration` that is no time in UTC");
    // In seconds: the nanoseconds of a far year do not fit into 64 bits.
    if (*until <= std::chrono::floor<std::chrono::seconds>(now)) return ExpiredToken();
  }
  auto kept = crypto::SecretBytes::Copy(crypto::AsBytes(**secret));
  if (!kept) return std::move(kept).error();
  return Credentials{**id, *std::move(kept), token->value_or(""), source};
}

}  // namespace keyward::auth
