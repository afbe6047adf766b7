// SPDX-License-Identifier: Apache-2.0
//
// What strict JSON accepts, where its values stand, and every refusal with its place. Random
// documents: json_property_test.cc.
#include "core/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace keyward::core {
namespace {

using std::string_view_literals::operator""sv;

template <typename Case>
std::string CaseName(const testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

struct RefusalCase {
  const char* name;
  std::string_view text;
  std::uint32_t line;
  std::uint32_t column;
  std::string_view pointer;
  std::string_view reason;  // part of the message

  friend void PrintTo(const RefusalCase& row, std::ostream* out) { *out << row.text; }
};

// The column is that of the last byte that was read, or of the whole value where that is what is
// refused.
constexpr RefusalCase kRefusals[] = {
    {"Empty", "", 1, 1, "", "unexpected end of input"},
    {"OnlySpace", " \t\r", 1, 3, "", "unexpected end of input"},
    {"OpenObject", "{", 1, 1, "", "unexpected end of input"},
    {"OpenAfterKey", R"({"a")", 1, 4, "/a", "unexpected end of input"},
    {"OpenAfterColon", R"({"a":)", 1, 5, "/a", "unexpected end of input"},
    {"OpenInside", R"({"a":[1,{"b":)", 1, 13, "/a/1/b", "unexpected end of input"},
    {"OpenString", R"("abc)", 1, 4, "", "missing closing quote"},
    {"WrongBracket", "[1}", 1, 3, "", "unexpected '}'"},
    {"WrongBrace", R"({"a":1])", 1, 7, "", "unexpected ']'"},
    {"StrayBracket", "]", 1, 1, "", "unexpected ']'"},
    // Commas and colons.
    {"TrailingCommaInArray", "[1,]", 1, 4, "", "unexpected ']'"},
    {"TrailingCommaInObject", R"({"a":1,})", 1, 8, "", "unexpected '}'"},
    {"LeadingComma", "[,1]", 1, 2, "", "unexpected ','"},
    {"DoubledComma", "[1,,2]", 1, 4, "", "unexpected ','"},
    {"LoneComma", "{,}", 1, 2, "", "unexpected ','"},
    {"MissingComma", R"(["a" "b"])", 1, 8, "", "unexpected string literal"},
    {"MissingColon", R"({"a" "b"})", 1, 8, "/a", "unexpected string literal"},
    {"SecondLine", "{\"a\": 1,\n \"b\": tru\n}", 2, 10, "/b", "invalid literal"},
    {"CarriageReturnIsNoLine", "[1,\r x]", 1, 6, "", "invalid literal"},
    {"ColumnCountsBytes", "[\"\xC3\xA9\", x]", 1, 8, "", "invalid literal"},
    // Text after the value.
    {"TextAfterObject", "{} x", 1, 4, "", "invalid literal"},
    {"SecondValue", R"({}"a")", 1, 5, "", "expected end of input"},
    {"TextOnALaterLine", "[]\n\n,", 3, 1, "", "expected end of input"},
    // Literals that JSON lacks.
    {"UpperCase", "True", 1, 1, "", "invalid literal"},
    {"NotANumber", "[NaN]", 1, 2, "", "invalid literal"},
    {"Infinity", "[Infinity]", 1, 2, "", "invalid literal"},
    {"SingleQuotes", "'a'", 1, 1, "", "invalid literal"},
    {"BareKey", "{a:1}", 1, 2, "", "invalid literal"},
    {"LineComment", "//c\n1", 1, 1, "", "invalid literal"},
    {"BlockComment", "[1/*c*/]", 1, 3, "", "invalid literal"},
    {"FormFeed", "[1\f]", 1, 3, "", "invalid literal"},
    {"NoBreakSpace", "[\xC2\xA0 1]", 1, 2, "", "invalid literal"},
    // Numbers.
    {"LoneMinus", "[-]", 1, 3, "", "invalid number"},
    {"LeadingPlus", "[+1]", 1, 2, "", "invalid literal"},
    {"LeadingPoint", "[.5]", 1, 2, "", "invalid literal"},
    {"TrailingPoint", "[1.]", 1, 4, "", "invalid number"},
    {"NoFraction", "[1.e3]", 1, 4, "", "invalid number"},
    {"NoExponent", "[1e]", 1, 4, "", "invalid number"},
    {"Hexadecimal", "[0x10]", 1, 3, "", "invalid literal"},
    {"TooGreatForADouble", R"({"a":[0,1e400]})", 1, 9, "/a/1", "number"},
    {"TooSmallForADouble", R"({"a":-1e400})", 1, 6, "/a", "number"},
    // Strings.
    {"UnknownEscape", R"(["\x41"])", 1, 4, "", "forbidden character after backslash"},
    {"ShortUnicodeEscape", R"(["\u00e"])", 1, 8, "", "4 hex digits"},
    {"RawNewline", "[\"a\nb\"]", 1, 4, "", "control character"},
    {"RawTab", "[\"\t\"]", 1, 3, "", "control character"},
    {"HighSurrogateAlone", R"(["\ud800"])", 1, 9, "", "surrogate"},
    {"HighSurrogateTwice", R"(["\ud800\ud800"])", 1, 14, "", "surrogate"},
    {"LowSurrogateAlone", R"(["\udc00"])", 1, 8, "", "surrogate"},
    {"LowSurrogateInKey", R"({"\udc00":1})", 1, 8, "", "surrogate"},
    // UTF-8.
    {"OverlongNul", "[\"\xC0\x80\"]", 1, 3, "", "ill-formed UTF-8"},
    {"OverlongSlash", "[\"\xE0\x80\xAF\"]", 1, 4, "", "ill-formed UTF-8"},
    {"OverlongInKey", "{\"\xC0\x80\":1}", 1, 3, "", "ill-formed UTF-8"},
    {"Surrogate", "[\"\xED\xA0\x80\"]", 1, 4, "", "ill-formed UTF-8"},
    {"SurrogateInNestedKey", "{\"a\":{\"\xED\xA0\x80\":1}}", 1, 9, "/a", "ill-formed UTF-8"},
    {"Truncated", "[\"\xF0\x9F\x98\"]", 1, 6, "", "ill-formed UTF-8"},
    {"LoneContinuation", "[\"\x80\"]", 1, 3, "", "ill-formed UTF-8"},
    {"BeyondUnicode", "[\"\xF4\x90\x80\x80\"]", 1, 4, "", "ill-formed UTF-8"},
    {"OutsideAString", "[\xC3\xA9]", 1, 2, "", "invalid literal"},
    {"Utf16", "\xFE\xFF\x20{}", 1, 1, "", "invalid literal"},
    // NUL and byte order marks.
    {"NulAfterTheValue", "[1]\0"sv, 1, 4, "", "NUL"},
    {"NulInAString", "[\n\"a\0b\"]"sv, 2, 3, "", "NUL"},
    {"TextBehindNul", "{}\0x"sv, 1, 3, "", "NUL"},
    {"EscapedNul", R"({"a":{"b":["x","\u0000"]}})", 1, 16, "/a/b/1", "NUL"},
    {"EscapedNulAtTheEnd", R"({"a":"text\u0000"})", 1, 6, "/a", "NUL"},
    {"EscapedNulAlone", R"("\u0000")", 1, 1, "", "NUL"},
    {"ByteOrderMark", "\xEF\xBB\xBF{}", 1, 1, "", "byte order mark"},
    {"ByteOrderMarkInside", "[\xEF\xBB\xBF 1]", 1, 2, "", "invalid literal"},
    // Duplicate keys: the place is that of the second value.
    {"Duplicate", R"({"a":1,"a":2})", 1, 12, "/a", "duplicate key"},
    {"DuplicateOfThree", "{\"a\":1,\n\"b\":2,\n\"a\":3}", 3, 5, "/a", "duplicate key"},
    {"DuplicateEmpty", R"({"":1,"":1})", 1, 10, "/", "duplicate key"},
    {"DuplicateEscaped", R"({"a":1,"\u0061":2})", 1, 17, "/a", "duplicate key"},
    {"DuplicateEscapedSlash", R"({"/":1,"\/":2})", 1, 13, "/~1", "duplicate key"},
    {"DuplicateSurrogatePair", "{\"\\ud83d\\ude00\":1,\"\xF0\x9F\x98\x80\":2}", 1, 26,
     "/\xF0\x9F\x98\x80", "duplicate key"},
    {"DuplicateNested", R"({"x":[0,{"a/b~":1,"a/b~":[2]}]})", 1, 26, "/x/1/a~1b~0",
     "duplicate key"},
    {"DuplicateObjects", R"({"a":{},"a":{}})", 1, 13, "/a", "duplicate key"},
};

class Refusal : public testing::TestWithParam<RefusalCase> {};

TEST_P(Refusal, HasReasonAndPlace) {
  const RefusalCase& row = GetParam();
  const Result<JsonDocument> document = JsonDocument::Parse(std::string(row.text));
  ASSERT_FALSE(document.has_value());
  const Error& error = document.error();
  EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(error.name, "MalformedJson");
  EXPECT_THAT(error.message, testing::HasSubstr(std::string(row.reason)));
  EXPECT_EQ(error.place.line, row.line);
  EXPECT_EQ(error.place.column, row.column);
  EXPECT_EQ(error.place.pointer, row.pointer);
}

INSTANTIATE_TEST_SUITE_P(Json, Refusal, testing::ValuesIn(kRefusals), CaseName<RefusalCase>);

// The bytes of a document beyond the keys on the way do not come back.
TEST(JsonRefusal, RepeatsNoValues) {
  const std::string secret(4000, '7');
  for (const std::string& text : {
           "[" + secret + "]",
           "{\"a\":\"" + secret + "\x01\"}",
           "[\"" + secret + "\"" + secret + "]",
           "{\"a\":\"" + secret + "\\u0000\"}",
           "[true" + secret + "]",
           "\"" + secret,
       }) {
    const Result<JsonDocument> document = JsonDocument::Parse(text);
    ASSERT_FALSE(document.has_value());
    EXPECT_THAT(document.error().message, testing::Not(testing::HasSubstr("777")));
    EXPECT_LE(document.error().message.size(), 200u);
  }
}

struct AcceptCase {
  const char* name;
  std::string_view text;
  JsonKind kind;
  std::string_view value;  // decoded

  friend void PrintTo(const AcceptCase& row, std::ostream* out) { *out << row.text; }
};

constexpr AcceptCase kAccepted[] = {
    {"Null", "null", JsonKind::kNull, ""},
    {"True", "true", JsonKind::kBool, ""},
    {"Zero", "0", JsonKind::kNumber, "0"},
    {"MinusZero", "-0", JsonKind::kNumber, "-0"},
    {"MinusZeroPoint", "-0.0", JsonKind::kNumber, "-0.0"},
    {"AsWritten", "1.50", JsonKind::kNumber, "1.50"},
    {"Exponent", "1E+05", JsonKind::kNumber, "1E+05"},
    {"GreatestOfDoubles", "1.7976931348623157e308", JsonKind::kNumber, "1.7976931348623157e308"},
    {"Underflow", "1e-4000", JsonKind::kNumber, "1e-4000"},
    {"Greatest64Bits", "18446744073709551615", JsonKind::kNumber, "18446744073709551615"},
    {"Beyond64Bits", "18446744073709551616", JsonKind::kNumber, "18446744073709551616"},
    {"Least64Bits", "-9223372036854775808", JsonKind::kNumber, "-9223372036854775808"},
    {"Below64Bits", "-9223372036854775809", JsonKind::kNumber, "-9223372036854775809"},
    {"FortyDigits", "1234567890123456789012345678901234567890", JsonKind::kNumber,
     "1234567890123456789012345678901234567890"},
    {"EmptyString", R"("")", JsonKind::kString, ""},
    {"Escapes", R"("\"\\\/\b\f\n\r\t\u0041\u00e9")", JsonKind::kString, "\"\\/\b\f\n\r\tA\xC3\xA9"},
    {"SurrogatePair", R"("\uD83D\uDE00")", JsonKind::kString, "\xF0\x9F\x98\x80"},
    {"Delete", "\"\x7F\"", JsonKind::kString, "\x7F"},
    {"NonCharacter", "\"\xEF\xBF\xBF\"", JsonKind::kString, "\xEF\xBF\xBF"},
    {"MarkInAString", "\"\xEF\xBB\xBF\"", JsonKind::kString, "\xEF\xBB\xBF"},
    {"NotNormalised", "\"e\xCC\x81\"", JsonKind::kString, "e\xCC\x81"},
    {"EmptyArray", "[ ]", JsonKind::kArray, ""},
    {"EmptyObject", "{ }", JsonKind::kObject, ""},
    {"KeysThatDifferInCase", R"({"a":1,"A":2})", JsonKind::kObject, ""},
    {"SameKeyAtTwoLevels", R"({"a":{"a":{"a":1}}})", JsonKind::kObject, ""},
    {"SameKeyInTwoElements", R"([{"a":1},{"a":1}])", JsonKind::kArray, ""},
};

class Accepted : public testing::TestWithParam<AcceptCase> {};

TEST_P(Accepted, KeepsKindTextAndSpan) {
  const AcceptCase& row = GetParam();
  const std::string text = " \r\n\t" + std::string(row.text) + "\n ";
  const Result<JsonDocument> document = JsonDocument::Parse(text);
  ASSERT_TRUE(document.has_value()) << Describe(document.error());
  const JsonView root = document->root();
  EXPECT_EQ(root.kind(), row.kind);
  EXPECT_EQ(root.text(), row.value);
  EXPECT_EQ(root.source(), row.text);
  EXPECT_EQ(root.begin_offset(), 4u);
  EXPECT_EQ(root.end_offset(), 4 + row.text.size());
  EXPECT_EQ(root.pointer(), "");
  EXPECT_EQ(root.place().line, 2u);
  EXPECT_EQ(root.place().column, 2u);
}

INSTANTIATE_TEST_SUITE_P(Json, Accepted, testing::ValuesIn(kAccepted), CaseName<AcceptCase>);

// Every value of a document with odd white space, in the order of the text.
void Collect(JsonView view, std::vector<std::pair<std::string, std::string>>* found) {
  found->emplace_back(view.pointer(), view.source());
  for (const JsonView child : view) Collect(child, found);
}

TEST(JsonSpans, HoldForEveryKindOfValueBetweenOddSpace) {
  const std::string text =
      "\n{ \"s\" :\t\"\\\"]\" ,\r\n\"n\":-1.5e+3,\"t\" : true\t,\"f\":false,\"z\":null ,"
      "\"a\":[ ] , \"o\" :{\n} ,\"m\" : [ 0 ,[\"\"] , { \"k/~\" : 12\n} ,1]\n, \"\":7 }\n";
  const Result<JsonDocument> document = JsonDocument::Parse(text);
  ASSERT_TRUE(document.has_value()) << Describe(document.error());
  std::vector<std::pair<std::string, std::string>> found;
  Collect(document->root(), &found);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].second, text.substr(1, text.size() - 2));
  found.erase(found.begin());
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"/s", R"("\"]")"},   {"/n", "-1.5e+3"},
      {"/t", "true"},       {"/f", "false"},
      {"/z", "null"},       {"/a", "[ ]"},
      {"/o", "{\n}"},       {"/m", "[ 0 ,[\"\"] , { \"k/~\" : 12\n} ,1]"},
      {"/m/0", "0"},        {"/m/1", "[\"\"]"},
      {"/m/1/0", "\"\""},   {"/m/2", "{ \"k/~\" : 12\n}"},
      {"/m/2/k~1~0", "12"}, {"/m/3", "1"},
      {"/", "7"},
  };
  EXPECT_EQ(found, expected);
}

