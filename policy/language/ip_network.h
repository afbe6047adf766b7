// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace keyward::policy::language {

// An IPv4 or IPv6 network in CIDR notation; a bare address is a network of one.
struct IpNetwork {
  std::array<std::uint8_t, 16> bytes{};  // IPv4: the first four; network byte order; host bits zero
  std::uint8_t prefix = 0;               // bits
  bool v6 = false;

  // Reads `ADDRESS` or `ADDRESS/PREFIX`. IPv4-mapped IPv6 (::ffff:0:0/96) becomes IPv4. Nothing for
  // malformed text: leading zeros in an octet, a zone, a prefix out of range. Allocates nothing.
  // Thread-safe. Source: RFC 4632, RFC 4291 section 2.2.
  static std::optional<IpNetwork> Parse(std::string_view text);
  // The same for one address: no prefix.
  static std::optional<IpNetwork> ParseAddress(std::string_view text);

  // Whether the network holds the address (or network) `inner`. Never across IP versions.
  bool Contains(const IpNetwork& inner) const;
};

}  // namespace keyward::policy::language
