// SPDX-License-Identifier: Apache-2.0
#include "policy/catalog/fields.h"

#include <array>
#include <charconv>
#include <cstdint>

#include "policy/catalog/catalog.h"

namespace keyward::policy::catalog {
namespace {

// What a byte may stand in; a name's bytes are told by one look each.
enum ByteClass : std::uint8_t { kInNothing = 0, kInName = 1, kInPrefix = 2 };

constexpr std::array<std::uint8_t, 256> kByteClasses = [] {
  std::array<std::uint8_t, 256> classes{};
  for (unsigned byte = 'a'; byte <= 'z'; ++byte) classes[byte] = kInName | kInPrefix;
  for (unsigned byte = '0'; byte <= '9'; ++byte) classes[byte] = kInName | kInPrefix;
  for (unsigned byte = 'A'; byte <= 'Z'; ++byte) classes[byte] = kInName;
  classes['-'] = kInName | kInPrefix;
  classes['_'] = kInName;
  return classes;
}();

bool IsMadeOf(ByteClass wanted, std::string_view text) {
  std::uint8_t common = wanted;
  for (const char byte : text) common &= kByteClasses[static_cast<unsigned char>(byte)];
  return common != kInNothing && !text.empty() && text.size() <= kMaxNameBytes;
}

}  // namespace

bool IsPrefix(std::string_view text) { return IsMadeOf(kInPrefix, text); }

bool IsName(std::string_view text) { return IsMadeOf(kInName, text); }

bool IsTemplate(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char byte = text[at];
    if (byte == '{' || byte == '}') return false;
    if (byte != '$') continue;
    const std::size_t close = text.find('}', at);
    if (close == std::string_view::npos || text[at + 1] != '{') return false;
    if (!IsName(text.substr(at + 2, close - at - 2))) return false;
    at = close;
  }
  return true;
}

std::optional<KeyType> ReadKeyType(char code) {
  constexpr std::string_view kCodes = "SBDNAIX";  // in the order of KeyType
  const std::size_t at = kCodes.find(code);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<KeyType>(at);
}

std::optional<AccessLevel> ReadLevel(char code) {
  constexpr std::string_view kCodes = "LRWTP";  // in the order of AccessLevel
  const std::size_t at = kCodes.find(code);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<AccessLevel>(at);
}

bool TakeByte(std::string_view* text, char byte) {
  if (!text->starts_with(byte)) return false;
  text->remove_prefix(1);
  return true;
}

std::optional<std::size_t> TakeNumber(std::string_view* text) {
  std::uint32_t value = 0;
  const char* begin = text->data();
  const auto [stop, failure] = std::from_chars(begin, begin + text->size(), value);
  if (failure != std::errc() || (*begin == '0' && stop != begin + 1)) return std::nullopt;
  text->remove_prefix(static_cast<std::size_t>(stop - begin));
  return value;
}

std::optional<std::size_t> ReadNumber(std::string_view text) {
  const auto value = TakeNumber(&text);
  return text.empty() ? value : std::nullopt;
}

std::optional<ListItem> TakeListItem(std::string_view* text) {
  const auto first = TakeNumber(text);
  if (!first) return std::nullopt;
  ListItem item{*first, *first, false};
  if (TakeByte(text, '-')) {
    const auto last = TakeNumber(text);
    if (!last || *last <= *first) return std::nullopt;
    item.last = *last;
  }
  item.marked = TakeByte(text, '!');
  return item;
}

}  // namespace keyward::policy::catalog
