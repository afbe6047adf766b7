// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

// Comparing and matching of the catalogue's names. Bytes only: ASCII letters fold where said, and
// nothing else is folded or normalised. All functions are pure, thread-safe, do not allocate and do
// not recurse.
namespace keyward::policy::catalog {

enum class CaseRule : std::uint8_t { kExact, kFoldAscii };

// Returns `byte` in lower case if it is an ASCII letter.
constexpr char FoldByte(char byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

// Returns <0, 0 or >0, as the folded bytes of `a` sort against those of `b`.
int CompareFolded(std::string_view a, std::string_view b);

bool EqualsFolded(std::string_view a, std::string_view b);

// True when `pattern`, in which `*` is any run of bytes and `?` any one byte, matches all of
// `text`. ASCII case is ignored. Time: pattern x text at worst.
bool MatchWildcards(std::string_view pattern, std::string_view text);

// True when a name template of the catalogue matches all of `text`.
//
// `${Name}` stands for one or more bytes and `*` for any run of bytes; all else is literal. A
// `${BucketName}` holds no `/`, so that a bucket's template does not fit its objects. Time:
// template x text at worst. An unclosed `${` is literal (the parser of the data file refuses it).
bool MatchTemplate(std::string_view name_template, std::string_view text, CaseRule rule);

}  // namespace keyward::policy::catalog
