// SPDX-License-Identifier: Apache-2.0
#include "core/encoding.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

namespace keyward::core {
namespace {

using std::string_view_literals::operator""sv;

struct Vector {
  std::string_view bytes;
  std::string_view base64;
  std::string_view hex;
};

// RFC 4648, section 10; then every sixth bit alone, and the edges of the alphabet.
constexpr Vector kVectors[] = {
    {"", "", ""},
    {"f", "Zg==", "66"},
    {"fo", "Zm8=", "666f"},
    {"foo", "Zm9v", "666f6f"},
    {"foob", "Zm9vYg==", "666f6f62"},
    {"fooba", "Zm9vYmE=", "666f6f6261"},
    {"foobar", "Zm9vYmFy", "666f6f626172"},
    {"\0"sv, "AA==", "00"},
    {"\0\0"sv, "AAA=", "0000"},
    {"\0\0\0"sv, "AAAA", "000000"},
    {"\xFF", "/w==", "ff"},
    {"\xFF\xFF", "//8=", "ffff"},
    {"\xFF\xFF\xFF", "////", "ffffff"},
    {"\xFB\xEF\xBE", "++++", "fbefbe"},
    {"\x00\x10\x83\x10\x51\x87\x20\x92\x8B"sv, "ABCDEFGHIJKL", "00108310518720928b"},
};

TEST(Base64, AgreesWithTheVectorsBothWays) {
  for (const Vector& row : kVectors) {
    EXPECT_EQ(Base64Encode(row.bytes), row.base64);
    EXPECT_EQ(Base64Decode(row.base64), row.bytes) << row.base64;
    EXPECT_TRUE(IsBase64(row.base64));
    EXPECT_TRUE(Base64DecodesTo(row.base64, row.bytes));
    EXPECT_FALSE(Base64DecodesTo(row.base64, std::string(row.bytes) + "x"));
    if (!row.bytes.empty()) {
      EXPECT_FALSE(Base64DecodesTo(row.base64, row.bytes.substr(1)));
    }
  }
}

constexpr std::string_view kNoBase64[] = {
    "Z",
    "Zg",
    "Zg=",
    "Zm8",
    "Zm9vY",
    "Zm9vYg",
    "=",
    "==",
    "===",
    "====",
    "Z===",
    "=Zg=",
    "Z=g=",
    "Zg=v",
    // Padding, then more.
    "Zg==Zg==",
    "Zg==Zm9v",
    "Zm8=Zm8=",
    "Zg==\n",
    "Zg== ",
    "Zg===",
    "Zg====",
    // Unused bits.
    "Zh==",
    "Zv==",
    "Zm9=",
    "Zm+=",
    "//9=",
    "/x==",
    // Other characters.
    "Zm9\n",
    "Zm 9",
    " Zm9",
    "Zm-9",
    "Zm_9",
    "Zm.9",
    "Zm9v\r\n",
    "Zm9\0"sv,
    "\xC3\xA9\xC3\xA9",
    "Zm9\xFF",
    "*m9v",
    "Zm9,",
};

TEST(Base64, RefusesEverythingElse) {
  for (const std::string_view text : kNoBase64) {
    EXPECT_EQ(Base64Decode(text), std::nullopt) << text;
    EXPECT_FALSE(IsBase64(text)) << text;
    EXPECT_FALSE(Base64DecodesTo(text, "f")) << text;
    EXPECT_FALSE(Base64DecodesTo(text, "")) << text;
  }
}

// Of all texts of one group, exactly one stands for each string of up to three bytes.
TEST(Base64, HasOneTextForEachByteString) {
  std::size_t valid = 0;
  for (int a = 0; a < 128; ++a) {
    for (int b = 0; b < 128; ++b) {
      const std::string text = {static_cast<char>(a), static_cast<char>(b), '=', '='};
      const auto bytes = Base64Decode(text);
      if (!bytes) continue;
      ++valid;
      EXPECT_EQ(Base64Encode(*bytes), text);
    }
  }
  EXPECT_EQ(valid, 256u);
}

TEST(Base64, RoundTrips) {
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes(random() % 50, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    const std::string text = Base64Encode(bytes);
    EXPECT_EQ(text.size(), (bytes.size() + 2) / 3 * 4);
    EXPECT_EQ(Base64Decode(text), bytes);
    EXPECT_EQ(HexDecode(HexEncode(bytes)), bytes);
  }
}

TEST(Hex, AgreesWithTheVectorsBothWays) {
  for (const Vector& row : kVectors) {
    EXPECT_EQ(HexEncode(row.bytes), row.hex);
    EXPECT_EQ(HexDecode(row.hex), row.bytes);
  }
  EXPECT_EQ(HexDecode("AbCdEf"), "\xAB\xCD\xEF");
}

TEST(Hex, RefusesOddLengthsAndOtherCharacters) {
  for (const std::string_view text :
       {"0"sv, "000"sv, "0g"sv, "g0"sv, " 0"sv, "0 "sv, "0x"sv, "-1"sv, "0\n"sv, "0\0"sv, "/0"sv,
        ":0"sv, "@0"sv, "`0"sv, "G0"sv, "\xC3\xA9"sv}) {
    EXPECT_EQ(HexDecode(text), std::nullopt) << text;
  }
}

struct Utf8Case {
  std::string_view bytes;
  bool valid;
  std::size_t first;  // length of the first character
};

// Unicode 15, table 3-7: each row's bounds, and what lies just beyond them.
constexpr Utf8Case kUtf8[] = {
    {"\0"sv, true, 1},
    {"\x7F", true, 1},
    {"\x80", false, 1},
    {"\xBF", false, 1},
    {"\xC0\x80", false, 1},
    {"\xC1\xBF", false, 1},
    {"\xC2\x80", true, 2},
    {"\xDF\xBF", true, 2},
    {"\xC2\x7F", false, 1},
    {"\xC2\xC0", false, 1},
    {"\xC2", false, 1},
    {"\xE0\x9F\xBF", false, 1},
    {"\xE0\xA0\x80", true, 3},
    {"\xE0\xBF\xBF", true, 3},
    {"\xE1\x80\x80", true, 3},
    {"\xE1\x80", false, 1},
    {"\xE1\x80\x7F", false, 1},
    {"\xEC\xBF\xBF", true, 3},
    {"\xED\x80\x80", true, 3},
    {"\xED\x9F\xBF", true, 3},
    {"\xED\xA0\x80", false, 1},
    {"\xED\xBF\xBF", false, 1},
    {"\xEE\x80\x80", true, 3},
    {"\xEF\xBF\xBF", true, 3},
    {"\xF0\x8F\xBF\xBF", false, 1},
    {"\xF0\x90\x80\x80", true, 4},
    {"\xF0\xBF\xBF\xBF", true, 4},
    {"\xF0\x90\x80", false, 1},
    {"\xF0\x90\x80\x7F", false, 1},
    {"\xF1\x80\x80\x80", true, 4},
    {"\xF3\xBF\xBF\xBF", true, 4},
    {"\xF4\x80\x80\x80", true, 4},
    {"\xF4\x8F\xBF\xBF", true, 4},
    {"\xF4\x90\x80\x80", false, 1},
    {"\xF5\x80\x80\x80", false, 1},
    {"\xF8\x88\x80\x80\x80", false, 1},
    {"\xFE", false, 1},
    {"\xFF", false, 1},
    {"a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", true, 1},
    {"a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98", false, 1},
    {"\xC3\xA9\x80", false, 2},
};

TEST(Utf8, IsThatOfTheStandard) {
  EXPECT_TRUE(IsUtf8(""));
  for (const Utf8Case& row : kUtf8) {
    EXPECT_EQ(IsUtf8(row.bytes), row.valid) << HexEncode(row.bytes);
    EXPECT_EQ(Utf8Length(row.bytes), row.first) << HexEncode(row.bytes);
  }
}

TEST(AsciiLower, LeavesOtherBytesAlone) {
  EXPECT_EQ(AsciiLower("AZaz09@[`{\xC3\x89"), "azaz09@[`{\xC3\x89");
  EXPECT_EQ(AsciiLower("A\0B"sv), "a\0b"sv);
}

TEST(EqualsIgnoreCase, FoldsAsciiOnly) {
  EXPECT_TRUE(EqualsIgnoreCase("", ""));
  EXPECT_TRUE(EqualsIgnoreCase("aBc-1", "AbC-1"));
  EXPECT_FALSE(EqualsIgnoreCase("abc", "ab"));
  EXPECT_FALSE(EqualsIgnoreCase("@", "`"));
  EXPECT_FALSE(EqualsIgnoreCase("[", "{"));
  EXPECT_FALSE(EqualsIgnoreCase("\xC3\x89", "\xC3\xA9")) << "accented letters";
  EXPECT_FALSE(EqualsIgnoreCase("k", "\xE2\x84\xAA")) << "the Kelvin sign";
}

}  // namespace
}  // namespace keyward::core
