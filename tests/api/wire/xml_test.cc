// SPDX-License-Identifier: Apache-2.0
#include "api/wire/xml.h"

#include <gtest/gtest.h>
#include <proto/names.pb.h>

#include <string>
#include <string_view>

#include "tests/api/services.h"

namespace keyward::api::wire {
namespace {

using std::string_view_literals::operator""sv;

template <typename Request>
std::string Encode(const char* operation, const google::protobuf::Message& message) {
  const schema::ServiceTable& service = ServiceOf<Request>();
  return EncodeXml(service, *service.FindMethod(operation), message, "id-1");
}

constexpr std::string_view kIamHead = " xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">";
constexpr std::string_view kTail =
    "<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata>";

TEST(EncodeXml, WrapsTheResult) {
  iam::v1::CreateUserResponse response;
  auto* user = response.mutable_user();
  user->set_path("/");
  user->set_user_name("a<b>&\"'");
  user->mutable_create_date()->set_seconds(1700000000);
  auto* tag = user->add_tags();
  tag->set_key("k");
  tag->set_value("");
  EXPECT_EQ(Encode<iam::v1::Tag>("CreateUser", response),
            "<CreateUserResponse" + std::string(kIamHead) +
                "<CreateUserResult><User><Path>/</Path>"
                "<UserName>a&lt;b&gt;&amp;&quot;&#39;</UserName>"
                "<CreateDate>2023-11-14T22:13:20Z</CreateDate>"
                "<Tags><member><Key>k</Key><Value></Value></member></Tags></User>"
                "</CreateUserResult>" +
                std::string(kTail) + "</CreateUserResponse>");
}

TEST(EncodeXml, AnOperationWithoutResultHasNone) {
  EXPECT_EQ(Encode<iam::v1::Tag>("AddUserToGroup", iam::v1::AddUserToGroupResponse()),
            "<AddUserToGroupResponse" + std::string(kIamHead) + std::string(kTail) +
                "</AddUserToGroupResponse>");
}

TEST(EncodeXml, PagesAndRequiredListsAreThereWhenEmpty) {
  const std::string text = Encode<iam::v1::Tag>("ListUsers", iam::v1::ListUsersResponse());
  EXPECT_NE(text.find("<ListUsersResult><Users></Users></ListUsersResult>"), std::string::npos);
}

TEST(EncodeXml, WritesMaps) {
  iam::v1::GetAccountSummaryResponse response;
  (*response.mutable_summary_map())["Users"] = 3;
  (*response.mutable_summary_map())["Groups"] = 0;
  const std::string text = Encode<iam::v1::Tag>("GetAccountSummary", response);
  EXPECT_NE(text.find("<SummaryMap><entry><key>Groups</key><value>0</value></entry>"
                      "<entry><key>Users</key><value>3</value></entry></SummaryMap>"),
            std::string::npos)
      << text;
}

TEST(EncodeXml, FollowsNamesOfItsOwn) {
  test::v1::NameRequest message;
  message.add_flat("a");
  message.add_flat("b");
  message.add_renamed("c");
  (*message.mutable_flat_map())["k"] = "v";
  (*message.mutable_parts())["p"].set_text("t");
  message.mutable_epoch()->set_seconds(5);
  message.mutable_iso()->set_seconds(5);
  (*message.mutable_lists())["l"].add_member("m");
  message.add_numbers(-1);
  message.add_blobs("\xFF");
  message.add_flags(true);
  EXPECT_EQ(Encode<test::v1::NameRequest>("Name", message),
            "<NameResponse xmlns=\"https://names.example/doc/2020-01-01/\"><NameResult>"
            "<Flat>a</Flat><Flat>b</Flat><Renamed><Item>c</Item></Renamed>"
            "<FlatMap><Name>k</Name><Text>v</Text></FlatMap>"
            "<Parts><Part><key>p</key><value><Text>t</Text></value></Part></Parts>"
            "<Epoch>5</Epoch><Iso>1970-01-01T00:00:05Z</Iso>"
            "<Lists><entry><key>l</key><value><member>m</member></value></entry></Lists>"
            "<Numbers><member>-1</member></Numbers><Blobs><member>/w==</member></Blobs>"
            "<Flags><member>true</member></Flags></NameResult>" +
                std::string(kTail) + "</NameResponse>");
}

struct TextCase {
  std::string_view text;
  std::string_view xml;
};

constexpr TextCase kTexts[] = {
    {"plain", "plain"},
    {"&<>\"'", "&amp;&lt;&gt;&quot;&#39;"},
    {"]]>", "]]&gt;"},
    {"\t\n\r", "&#9;&#10;&#13;"},
    {"a\0b\x01\x1F"sv,
     "a\xEF\xBF\xBD"
     "b\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"\x7F", "\x7F"},
    {"\xC3\xA9\xF0\x9F\x94\x91", "\xC3\xA9\xF0\x9F\x94\x91"},
    {"\xFF\xC3", "\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xBF\xBD", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
};

TEST(AppendXmlText, IsAlwaysCharacterDataOfXml) {
  for (const TextCase& row : kTexts) {
    std::string xml;
    AppendXmlText(row.text, &xml);
    EXPECT_EQ(xml, row.xml) << row.text;
  }
}

}  // namespace
}  // namespace keyward::api::wire
