// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

// Which hosts may be asked in plaintext. Pure; thread-safe.
namespace keyward::auth {

struct UrlPlace {
  bool tls = false;
  std::string host;  // lower case, without brackets and port
};

// The place that an http or https URL names; nothing for another scheme, user information, an empty
// host, or characters that no host has. Source: RFC 3986 section 3.2.
std::optional<UrlPlace> PlaceOf(std::string_view url);

// Whether a host is this machine by its text alone: `localhost`, 127.0.0.0/8 in four decimal
// numbers, `::1`. Names are not resolved.
bool IsLoopbackHost(std::string_view host);

}  // namespace keyward::auth
