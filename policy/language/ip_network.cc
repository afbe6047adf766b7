// SPDX-License-Identifier: Apache-2.0
#include "policy/language/ip_network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace keyward::policy::language {
namespace {

constexpr std::uint8_t kV4Bits = 32;
constexpr std::uint8_t kV6Bits = 128;
constexpr std::uint8_t kMappedBits = 96;
constexpr std::array<std::uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

bool ReadAddress(std::string_view text, IpNetwork* network) {
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  const bool fits = text.size() < terminated.size();
  if (!fits || text.find('\0') != std::string_view::npos) return false;
  std::copy(text.begin(), text.end(), terminated.begin());
  network->v6 = text.find(':') != std::string_view::npos;
  network->prefix = network->v6 ? kV6Bits : kV4Bits;
  return inet_pton(network->v6 ? AF_INET6 : AF_INET, terminated.data(), network->bytes.data()) == 1;
}

void ClearHostBits(IpNetwork* network) {
  for (std::size_t i = 0; i < network->bytes.size(); ++i) {
    const int kept = std::clamp(network->prefix - static_cast<int>(i) * 8, 0, 8);
    network->bytes[i] &= static_cast<std::uint8_t>(0xFF00 >> kept);
  }
}

// IPv4-mapped IPv6 addresses and networks are the IPv4 ones that they carry.
void Unmap(IpNetwork* network) {
  const bool mapped =
      network->v6 && network->prefix >= kMappedBits &&
      std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), network->bytes.begin());
  if (!mapped) return;
  std::copy_n(network->bytes.begin() + 12, 4, network->bytes.begin());
  std::fill(network->bytes.begin() + 4, network->bytes.end(), std::uint8_t{0});
  network->v6 = false;
  network->prefix = static_cast<std::uint8_t>(network->prefix - kMappedBits);
}

// One to three digits without a leading zero, at most `high`.
bool ReadPrefix(std::string_view text, std::uint8_t high, std::uint8_t* prefix) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return false;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), *prefix);
  return failure == std::errc() && end == text.data() + text.size() && *prefix <= high;
}

}  // namespace

std::optional<IpNetwork> IpNetwork::ParseAddress(std::string_view text) {
  IpNetwork network;
  if (!ReadAddress(text, &network)) return std::nullopt;
  Unmap(&network);
  return network;
}

std::optional<IpNetwork> IpNetwork::Parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return ParseAddress(text);
  IpNetwork network;
  if (!ReadAddress(text.substr(0, slash), &network)) return std::nullopt;
  if (!ReadPrefix(text.substr(slash + 1), network.prefix, &network.prefix)) return std::nullopt;
  ClearHostBits(&network);
  Unmap(&network);
  return network;
}

bool IpNetwork::Contains(const IpNetwork& inner) const {
  if (v6 != inner.v6 || inner.prefix < prefix) return false;
  IpNetwork masked = inner;
  masked.prefix = prefix;
  ClearHostBits(&masked);
  return masked.bytes == bytes;
}

}  // namespace keyward::policy::language
