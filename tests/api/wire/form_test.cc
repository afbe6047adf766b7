// SPDX-License-Identifier: Apache-2.0
#include "api/wire/form.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace keyward::api::wire {
namespace {

using std::string_view_literals::operator""sv;
using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Case {
  const char* text;
  Pairs fields;
};

TEST(ParseForm, ReadsFieldsInOrder) {
  const Case cases[] = {
      {"", {}},
      {"&&", {}},
      {"a=1&b=2", {{"a", "1"}, {"b", "2"}}},
      {"b=2&a=1&a=3", {{"b", "2"}, {"a", "1"}, {"a", "3"}}},
      {"a", {{"a", ""}}},
      {"a=", {{"a", ""}}},
      {"a=b=c", {{"a", "b=c"}}},
      {"a+b=c+d%2B%20", {{"a b", "c d+ "}}},
      {"%61=%c3%A9", {{"a", "\xC3\xA9"}}},
      {"a=%26%3D", {{"a", "&="}}},
  };
  for (const Case& row : cases) {
    const auto form = ParseForm(row.text);
    ASSERT_TRUE(form) << row.text;
    Pairs fields;
    for (const FormField& field : *form) fields.emplace_back(field.name, field.value);
    EXPECT_EQ(fields, row.fields) << row.text;
  }
}

struct Refusal {
  std::string_view text;
  std::string_view message;
};

constexpr Refusal kRefusals[] = {
    {"a=%", "a percent sign begins no escape"},   {"a=%4", "a percent sign begins no escape"},
    {"a=%zz", "a percent sign begins no escape"}, {"a=%4g", "a percent sign begins no escape"},
    {"a%=b", "a percent sign begins no escape"},  {"a=%00", "a parameter holds NUL"},
    {"a=b\0"sv, "a parameter holds NUL"},         {"a=%FF", "a parameter is not UTF-8"},
    {"a=%C0%80", "a parameter is not UTF-8"},     {"a=%ED%A0%80", "a parameter is not UTF-8"},
    {"\xFF=b", "a parameter is not UTF-8"},       {"=b", "a parameter has no name"},
    {"a=b&=c", "a parameter has no name"},
};

TEST(ParseForm, RefusesWithoutRepeatingTheText) {
  for (const Refusal& row : kRefusals) {
    const auto form = ParseForm(row.text);
    ASSERT_FALSE(form) << row.text;
    EXPECT_EQ(form.error().name, "MalformedQueryString");
    EXPECT_EQ(form.error().message, row.message) << row.text;
  }
}

TEST(ParseForm, KeepsToItsLimits) {
  const FormLimits limits{.max_bytes = 8, .max_fields = 2, .max_name_bytes = 3};
  EXPECT_TRUE(ParseForm("aaa=1&b=", limits));
  EXPECT_EQ(ParseForm("aaa=1&b=2", limits).error().name, "RequestEntityTooLarge");
  EXPECT_EQ(ParseForm("a&b&c", limits).error().message, "there are more than 2 parameters");
  EXPECT_EQ(ParseForm("aaaa", limits).error().message, "a parameter's name is longer than 3 bytes");
}

}  // namespace
}  // namespace keyward::api::wire
