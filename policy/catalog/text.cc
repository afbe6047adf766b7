// SPDX-License-Identifier: Apache-2.0
#include "policy/catalog/text.h"

#include <algorithm>
#include <cstddef>

namespace keyward::policy::catalog {
namespace {

enum class TokenKind : std::uint8_t {
  kEnd,
  kLiteral,  // the byte itself
  kAnyByte,  // exactly one byte
  kAnyRun,   // zero bytes or more
  kSome,     // one byte or more
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::size_t length = 0;       // bytes of the pattern it takes up
  bool stops_at_slash = false;  // a run that may not hold a `/`
};

Token ReadWildcard(std::string_view rest) {
  if (rest.empty()) return {};
  if (rest[0] == '*') return {TokenKind::kAnyRun, 1};
  if (rest[0] == '?') return {TokenKind::kAnyByte, 1};
  return {TokenKind::kLiteral, 1};
}

Token ReadTemplate(std::string_view rest) {
  constexpr std::string_view kNoSlash = "${BucketName}";
  if (rest.empty()) return {};
  if (rest[0] == '*') return {TokenKind::kAnyRun, 1};
  if (!rest.starts_with("${")) return {TokenKind::kLiteral, 1};
  const std::size_t close = rest.find('}');
  if (close == std::string_view::npos) return {TokenKind::kLiteral, 1};
  return {TokenKind::kSome, close + 1, rest.starts_with(kNoSlash)};
}

// The run that was entered last. When what follows it does not match, it takes one byte more. That
// alone is complete: letting an earlier run grow could only move the later ones to the right. (It
// holds for runs that stop at a slash too as long as no other run stands before them in the text
// matched, which is so for every ARN.)
struct Run {
  bool active = false;
  bool stops_at_slash = false;
  std::size_t pattern_at = 0;  // what follows the run
  std::size_t text_at = 0;     // where that is being tried

  // Takes one byte more, if it may.
  bool Grow(std::string_view text) {
    if (!active || text_at == text.size()) return false;
    if (stops_at_slash && text[text_at] == '/') return false;
    ++text_at;
    return true;
  }
};

template <typename ReadToken>
bool Match(std::string_view pattern, std::string_view text, CaseRule rule, ReadToken read) {
  const auto same = [rule](char a, char b) {
    return rule == CaseRule::kExact ? a == b : FoldByte(a) == FoldByte(b);
  };
  std::size_t p = 0;
  std::size_t t = 0;
  Run run;
  while (true) {
    const Token token = read(pattern.substr(p));
    bool matched = false;
    switch (token.kind) {
      case TokenKind::kEnd:
        if (t == text.size()) return true;
        break;
      case TokenKind::kLiteral:
        matched = t < text.size() && same(pattern[p], text[t]);
        break;
      case TokenKind::kAnyByte:
        matched = t < text.size();
        break;
      case TokenKind::kAnyRun:
      case TokenKind::kSome: {
        Run next{true, token.stops_at_slash, p + token.length, t};
        if (token.kind == TokenKind::kSome && !next.Grow(text)) break;
        run = next;
        p = run.pattern_at;
        t = run.text_at;
        continue;
      }
    }
    if (matched) {
      p += token.length;
      ++t;
      continue;
    }
    if (!run.Grow(text)) return false;
    p = run.pattern_at;
    t = run.text_at;
  }
}

}  // namespace

int CompareFolded(std::string_view a, std::string_view b) {
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    const char x = FoldByte(a[i]);
    const char y = FoldByte(b[i]);
    if (x != y) return static_cast<unsigned char>(x) < static_cast<unsigned char>(y) ? -1 : 1;
  }
  if (a.size() == b.size()) return 0;
  return a.size() < b.size() ? -1 : 1;
}

bool EqualsFolded(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CompareFolded(a, b) == 0;
}

bool MatchWildcards(std::string_view pattern, std::string_view text) {
  return Match(pattern, text, CaseRule::kFoldAscii, ReadWildcard);
}

bool MatchTemplate(std::string_view name_template, std::string_view text, CaseRule rule) {
  return Match(name_template, text, rule, ReadTemplate);
}

}  // namespace keyward::policy::catalog
