// SPDX-License-Identifier: Apache-2.0
#include "api/wire/json.h"

#include <gtest/gtest.h>
#include <proto/names.pb.h>

#include <string>
#include <string_view>

#include "tests/api/services.h"

namespace keyward::api::wire {
namespace {

using std::string_view_literals::operator""sv;

template <typename T>
core::Result<T> Read(std::string_view body, const JsonBodyLimits& limits = {}) {
  T message;
  if (auto read = DecodeJson(body, &message, nullptr, limits); !read) return read.error();
  return message;
}

struct Refusal {
  const char* name;
  std::string_view body;
  std::string_view message;
};

constexpr Refusal kRefusals[] = {
    {"Empty", "", "the body is not JSON at byte 1"},
    {"NotJson", "{\"List\":[}", "the body is not JSON at byte 10"},
    {"TextAfter", "{} {}", "the body is not JSON at byte 4"},
    {"ByteOrderMark", "\xEF\xBB\xBF{}", "the body begins with a byte order mark"},
    {"NulByte", "{}\0"sv, "the body holds a NUL byte"},
    {"BadUtf8", "{\"Part\":{\"Text\":\"\xFF\"}}", "the body is not JSON at byte 18"},
    {"LoneSurrogate", R"({"Part":{"Text":"\ud800"}})", "the body is not JSON at byte 24"},
    {"Array", "[]", "the body is not an object"},
    {"String", "\"\"", "the body is not an object"},
    {"Number", "1", "the body is not an object"},
    {"Fraction", "1.5", "the body is not an object"},
    {"Null", "null", "the body is not an object"},
    {"True", "true", "the body is not an object"},
    {"MemberTwice", R"({"Flat":[],"Flat":[]})", "`Flat` comes twice"},
    {"MemberTwiceBelow", R"({"List":[{},{"Text":"a","Text":null}]})", "`List[1].Text` comes twice"},
    {"KeyTwice", R"({"FlatMap":{"a":"1","a":"2"}})", "a key of `FlatMap{}` comes twice"},
    {"NumberForString", R"({"Part":{"Text":1}})", "`Part.Text` takes a string, not a number"},
    {"FractionForString", R"({"Part":{"Text":1.5}})", "`Part.Text` takes a string, not a number"},
    {"BooleanForString", R"({"Part":{"Text":true}})", "`Part.Text` takes a string, not a boolean"},
    {"ListForString", R"({"Part":{"Text":[]}})", "`Part.Text` takes a string, not a list"},
    {"ObjectForString", R"({"Part":{"Text":{}}})", "`Part.Text` takes a string, not an object"},
    {"StringForStructure", R"({"Part":"x"})", "`Part` takes an object, not a string"},
    {"StringForList", R"({"Flat":"x"})", "`Flat` takes a list, not a string"},
    {"ObjectForList", R"({"Flat":{}})", "`Flat` takes a list, not an object"},
    {"ListForMap", R"({"FlatMap":[]})", "`FlatMap` takes an object, not a list"},
    {"NumberForMap", R"({"FlatMap":1})", "`FlatMap` takes an object, not a number"},
    {"NullInList", R"({"Flat":["a",null]})", "`Flat[1]` takes a string, not null"},
    {"NullInMap", R"({"FlatMap":{"a":null}})", "`FlatMap{}` takes a string, not null"},
    {"ListInList", R"({"Flat":[[]]})", "`Flat[0]` takes a string, not a list"},
    {"ObjectForListInMap", R"({"Lists":{"a":{}}})", "`Lists{}` takes a list, not an object"},
    {"NumberInListInMap", R"({"Lists":{"a":["x",1]}})",
     "`Lists{}[1]` takes a string, not a number"},
    {"FractionForNumber", R"({"Numbers":[1.0]})",
     "`Numbers[0]` takes a whole number in its range, not a number"},
    {"TooLarge", R"({"Numbers":[9223372036854775808]})",
     "`Numbers[0]` takes a whole number in its range, not a number"},
    {"StringForNumber", R"({"Numbers":["1"]})",
     "`Numbers[0]` takes a whole number in its range, not a string"},
    {"BadBase64", R"({"Blobs":["AAA"]})",
     "`Blobs[0]` takes a string in base64, not another string"},
    {"BadBase64InMember", R"({"Part":{"Secret":"not base64"}})",
     "`Part.Secret` takes a string in base64, not another string"},
    {"TextTime", R"({"Epoch":"2023-11-14T22:13:20Z"})",
     "`Epoch` takes a number of seconds since 1970, of the years 1 to 9999, not a string"},
    {"LateTime", R"({"Epoch":253402300800})",
     "`Epoch` takes a number of seconds since 1970, of the years 1 to 9999, not a number"},
    {"OverflowInIgnored", R"({"Other":1e999})", "the body is not JSON at byte 14"},
    {"StringForBoolean", R"({"Flags":["true"]})", "`Flags[0]` takes true or false, not a string"},
};

TEST(DecodeJson, RefusesWithThePathAndNoValue) {
  for (const Refusal& row : kRefusals) {
    SCOPED_TRACE(row.name);
    const auto read = Read<test::v1::NameRequest>(row.body);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().name, "SerializationException");
    EXPECT_EQ(read.error().code, core::ErrorCode::kInvalidArgument);
    EXPECT_EQ(read.error().message, row.message);
  }
}

TEST(DecodeJson, RangeOfInt32IsItsOwn) {
  EXPECT_EQ(
      Read<kms::v1::GenerateRandomRequest>(R"({"NumberOfBytes":2147483647})")->number_of_bytes(),
      2147483647);
  EXPECT_EQ(
      Read<kms::v1::GenerateRandomRequest>(R"({"NumberOfBytes":-2147483648})")->number_of_bytes(),
      -2147483647 - 1);
  EXPECT_FALSE(Read<kms::v1::GenerateRandomRequest>(R"({"NumberOfBytes":2147483648})"));
  EXPECT_FALSE(Read<kms::v1::GenerateRandomRequest>(R"({"NumberOfBytes":-2147483649})"));
}

TEST(DecodeJson, IgnoresUnknownMembersWhateverTheyHold) {
  const auto read = Read<kms::v1::DescribeKeyRequest>(
      R"({"A":{"KeyId":"no","B":[{"KeyId":[1,{}]}]},"keyId":"no","KeyId":"yes","C":[[]],)"
      R"("D":1.5,"E":null,"F":true,"G":-9999999999999999999,"A":1})");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->key_id(), "yes");
}

