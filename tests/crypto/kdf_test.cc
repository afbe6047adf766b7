// SPDX-License-Identifier: Apache-2.0
#include "crypto/kdf.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "core/encoding.h"
#include "crypto/password.h"
#include "tests/crypto/fixed_random.h"

namespace keyward::crypto {
namespace {

using testing::FixedRandom;

SecretBytes Secret(std::string_view text) { return *SecretBytes::Copy(AsBytes(text)); }

// OpenSSL's own counter-mode KDF, the second engine.
std::vector<std::uint8_t> OpenSslKbkdf(std::string key, std::string label, std::string context,
                                       std::size_t size) {
  std::unique_ptr<EVP_KDF, void (*)(EVP_KDF*)> kdf(EVP_KDF_fetch(nullptr, "KBKDF", nullptr),
                                                   EVP_KDF_free);
  std::unique_ptr<EVP_KDF_CTX, void (*)(EVP_KDF_CTX*)> derivation(EVP_KDF_CTX_new(kdf.get()),
                                                                  EVP_KDF_CTX_free);
  std::string digest = "SHA256";
  std::string mac = "HMAC";
  std::string mode = "COUNTER";
  const std::array<OSSL_PARAM, 7> parameters = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_MAC, mac.data(), 0),
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_MODE, mode.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key.data(), key.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, label.data(), label.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, context.data(), context.size()),
      OSSL_PARAM_construct_end()};
  std::vector<std::uint8_t> out(size);
  EXPECT_EQ(EVP_KDF_derive(derivation.get(), out.data(), size, parameters.data()), 1);
  return out;
}

TEST(CounterKdf, AgreesWithOpenSsl) {
  FixedRandom random(7);
  for (std::size_t i = 1; i <= 200; ++i) {
    const auto bytes = RandomArray<96>(random);
    const std::string all(AsText(bytes));
    const std::string key = all.substr(0, 1 + i % 80);
    const std::string label(1 + i % 40, 'l');
    const std::string context = all.substr(64, 1 + i % 31);
    const auto derived = CounterKdf(Secret(key), label, AsBytes(context), i);
    ASSERT_TRUE(derived.has_value());
    EXPECT_TRUE(derived->Equals(Bytes(OpenSslKbkdf(key, label, context, i)))) << i;
  }
}

TEST(CounterKdf, AgreesWithOpenSslWhateverTheInputsLength) {
  const std::string key(32, 'k');
  for (std::size_t length = 1; length <= 600; ++length) {
    const std::string label(length, 'l');
    const std::string context(1 + length % 7 * 40, 'c');
    const auto derived = CounterKdf(Secret(key), label, AsBytes(context), 80);
    ASSERT_TRUE(derived.has_value());
    EXPECT_TRUE(derived->Equals(Bytes(OpenSslKbkdf(key, label, context, 80)))) << length;
  }
}

TEST(CounterKdf, LengthLabelAndContextSeparate) {
  const SecretBytes key = Secret(std::string(32, 'k'));
  const auto derived = [&](std::string_view label, std::string_view context, std::size_t size) {
    return std::string(AsText(CounterKdf(key, label, AsBytes(context), size)->Expose().first(16)));
  };
  const std::string base = derived("label", "context", 32);
  EXPECT_EQ(base, derived("label", "context", 32));
  EXPECT_NE(base, derived("label", "context", 64));
  EXPECT_NE(base, derived("labelc", "ontext", 32));
  EXPECT_NE(base, derived("label2", "context", 32));
  EXPECT_NE(base, derived("label", "", 32));
}

TEST(CounterKdf, BoundsAreChecked) {
  const SecretBytes key = Secret(std::string(32, 'k'));
  EXPECT_FALSE(CounterKdf(key, "label", {}, 0).has_value());
  EXPECT_TRUE(CounterKdf(key, "label", {}, kMaxCounterKdfSize).has_value());
  EXPECT_FALSE(CounterKdf(key, "label", {}, kMaxCounterKdfSize + 1).has_value());
  EXPECT_FALSE(CounterKdf(key, std::string_view("la\0bel", 6), {}, 32).has_value());
  std::array<std::uint8_t, 32> out;
  const auto sha512 = Hmac::Create(HashAlgorithm::kSha512, key);
  EXPECT_FALSE(CounterKdf(*sha512, "label", {}, out).has_value());
}

TEST(Hkdf, BoundsAreChecked) {
  const SecretBytes key = Secret(std::string(32, 'k'));
  EXPECT_FALSE(HkdfExpand(HashAlgorithm::kSha256, key, {}, 0).has_value());
  EXPECT_TRUE(HkdfExpand(HashAlgorithm::kSha256, key, {}, 255 * 32).has_value());
  EXPECT_FALSE(HkdfExpand(HashAlgorithm::kSha256, key, {}, 255 * 32 + 1).has_value());
  EXPECT_FALSE(HkdfExpand(HashAlgorithm::kSha384, key, {}, 32).has_value());
}

constexpr PasswordSalt kSalt = {'s', 'o', 'm', 'e', 's', 'a', 'l', 't',
                                's', 'o', 'm', 'e', 's', 'a', 'l', 't'};

// From the reference implementation's command (Debian package argon2):
//   echo -n password | argon2 somesaltsomesalt -id -t 2 -k 19456 -p 1 -l 32 -r
TEST(DeriveFromPassword, AgreesWithTheReferenceImplementation) {
  const auto key = DeriveFromPassword(Secret("password"), kSalt, {2, 19'456}, 32);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(core::HexEncode(AsText(key->Expose())),
            "2b5dc4054886ec957ef59c73b661c54dd6fb274590b278f657c6d96aac8fa6d1");
}

TEST(DeriveFromPassword, BoundsAreChecked) {
  struct Case {
    const char* name;
    Argon2idParameters parameters;
    std::size_t size;
  };
  constexpr std::uint32_t kMemory = Argon2idParameters::kMinMemoryKib;
  const Case cases[] = {
      {"OnePass", {1, kMemory}, 32},          {"TooManyPasses", {33, kMemory}, 32},
      {"LittleMemory", {2, kMemory - 1}, 32}, {"MuchMemory", {2, 1024 * 1024 + 1}, 32},
      {"ShortKey", {2, kMemory}, 15},         {"LongKey", {2, kMemory}, 65},
  };
  for (const Case& c : cases) {
    const auto key = DeriveFromPassword(Secret("password"), kSalt, c.parameters, c.size);
    ASSERT_FALSE(key.has_value()) << c.name;
    EXPECT_EQ(key.error().name, "ValidationException") << c.name;
  }
}

}  // namespace
}  // namespace keyward::crypto
