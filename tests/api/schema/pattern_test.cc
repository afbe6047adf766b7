// SPDX-License-Identifier: Apache-2.0
#include "api/schema/pattern.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace keyward::api::schema {
namespace {

using std::string_view_literals::operator""sv;

struct Case {
  const char* re2;
  std::string_view text;
  bool matches;
};

constexpr Case kCases[] = {
    {R"([\w+=,.@-]+)", "a.b@c-d", true},
    {R"([\w+=,.@-]+)", "a:b", false},
    {R"([\w+=,.@-]+)", "", false},
    {R"([\w+=,.@-]*)", "", true},
    {R"([\w+=,.@-]+)", "\xC3\xA9", false},
    {R"([\w+=,.@-]+)", "ab\n", false},
    {R"([\w]+)", "a\0b"sv, false},
    {R"([\p{L}\p{N}]+)", "a\xC3\xA9", true},  // leaves the ASCII table for RE2
    {R"([\p{L}\p{N}]+)", "\xC3\xA9!", false},
    {R"([\p{L}\p{N}]+)", "!\xC3\xA9", false},
    {R"([^\s@]+)", "a\xE2\x82\xAC", true},
    {R"([a\]]+)", "a]a", true},  // an escaped bracket does not end the class
    {R"([a][b]+)", "ab", true},  // not one class
    {R"([a][b]+)", "b", false},
    {R"(^a+$)", "aa", true},
    {R"(^a+$)", "aa\n", false},  // the end is the end of the text
    {R"(^(a)|(b)$)", "b", true},
    {R"(^(a)|(b)$)", "ab", false},  // each alternative has to match the whole
    {R"(v[1-9][0-9]*)", "v10", true},
};

TEST(Pattern, MatchesTheWholeText) {
  for (const Case& row : kCases) {
    const auto pattern = Pattern::Compile(row.re2);
    ASSERT_TRUE(pattern) << row.re2;
    EXPECT_EQ(pattern->Matches(row.text), row.matches) << row.re2 << " on " << row.text;
  }
}

TEST(Pattern, WhatIsNotRe2IsAnErrorThatNamesIt) {
  const auto pattern = Pattern::Compile("a(?!b)");
  ASSERT_FALSE(pattern);
  EXPECT_EQ(pattern.error().code, core::ErrorCode::kInternal);
  EXPECT_NE(pattern.error().message.find("`a(?!b)`"), std::string::npos);
}

}  // namespace
}  // namespace keyward::api::schema
