// SPDX-License-Identifier: Apache-2.0
#include "policy/language/ip_network.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace keyward::policy::language {
namespace {

using std::string_view_literals::operator""sv;

struct ContainsCase {
  std::string_view network;
  std::string_view address;
  bool contained;
};

constexpr ContainsCase kContains[] = {
    // IPv4.
    {"10.0.0.0/8", "10.0.0.0", true},
    {"10.0.0.0/8", "10.255.255.255", true},
    {"10.0.0.0/8", "11.0.0.0", false},
    {"10.0.0.0/8", "9.255.255.255", false},
    {"203.0.113.0/24", "203.0.113.7", true},
    {"203.0.113.0/24", "203.0.114.7", false},
    {"203.0.113.128/25", "203.0.113.127", false},
    {"203.0.113.128/25", "203.0.113.128", true},
    {"203.0.113.7/31", "203.0.113.6", true},
    {"203.0.113.7/32", "203.0.113.7", true},
    {"203.0.113.7/32", "203.0.113.6", false},
    {"128.0.0.0/1", "255.0.0.1", true},
    {"128.0.0.0/1", "127.0.0.1", false},
    // A bare address is a network of one.
    {"203.0.113.7", "203.0.113.7", true},
    {"203.0.113.7", "203.0.113.8", false},
    {"2001:db8::7", "2001:db8::7", true},
    {"2001:db8::7", "2001:db8::8", false},
    // Host bits are ignored.
    {"10.1.2.3/8", "10.9.9.9", true},
    {"2001:db8::ffff/32", "2001:db8:1::", true},
    // Everything of one version and nothing of the other.
    {"0.0.0.0/0", "0.0.0.0", true},
    {"0.0.0.0/0", "255.255.255.255", true},
    {"0.0.0.0/0", "::", false},
    {"0.0.0.0/0", "2001:db8::1", false},
    {"::/0", "2001:db8::1", true},
    {"::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true},
    {"::/0", "203.0.113.7", false},
    {"203.0.113.7", "2001:db8::7", false},
    {"::cb00:7107", "203.0.113.7", false},
    // IPv6, whatever its spelling.
    {"2001:db8::/32", "2001:db8:ffff::1", true},
    {"2001:db8::/32", "2001:db9::1", false},
    {"2001:db8:0:0:0:0:0:1", "2001:DB8::1", true},
    {"2001:0db8::0001", "2001:db8:0::1", true},
    {"2001:db8::1:0:0:1", "2001:db8:0:0:1::1", true},
    {"2001:db8::/33", "2001:db8:8000::", false},
    {"2001:db8::/33", "2001:db8:7fff::", true},
    {"2001:db8::/127", "2001:db8::1", true},
    {"2001:db8::/127", "2001:db8::2", false},
    {"2001:db8::/128", "2001:db8::", true},
    {"64:ff9b::203.0.113.7", "64:ff9b::cb00:7107", true},
    // IPv4-mapped IPv6 is IPv4.
    {"203.0.113.7", "::ffff:203.0.113.7", true},
    {"203.0.113.7", "::FFFF:cb00:7107", true},
    {"::ffff:203.0.113.7", "203.0.113.7", true},
    {"::ffff:203.0.113.0/120", "203.0.113.9", true},
    {"::ffff:203.0.113.0/120", "203.0.114.9", false},
    {"::ffff:0:0/96", "198.51.100.1", true},
    {"0.0.0.0/0", "::ffff:198.51.100.1", true},
    {"::/0", "::ffff:198.51.100.1", false},
    {"::ffff:0:0/95", "198.51.100.1", false},
    {"::ffff:0:0/95", "::fffe:0:1", true},
};

TEST(IpNetwork, Contains) {
  for (const ContainsCase& row : kContains) {
    const auto network = IpNetwork::Parse(row.network);
    const auto address = IpNetwork::ParseAddress(row.address);
    ASSERT_TRUE(network.has_value()) << row.network;
    ASSERT_TRUE(address.has_value()) << row.address;
    EXPECT_EQ(network->Contains(*address), row.contained) << row.network << " and " << row.address;
  }
}

TEST(IpNetwork, ContainsSmallerNetworksOnly) {
  const auto contains = [](std::string_view outer, std::string_view inner) {
    return IpNetwork::Parse(outer)->Contains(*IpNetwork::Parse(inner));
  };
  EXPECT_TRUE(contains("10.0.0.0/8", "10.1.0.0/16"));
  EXPECT_TRUE(contains("10.0.0.0/8", "10.0.0.0/8"));
  EXPECT_FALSE(contains("10.1.0.0/16", "10.0.0.0/8"));
  EXPECT_TRUE(contains("::/0", "2001:db8::/32"));
  EXPECT_FALSE(contains("2001:db8::/32", "::/0"));
}

// Neither a network nor an address.
constexpr std::string_view kRefused[] = {
    "",
    " ",
    "*",
    "/",
    "/8",
    "localhost",
    "10",
    "10.0",
    "10.0.0",
    "10.0.0.",
    ".10.0.0.0",
    "10.0.0.0.0",
    "10..0.0",
    "10.0.0.256",
    "256.0.0.0",
    "010.0.0.1",
    "10.0.0.01",
    "10.00.0.1",
    "0x0a.0.0.1",
    "167772161",
    "10.0.0.-1",
    "+10.0.0.1",
    "10.0.0.1 ",
    " 10.0.0.1",
    "10.0.0.1\n",
    "10,0,0,1",
    "10.0.0.1:80",
    "10.0.0.*",
    "10.0.0.0-10.0.0.9",
    "10.0.0.1\0"sv,
    "10.0.0.1\0.2"sv,
    "\0"sv,
    "::1\0"sv,
    "::1\0x"sv,
    ":",
    ":::",
    "::1::",
    "1::2::3",
    "2001:db8",
    "2001:db8:0:0:0:0:0",
    "1:2:3:4:5:6:7:8:9",
    "12345::",
    "::g",
    ":1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7:8:",
    "fe80::1%eth0",
    "fe80::1%25eth0",
    "[::1]",
    "::1 ",
    "::ffff:10.0.0",
    "::ffff:10.0.0.256",
    "::ffff:010.0.0.1",
    "::10.0.0.1:1",
    "2001:db8::1/64/64",
    "0000:0000:0000:0000:0000:ffff:192.168.100.100.1",
    "00000000000000000000000000000000000000000000000",
};

TEST(IpNetwork, RefusesMalformedText) {
  for (const std::string_view text : kRefused) {
    EXPECT_FALSE(IpNetwork::Parse(text).has_value()) << text;
    EXPECT_FALSE(IpNetwork::ParseAddress(text).has_value()) << text;
  }
}

constexpr std::string_view kRefusedPrefixes[] = {
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/256",
    "10.0.0.0/999",
    "10.0.0.0/-1",
    "10.0.0.0/+8",
    "10.0.0.0/08",
    "10.0.0.0/00",
    "10.0.0.0/008",
    "10.0.0.0/ 8",
    "10.0.0.0/8 ",
    "10.0.0.0 /8",
    "10.0.0.0/8/8",
    "10.0.0.0/8.0",
    "10.0.0.0/0x8",
    "10.0.0.0/a",
    "10.0.0.0/255.0.0.0",
    "10.0.0.0//8",
    "10.0.0.0/8\0"sv,
    "10.0.0.0\0/8"sv,
    "10.0/16",
    "::/",
    "::/129",
    "::/1000",
    "::/064",
    "::ffff:10.0.0.0/129",
    "::1\0/128"sv,
};

TEST(IpNetwork, RefusesMalformedPrefixes) {
  for (const std::string_view text : kRefusedPrefixes) {
    EXPECT_FALSE(IpNetwork::Parse(text).has_value()) << text;
  }
}

TEST(IpNetwork, AnAddressHasNoPrefix) {
  EXPECT_FALSE(IpNetwork::ParseAddress("10.0.0.1/32").has_value());
  EXPECT_FALSE(IpNetwork::ParseAddress("::1/128").has_value());
}

TEST(IpNetwork, KeepsVersionAndPrefix) {
  const auto v4 = IpNetwork::Parse("10.1.2.3/12");
  EXPECT_FALSE(v4->v6);
  EXPECT_EQ(v4->prefix, 12);
  EXPECT_EQ(v4->bytes[0], 10);
  EXPECT_EQ(v4->bytes[1], 0);
  EXPECT_EQ(IpNetwork::Parse("::1")->prefix, 128);
  EXPECT_EQ(IpNetwork::Parse("::ffff:10.0.0.0/104")->prefix, 8);
  EXPECT_FALSE(IpNetwork::Parse("::ffff:10.0.0.0/104")->v6);
  EXPECT_TRUE(IpNetwork::Parse("::ffff:10.0.0.0/90")->v6);
}

// A network of each width holds its first and last address and not those beside them.
TEST(IpNetwork, EveryIpv4PrefixHasItsBounds) {
  for (int prefix = 1; prefix <= 32; ++prefix) {
    const std::uint32_t base = 0xC0000200U & (0xFFFFFFFFU << (32 - prefix));
    const std::uint32_t last = base | (prefix == 32 ? 0 : 0xFFFFFFFFU >> prefix);
    const auto text = [](std::uint32_t ip) {
      return std::to_string(ip >> 24) + "." + std::to_string(ip >> 16 & 255) + "." +
             std::to_string(ip >> 8 & 255) + "." + std::to_string(ip & 255);
    };
    const auto network = IpNetwork::Parse(text(base) + "/" + std::to_string(prefix));
    ASSERT_TRUE(network.has_value());
    EXPECT_TRUE(network->Contains(*IpNetwork::Parse(text(base))));
    EXPECT_TRUE(network->Contains(*IpNetwork::Parse(text(last))));
    EXPECT_FALSE(network->Contains(*IpNetwork::Parse(text(base - 1)))) << prefix;
    if (last != 0xFFFFFFFFU) {
      EXPECT_FALSE(network->Contains(*IpNetwork::Parse(text(last + 1)))) << prefix;
    }
  }
}

}  // namespace
}  // namespace keyward::policy::language
