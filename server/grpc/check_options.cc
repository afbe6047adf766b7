// SPDX-License-Identifier: Apache-2.0
#include "server/grpc/check_options.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <optional>

#include "core/arn.h"

namespace keyward::server::grpc {
namespace {

// Beyond a day a deadline is a mistake.
constexpr std::chrono::hours kLongest{24};

// As sixteen bytes, an IPv4 address mapped.
std::optional<in6_addr> ParseAddress(const std::string& text) {
  in6_addr v6 = {};
  if (::inet_pton(AF_INET6, text.c_str(), &v6) == 1) return v6;
  return ::inet_pton(AF_INET6, ("::ffff:" + text).c_str(), &v6) == 1 ? std::optional(v6)
                                                                     : std::nullopt;
}

bool IsLoopback(const in6_addr& address) {
  return IN6_IS_ADDR_LOOPBACK(&address) ||
         (IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == 127);
}

struct Range {
  const char* name;
  std::size_t value;
  std::size_t least;
  std::size_t most;
};

core::Result<void> CheckSizes(const Options& options) {
  constexpr std::size_t kSomeMillion = std::size_t{1} << 20;
  constexpr std::size_t kMostMemory = std::size_t{1} << 40;
  const Range ranges[] = {
      {"message_bytes", options.message_bytes, 1, kMaxMessageBytes},
      {"metadata_bytes", options.metadata_bytes, 1024, kSomeMillion},
      {"streams_per_connection", options.streams_per_connection, 1, kSomeMillion},
      {"max_waiting_calls", options.max_waiting_calls, 1, kSomeMillion},
      {"memory_bytes", options.memory_bytes, 16 * options.message_bytes, kMostMemory},
      {"threads", options.threads, 0, kMaxThreads},
  };
  for (const Range& range : ranges) {
    if (range.value >= range.least && range.value <= range.most) continue;
    return InvalidOptions("`" + std::string(range.name) + "` is not from " +
                          std::to_string(range.least) + " to " + std::to_string(range.most));
  }
  if (options.idle_timeout < std::chrono::milliseconds(1) || options.idle_timeout > kLongest) {
    return InvalidOptions("`idle_timeout` is not from 1 ms to 24 h");
  }
  return {};
}

core::Result<void> CheckTransport(const Options& options) {
  const std::optional<in6_addr> address = ParseAddress(options.address);
  if (!address) {
    return InvalidOptions("`" + options.address + "` is neither an ipv4 nor an ipv6 address");
  }
  const bool certificate = !options.tls.certificate_path.empty();
  if (certificate != !options.tls.key_path.empty()) {
    return InvalidOptions("a certificate and its key are given together or not at all");
  }
  if (certificate) return {};
  if (!options.tls.client_ca_path.empty() || options.tls.client_certificate_required) {
    return InvalidOptions("client certificates need tls");
  }
  if (!IsLoopback(*address)) {
    return InvalidOptions("plaintext is served on loopback only, and `" + options.address +
                          "` is not: give a certificate");
  }
  return {};
}

core::Result<void> CheckPrincipals(const Options& options) {
  if (options.certificate_principals.empty()) return {};
  if (options.tls.client_ca_path.empty()) {
    return InvalidOptions("names in client certificates need an authority to vouch for them");
  }
  for (const auto& [name, principal] : options.certificate_principals) {
    if ((!name.starts_with("URI:") && !name.starts_with("DNS:")) || name.size() == 4) {
      return InvalidOptions("`" + name + "` is neither `URI:…` nor `DNS:…`");
    }
    const std::optional<core::Arn> arn = core::Arn::Split(principal);
    if (!arn || arn->service != "iam" || arn->resource_type() != "user") {
      return InvalidOptions("`" + principal + "` is not the arn of a user");
    }
  }
  return {};
}

}  // namespace

core::Error InvalidOptions(std::string_view what) {
  return {core::ErrorCode::kInvalidArgument, "InvalidOptions", std::string(what)};
}

core::Result<void> CheckOptions(const Options& options) {
  for (const auto check : {CheckSizes, CheckTransport, CheckPrincipals}) {
    if (core::Result<void> checked = check(options); !checked) return checked;
  }
  return {};
}

std::string ListeningAddress(const Options& options) {
  const bool v6 = options.address.find(':') != std::string::npos;
  return (v6 ? "[" + options.address + "]" : options.address) + ":" + std::to_string(options.port);
}

std::string AddressOfPeer(std::string_view peer) {
  const std::size_t port = peer.rfind(':');
  if (port == std::string_view::npos) return "";
  std::string_view text = peer.substr(0, port);
  if (text.starts_with("ipv4:")) {
    text.remove_prefix(5);
  } else if (text.starts_with("ipv6:%5B") && text.ends_with("%5D")) {
    text.remove_prefix(8);
    text.remove_suffix(3);
  } else {
    return "";
  }
  const std::optional<in6_addr> address = ParseAddress(std::string(text));
  if (!address) return "";
  const bool mapped = IN6_IS_ADDR_V4MAPPED(&*address);
  std::array<char, INET6_ADDRSTRLEN> shortest = {};
  ::inet_ntop(mapped ? AF_INET : AF_INET6, address->s6_addr + (mapped ? 12 : 0), shortest.data(),
              shortest.size());
  return shortest.data();
}

}  // namespace keyward::server::grpc