TEST(DecodeJson, ReadsEveryKindOfValue) {
  const auto read = Read<test::v1::NameRequest>(
      R"({"Flat":["a","b\u0000\n\u20ac"],"FlatMap":{"k":"v"},"Parts":{"p":{"Text":"t"}},)"
      R"("Epoch":1700000000.25,"Iso":17e8,"Secrets":[],"List":[{},{"Secret":"AAE="}],)"
      R"("Part":null,"Lists":{"x":["1","2"],"y":[]},"Numbers":[-1,9223372036854775807],)"
      R"("Flags":[true,false],"Times":[0]})");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->flat(1), "b\0\n\xE2\x82\xAC"sv);
  EXPECT_EQ(read->flat_map().at("k"), "v");
  EXPECT_EQ(read->parts().at("p").text(), "t");
  EXPECT_EQ(read->epoch().seconds(), 1700000000);
  EXPECT_EQ(read->epoch().nanos(), 250000000);
  EXPECT_EQ(read->iso().seconds(), 1700000000);
  EXPECT_EQ(read->list_size(), 2);
  EXPECT_EQ(read->list(1).secret(), "\0\1"sv);
  EXPECT_FALSE(read->has_part());
  EXPECT_EQ(read->lists().at("x").member(1), "2");
  EXPECT_EQ(read->lists().at("y").member_size(), 0);
  EXPECT_EQ(read->numbers(1), 9223372036854775807);
  EXPECT_TRUE(read->flags(0));
  EXPECT_EQ(read->times(0).seconds(), 0);
}

TEST(DecodeJson, LimitsDepthAndSize) {
  const auto nested = [](int depth) {
    std::string body = R"({"X":)";
    for (int i = 1; i < depth; ++i) body += '[';
    for (int i = 1; i < depth; ++i) body += ']';
    return body + (depth == 1 ? "1}" : "}");
  };
  EXPECT_TRUE(Read<kms::v1::DescribeKeyRequest>(nested(32)));
  const auto deep = Read<kms::v1::DescribeKeyRequest>(nested(33));
  ASSERT_FALSE(deep);
  EXPECT_EQ(deep.error().message, "the body nests deeper than 32 levels");
  std::string inner = R"({"Part":)";
  for (int i = 0; i < 40; ++i) inner += R"({"Inner":)";
  EXPECT_FALSE(Read<test::v1::NameRequest>(inner));
  const auto large = Read<kms::v1::DescribeKeyRequest>(R"({"KeyId":"k"})", {.max_bytes = 12});
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().name, "RequestEntityTooLargeException");
  EXPECT_EQ(large.error().code, core::ErrorCode::kResourceExhausted);
}

TEST(DecodeJson, AFaultySchemaReadsNothing) {
  const auto read = Read<test::v1::NotRe2>(R"({"text":"a"})");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, core::ErrorCode::kInternal);
}

TEST(EncodeJson, WritesAwsNamesAndForms) {
  kms::v1::ListKeysResponse empty;
  EXPECT_EQ(EncodeJson(empty), R"({"Keys":[]})");  // a page without members is still there
  kms::v1::DescribeKeyResponse described;
  auto* key = described.mutable_key_metadata();
  key->set_key_id("k");
  key->mutable_creation_date()->set_seconds(1700000000);
  key->mutable_creation_date()->set_nanos(5000000);
  key->set_enabled(false);
  key->set_description("\x01\"\\\x7F\xFF\n");
  EXPECT_EQ(EncodeJson(described),
            R"({"KeyMetadata":{"KeyId":"k","CreationDate":1700000000.005,"Enabled":false,)"
            "\"Description\":\"\\u0001\\\"\\\\\\u007f\xEF\xBF\xBD\\n\"}}");
  test::v1::NameRequest named;
  named.mutable_iso()->set_seconds(1700000000);
  (*named.mutable_lists())["b"].add_member("2");
  (*named.mutable_lists())["a"];
  EXPECT_EQ(EncodeJson(named), R"({"Iso":"2023-11-14T22:13:20Z","Lists":{"a":[],"b":["2"]}})");
}

}  // namespace
}  // namespace keyward::api::wire
