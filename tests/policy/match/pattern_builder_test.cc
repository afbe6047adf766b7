// SPDX-License-Identifier: Apache-2.0
//
// What texts are compiled into: the shape, the tokens, the variables, the pool of texts.
#include "policy/match/pattern_builder.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/policy/language/case_name.h"

namespace keyward::policy::match {
namespace {

using Shape = Pattern::Shape;
using Type = Token::Type;

struct Built {
  TextPool pool;
  std::vector<Token> tokens;
  std::vector<Variable> variables;
  PatternBuilder builder{&pool, &tokens, &variables};
};

// The tokens as one line: * and ? cross colons, + and ! do not, ^ and ~ not before the fifth colon,
// <literal>, $N a variable.
std::string Render(const Pattern& pattern, const std::vector<Token>& tokens) {
  std::string line;
  for (std::uint32_t i = 0; i < pattern.token_count; ++i) {
    const Token& token = tokens[pattern.first_token + i];
    switch (token.type) {
      case Type::kLiteral:
        line += "<" + std::string(token.text) + ">";
        break;
      case Type::kStar:
        line += "*";
        break;
      case Type::kSegmentStar:
        line += "+";
        break;
      case Type::kCharacter:
        line += "?";
        break;
      case Type::kSegmentCharacter:
        line += "!";
        break;
      case Type::kArnStar:
        line += "^";
        break;
      case Type::kArnCharacter:
        line += "~";
        break;
      case Type::kVariable:
        line += "$" + std::to_string(token.variable);
        break;
    }
  }
  return line;
}

struct BuildCase {
  const char* name;
  std::string_view text;
  Wildcards wildcards;
  bool variables;  // from the start of the text
  Shape shape;
  std::string_view prefix;
  std::string_view tokens;

