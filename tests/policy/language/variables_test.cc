// SPDX-License-Identifier: Apache-2.0
#include "policy/language/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "tests/policy/language/case_name.h"

namespace keyward::policy::language {
namespace {

using Type = TemplatePart::Type;

// The parts as one line: text(a) literal(*) key(k) key(k='d').
std::string Render(const std::vector<TemplatePart>& parts) {
  std::string line;
  for (const TemplatePart& part : parts) {
    line += part.type == Type::kText ? "text(" : part.type == Type::kLiteral ? "literal(" : "key(";
    line += part.text;
    if (part.has_default) line += "='" + part.default_value + "'";
    line += ")";
  }
  return line;
}

struct SplitCase {
  const char* name;
  std::string_view text;
  std::string_view parts;

  friend void PrintTo(const SplitCase& row, std::ostream* out) { *out << row.text; }
};

constexpr SplitCase kSplits[] = {
    {"Empty", "", ""},
    {"Plain", "a*b?", "text(a*b?)"},
    {"Alone", "${aws:username}", "key(aws:username)"},
    {"Between", "a/${aws:username}/b", "text(a/)key(aws:username)text(/b)"},
    {"Adjacent", "${a:b}${c:d}", "key(a:b)key(c:d)"},
    {"TagKey", "${aws:PrincipalTag/Team Name}", "key(aws:PrincipalTag/Team Name)"},
    {"SpacesAround", "${ a:b }", "key(a:b)"},
    {"Literals", "${*}${?}${$}", "literal(*)literal(?)literal($)"},
    {"LiteralBesideWildcard", "*${*}*", "text(*)literal(*)text(*)"},
    {"Default", "${a:b, 'x'}", "key(a:b='x')"},
    {"DefaultWithoutSpace", "${a:b,'x'}", "key(a:b='x')"},
    {"DefaultWithSpaces", "${a:b , ' x '}", "key(a:b=' x ')"},
    {"EmptyDefault", "${a:b, ''}", "key(a:b='')"},
    {"BraceInDefault", "${a:b, 'x}y'}z", "key(a:b='x}y')text(z)"},
    {"WildcardInDefault", "${a:b, '*'}", "key(a:b='*')"},
    {"VariableInDefaultIsText", "${a:b, '${c}'}", "key(a:b='${c}')"},
    {"LoneDollar", "$", "text($)"},
    {"DollarAtTheEnd", "a$", "text(a$)"},
    {"TwoDollars", "$${a:b}", "text($)key(a:b)"},
    {"DollarAndSpace", "$ {a}", "text($ {a})"},
    {"LoneBraces", "{a}}", "text({a}})"},
    {"CloseBehind", "${a:b}}", "key(a:b)text(})"},
    {"QuoteInText", "it's ${a:b}'s", "text(it's )key(a:b)text('s)"},
    {"Utf8Key", "${aws:PrincipalTag/\xC3\xA9}", "key(aws:PrincipalTag/\xC3\xA9)"},
};

class Split : public testing::TestWithParam<SplitCase> {};

INSTANTIATE_TEST_SUITE_P(Table, Split, testing::ValuesIn(kSplits), CaseName<SplitCase>);

TEST_P(Split, TakesVariablesOut) {
  const auto parts = SplitVariables(GetParam().text);
  ASSERT_TRUE(parts.has_value()) << parts.error().message;
  EXPECT_EQ(Render(*parts), GetParam().parts);
}

struct RefusalCase {
  std::string_view text;
  const char* reason;
};

constexpr RefusalCase kRefusals[] = {
    {"${", "not closed"},
    {"a${", "not closed"},
    {"${a", "not closed"},
    {"${a:b} ${c", "not closed"},
    {"${a, 'x}", "not closed"},
    {"${a'}", "not closed"},
    {"${}", "names no key"},
    {"${ }", "names no key"},
    {"${, 'x'}", "names no key"},
    {"${ , 'x'}", "names no key"},
    {"${a${b}}", "key holds one of"},
    {"${${b}}", "key holds one of"},
    {"${a,}", "key holds one of"},
    {"${a, b}", "key holds one of"},
    {"${a*}", "key holds one of"},
    {"${**}", "key holds one of"},
    {"${ * }", "key holds one of"},
    {"${a?b}", "key holds one of"},
    {"${a{b}", "key holds one of"},
    {"${a,, 'x'}", "key holds one of"},
    {"${$$}", "key holds one of"},
    {"${a 'x'}", "default must be written"},
    {"${'x'}", "default must be written"},
    {"${a, 'x'y}", "default must be written"},
    {"${a, 'x' }", "default must be written"},
    {"${a, 'x'y'z'}", "holds a quote"},
};

TEST(SplitVariables, RefusesMalformedOnes) {
  for (const RefusalCase& row : kRefusals) {
    const auto parts = SplitVariables(row.text);
    ASSERT_FALSE(parts.has_value()) << row.text;
    EXPECT_EQ(parts.error().code, core::ErrorCode::kInvalidArgument);
    EXPECT_EQ(parts.error().name, "");
    EXPECT_THAT(parts.error().message, testing::HasSubstr(row.reason)) << row.text;
  }
}

TEST(SplitVariables, TakesLinearTime) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "${a:b}$";
  const auto parts = SplitVariables(text);
  ASSERT_TRUE(parts.has_value());
  EXPECT_EQ(parts->size(), 400'000u);
  EXPECT_FALSE(SplitVariables(text + "${").has_value());
}

TEST(ResourceVariablesStart, IsBehindTheFifthColon) {
  EXPECT_EQ(ResourceVariablesStart("arn:aws:s3:::b/${a:b}"), 13u);
  EXPECT_EQ(ResourceVariablesStart("arn:aws:sqs:eu-west-1:111122223333:q:r"), 35u);
  EXPECT_EQ(ResourceVariablesStart("arn:aws:s3:::"), 13u);
  EXPECT_EQ(ResourceVariablesStart("arn:aws:s3"), 10u);
  EXPECT_EQ(ResourceVariablesStart("*"), 1u);
  EXPECT_EQ(ResourceVariablesStart(""), 0u);
}

}  // namespace
}  // namespace keyward::policy::language
