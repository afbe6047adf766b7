// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "policy/catalog/facts.h"

// The fields of a line of a data file: what each kind may hold. Pure, thread-safe, without
// allocation.
namespace keyward::policy::catalog {

// Longest field: a key, an ARN template or a service's name.
inline constexpr std::size_t kMaxFieldBytes = 1024;

constexpr bool IsPrintable(char byte) { return byte >= 0x20 && byte <= 0x7e; }

// True for 1 to kMaxNameBytes of `a-z`, `0-9` and `-`.
bool IsPrefix(std::string_view text);
// True for 1 to kMaxNameBytes of ASCII letters, digits, `-` and `_`.
bool IsName(std::string_view text);
// True when every `$`, `{` and `}` of `text` belongs to a `${Name}`.
bool IsTemplate(std::string_view text);

std::optional<KeyType> ReadKeyType(char code);
std::optional<AccessLevel> ReadLevel(char code);

// Take something from the front of `text`: a given byte; a decimal under 2^32 without sign or
// leading zeros. After a failure `text` is what was not understood.
bool TakeByte(std::string_view* text, char byte);
std::optional<std::size_t> TakeNumber(std::string_view* text);

// Reads such a decimal that is all of `text`.
std::optional<std::size_t> ReadNumber(std::string_view text);

// One item of an index list, such as `4`, `2-5` or `2-5!`.
struct ListItem {
  std::size_t first = 0;
  std::size_t last = 0;  // not under `first`
  bool marked = false;   // a `!` follows
};
std::optional<ListItem> TakeListItem(std::string_view* text);

}  // namespace keyward::policy::catalog
