// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "crypto/aead.h"
#include "crypto/hmac.h"
#include "crypto/kdf.h"
#include "crypto/key_wrap.h"
#include "tests/crypto/vectors/tally.h"

namespace keyward::crypto::testing {
namespace {

using nlohmann::json;

class Wycheproof : public ::testing::Test {
 protected:
  void SetUp() override { RequireVectors(WycheproofFolder()); }
};

std::string Field(const json& object, const char* name) {
  return Unhex(object.at(name).get<std::string>());
}

SecretBytes Secret(const std::string& bytes) { return *SecretBytes::Copy(AsBytes(bytes)); }

bool IsValid(const json& test) { return test.at("result") == "valid"; }

// Calls `check(group, test, tally)` for every test of every group, and makes sure that each was
// counted, as often as the file says that it has tests.
void ForEach(const std::string& name,
             const std::function<void(const json&, const json&, Tally&)>& check) {
  std::ifstream file(WycheproofFolder() + "/" + name + "_test.json");
  ASSERT_TRUE(file.is_open()) << name;
  const json suite = json::parse(file);
  Tally tally("Wycheproof " + name);
  for (const json& group : suite.at("testGroups")) {
    tally.Group();
    for (const json& test : group.at("tests")) {
      SCOPED_TRACE("tcId " + test.at("tcId").dump() + ": " + test.at("comment").dump());
      check(group, test, tally);
    }
  }
  EXPECT_EQ(tally.seen(), suite.at("numberOfTests").get<std::size_t>());
  EXPECT_GT(tally.checked(), 0U);
}

template <typename Aead>
void CheckAead(const json& group, const json& test, Tally& tally) {
  const std::string key_bytes = Field(test, "key");
  const auto key = Aead::Key::Copy(AsBytes(key_bytes));
  const std::string iv = Field(test, "iv");
  if (!key) {
    EXPECT_NE(group.at("keySize"), 256);
    return tally.Skipped(group.at("keySize").dump() + "-bit key, refused");
  }
  typename Aead::Nonce nonce = {};
  if (iv.size() != nonce.size()) return tally.Skipped("nonce of another size, refused by type");
  std::copy(iv.begin(), iv.end(), nonce.begin());
  const std::string aad = Field(test, "aad");
  const std::string message = Field(test, "msg");
  const std::string sealed = Field(test, "ct") + Field(test, "tag");
  const auto aead = Aead::Create(*key->Clone());
  const auto opened = aead->OpenSecret(nonce, AsBytes(aad), AsBytes(sealed));
  tally.Checked();
  if (!IsValid(test)) {
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().name, "InvalidCiphertextException");
    return;
  }
  ASSERT_TRUE(opened.has_value());
  EXPECT_TRUE(opened->Equals(AsBytes(message)));
  std::vector<std::uint8_t> out(message.size() + Aead::kTagSize);
  ASSERT_TRUE(aead->Seal(nonce, AsBytes(aad), AsBytes(message), out).has_value());
  EXPECT_EQ(AsText(out), sealed);
}

TEST_F(Wycheproof, AesGcm) { ForEach("aes_gcm", CheckAead<Aes256Gcm>); }

TEST_F(Wycheproof, XChaCha20Poly1305) {
  ForEach("xchacha20_poly1305", CheckAead<XChaCha20Poly1305>);
}

template <typename Wrapper>
void CheckWrap(const json& group, const json& test, Tally& tally) {
  const auto kek = Wrapper::Key::Copy(AsBytes(Field(test, "key")));
  if (!kek) {
    EXPECT_NE(group.at("keySize"), 256);
    return tally.Skipped(group.at("keySize").dump() + "-bit key, refused");
  }
  const auto wrapper = Wrapper::Create(*kek);
  const std::string message = Field(test, "msg");
  const std::string wrapped = Field(test, "ct");
  const auto opened = wrapper->Unwrap(AsBytes(wrapped));
  tally.Checked();
  // "acceptable" is an 8-byte key, which RFC 3394 does not define: we refuse it both ways.
  if (!IsValid(test)) {
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().name, "InvalidCiphertextException");
    if (test.at("result") == "acceptable") {
      EXPECT_FALSE(wrapper->Wrap(Secret(message)).has_value());
      tally.Decided(test.at("comment").get<std::string>() + ", refused");
    }
    return;
  }
  ASSERT_TRUE(opened.has_value());
  EXPECT_TRUE(opened->Equals(AsBytes(message)));
  EXPECT_EQ(wrapper->Wrap(Secret(message)).value_or("none"), wrapped);
}

TEST_F(Wycheproof, AesKeyWrap) { ForEach("aes_wrap", CheckWrap<AesKeyWrap>); }

TEST_F(Wycheproof, AesKeyWrapPadded) { ForEach("aes_kwp", CheckWrap<AesKeyWrapPadded>); }

void CheckHkdfFile(const std::string& name, HashAlgorithm algorithm) {
  ForEach(name, [algorithm](const json&, const json& test, Tally& tally) {
    const auto key = Hkdf(algorithm, AsBytes(Field(test, "salt")), Secret(Field(test, "ikm")),
                          AsBytes(Field(test, "info")), test.at("size").get<std::size_t>());
    tally.Checked();
    ASSERT_EQ(key.has_value(), IsValid(test));
    if (key) {
      EXPECT_TRUE(key->Equals(AsBytes(Field(test, "okm"))));
    }
  });
}

TEST_F(Wycheproof, HkdfSha256) { CheckHkdfFile("hkdf_sha256", HashAlgorithm::kSha256); }
TEST_F(Wycheproof, HkdfSha384) { CheckHkdfFile("hkdf_sha384", HashAlgorithm::kSha384); }
TEST_F(Wycheproof, HkdfSha512) { CheckHkdfFile("hkdf_sha512", HashAlgorithm::kSha512); }

// Truncated tags: the MAC's first bytes are compared here; Verify itself must refuse them.
void CheckHmacFile(const std::string& name, HashAlgorithm algorithm) {
  ForEach(name, [algorithm](const json& group, const json& test, Tally& tally) {
    const auto mac = Hmac::Create(algorithm, Secret(Field(test, "key")));
    const std::string message = Field(test, "msg");
    const std::string tag = Field(test, "tag");
    const std::size_t size = group.at("tagSize").get<std::size_t>() / 8;
    const bool whole = size == DigestSize(algorithm);
    tally.Checked();
    if (!whole) tally.Decided("truncated tag, compared by hand and refused by Verify");
    EXPECT_EQ(*mac->Verify(AsBytes(message), AsBytes(tag)), whole && IsValid(test));
    const auto computed = mac->Compute(AsBytes(message));
    EXPECT_EQ(AsText(computed->bytes()).substr(0, size) == tag, IsValid(test));
  });
}

TEST_F(Wycheproof, HmacSha224) { CheckHmacFile("hmac_sha224", HashAlgorithm::kSha224); }
TEST_F(Wycheproof, HmacSha256) { CheckHmacFile("hmac_sha256", HashAlgorithm::kSha256); }
TEST_F(Wycheproof, HmacSha384) { CheckHmacFile("hmac_sha384", HashAlgorithm::kSha384); }
TEST_F(Wycheproof, HmacSha512) { CheckHmacFile("hmac_sha512", HashAlgorithm::kSha512); }

}  // namespace
}  // namespace keyward::crypto::testing
