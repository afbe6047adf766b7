// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace keyward::server::http {

// Sets of bytes, as RFC 9110 and RFC 3986 define them.
class ByteSet {
 public:
  constexpr ByteSet& Add(unsigned char first, unsigned char last) {
    for (unsigned c = first; c <= last; ++c) in_[c] = true;
    return *this;
  }
  constexpr ByteSet& Add(std::string_view bytes) {
    for (const char c : bytes) in_[static_cast<unsigned char>(c)] = true;
    return *this;
  }
  constexpr bool Has(char c) const { return in_[static_cast<unsigned char>(c)]; }
  constexpr bool HasAll(std::string_view text) const {
    for (const char c : text) {
      if (!Has(c)) return false;
    }
    return true;
  }

 private:
  std::array<bool, 256> in_ = {};
};

inline constexpr ByteSet kDigits = ByteSet().Add('0', '9');
inline constexpr ByteSet kLettersAndDigits = ByteSet().Add('0', '9').Add('a', 'z').Add('A', 'Z');
inline constexpr ByteSet kHexDigits = ByteSet().Add('0', '9').Add('a', 'f').Add('A', 'F');

// tchar, RFC 9110 section 5.6.2.
inline constexpr ByteSet kTokenBytes = ByteSet(kLettersAndDigits).Add("!#$%&'*+-.^_`|~");
// What a field value is made of, blanks included, RFC 9110 section 5.5: no control characters.
inline constexpr ByteSet kFieldBytes = ByteSet().Add("\t").Add(0x20, 0x7e).Add(0x80, 0xff);
// pchar, "/" and "?", RFC 3986 section 3.3 and 3.4; "%" is looked at by itself.
inline constexpr ByteSet kTargetBytes = ByteSet(kLettersAndDigits).Add("-._~!$&'()*+,;=:@/?%");

constexpr bool IsToken(std::string_view text) { return !text.empty() && kTokenBytes.HasAll(text); }

}  // namespace keyward::server::http