  friend void PrintTo(const BuildCase& row, std::ostream* out) { *out << row.text; }
};

using enum Wildcards;

constexpr BuildCase kCases[] = {
    {"Empty", "", kPlain, false, Shape::kLiteral, "", ""},
    {"Literal", "abc", kPlain, false, Shape::kLiteral, "abc", ""},
    {"NoWildcards", "a*b?", kNone, false, Shape::kLiteral, "a*b?", ""},
    {"LoneStarIsText", "*", kNone, false, Shape::kLiteral, "*", ""},
    {"Everything", "*", kPlain, false, Shape::kEverything, "", ""},
    {"EverythingOfResources", "*", kResource, false, Shape::kEverything, "", ""},
    {"RunOfStars", "***", kPlain, false, Shape::kEverything, "", ""},
    {"Prefix", "s3:Get*", kPlain, false, Shape::kPrefix, "s3:Get", ""},
    {"PrefixOfResource", "arn:aws:s3:::b/*", kResource, false, Shape::kPrefix, "arn:aws:s3:::b/",
     ""},
    {"Suffix", "*.txt", kPlain, false, Shape::kGlob, "", "*<.txt>"},
    {"Inside", "a**b*", kPlain, false, Shape::kGlob, "a", "*<b>*"},
    {"Questions", "a??*?", kPlain, false, Shape::kGlob, "a", "??*?"},
    // A resource's star stops at colons unless it ends a segment.
    {"ResourceStars", "arn:*:s*3:::a*b:*x*", kResource, false, Shape::kGlob,
     "arn:", "*<:s>+<3:::a>+<b:>+<x>*"},
    {"ResourceQuestion", "arn:aws:s3:::?*:?", kResource, false, Shape::kGlob,
     "arn:aws:s3:::", "?*<:>?"},
    // An ARN operator's stop before the fifth colon.
    {"ArnStars", "arn:*:s?:*::r*:*?", kArn, false, Shape::kGlob, "arn:", "+<:s>!<:>+<::r>*<:>*?"},
    {"ArnStarAlone", "*", kArn, false, Shape::kGlob, "", "+"},
    {"ArnPrefix", "arn:aws:s3:::*", kArn, false, Shape::kPrefix, "arn:aws:s3:::", ""},
    {"ArnWildcardsBehindAVariable", "arn:*:${a:b}:*?:::?*", kArn, true, Shape::kTemplate,
     "arn:", "<arn:>+<:>$0<:>^~<:::>?*"},
    // Variables.
    {"Variable", "${aws:username}", kPlain, true, Shape::kTemplate, "", "$0"},
    {"VariableInText", "home/${aws:username}/*", kPlain, true, Shape::kTemplate, "home/",
     "<home/>$0</>*"},
    {"SameVariableTwice", "${a:b}-${a:b}", kPlain, true, Shape::kTemplate, "", "$0<->$0"},
    {"OtherSpellingOrDefault", "${a:b}${A:b}${a:b, 'x'}${a:b, ''}", kPlain, true, Shape::kTemplate,
     "", "$0$1$2$3"},
    {"EscapesAreText", "a${*}b${?}${$}", kPlain, true, Shape::kLiteral, "a*b?$", ""},
    {"EscapeBesideStar", "*${*}*", kPlain, true, Shape::kGlob, "", "*<*>*"},
    {"OldVersion", "${aws:username}*", kPlain, false, Shape::kPrefix, "${aws:username}", ""},
    {"StarBeforeVariable", "arn:aws:s3:::*${a:b}:*", kResource, true, Shape::kTemplate,
     "arn:aws:s3:::", "<arn:aws:s3:::>+$0<:>*"},
};

class Build : public testing::TestWithParam<BuildCase> {};

INSTANTIATE_TEST_SUITE_P(Table, Build, testing::ValuesIn(kCases), CaseName<BuildCase>);

TEST_P(Build, GivesShapeAndTokens) {
  const BuildCase& row = GetParam();
  Built built;
  const Pattern pattern = row.variables ? built.builder.WithVariables(row.text, 0, row.wildcards)
                                        : built.builder.Plain(row.text, row.wildcards);
  EXPECT_EQ(pattern.shape, row.shape);
  EXPECT_EQ(pattern.prefix, row.prefix);
  EXPECT_EQ(pattern.source, row.text);
  EXPECT_EQ(Render(pattern, built.tokens), row.tokens);
}

TEST(PatternBuilder, TakesTextBeforeTheVariablesAsItIs) {
  Built built;
  const std::string_view text = "arn:aws:s3:${a:b}::${c:d}*";
  const std::size_t start = text.find("${c");
  const Pattern pattern = built.builder.WithVariables(text, start, kResource);
  EXPECT_EQ(Render(pattern, built.tokens), "<arn:aws:s3:${a:b}::>$0*");
  ASSERT_EQ(built.variables.size(), 1u);
  EXPECT_EQ(built.variables[0].key, "c:d");
}

TEST(PatternBuilder, KeepsVariablesApart) {
  Built built;
  built.builder.WithVariables("${aws:PrincipalTag/Team, 'none'}", 0, kPlain);
  built.builder.WithVariables("x${aws:PrincipalTag/Team}", 0, kPlain);
  built.builder.WithVariables("${aws:PrincipalTag/Team}y", 0, kPlain);
  ASSERT_EQ(built.variables.size(), 2u);
  EXPECT_EQ(built.variables[0].key, "aws:PrincipalTag/Team");
  EXPECT_EQ(built.variables[0].folded, "aws:principaltag/team");
  EXPECT_TRUE(built.variables[0].has_default);
  EXPECT_EQ(built.variables[0].default_value, "none");
  EXPECT_FALSE(built.variables[1].has_default);
}

// A pattern of escapes alone costs memory in proportion to its length.
TEST(PatternBuilder, ManyEscapesTakeLinearMemory) {
  Built built;
  std::string text;
  std::string expected;
  for (int i = 0; i < 8'000; ++i) {
    text += "${*}";
    expected += "*";
  }
  const Pattern pattern = built.builder.WithVariables(text, 0, kPlain);
  EXPECT_EQ(pattern.prefix, expected);
  EXPECT_LT(built.pool.memory_bytes(), 1u << 20);
}

TEST(TextPool, KeepsEachTextOnceAtItsAddress) {
  TextPool pool;
  std::vector<std::string_view> kept;
  for (int i = 0; i < 10'000; ++i) kept.push_back(pool.Intern("text " + std::to_string(i)));
  for (int i = 0; i < 10'000; ++i) {
    const std::string text = "text " + std::to_string(i);
    ASSERT_EQ(kept[static_cast<std::size_t>(i)], text);
    ASSERT_EQ(pool.Intern(text).data(), kept[static_cast<std::size_t>(i)].data());
  }
  const std::string large(100'000, 'x');
  const std::string_view kept_large = pool.Intern(large);
  EXPECT_EQ(kept_large, large);
  EXPECT_GE(pool.memory_bytes(), 200'000u);
  EXPECT_EQ(pool.Intern(""), "");
  pool.Seal();
  EXPECT_EQ(kept_large, large) << "texts stay";
}

}  // namespace
}  // namespace keyward::policy::match
