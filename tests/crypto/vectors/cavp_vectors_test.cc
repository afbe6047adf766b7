// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/hmac.h"
#include "crypto/kdf.h"
#include "crypto/key_wrap.h"
#include "tests/crypto/vectors/cavp.h"

namespace keyward::crypto::testing {
namespace {

class Cavp : public ::testing::Test {
 protected:
  void SetUp() override { RequireVectors(CavpFolder()); }
};

SecretBytes Secret(const std::string& bytes) { return *SecretBytes::Copy(AsBytes(bytes)); }

void ExpectInvalid(const core::Result<SecretBytes>& opened) {
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().name, "InvalidCiphertextException");
}

// The vectors that our types keep out: a nonce that is none, and a tag that is not whole, which
// opening refuses. Empty when it is to be checked.
std::string GcmRefusal(const std::string& iv, const std::string& tag) {
  static_assert(Aes256Gcm::kNonceSize == 12 && Aes256Gcm::kTagSize == 16);
  if (iv.size() != Aes256Gcm::kNonceSize) return "nonce not of 96 bits, refused by type";
  if (tag.size() != Aes256Gcm::kTagSize) return "tag not of 128 bits, refused";
  return "";
}

Aes256Gcm::Nonce GcmNonce(const std::string& iv) {
  Aes256Gcm::Nonce nonce = {};
  std::copy_n(iv.begin(), std::min(iv.size(), nonce.size()), nonce.begin());
  return nonce;
}

void CheckGcm(const CavpRecord& record, bool encrypt, Tally& tally) {
  SCOPED_TRACE("Count " + record.Text("Count") + " PTlen " + record.Text("PTlen"));
  const std::string iv = record.Hex("IV");
  const std::string tag = record.Hex("Tag");
  const std::string aad = record.Hex("AAD");
  const std::string sealed = record.Hex("CT") + tag;
  const auto aead = Aes256Gcm::Create(*Aes256Gcm::Key::Copy(AsBytes(record.Hex("Key"))));
  const std::string refusal = GcmRefusal(iv, tag);
  if (!refusal.empty()) {
    if (iv.size() == Aes256Gcm::kNonceSize) {
      ExpectInvalid(aead->OpenSecret(GcmNonce(iv), AsBytes(aad), AsBytes(sealed)));
    }
    return tally.Skipped(refusal);
  }
  tally.Checked();
  const auto opened = aead->OpenSecret(GcmNonce(iv), AsBytes(aad), AsBytes(sealed));
  if (record.Has("FAIL")) return ExpectInvalid(opened);
  const std::string plaintext = record.Hex("PT");
  ASSERT_TRUE(opened.has_value());
  EXPECT_TRUE(opened->Equals(AsBytes(plaintext)));
  if (!encrypt) return;
  std::vector<std::uint8_t> out(plaintext.size() + Aes256Gcm::kTagSize);
  ASSERT_TRUE(aead->Seal(GcmNonce(iv), AsBytes(aad), AsBytes(plaintext), out).has_value());
  EXPECT_EQ(AsText(out), sealed);
}

TEST_F(Cavp, AesGcmEncrypt) {
  Tally tally("CAVP AES-256-GCM encrypt");
  for (const auto& record : ReadCavp("ciphers/AES/GCM/gcmEncryptExtIV256.rsp", "Count", tally)) {
    CheckGcm(record, true, tally);
  }
  EXPECT_GT(tally.checked(), 300U);
}

TEST_F(Cavp, AesGcmDecrypt) {
  Tally tally("CAVP AES-256-GCM decrypt");
  for (const auto& record : ReadCavp("ciphers/AES/GCM/gcmDecrypt256.rsp", "Count", tally)) {
    CheckGcm(record, false, tally);
  }
  EXPECT_GT(tally.checked(), 300U);
}

TEST_F(Cavp, AesGcmOtherKeySizes) {
  Tally tally("CAVP AES-GCM, other keys");
  for (const std::string size : {"128", "192"}) {
    for (const std::string kind : {"gcmEncryptExtIV", "gcmDecrypt"}) {
      for (const auto& record :
           ReadCavp("ciphers/AES/GCM/" + kind + size + ".rsp", "Count", tally)) {
        EXPECT_FALSE(Aes256Gcm::Key::Copy(AsBytes(record.Hex("Key"))).has_value());
        tally.Skipped(size + "-bit key, refused");
      }
    }
  }
}

template <typename Wrapper>
void CheckWrap(const CavpRecord& record, bool encrypt, Tally& tally) {
  SCOPED_TRACE("COUNT " + record.Text("COUNT") + " of " + record.Text("PLAINTEXT LENGTH"));
  const auto wrapper = Wrapper::Create(*Wrapper::Key::Copy(AsBytes(record.Hex("K"))));
  const std::string wrapped = record.Hex("C");
  tally.Checked();
  const auto key = wrapper->Unwrap(AsBytes(wrapped));
  if (record.Has("FAIL")) return ExpectInvalid(key);
  const std::string plaintext = record.Hex("P");
  ASSERT_TRUE(key.has_value());
  EXPECT_TRUE(key->Equals(AsBytes(plaintext)));
  if (encrypt) {
    EXPECT_EQ(wrapper->Wrap(Secret(plaintext)).value_or("none"), wrapped);
  }
}

template <typename Wrapper>
void CheckWrapFamily(const std::string& mode) {
  Tally tally("CAVP " + mode);
  const std::string folder = "keywrap/kwtestvectors/" + mode;
  for (const std::string kind : {"_AE_", "_AD_"}) {
    for (const auto& record : ReadCavp(folder + kind + "256.txt", "COUNT", tally)) {
      CheckWrap<Wrapper>(record, kind == "_AE_", tally);
    }
    for (const std::string size : {"128", "192"}) {
      const std::string name = std::string(folder).append(kind).append(size);
      for (const auto& record : ReadCavp(name + ".txt", "COUNT", tally)) {
        EXPECT_FALSE(Wrapper::Key::Copy(AsBytes(record.Hex("K"))).has_value());
        tally.Skipped(size + "-bit key, refused");
      }
    }
  }
  // Wrapped with the inverse cipher: no text of the mode that RFC 3394 and RFC 5649 define.
  for (const auto& record : ReadCavp(folder + "_AE_256_inv.txt", "COUNT", tally)) {
    const auto wrapper = Wrapper::Create(*Wrapper::Key::Copy(AsBytes(record.Hex("K"))));
    ExpectInvalid(wrapper->Unwrap(AsBytes(record.Hex("C"))));
    tally.Skipped("made with the inverse cipher, refused");
  }
  EXPECT_GT(tally.checked(), 900U);
}

TEST_F(Cavp, AesKeyWrap) { CheckWrapFamily<AesKeyWrap>("KW"); }

TEST_F(Cavp, AesKeyWrapPadded) { CheckWrapFamily<AesKeyWrapPadded>("KWP"); }

TEST_F(Cavp, CounterKdf) {
  Tally tally("CAVP SP 800-108 counter mode");
  for (const auto& record : ReadCavp("KDF/nist-800-108-KBKDF-CTR.txt", "COUNT", tally)) {
    if (record.Text("PRF") != "HMAC_SHA256") {
      tally.Skipped("PRF other than HMAC-SHA-256, not offered");
    } else if (record.Text("CTRLOCATION") != "BEFORE_FIXED") {
      tally.Skipped("counter elsewhere than before the fixed input, not offered");
    } else if (record.Text("RLEN") != "32_BITS") {
      tally.Skipped("counter of other than 32 bits, not offered");
    } else {
      tally.Checked();
      const auto key =
          CounterKdfFixedInput(Secret(record.Hex("KI")), AsBytes(record.Hex("FixedInputData")),
                               static_cast<std::size_t>(std::stoul(record.Text("L")) / 8));
      ASSERT_TRUE(key.has_value());
      EXPECT_TRUE(key->Equals(AsBytes(record.Hex("KO")))) << record.Text("COUNT");
    }
  }
  EXPECT_GE(tally.checked(), 40U);
}

TEST_F(Cavp, Hkdf) {
  Tally tally("RFC 5869 HKDF");
  for (const std::string name : {"KDF/rfc-5869-HKDF-SHA256.txt", "KDF/hkdf-generated.txt"}) {
    for (const auto& record : ReadCavp(name, "COUNT", tally)) {
      tally.Checked();
      const SecretBytes input = Secret(record.Hex("IKM"));
      const std::string salt = record.Hex("salt");
      const auto prk = HkdfExtract(HashAlgorithm::kSha256, AsBytes(salt), input);
      if (record.Has("PRK")) {
        EXPECT_TRUE(prk->Equals(AsBytes(record.Hex("PRK"))));
      }
      const auto okm = HkdfExpand(HashAlgorithm::kSha256, *prk, AsBytes(record.Hex("info")),
                                  std::stoul(record.Text("L")));
      ASSERT_TRUE(okm.has_value());
      EXPECT_TRUE(okm->Equals(AsBytes(record.Hex("OKM"))));
    }
  }
  for (const auto& record : ReadCavp("KDF/rfc-5869-HKDF-SHA1.txt", "COUNT", tally)) {
    EXPECT_NE(record.Text("Hash"), "SHA-256");
    tally.Skipped("SHA-1, not offered");
  }
}

struct NamedHash {
  const char* name;
  HashAlgorithm algorithm;
};
constexpr std::array<NamedHash, 4> kHashes = {{{"224", HashAlgorithm::kSha224},
                                               {"256", HashAlgorithm::kSha256},
                                               {"384", HashAlgorithm::kSha384},
                                               {"512", HashAlgorithm::kSha512}}};

TEST_F(Cavp, Hmac) {
  Tally tally("RFC 4231 HMAC");
  for (const NamedHash& hash : kHashes) {
    for (const auto& record :
         ReadCavp(std::string("HMAC/rfc-4231-sha") + hash.name + ".txt", "Len", tally)) {
      tally.Checked();
      const auto mac = Hmac::Create(hash.algorithm, Secret(record.Hex("Key")));
      const std::string message = record.Hex("Msg");
      const std::string tag = record.Hex("MD");
      EXPECT_EQ(AsText(mac->Compute(AsBytes(message))->bytes()).substr(0, tag.size()), tag);
      EXPECT_EQ(*mac->Verify(AsBytes(message), AsBytes(tag)),
                tag.size() == DigestSize(hash.algorithm));
    }
  }
}

void CheckMonteCarlo(const NamedHash& hash, Tally& tally) {
  std::string seed;
  for (const auto& record :
       ReadCavp(std::string("hashes/SHA2/SHA") + hash.name + "Monte.rsp", "COUNT", tally)) {
    if (seed.empty()) seed = record.Hex("Seed");
    tally.Checked();
    std::array<std::string, 3> last = {seed, seed, seed};
    for (int i = 0; i < 1000; ++i) {
      const Digest next = Hash(hash.algorithm, AsBytes(last[0] + last[1] + last[2]));
      last = {last[1], last[2], std::string(AsText(next.bytes()))};
    }
    seed = last[2];
    ASSERT_EQ(seed, record.Hex("MD")) << record.Text("COUNT");
  }
}

TEST_F(Cavp, Sha2) {
  Tally tally("CAVP SHA-2");
  for (const NamedHash& hash : kHashes) {
    for (const std::string kind : {"ShortMsg", "LongMsg"}) {
      for (const auto& record :
           ReadCavp("hashes/SHA2/SHA" + std::string(hash.name) + kind + ".rsp", "Len", tally)) {
        tally.Checked();
        const std::string message = record.Hex("Msg").substr(0, std::stoul(record.Text("Len")) / 8);
        const std::string digest = record.Hex("MD");
        EXPECT_EQ(AsText(Hash(hash.algorithm, AsBytes(message)).bytes()), digest);
        Hasher hasher(hash.algorithm);
        hasher.Update(AsBytes(message).first(message.size() / 3));
        hasher.Update(AsBytes(message).subspan(message.size() / 3));
        EXPECT_EQ(AsText(hasher.Finish().bytes()), digest);
      }
    }
    CheckMonteCarlo(hash, tally);
  }
}

}  // namespace
}  // namespace keyward::crypto::testing
