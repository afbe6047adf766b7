// SPDX-License-Identifier: Apache-2.0
#include "api/wire/query.h"

#include <gtest/gtest.h>
#include <proto/names.pb.h>

#include <string>
#include <string_view>

#include "api/schema/validate.h"
#include "api/wire/json.h"
#include "tests/api/services.h"

namespace keyward::api::wire {
namespace {

template <typename T>
core::Result<std::string> Read(std::string_view query) {
  auto form = ParseForm(query);
  if (!form) return form.error();
  T message;
  if (auto read = DecodeQuery(std::move(*form), &message, nullptr); !read) return read.error();
  return EncodeJson(message);
}

struct Case {
  const char* name;
  const char* query;
  const char* json;
};

constexpr Case kCases[] = {
    {"Nothing", "", "{}"},
    {"List", "List.member.1.Text=a&List.member.2.Text=b",
     R"({"List":[{"Text":"a"},{"Text":"b"}]})"},
    {"AnyOrder", "List.member.2.Text=b&List.member.1.Text=a",
     R"({"List":[{"Text":"a"},{"Text":"b"}]})"},
    {"TenAfterNine",
     "Renamed.Item.10=j&Renamed.Item.1=a&Renamed.Item.2=b&Renamed.Item.3=c&Renamed.Item.4=d&"
     "Renamed.Item.5=e&Renamed.Item.6=f&Renamed.Item.7=g&Renamed.Item.8=h&Renamed.Item.9=i",
     R"({"Renamed":["a","b","c","d","e","f","g","h","i","j"]})"},
    {"Flattened", "Flat.1=a&Flat.2=b", R"({"Flat":["a","b"]})"},
    {"FlattenedMap", "FlatMap.1.Name=k&FlatMap.1.Text=v", R"({"FlatMap":{"k":"v"}})"},
    {"MapOfStructures",
     "Parts.Part.1.key=k&Parts.Part.1.value.Text=t&Parts.Part.1.value.Inner.Text=u",
     R"({"Parts":{"k":{"Text":"t","Inner":{"Text":"u"}}}})"},
    {"MapOfLists",
     "Lists.entry.1.key=k&Lists.entry.1.value.member.1=a&Lists.entry.1.value.member.2=b",
     R"({"Lists":{"k":["a","b"]}})"},
    {"Values",
     "Epoch=1.5&Iso=2023-11-14T22%3A13%3A20Z&Numbers.member.1=-5&Blobs.member.1=AAE%3D&"
     "Flags.member.1=true&Times.member.1=1970-01-01T00:00:00Z",
     R"({"Epoch":1.500,"Iso":"2023-11-14T22:13:20Z","Numbers":[-5],"Blobs":["AAE="],)"
     R"("Flags":[true],"Times":[0]})"},
    {"EmptyText", "Part.Text=", R"({"Part":{"Text":""}})"},
    {"UnknownIsIgnored",
     "Action=A&Version=1&X-Amz-Signature=a.b&part.Text=x&Part.Text=t&Part.Zzz.1=a",
     R"({"Part":{"Text":"t"}})"},
    {"NamesThatBeginAlike", "List.member.1.Text=a&Lists.entry.1.key=k&Lists.entry.1.value=&Lis=x",
     R"({"List":[{"Text":"a"}],"Lists":{"k":[]}})"},
};

TEST(DecodeQuery, ReadsParameters) {
  for (const Case& row : kCases) {
    SCOPED_TRACE(row.name);
    const auto read = Read<test::v1::NameRequest>(row.query);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, row.json);
  }
}

constexpr Case kRefusals[] = {
    {"Twice", "Part.Text=a&Part.Text=b", "the parameter `Part.Text` comes twice or has parts"},
    {"TextWithParts", "Part.Text.1=a",
     "the parameter `Part.Text.1` has parts that its value cannot have"},
    {"TextAndParts", "Part.Text=a&Part.Text.1=b",
     "the parameter `Part.Text` comes twice or has parts"},
    {"ValueForStructure", "Part=a", "the parameter `Part` takes no value"},
    {"EmptyValueForStructure", "Part=", "the parameter `Part` takes no value"},
    {"ValueForList", "List=a", "the parameter `List` takes no value"},
    {"ValueForElement", "List.member.1=a", "the parameter `List.member.1` takes no value"},
    {"NoMember", "List.1.Text=a", "the parameter `List.1.Text` is of a list and lacks `.member.`"},
    {"WrongMember", "Renamed.member.1=a",
     "the parameter `Renamed.member.1` is of a list and lacks `.Item.`"},
    {"ListValueAndMember", "List=&List.member.1.Text=a", "the parameter `List` takes no value"},
    {"Gap", "List.member.1.Text=a&List.member.3.Text=c",
     "the parameter `List.member.3.Text` comes after a gap in its list"},
    {"StartsAtTwo", "Flat.2=a", "the parameter `Flat.2` comes after a gap in its list"},
    {"IndexZero", "Flat.0=a", "the parameter `Flat.0` has an index that is not a number from 1"},
    {"LeadingZero", "Flat.01=a",
     "the parameter `Flat.01` has an index that is not a number from 1"},
    {"NegativeIndex", "Flat.-1=a",
     "the parameter `Flat.-1` has an index that is not a number from 1"},
    {"TextIndex", "Flat.x=a", "the parameter `Flat.x` has an index that is not a number from 1"},
    {"EmptyIndex", "List.member..Text=a",
     "the parameter `List.member..Text` has an index that is not a number from 1"},
    {"NoIndex", "List.member=a",
     "the parameter `List.member` has an index that is not a number from 1"},
    {"HugeIndex", "Flat.99999999999999999999=a",
     "the parameter `Flat.99999999999999999999` has an index that is not a number from 1"},
    {"FarIndex", "Flat.4000000000=a",
     "the parameter `Flat.4000000000` comes after a gap in its list"},
    {"ControlCharacterInName", "Flat.%0A=a",
     "the parameter `Flat.?` has an index that is not a number from 1"},
    {"NoKey", "FlatMap.1.Text=v",
     "the parameter `FlatMap.1.Text` belongs to an entry without one key and one value"},
    {"NoValue", "FlatMap.1.Name=k",
     "the parameter `FlatMap.1.Name` belongs to an entry without one key and one value"},
    {"TwoKeys", "FlatMap.1.Name=k&FlatMap.1.Name=l&FlatMap.1.Text=v",
     "the parameter `FlatMap.1.Name` belongs to an entry without one key and one value"},
    {"SameKey", "FlatMap.1.Name=k&FlatMap.1.Text=v&FlatMap.2.Name=k&FlatMap.2.Text=w",
     "the parameter `FlatMap.2.Name` repeats a key"},
    {"Number", "Numbers.member.1=1.0",
     "the parameter `Numbers.member.1` is not a whole number in its range"},
    {"NumberWithPlus", "Numbers.member.1=%2B1",
     "the parameter `Numbers.member.1` is not a whole number in its range"},
    {"EmptyNumber",
     "Numbers.member.1=", "the parameter `Numbers.member.1` is not a whole number in its range"},
    {"Boolean", "Flags.member.1=TRUE", "the parameter `Flags.member.1` is neither true nor false"},
    {"Blob", "Blobs.member.1=!", "the parameter `Blobs.member.1` is not base64"},
    {"Iso", "Iso=1700000000", "the parameter `Iso` is not a moment of the years 1 to 9999"},
    {"Epoch", "Epoch=2023-11-14T22:13:20Z",
     "the parameter `Epoch` is not a moment of the years 1 to 9999"},
};

TEST(DecodeQuery, RefusesWithTheParameterAndNoValue) {
  for (const Case& row : kRefusals) {
    SCOPED_TRACE(row.name);
    const auto read = Read<test::v1::NameRequest>(row.query);
    ASSERT_FALSE(read) << *read;
    EXPECT_EQ(read.error().name, "MalformedInput");
    EXPECT_EQ(read.error().message, row.json);
  }
}

TEST(DecodeQuery, AnEmptyListIsThere) {
  auto form = ParseForm("UserName=u&Tags=");
  iam::v1::TagUserRequest request;
  schema::EmptyMembers empty;
  ASSERT_TRUE(DecodeQuery(std::move(*form), &request, &empty));
  EXPECT_TRUE(schema::Validate(request, empty));
  EXPECT_FALSE(schema::Validate(request));
}

struct ActionCase {
  const char* query;
  const char* name;  // "" when found
  const char* message;
};

constexpr ActionCase kActions[] = {
    {"Action=GetUser&Version=2010-05-08", "", ""},
    {"Version=2010-05-08", "MissingAction", "the request names no `Action`"},
    {"Action=&Version=2010-05-08", "MissingAction", "the request names no `Action`"},
    {"Action=GetUser", "InvalidAction",
     "Could not find operation GetUser for version NO_VERSION_SPECIFIED"},
    {"Action=GetUser&Version=2011-06-15", "InvalidAction",
     "Could not find operation GetUser for version 2011-06-15"},
    {"Action=getUser&Version=2010-05-08", "InvalidAction",
     "Could not find operation getUser for version 2010-05-08"},
    {"Action=GetUser&Action=GetUser&Version=2010-05-08", "MalformedQueryString",
     "`Action` comes twice"},
};

TEST(FindAction, NeedsActionAndVersion) {
  for (const ActionCase& row : kActions) {
    const auto method = FindAction(*ParseForm(row.query), ServiceOf<iam::v1::Tag>());
    ASSERT_EQ(method.has_value(), row.name[0] == '\0') << row.query;
    if (method) {
      EXPECT_EQ((*method)->name, "GetUser");
    } else {
      EXPECT_EQ(method.error().name, row.name) << row.query;
      EXPECT_EQ(method.error().message, row.message) << row.query;
    }
  }
}

}  // namespace
}  // namespace keyward::api::wire
