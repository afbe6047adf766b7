// SPDX-License-Identifier: Apache-2.0
#include "core/encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace keyward::core {
namespace {

constexpr std::string_view kBase64Alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kHexAlphabet = "0123456789abcdef";
constexpr std::uint8_t kNoDigit = 0xFF;

constexpr std::array<std::uint8_t, 256> MakeBase64Digits() {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (std::size_t i = 0; i < kBase64Alphabet.size(); ++i) {
    digits[static_cast<std::uint8_t>(kBase64Alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return digits;
}
constexpr std::array<std::uint8_t, 256> kBase64Digits = MakeBase64Digits();

// Decodes group by group into `sink(byte)`; false when the text is malformed or the sink refuses a
// byte.
template <typename Sink>
bool DecodeBase64(std::string_view text, Sink&& sink) {
  if (text.size() % 4 != 0) return false;
  for (std::size_t at = 0; at < text.size(); at += 4) {
    const std::string_view group = text.substr(at, 4);
    const bool last = at + 4 == text.size();
    const std::size_t padding = !last || group[3] != '=' ? 0 : (group[2] == '=' ? 2 : 1);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      std::uint8_t digit = 0;
      if (i < 4 - padding) digit = kBase64Digits[static_cast<std::uint8_t>(group[i])];
      if (digit == kNoDigit) return false;
      bits = bits << 6 | digit;
    }
    const std::uint32_t unused = padding == 2 ? 0xFFFF : padding == 1 ? 0xFF : 0;
    if ((bits & unused) != 0) return false;
    for (std::size_t i = 0; i < 3 - padding; ++i) {
      if (!sink(static_cast<char>(bits >> (16 - 8 * i) & 0xFF))) return false;
    }
  }
  return true;
}

std::uint8_t HexDigit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  const char lower = AsciiLower(c);
  if (lower >= 'a' && lower <= 'f') return static_cast<std::uint8_t>(lower - 'a' + 10);
  return kNoDigit;
}

// Length of the well-formed UTF-8 sequence at the start of `text`; 0 when there is none.
std::size_t SequenceLength(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const std::uint8_t second = byte(1);
  const bool bad_second = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                          (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
  return bad_second ? 0 : length;
}

}  // namespace

std::string Base64Encode(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = bits << 8 | (i < count ? static_cast<std::uint8_t>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      text += i <= count ? kBase64Alphabet[bits >> (18 - 6 * i) & 0x3F] : '=';
    }
  }
  return text;
}

std::optional<std::string> Base64Decode(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  const bool valid = DecodeBase64(text, [&bytes](char byte) {
    bytes += byte;
    return true;
  });
  if (!valid) return std::nullopt;
  return bytes;
}

bool IsBase64(std::string_view text) {
  return DecodeBase64(text, [](char) { return true; });
}

bool Base64DecodesTo(std::string_view text, std::string_view bytes) {
  std::size_t at = 0;
  const bool equal =
      DecodeBase64(text, [&](char byte) { return at < bytes.size() && bytes[at++] == byte; });
  return equal && at == bytes.size();
}

std::string HexEncode(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    text += kHexAlphabet[byte >> 4];
    text += kHexAlphabet[byte & 0xF];
  }
  return text;
}

std::optional<std::string> HexDecode(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const std::uint8_t high = HexDigit(text[at]);
    const std::uint8_t low = HexDigit(text[at + 1]);
    if (high == kNoDigit || low == kNoDigit) return std::nullopt;
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::size_t Utf8Length(std::string_view text) {
  return std::max<std::size_t>(1, SequenceLength(text));
}

std::string AsciiLower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = AsciiLower(c);
  return lower;
}

bool EqualsIgnoreCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return AsciiLower(x) == AsciiLower(y); });
}

}  // namespace keyward::core
