// SPDX-License-Identifier: Apache-2.0
#include "auth/sigv4/uri.h"

#include <gtest/gtest.h>

#include "tests/auth/sigv4/message.h"

namespace keyward::auth::testing {
namespace {

constexpr ServiceRules kPlain = {.normalize_path = false, .double_encode_path = false};

struct PathCase {
  const char* name;
  const char* path;
  const char* normalized;  // and encoded once more
  const char* as_it_is;    // "" = refused
};

void PrintTo(const PathCase& path, std::ostream* out) { *out << path.name; }

class CanonicalPaths : public ::testing::TestWithParam<PathCase> {};

TEST_P(CanonicalPaths, FollowTheRules) {
  EXPECT_EQ(*CanonicalPath(GetParam().path, {}), GetParam().normalized);
  const auto plain = CanonicalPath(GetParam().path, kPlain);
  if (GetParam().as_it_is[0] == '\0') {
    EXPECT_FALSE(plain);
  } else {
    EXPECT_EQ(*plain, GetParam().as_it_is);
  }
}

const PathCase kPaths[] = {
    {"Root", "/", "/", "/"},
    {"Dots", "/a/./b/../c", "/a/c", "/a/./b/../c"},
    {"AboveTheRoot", "/../../a", "/a", "/../../a"},
    {"LastDots", "/a/..", "/", "/a/.."},
    {"TrailingSlash", "/a/b/", "/a/b/", "/a/b/"},
    {"Slashes", "//a//b", "/a/b", "//a//b"},
    {"ThreeDots", "/.../a", "/.../a", "/.../a"},
    {"Escape", "/a%20b", "/a%2520b", "/a%20b"},
    {"LowerCaseEscape", "/%c3%a4", "/%25c3%25a4", "/%C3%A4"},
    {"EscapeOfUnreserved", "/%41", "/%2541", "/A"},
    {"EscapedSlash", "/a%2fb", "/a%252fb", "/a%2Fb"},
    {"RawBlank", "/a b", "/a%20b", "/a%20b"},
    {"Reserved", "/a+b:c@d", "/a%2Bb%3Ac%40d", "/a%2Bb%3Ac%40d"},
    {"BadEscape", "/a%2", "/a%252", ""},
    {"EscapedDots", "/a/%2e%2e/b", "/a/%252e%252e/b", "/a/../b"},
};

INSTANTIATE_TEST_SUITE_P(Paths, CanonicalPaths, ::testing::ValuesIn(kPaths), CaseName<PathCase>);

std::string Canonical(std::string_view query) {
  auto parameters = ParseQuery(query);
  EXPECT_TRUE(parameters);
  return CanonicalQuery(*std::move(parameters), {"Left"});
}

TEST(CanonicalQuery, SortsByNameThenValueAndEncodes) {
  EXPECT_EQ(Canonical(""), "");
  EXPECT_EQ(Canonical("b=2&a=2&a=1&a"), "a=&a=1&a=2&b=2");
  EXPECT_EQ(Canonical("Param-3=x&Param=y"), "Param=y&Param-3=x");
  EXPECT_EQ(Canonical("a=b=c"), "a=b%3Dc");
  EXPECT_EQ(Canonical("a=1&&Left=x&L%65ft=y&"), "a=1");
  EXPECT_EQ(Canonical("%c3%a4=%7E"), "%C3%A4=~");
}

TEST(CanonicalQuery, PlusIsNoSpace) { EXPECT_EQ(Canonical("a=b+c"), "a=b%2Bc"); }

TEST(ParseQuery, RefusesBadEscapes) {
  for (const char* query : {"%", "a=%", "a=%2", "a=%zz", "a%g0=1"}) {
    EXPECT_FALSE(ParseQuery(query)) << query;
  }
}

TEST(UriEncode, IsUndone) {
  std::string all;
  for (int c = 0; c < 256; ++c) all.push_back(static_cast<char>(c));
  EXPECT_EQ(UriDecode(UriEncode(all)), all);
  EXPECT_EQ(UriEncode("/ ~"), "%2F%20~");
}

}  // namespace
}  // namespace keyward::auth::testing