TEST(JsonView, FindsMembersByExactKey) {
  const Result<JsonDocument> document = JsonDocument::Parse(R"({"Ab":1,"\u00e9":2,"":3})");
  ASSERT_TRUE(document.has_value());
  JsonView found = document->root();
  EXPECT_TRUE(found.Find("Ab", &found));
  EXPECT_EQ(found.text(), "1");
  EXPECT_EQ(found.key(), "Ab");
  EXPECT_FALSE(found.Find("Ab", &found)) << "a number has no members";
  const JsonView root = document->root();
  EXPECT_TRUE(root.Find("\xC3\xA9", &found));
  EXPECT_EQ(found.text(), "2");
  EXPECT_TRUE(root.Find("", &found));
  EXPECT_EQ(found.text(), "3");
  EXPECT_FALSE(root.Find("ab", &found));
  EXPECT_EQ(root.size(), 3u);
}

TEST(JsonView, NamesItsKind) {
  const Result<JsonDocument> document = JsonDocument::Parse(R"([null,true,1,"",[],{}])");
  ASSERT_TRUE(document.has_value());
  std::vector<std::string> names;
  for (const JsonView view : document->root()) names.emplace_back(view.kind_name());
  EXPECT_THAT(names,
              testing::ElementsAre("null", "boolean", "number", "string", "array", "object"));
  EXPECT_EQ(document->root().size(), 6u);
}

