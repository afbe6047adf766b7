// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/oidc_providers.h"

#include <gmock/gmock.h>

#include <string>

#include "iam/records.h"
#include "tests/iam/operations/held_operation.h"
#include "tests/iam/operations/iam_server.h"

namespace keyward::iam {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kArn = "arn:aws:iam::111122223333:oidc-provider/";
const std::string kThumbprint = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280";

TEST(ProviderUrl, IsAHostAndAPath) {
  const struct {
    std::string url;
    std::string expected;  // "" = refused
  } cases[] = {
      {"https://idp.example", "idp.example"},
      {"https://IDP.Example/A/b", "idp.example/A/b"},
      {"https://tenant.example/", "tenant.example/"},
      {"https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
       "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"},
      {"http://idp.example", ""},
      {"idp.example", ""},
      {"https://", ""},
      {"https:///x", ""},
      {"https://idp.example:8443", ""},
      {"https://u@idp.example", ""},
      {"https://idp.example?x=y", ""},
      {"https://idp.example/#f", ""},
      {"https://idp.example/a*", ""},
      {"https://idp.example/%2e", ""},
      {"https://idp..example", ""},
      {"https://-idp.example", ""},
      {"https://idp.example/a b", ""},
  };
  for (const auto& row : cases) {
    const core::Result<std::string> url = ProviderUrl(row.url);
    EXPECT_EQ(url ? *url : "", row.expected) << row.url;
    if (!url) {
      EXPECT_EQ(url.error().message, "Invalid Open ID Connect Provider URL");
    }
  }
}

class OidcProvidersTest : public testing::Test, public IamServer {
 protected:
  json Make(const std::string& url, json more = json::object()) {
    more["Url"] = url;
    return Root("CreateOpenIDConnectProvider", more);
  }
  json On(const std::string& operation, const std::string& url, json more = json::object()) {
    more["OpenIDConnectProviderArn"] = kArn + url;
    return Root(operation, more);
  }
  json Get(const std::string& url) { return On("GetOpenIDConnectProvider", url); }
};

TEST_F(OidcProvidersTest, IsMadeAndShown) {
  const json made = Make("https://idp.example/x", {{"ClientIDList", {"b", "a", "b"}},
                                                   {"ThumbprintList", {kThumbprint}},
                                                   {"Tags", {{{"Key", "k"}, {"Value", "v"}}}}});
  EXPECT_EQ(made["OpenIDConnectProviderArn"], kArn + "idp.example/x");
  EXPECT_EQ(made["Tags"], (json{{{"Key", "k"}, {"Value", "v"}}}));
  EXPECT_EQ(Get("idp.example/x"), (json{{"Url", "idp.example/x"},
                                        {"ClientIDList", {"a", "b"}},
                                        {"ThumbprintList", {kThumbprint}},
                                        {"CreateDate", 1714564800},
                                        {"Tags", {{{"Key", "k"}, {"Value", "v"}}}}}));
  EXPECT_EQ(Make("https://IDP.example/x")["Message"],
            "Provider with url https://IDP.example/x already exists.");
  EXPECT_EQ(Make("https://idp.example/X")["Error"], "EntityAlreadyExists");
  EXPECT_EQ(Get("idp.example/X")["Message"],
            "OpenIDConnect Provider not found for arn " + kArn + "idp.example/X");
}

TEST_F(OidcProvidersTest, LimitsHold) {
  json ids = json::array();
  for (int i = 0; i < 100; ++i) ids.push_back("id" + std::to_string(i));
  Make("https://idp.example", {{"ClientIDList", ids}});
  EXPECT_EQ(On("AddClientIDToOpenIDConnectProvider", "idp.example", {{"ClientID", "id7"}}).size(),
            0U);
  EXPECT_EQ(On("AddClientIDToOpenIDConnectProvider", "idp.example", {{"ClientID", "x"}})["Message"],
            "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100");
  const auto thumbprints = [&](int count) {
    return json{
        {"ThumbprintList", std::vector<std::string>(static_cast<std::size_t>(count), kThumbprint)}};
  };
  const std::string update = "UpdateOpenIDConnectProviderThumbprint";
  EXPECT_EQ(On(update, "idp.example", thumbprints(5)).size(), 0U);
  EXPECT_EQ(On(update, "idp.example", thumbprints(6))["Message"],
            "Thumbprint list must contain fewer than 5 entries.");
  EXPECT_EQ(On(update, "idp.example", {{"ThumbprintList", {std::string(40, 'g')}}})["Error"],
            "InvalidInput");
  EXPECT_EQ(Get("idp.example")["ThumbprintList"].size(), 5U);
  for (int i = 1; i < 100; ++i) Make("https://idp" + std::to_string(i) + ".example");
  EXPECT_EQ(Make("https://last.example")["Message"],
            "Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100");
  EXPECT_EQ(Root("ListOpenIDConnectProviders")["OpenIDConnectProviderList"].size(), 100U);
}

TEST_F(OidcProvidersTest, IsChangedAndDeleted) {
  Make("https://idp.example", {{"ClientIDList", {"a"}}});
  EXPECT_FALSE(Get("idp.example").contains("ThumbprintList") &&
               !Get("idp.example")["ThumbprintList"].empty());
  On("AddClientIDToOpenIDConnectProvider", "idp.example", {{"ClientID", "b"}});
  On("RemoveClientIDFromOpenIDConnectProvider", "idp.example", {{"ClientID", "a"}});
  EXPECT_EQ(
      On("RemoveClientIDFromOpenIDConnectProvider", "idp.example", {{"ClientID", "none"}}).size(),
      0U);
  EXPECT_EQ(Get("idp.example")["ClientIDList"], json::array({"b"}));
  On("TagOpenIDConnectProvider", "idp.example",
     {{"Tags", {{{"Key", "a"}, {"Value", "1"}}, {{"Key", "b"}, {"Value", "2"}}}}});
  On("UntagOpenIDConnectProvider", "idp.example", {{"TagKeys", {"a"}}});
  EXPECT_EQ(All("ListOpenIDConnectProviderTags", "Tags",
                {{"OpenIDConnectProviderArn", kArn + "idp.example"}}),
            (json{{{"Key", "b"}, {"Value", "2"}}}));
  EXPECT_EQ(Root("ListOpenIDConnectProviders")["OpenIDConnectProviderList"],
            (json{{{"Arn", kArn + "idp.example"}}}));
  EXPECT_EQ(On("DeleteOpenIDConnectProvider", "idp.example").size(), 0U);
  EXPECT_EQ(On("DeleteOpenIDConnectProvider", "idp.example").size(), 0U);
  EXPECT_EQ(On("AddClientIDToOpenIDConnectProvider", "idp.example", {{"ClientID", "b"}})["Error"],
            "NoSuchEntity");
}

TEST_F(OidcProvidersTest, ArnMustBeAProvidersOfTheAccount) {
  const struct {
    std::string arn;
    std::string error;
  } cases[] = {
      {"this is not an ARN at all", "ValidationError"},
      {"arn:aws:iam::444455556666:oidc-provider/idp.example", "InvalidInput"},
      {"arn:aws:iam::111122223333:saml-provider/idp", "InvalidInput"},
      {kArn + "none.example", "NoSuchEntity"},
  };
  for (const auto& row : cases) {
    EXPECT_EQ(Root("GetOpenIDConnectProvider", {{"OpenIDConnectProviderArn", row.arn}})["Error"],
              row.error)
        << row.arn;
  }
}

TEST_F(OidcProvidersTest, IsAuthorizedOnItsArn) {
  Make("https://idp.example");
  rec::User user;
  user.set_name("u");
  user.set_path("/");
  user.set_id("AIDAEXAMPLEu");
  rec::InlinePolicy* policy = user.mutable_permissions()->add_inline_policies();
  policy->set_document(Document("Allow", "iam:*OpenIDConnectProvider*", kArn + "idp.example"));
  Seed(*this, Kind::kUser, user);
  EXPECT_FALSE(
      As("u", "GetOpenIDConnectProvider", {{"OpenIDConnectProviderArn", kArn + "idp.example"}})
          .contains("Error"));
  EXPECT_THAT(
      As("u", "GetOpenIDConnectProvider", {{"OpenIDConnectProviderArn", kArn + "other.example"}})
          .value("Message", ""),
      HasSubstr("iam:GetOpenIDConnectProvider on resource: " + kArn + "other.example"));
  EXPECT_THAT(
      As("u", "CreateOpenIDConnectProvider", {{"Url", "https://x.example"}}).value("Message", ""),
      HasSubstr("iam:CreateOpenIDConnectProvider on resource: " + kArn + "x.example"));
}

TEST_F(OidcProvidersTest, OneOfTwoThatChangeItWins) {
  Make("https://idp.example", {{"ClientIDList", {"a"}}});
  HeldOperation add(*this, "AddClientIDToOpenIDConnectProvider",
                    {{"OpenIDConnectProviderArn", kArn + "idp.example"}, {"ClientID", "b"}});
  On("DeleteOpenIDConnectProvider", "idp.example");
  EXPECT_EQ(add.Commit(), api::Unit::Outcome::kConflict);
}

}  // namespace
}  // namespace keyward::iam
