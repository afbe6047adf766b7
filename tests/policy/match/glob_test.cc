// SPDX-License-Identifier: Apache-2.0
//
// The greedy scan, the sets of positions and RE2 answer alike; hostile patterns end.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/encoding.h"
#include "policy/match/pattern.h"

namespace keyward::policy::match {
namespace {

using Type = Token::Type;

// Tokens from one letter each: * and ? cross colons, + and ! do not; all else is a literal.
std::vector<Token> Tokens(std::string_view letters) {
  std::vector<Token> tokens;
  while (!letters.empty()) {
    const std::size_t length = core::Utf8Length(letters);
    Token token;
    switch (letters[0]) {
      case '*':
        token.type = Type::kStar;
        break;
      case '+':
        token.type = Type::kSegmentStar;
        break;
      case '?':
        token.type = Type::kCharacter;
        break;
      case '!':
        token.type = Type::kSegmentCharacter;
        break;
      default:
        token.text = letters.substr(0, length);
    }
    tokens.push_back(token);
    letters.remove_prefix(length);
  }
  return tokens;
}

std::string Regex(const std::vector<Token>& tokens) {
  std::string regex = "(?s)";
  for (const Token& token : tokens) {
    switch (token.type) {
      case Type::kStar:
        regex += ".*";
        break;
      case Type::kSegmentStar:
        regex += "[^:]*";
        break;
      case Type::kCharacter:
        regex += ".";
        break;
      case Type::kSegmentCharacter:
        regex += "[^:]";
        break;
      case Type::kLiteral:
      case Type::kArnStar:  // bound before matching, as variables are
      case Type::kArnCharacter:
      case Type::kVariable:
        regex += RE2::QuoteMeta(token.text);
        break;
    }
  }
  return regex;
}

// All texts of up to `length` letters of an alphabet.
std::vector<std::string> AllTexts(const std::vector<std::string>& alphabet, std::size_t length) {
  std::vector<std::string> texts = {""};
  std::size_t first = 0;
  for (std::size_t round = 0; round < length; ++round) {
    const std::size_t end = texts.size();
    for (; first < end; ++first) {
      for (const std::string& letter : alphabet) texts.push_back(texts[first] + letter);
    }
  }
  return texts;
}

void ExpectAllAgree(const std::string& pattern, const std::vector<std::string>& texts) {
  const std::vector<Token> tokens = Tokens(pattern);
  const RE2 regex(Regex(tokens));
  ASSERT_TRUE(regex.ok());
  for (const std::string& text : texts) {
    const bool expected = RE2::FullMatch(text, regex);
    ASSERT_EQ(MatchTokens(tokens, text), expected) << pattern << " and " << text;
    ASSERT_EQ(MatchTokensBySets(tokens, text), expected) << pattern << " and " << text;
  }
}

TEST(Glob, EveryShortPatternAgreesWithRe2) {
  const std::vector<std::string> texts = AllTexts({"a", ":", "\xC3\xA9"}, 5);
  for (const std::string& pattern : AllTexts({"a", ":", "*", "+", "?", "!"}, 4)) {
    ExpectAllAgree(pattern, texts);
    if (HasFatalFailure()) return;
  }
}

TEST(Glob, LongerPatternsAgreeWithRe2) {
  constexpr std::array<std::string_view, 9> kLetters = {"a", "b", ":", "\xC3\xA9", "\n",
                                                        "*", "+", "?", "!"};
  std::mt19937 random(20240229);
  const auto make = [&random, &kLetters](std::size_t longest, std::size_t letters) {
    std::string text;
    for (std::size_t i = random() % (longest + 1); i > 0; --i) text += kLetters[random() % letters];
    return text;
  };
  for (int i = 0; i < 4000; ++i) {
    const std::string pattern = make(12, kLetters.size());
    std::vector<std::string> texts;
    for (int j = 0; j < 50; ++j) texts.push_back(make(16, 5));
    ExpectAllAgree(pattern, texts);
    if (HasFatalFailure()) return;
  }
}

// RE2 takes UTF-8 only; the two algorithms agree on any bytes.
TEST(Glob, BothAlgorithmsAgreeOnAnyBytes) {
  constexpr std::string_view kBytes = "a:\xC3\xA9\xE2\xF0\x9F\xFF\x80\n";
  constexpr std::string_view kLetters = "a:\xC3\xA9*+?!*+?!";
  std::mt19937 random(5);
  for (int i = 0; i < 100'000; ++i) {
    std::string pattern;
    for (std::size_t n = random() % 10; n > 0; --n) pattern += kLetters[random() % kLetters.size()];
    std::string text;
    for (std::size_t n = random() % 14; n > 0; --n) text += kBytes[random() % kBytes.size()];
    const std::vector<Token> tokens = Tokens(pattern);
    ASSERT_EQ(MatchTokens(tokens, text), MatchTokensBySets(tokens, text))
        << pattern << " and " << text;
  }
}

struct MatchCase {
  std::string_view pattern;
  std::string_view text;
  bool matches;
};

constexpr MatchCase kMatches[] = {
    {"", "", true},
    {"", "a", false},
    {"*", "", true},
    {"*", ":\n\xFF", true},
    {"+", "", true},
    {"+", ":", false},
    {"+:+", "a:b", true},
    {"?", "", false},
    {"?", "\xC3\xA9", true},
    {"?", "\xF0\x9F\x98\x80", true},
    {"??", "\xC3\xA9", false},
    {"?", "ab", false},
    {"?", ":", true},
    {"!", ":", false},
    {"?", "\xC3", true},
    {"?", "\xA9", false},
    {"*?", "\xC3\xA9", true},
    {"\xC3\xA9", "\xC3\xA9", true},
    // Where the shortest star is not the right one.
    {"+a*", ":a", false},
    {"*+a", "b:a", true},
    {"+b*:+", "ab:b:", true},
    {"*a+", "a:a", true},
    {"*a+", "a:", false},
    {"*!b", ":ab", true},
    {"+a!*", "aa:a", true},
};

TEST(Glob, Matches) {
  for (const MatchCase& row : kMatches) {
    EXPECT_EQ(MatchTokens(Tokens(row.pattern), row.text), row.matches)
        << row.pattern << " " << row.text;
    EXPECT_EQ(MatchTokensBySets(Tokens(row.pattern), row.text), row.matches)
        << row.pattern << " " << row.text;
  }
}

std::string Repeated(std::string_view piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

// Each of these would take for ever, or a deep stack, in a matcher that tries all ways.
TEST(GlobHostile, ManyStarsEnd) {
  const std::vector<Token> stars = Tokens(std::string(1'000'000, '*'));
  EXPECT_TRUE(MatchTokens(stars, "arn:aws:s3:::bucket"));
  EXPECT_TRUE(MatchTokensBySets(stars, "arn:aws:s3:::bucket"));
  const std::vector<Token> segment_stars = Tokens(std::string(1'000'000, '+'));
  EXPECT_FALSE(MatchTokens(segment_stars, "arn:aws:s3:::bucket"));
  EXPECT_TRUE(MatchTokens(segment_stars, "bucket"));
}

TEST(GlobHostile, StarsBetweenLettersEnd) {
  const std::string text(20'000, 'a');
  for (const std::string_view piece : {"*a", "+a", "*a?", "+a!", "?*a"}) {
    const std::string pattern = Repeated(piece, 500);
    EXPECT_FALSE(MatchTokens(Tokens(pattern + "*b"), text)) << piece;
    EXPECT_FALSE(MatchTokensBySets(Tokens(pattern + "*b"), text)) << piece;
    EXPECT_TRUE(MatchTokens(Tokens(pattern + "*"), text)) << piece;
  }
}

TEST(GlobHostile, SegmentStarsOverColonsEnd) {
  const std::string text = Repeated("a:", 10'000);
  EXPECT_FALSE(MatchTokens(Tokens(Repeated("+a*", 400) + "+b"), text));
  EXPECT_TRUE(MatchTokens(Tokens("*" + Repeated("+a:", 400)), text));
  EXPECT_FALSE(MatchTokens(Tokens(Repeated("+a", 400)), text));
}

}  // namespace
}  // namespace keyward::policy::match