std::string Nested(std::size_t depth, std::string_view open, std::string_view close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  text += open == "[" ? "" : "1";
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

TEST(JsonLimits, NestingStopsAtTheLimit) {
  EXPECT_TRUE(JsonDocument::Parse(Nested(32, "[", "]")).has_value());
  EXPECT_TRUE(JsonDocument::Parse(Nested(32, "{\"a\":", "}")).has_value());
  const Result<JsonDocument> deep = JsonDocument::Parse(Nested(33, "{\"a\":", "}"));
  ASSERT_FALSE(deep.has_value());
  EXPECT_EQ(deep.error().code, ErrorCode::kResourceExhausted);
  EXPECT_EQ(deep.error().name, "LimitExceeded");
  EXPECT_EQ(deep.error().message, "more than 32 levels of nesting");
  EXPECT_EQ(deep.error().place.column, 32u * 5 + 1);
  std::string pointer;
  for (int i = 0; i < 32; ++i) pointer += "/a";
  EXPECT_EQ(deep.error().place.pointer, pointer);
  EXPECT_TRUE(JsonDocument::Parse("[]", {.max_depth = 1}).has_value());
  EXPECT_FALSE(JsonDocument::Parse("[[]]", {.max_depth = 1}).has_value());
  EXPECT_FALSE(JsonDocument::Parse("[]", {.max_depth = 0}).has_value());
}

TEST(JsonLimits, AMillionLevelsCostNoMemoryAndNoStack) {
  std::string deep(1'000'000, '[');
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  const Result<JsonDocument> document = JsonDocument::Parse(std::move(deep));
  rusage after{};
  getrusage(RUSAGE_SELF, &after);
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().name, "LimitExceeded");
  EXPECT_EQ(document.error().place.column, 33u);
  EXPECT_LE(after.ru_maxrss - before.ru_maxrss, 4096) << "KiB";
}

