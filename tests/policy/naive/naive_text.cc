// SPDX-License-Identifier: Apache-2.0
#include "tests/policy/naive/naive_text.h"

namespace keyward::policy::naive {
namespace {

constexpr char32_t kStrayByte = 0x110000;

std::size_t LengthFromLeadByte(unsigned char lead) {
  if (lead >= 0xF0) return 4;
  if (lead >= 0xE0) return 3;
  if (lead >= 0xC0) return 2;
  return 1;
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Rule 20: whatever comes out of a variable is literal.
void AppendLiteral(std::string_view text, std::vector<Token>* tokens) {
  for (char32_t c : Characters(text)) tokens->push_back({Token::Kind::kCharacter, c, false});
}

void MarkUnresolved(FilledValue* filled) {
  if (filled->resolved == Kleene::kTrue) filled->resolved = Kleene::kFalse;
}

// Replaces one variable; `inner` is what stands between the braces.
void AppendVariable(std::string_view inner, const engine::Context& context, FilledValue* filled) {
  // Rule 20: `${*}`, `${?}` and `${$}` are literal characters.
  if (inner == "*" || inner == "?" || inner == "$") return AppendLiteral(inner, &filled->tokens);

  // Rule 24: `${key, 'default'}`.
  const std::size_t comma = inner.find(',');
  const std::string_view key = Trimmed(inner.substr(0, comma));
  const KeyValue found = FindKey(context, key);
  switch (found.state) {
    case KeyValue::State::kSingle:
      return AppendLiteral(found.values.front(), &filled->tokens);
    case KeyValue::State::kAmbiguous:         // rule 33
      filled->resolved = Kleene::kUndefined;  // even beside an unresolved one
      return;
    case KeyValue::State::kMultivalued:  // rule 20: never resolves, whatever the default
      MarkUnresolved(filled);
      return;
    case KeyValue::State::kAbsent:
      filled->absent_keys.emplace_back(key);
      if (comma == std::string_view::npos) {
        MarkUnresolved(filled);
        return;
      }
      std::string_view text = Trimmed(inner.substr(comma + 1));
      if (text.starts_with('\'')) text.remove_prefix(1);
      if (text.ends_with('\'')) text.remove_suffix(1);
      return AppendLiteral(text, &filled->tokens);
  }
}

}  // namespace

std::string Folded(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return folded;
}

std::u32string Characters(std::string_view text) {
  std::u32string characters;
  std::size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = LengthFromLeadByte(lead);
    if ((lead >= 0x80 && lead < 0xC0) || i + length > text.size()) {
      characters.push_back(kStrayByte + lead);
      i += 1;
      continue;
    }
    // The lead byte of an n-byte character holds 7 - n bits, each further byte six.
    char32_t c = length == 1 ? lead : lead & (0x7Fu >> length);
    for (std::size_t k = 1; k < length; ++k) {
      c = (c << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
    }
    characters.push_back(c);
    i += length;
  }
  return characters;
}

std::vector<std::string> ArnSegments(std::string_view text) {
  std::vector<std::string> segments;
  while (segments.size() < 5) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) break;
    segments.emplace_back(text.substr(0, colon));
    text.remove_prefix(colon + 1);
  }
  segments.emplace_back(text);
  return segments;
}

KeyValue FindKey(const engine::Context& context, std::string_view key) {
  KeyValue found;
  const std::string wanted = Folded(key);
  for (const engine::Context::Entry& entry : context.entries()) {
    if (entry.key.size() != key.size() || Folded(entry.key) != wanted) continue;
    if (entry.values.empty()) continue;
    if (found.state != KeyValue::State::kAbsent) return {KeyValue::State::kAmbiguous, {}};
    found.state = entry.multivalued ? KeyValue::State::kMultivalued : KeyValue::State::kSingle;
    found.values = entry.values;
  }
  return found;
}

FilledValue FillIn(std::string_view raw, std::size_t variables_from, Wildcards wildcards,
                   const engine::Context& context) {
  FilledValue filled;
  std::size_t i = 0;
  while (i < raw.size()) {
    const std::size_t close = raw.find('}', i);
    if (i >= variables_from && raw.substr(i, 2) == "${" && close != std::string_view::npos) {
      AppendVariable(raw.substr(i + 2, close - i - 2), context, &filled);
      i = close + 1;
    } else if (wildcards != Wildcards::kNone && raw[i] == '*') {
      while (i < raw.size() && raw[i] == '*') ++i;  // a run of `*` is one
      const bool ends_segment = i == raw.size() || raw[i] == ':';
      const bool stops = wildcards == Wildcards::kStopAtColon && !ends_segment;
      filled.tokens.push_back({Token::Kind::kStar, 0, stops});
    } else if (wildcards != Wildcards::kNone && raw[i] == '?') {
      filled.tokens.push_back({Token::Kind::kAnyCharacter, 0, false});
      i += 1;
    } else {
      const std::size_t length = LengthFromLeadByte(static_cast<unsigned char>(raw[i]));
      AppendLiteral(raw.substr(i, length), &filled.tokens);
      i += length;
    }
  }
  return filled;
}

// Rule 25: one table row per token; reachable[j] says that the tokens so far match the first j
// characters.
bool Matches(const std::vector<Token>& pattern, std::u32string_view text) {
  std::vector<char> reachable(text.size() + 1, 0);
  reachable[0] = 1;
  for (const Token& token : pattern) {
    std::vector<char> next(text.size() + 1, 0);
    if (token.kind == Token::Kind::kStar) next[0] = reachable[0];
    for (std::size_t j = 1; j <= text.size(); ++j) {
      const char32_t c = text[j - 1];
      if (token.kind == Token::Kind::kStar) {
        const bool extends = next[j - 1] != 0 && !(token.stops_at_colon && c == U':');
        next[j] = reachable[j] != 0 || extends;
      } else {
        const bool fits = token.kind == Token::Kind::kAnyCharacter || token.character == c;
        next[j] = reachable[j - 1] != 0 && fits;
      }
    }
    reachable = std::move(next);
  }
  return reachable[text.size()] != 0;
}

}  // namespace keyward::policy::naive
