// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <string>

#include "iam/records.h"
#include "iam/saml_metadata.h"
#include "tests/iam/operations/held_operation.h"
#include "tests/iam/operations/iam_server.h"
#include "tests/iam/saml_metadata_sample.h"

namespace keyward::iam {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kArn = "arn:aws:iam::111122223333:saml-provider/";

std::string Metadata(const std::string& attributes = "") {
  return SamlText(R"(entityID="https://idp.example" )" + attributes,
                  KeyDescriptor("signing", kCertificate));
}

class SamlProvidersTest : public testing::Test, public IamServer {
 protected:
  json Make(const std::string& name, json more = json::object()) {
    more["Name"] = name;
    if (!more.contains("SAMLMetadataDocument")) more["SAMLMetadataDocument"] = Metadata();
    return Root("CreateSAMLProvider", more);
  }
  json On(const std::string& operation, const std::string& name, json more = json::object()) {
    more["SAMLProviderArn"] = kArn + name;
    return Root(operation, more);
  }
};

TEST_F(SamlProvidersTest, IsMadeAndShown) {
  const json made = Make("idp", {{"Tags", {{{"Key", "k"}, {"Value", "v"}}}}});
  EXPECT_EQ(made["SAMLProviderArn"], kArn + "idp");
  const json shown = On("GetSAMLProvider", "idp");
  EXPECT_EQ(shown["SAMLMetadataDocument"], Metadata());
  EXPECT_THAT(shown["SAMLProviderUUID"].get<std::string>(), testing::MatchesRegex("[A-Z0-9]{22}"));
  EXPECT_EQ(shown["CreateDate"], 1714564800);
  EXPECT_EQ(shown["ValidUntil"], kCertificateEnd);
  EXPECT_EQ(shown["Tags"], made["Tags"]);
  EXPECT_EQ(Make("IDP")["Message"], "SAML provider with name IDP already exists.");
  EXPECT_EQ(On("GetSAMLProvider", "IDP")["Message"], "Manifest not found for arn " + kArn + "IDP");
  EXPECT_EQ(
      Root("ListSAMLProviders")["SAMLProviderList"],
      (json{{{"Arn", kArn + "idp"}, {"CreateDate", 1714564800}, {"ValidUntil", kCertificateEnd}}}));
}

TEST_F(SamlProvidersTest, WhatIsNotTakenIsRefused) {
  const struct {
    json parameters;
    std::string error;
    std::string message;
  } cases[] = {
      {{{"SAMLMetadataDocument", std::string(999, 'x')}}, "ValidationError", "1000"},
      {{{"SAMLMetadataDocument", std::string(1000, 'x')}}, "InvalidInput", "not well-formed"},
      {{{"SAMLMetadataDocument", Metadata(R"(validUntil="2024-05-01T12:00:00Z")")}},
       "InvalidInput",
       "it has expired"},
      {{{"SAMLMetadataDocument", Metadata() + std::string(kMaxMetadataBytes, ' ')}},
       "LimitExceeded",
       "500000"},
      {{{"AssertionEncryptionMode", "Allowed"}}, "InvalidInput", "not supported"},
      {{{"AddPrivateKey", "key"}}, "InvalidInput", "not supported"},
  };
  for (const auto& row : cases) {
    const json answer = Make("idp", row.parameters);
    EXPECT_EQ(answer.value("Error", ""), row.error) << row.message;
    EXPECT_THAT(answer.value("Message", ""), HasSubstr(row.message));
  }
  // The largest that is taken fits the store and the audit log.
  std::string largest = Metadata();
  largest += "<!--" + std::string(kMaxMetadataBytes - largest.size() - 7, '"') + "-->";
  EXPECT_EQ(Make("idp", {{"SAMLMetadataDocument", largest}})["SAMLProviderArn"], kArn + "idp");
}

TEST_F(SamlProvidersTest, IsChangedAndDeleted) {
  Make("idp");
  const std::string newer = Metadata(R"(validUntil="2025-01-01T00:00:00Z")");
  EXPECT_EQ(On("UpdateSAMLProvider", "idp", {{"SAMLMetadataDocument", newer}})["SAMLProviderArn"],
            kArn + "idp");
  EXPECT_EQ(On("GetSAMLProvider", "idp")["ValidUntil"], 1735689600);
  EXPECT_EQ(On("GetSAMLProvider", "idp")["SAMLMetadataDocument"], newer);
  EXPECT_EQ(On("UpdateSAMLProvider", "idp", {{"RemovePrivateKey", std::string(22, 'A')}})["Error"],
            "InvalidInput");
  On("TagSAMLProvider", "idp",
     {{"Tags", {{{"Key", "a"}, {"Value", "1"}}, {{"Key", "b"}, {"Value", "2"}}}}});
  On("UntagSAMLProvider", "idp", {{"TagKeys", {"a"}}});
  EXPECT_EQ(All("ListSAMLProviderTags", "Tags", {{"SAMLProviderArn", kArn + "idp"}}),
            (json{{{"Key", "b"}, {"Value", "2"}}}));
  EXPECT_EQ(On("DeleteSAMLProvider", "idp").size(), 0U);
  EXPECT_EQ(On("DeleteSAMLProvider", "idp")["Error"], "NoSuchEntity");
}

TEST_F(SamlProvidersTest, IsAuthorizedOnItsArn) {
  Make("idp");
  rec::User user;
  user.set_name("u");
  user.set_path("/");
  user.set_id("AIDAEXAMPLEu");
  user.mutable_permissions()->add_inline_policies()->set_document(
      Document("Allow", "iam:*SAMLProvider*", kArn + "idp"));
  Seed(*this, Kind::kUser, user);
  EXPECT_FALSE(As("u", "GetSAMLProvider", {{"SAMLProviderArn", kArn + "idp"}}).contains("Error"));
  EXPECT_THAT(As("u", "GetSAMLProvider", {{"SAMLProviderArn", kArn + "x"}}).value("Message", ""),
              HasSubstr("iam:GetSAMLProvider on resource: " + kArn + "x"));
}

TEST_F(SamlProvidersTest, OneOfTwoThatChangeItWins) {
  Make("idp");
  HeldOperation update(*this, "UpdateSAMLProvider",
                       {{"SAMLProviderArn", kArn + "idp"}, {"SAMLMetadataDocument", Metadata()}});
  On("DeleteSAMLProvider", "idp");
  EXPECT_EQ(update.Commit(), api::Unit::Outcome::kConflict);
}

}  // namespace
}  // namespace keyward::iam
