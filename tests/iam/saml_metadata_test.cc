// SPDX-License-Identifier: Apache-2.0
#include "iam/saml_metadata.h"

#include <gmock/gmock.h>

#include <string>

#include "tests/iam/saml_metadata_sample.h"

namespace keyward::iam {
namespace {

using testing::HasSubstr;

const std::string kEntity = R"(entityID="https://idp.example")";

long long ValidUntil(const std::string& text) {
  const core::Result<SamlMetadata> metadata = ReadSamlMetadata(text);
  EXPECT_TRUE(metadata) << (metadata ? "" : metadata.error().message);
  return metadata ? static_cast<long long>(metadata->valid_until.time_since_epoch().count()) : 0;
}

TEST(SamlMetadata, EndsAsItSaysOrWithItsLastSigningKey) {
  const std::string signing = KeyDescriptor("signing", kCertificate);
  EXPECT_EQ(ReadSamlMetadata(SamlText(kEntity, signing))->entity_id, "https://idp.example");
  EXPECT_EQ(ValidUntil(SamlText(kEntity, signing)), kCertificateEnd);
  EXPECT_EQ(ValidUntil(SamlText(kEntity, KeyDescriptor("", kCertificate))), kCertificateEnd);
  EXPECT_EQ(ValidUntil(SamlText(kEntity, KeyDescriptor("", kLongerCertificate) + signing)),
            kLongerCertificateEnd);
  EXPECT_EQ(
      ValidUntil(SamlText(kEntity, KeyDescriptor("encryption", kLongerCertificate) + signing)),
      kCertificateEnd);
  EXPECT_EQ(ValidUntil(SamlText(kEntity + R"( validUntil="2025-01-01T00:00:00Z")", signing)),
            1735689600);
}

TEST(SamlMetadata, WhatIsMissingIsNamed) {
  const std::string key = KeyDescriptor("signing", kCertificate);
  const std::string good = SamlText(kEntity, key);
  const auto replaced = [&](const std::string& what, const std::string& by) {
    std::string text = good;
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
      text.replace(at, what.size(), by);
    }
    return text;
  };
  const std::string doctype = R"(<!DOCTYPE x [<!ENTITY e "x">]>)";
  const struct {
    std::string text;
    std::string message;
  } cases[] = {
      {"", "not well-formed XML at line 1"},
      {good.substr(0, good.size() / 2), "not well-formed XML at line"},
      {replaced("</md:IDPSSODescriptor>", ""), "not well-formed XML at line"},
      {replaced("idp.example/sso", "&undefined;"), "not well-formed XML at line"},
      {replaced("<md:EntityDescriptor", doctype + "<md:EntityDescriptor"),
       "a document type declaration is not taken"},
      {replaced("md:EntityDescriptor", "md:EntitiesDescriptor"),
       "the root element is not a SAML 2.0 EntityDescriptor"},
      {replaced("SAML:2.0:metadata", "SAML:1.1:metadata"),
       "the root element is not a SAML 2.0 EntityDescriptor"},
      {SamlText("", key), "no entityID"},
      {SamlText(R"(entityID="")", key), "no entityID"},
      {SamlText("entityID=\"" + std::string(1025, 'x') + "\"", key), "no entityID"},
      {replaced("IDPSSODescriptor", "SPSSODescriptor"), "there is no IDPSSODescriptor"},
      {SamlText(kEntity, ""), "there is no signing KeyDescriptor"},
      {SamlText(kEntity, KeyDescriptor("encryption", kCertificate)),
       "there is no signing KeyDescriptor"},
      {SamlText(kEntity, KeyDescriptor("signing", "!")), "is not base64"},
      {SamlText(kEntity, KeyDescriptor("signing", "AAAA")), "holds no certificate"},
      {SamlText(kEntity, KeyDescriptor("signing", kCertificate.substr(0, 400))),
       "holds no certificate"},
      {SamlText(kEntity + R"( validUntil="tomorrow")", key), "validUntil is no date and time"},
      {SamlText(kEntity + R"( validUntil="2025")", key), "validUntil is no date and time"},
  };
  for (const auto& row : cases) {
    const core::Result<SamlMetadata> metadata = ReadSamlMetadata(row.text);
    ASSERT_FALSE(metadata) << row.message;
    EXPECT_EQ(metadata.error().name, "InvalidInput");
    EXPECT_THAT(metadata.error().message, HasSubstr(row.message));
  }
  const core::Result<SamlMetadata> big =
      ReadSamlMetadata(good + std::string(kMaxMetadataBytes, ' '));
  ASSERT_FALSE(big);
  EXPECT_EQ(big.error().message, "Cannot exceed quota for SAMLMetadataDocumentBytes: 500000");
}

}  // namespace
}  // namespace keyward::iam
