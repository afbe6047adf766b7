// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace keyward::core {

// Standard base64 with padding (RFC 4648 section 4), no line breaks. Thread-safe.
std::string Base64Encode(std::string_view bytes);
// Strict: whole groups of four, canonical padding (unused bits zero), no other characters. Nothing
// when malformed.
std::optional<std::string> Base64Decode(std::string_view text);

// The same check and comparison without an allocation: whether `text` is strict base64, and whether
// it decodes to `bytes`. Not constant-time: for public values only.
bool IsBase64(std::string_view text);
bool Base64DecodesTo(std::string_view text, std::string_view bytes);

// Lower-case hexadecimal (RFC 4648 section 8).
std::string HexEncode(std::string_view bytes);
// Takes both cases. Nothing for an odd length or another character.
std::optional<std::string> HexDecode(std::string_view text);

// Whether `text` is well-formed UTF-8 (Unicode 15, table 3-7: no surrogates, no overlong forms).
bool IsUtf8(std::string_view text);

// How many bytes the UTF-8 character at the start of `text` takes; 1 where the bytes are not UTF-8.
// Precondition: text is not empty.
std::size_t Utf8Length(std::string_view text);

// ASCII letters to lower case; every other byte stays.
constexpr char AsciiLower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
std::string AsciiLower(std::string_view text);
// Equality under AsciiLower.
bool EqualsIgnoreCase(std::string_view a, std::string_view b);

}  // namespace keyward::core
