// SPDX-License-Identifier: Apache-2.0
// Reads each line of the input as a number, a date, an IP network and base64, and holds the laws of
// order, containment and encoding against them.
#include <arpa/inet.h>

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/encoding.h"
#include "fuzz/require.h"
#include "policy/language/date_time.h"
#include "policy/language/decimal.h"
#include "policy/language/ip_network.h"

namespace {

using keyward::fuzz::Require;
using namespace keyward::policy::language;

// All triples are compared.
constexpr std::size_t kMaxLines = 8;

template <typename T>
void CheckOrder(const std::vector<T>& values) {
  for (const T& a : values) {
    Require((a <=> a) == 0 && a == a, "an order is reflexive");
    for (const T& b : values) {
      Require((a <=> b) == (0 <=> (b <=> a)), "an order is antisymmetric");
      Require((a == b) == ((a <=> b) == 0), "equality is that of the order");
      for (const T& c : values) {
        Require(!(a <= b && b <= c) || a <= c, "an order is transitive");
      }
    }
  }
}

void CheckNumbers(const std::vector<std::string>& lines) {
  std::vector<Decimal> numbers;
  std::vector<double> doubles;
  for (const std::string& line : lines) {
    const auto number = Decimal::Parse(line);
    if (!number) continue;
    numbers.push_back(*number);
    doubles.push_back(std::strtod(line.c_str(), nullptr));
    Require(line.find_first_not_of("-+.0123456789eE") == std::string::npos,
            "a number has no other letters");
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    for (std::size_t j = 0; j < numbers.size(); ++j) {
      Require(!(numbers[i] <= numbers[j]) || doubles[i] <= doubles[j], "rounding keeps the order");
    }
  }
  CheckOrder(numbers);
}

void CheckDates(const std::vector<std::string>& lines) {
  std::vector<DateTime> dates;
  for (const std::string& line : lines) {
    const auto date = DateTime::Parse(line);
    if (!date) continue;
    Require(date->nanos >= 0 && date->nanos < 1'000'000'000, "nanoseconds are part of a second");
    const std::string seconds = std::to_string(date->seconds);
    // Four digits are a year, and there are no negative epoch seconds.
    if (date->seconds >= 0 && seconds.size() != 4) {
      const auto epoch = DateTime::Parse(seconds);
      Require(epoch.has_value() && epoch->seconds == date->seconds, "epoch seconds are read back");
    }
    dates.push_back(*date);
  }
  CheckOrder(dates);
}

std::string Print(const IpNetwork& network) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(network.v6 ? AF_INET6 : AF_INET, network.bytes.data(), text.data(), text.size());
  return text.data();
}

bool Same(const IpNetwork& a, const IpNetwork& b) {
  return a.v6 == b.v6 && a.prefix == b.prefix && a.bytes == b.bytes;
}

void CheckNetworks(const std::vector<std::string>& lines) {
  std::vector<IpNetwork> networks;
  for (const std::string& line : lines) {
    const auto network = IpNetwork::Parse(line);
    const auto address = IpNetwork::ParseAddress(line);
    Require(!address || (network && Same(*network, *address)), "an address is a network of one");
    if (!network) continue;
    Require(line.find_first_not_of("0123456789abcdefABCDEF.:/") == std::string::npos,
            "no other letters");
    Require(network->Contains(*network), "containment is reflexive");
    const auto first = IpNetwork::ParseAddress(Print(*network));
    Require(first.has_value(), "a network's first address is one");
    // Of networks wider than the mapped ones, the first address may be IPv4.
    if (first->v6 == network->v6)
      Require(network->Contains(*first), "a network holds its first address");
    networks.push_back(*network);
  }
  for (const IpNetwork& a : networks) {
    for (const IpNetwork& b : networks) {
      Require(!(a.Contains(b) && b.Contains(a)) || Same(a, b), "containment is antisymmetric");
      for (const IpNetwork& c : networks) {
        Require(!(a.Contains(b) && b.Contains(c)) || a.Contains(c), "containment is transitive");
      }
    }
  }
}

void CheckEncodings(const std::vector<std::string>& lines) {
  using namespace keyward::core;
  for (const std::string& line : lines) {
    const auto bytes = Base64Decode(line);
    Require(bytes.has_value() == IsBase64(line), "the check agrees with the decoder");
    if (bytes) Require(Base64Encode(*bytes) == line, "base64 has one text for each byte string");
    if (bytes) Require(Base64DecodesTo(line, *bytes), "the comparison agrees with the decoder");
    Require(Base64Decode(Base64Encode(line)) == line, "base64 is read back");
    Require(HexDecode(HexEncode(line)) == line, "hexadecimal is read back");
  }
}

void Fuzz(std::string_view bytes) {
  std::vector<std::string> lines;
  while (lines.size() < kMaxLines) {
    const std::size_t newline = bytes.find('\n');
    lines.emplace_back(bytes.substr(0, newline));
    if (newline == std::string_view::npos) break;
    bytes.remove_prefix(newline + 1);
  }
  CheckNumbers(lines);
  CheckDates(lines);
  CheckNetworks(lines);
  CheckEncodings(lines);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}