TEST(JsonLimits, BytesCountWhiteSpace) {
  EXPECT_TRUE(JsonDocument::Parse("[1] ", {.max_bytes = 4}).has_value());
  const Result<JsonDocument> text = JsonDocument::Parse("[1]  ", {.max_bytes = 4});
  ASSERT_FALSE(text.has_value());
  EXPECT_EQ(text.error().code, ErrorCode::kResourceExhausted);
  EXPECT_EQ(text.error().name, "LimitExceeded");
  EXPECT_EQ(text.error().message, "the text is longer than 4 bytes");
  const std::size_t limit = JsonLimits{}.max_bytes;
  EXPECT_TRUE(JsonDocument::Parse("1" + std::string(limit - 1, ' ')).has_value());
  EXPECT_FALSE(JsonDocument::Parse("1" + std::string(limit, ' ')).has_value());
}

TEST(LineIndex, AgreesWithLocateOffset) {
  const std::string text = "a\n\nbc\r\n\xC3\xA9\n";
  const LineIndex index(text);
  for (std::size_t offset = 0; offset <= text.size(); ++offset) {
    const LineColumn slow = LocateOffset(text, offset);
    const LineColumn quick = index.Locate(offset);
    EXPECT_EQ(slow.line, quick.line) << offset;
    EXPECT_EQ(slow.column, quick.column) << offset;
  }
  EXPECT_EQ(LocateOffset(text, 5).line, 3u);
  EXPECT_EQ(LocateOffset(text, 5).column, 3u);
  EXPECT_EQ(LocateOffset(text, 1000).line, 5u);
  EXPECT_EQ(LocateOffset("", 0).column, 1u);
}

TEST(EscapePointerToken, EscapesTildeAndSlash) {
  EXPECT_EQ(EscapePointerToken("a~b/c~1"), "a~0b~1c~01");
  EXPECT_EQ(EscapePointerToken(""), "");
}

}  // namespace
}  // namespace keyward::core
