// SPDX-License-Identifier: Apache-2.0
#include "crypto/hmac.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <initializer_list>
#include <string>
#include <thread>
#include <vector>

#include "core/encoding.h"
#include "crypto/constant_time.h"

namespace keyward::crypto {
namespace {

SecretBytes Secret(std::string_view text) { return *SecretBytes::Copy(AsBytes(text)); }

std::string Hex(Bytes bytes) { return core::HexEncode(AsText(bytes)); }

TEST(Hash, OneShotsKnowTheirAnswers) {
  EXPECT_EQ(Hex(Sha256(AsBytes("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(Sha384(AsBytes("abc"))).substr(0, 32), "cb00753f45a35e8bb5a03d699ac65007");
  EXPECT_EQ(Hex(Sha512(AsBytes("abc"))).substr(0, 32), "ddaf35a193617abacc417349ae204131");
  EXPECT_EQ(Hex(Sha256(Bytes())),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hasher, BeginsAnewAfterFinish) {
  Hasher hasher(HashAlgorithm::kSha256);
  for (int i = 0; i < 2; ++i) {
    hasher.Update(AsBytes("a"));
    hasher.Update(Bytes());
    hasher.Update(AsBytes("bc"));
    EXPECT_EQ(Hex(hasher.Finish().bytes()), Hex(Sha256(AsBytes("abc"))));
  }
}

// RFC 4231 section 4.3.
constexpr std::string_view kJefeTag =
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

TEST(Hmac, PartsAreConcatenated) {
  const auto mac = Hmac::Create(HashAlgorithm::kSha256, Secret("Jefe"));
  const std::array<Bytes, 3> parts = {AsBytes("what do ya want "), Bytes(),
                                      AsBytes("for nothing?")};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(Hex(mac->Compute(parts)->bytes()), kJefeTag);
    EXPECT_EQ(Hex(mac->ComputeSecret(parts)->Expose()), kJefeTag);
  }
}

TEST(Hmac, VerifyTakesTheWholeTagOnly) {
  const auto mac = Hmac::Create(HashAlgorithm::kSha256, Secret("Jefe"));
  const Bytes message = AsBytes("what do ya want for nothing?");
  std::string tag = *core::HexDecode(kJefeTag);
  EXPECT_TRUE(*mac->Verify(message, AsBytes(tag)));
  EXPECT_FALSE(*mac->Verify(message, AsBytes(tag).first(31)));
  EXPECT_FALSE(*mac->Verify(message, Bytes()));
  EXPECT_FALSE(*mac->Verify(message, AsBytes(tag + "x")));
  tag[31] = static_cast<char>(tag[31] ^ 1);
  EXPECT_FALSE(*mac->Verify(message, AsBytes(tag)));
}

TEST(Hmac, OutputOfTheWrongSizeIsRefused) {
  const auto mac = Hmac::Create(HashAlgorithm::kSha256, Secret("key"));
  std::array<std::uint8_t, 31> out;
  EXPECT_EQ(mac->ComputeInto({}, out).error().name, "ValidationException");
}

TEST(Hmac, EmptyKeyIsNotTheKeyBefore) {
  const auto before = HmacOnce(HashAlgorithm::kSha256, AsBytes("another"), AsBytes("message"));
  const auto empty = HmacOnce(HashAlgorithm::kSha256, Bytes(), AsBytes("message"));
  EXPECT_FALSE(ConstantTimeEquals(before->bytes(), empty->bytes()));
  // HMAC pads its key with zeros.
  const auto zeros =
      HmacOnce(HashAlgorithm::kSha256, AsBytes(std::string(64, '\0')), AsBytes("message"));
  EXPECT_TRUE(ConstantTimeEquals(zeros->bytes(), empty->bytes()));
}

TEST(HmacOnce, AgreesWithHmac) {
  for (const auto algorithm : {HashAlgorithm::kSha224, HashAlgorithm::kSha256,
                               HashAlgorithm::kSha384, HashAlgorithm::kSha512}) {
    for (const std::size_t size : std::initializer_list<std::size_t>{1, 32, 64, 65, 200}) {
      const SecretBytes key = Secret(std::string(size, 'k'));
      const auto expected = Hmac::Create(algorithm, key)->Compute(AsBytes("message"));
      const auto once = HmacOnce(algorithm, key.Expose(), AsBytes("message"));
      EXPECT_EQ(Hex(once->bytes()), Hex(expected->bytes()));
      const auto secret = HmacOnceSecret(algorithm, key, AsBytes("message"));
      EXPECT_TRUE(secret->Equals(expected->bytes()));
    }
  }
}

TEST(Hmac, ManyThreadsShareOneObject) {
  const auto mac = Hmac::Create(HashAlgorithm::kSha256, Secret("Jefe"));
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  threads.reserve(12);
  for (int number = 0; number < 12; ++number) {
    threads.emplace_back([&] {
      for (int i = 0; i < 300; ++i) {
        const auto tag = mac->Compute(AsBytes("what do ya want for nothing?"));
        const auto once = HmacOnce(HashAlgorithm::kSha256, AsBytes("Jefe"),
                                   AsBytes("what do ya want for nothing?"));
        if (tag && once && Hex(tag->bytes()) == kJefeTag && Hex(once->bytes()) == kJefeTag) ++good;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 12 * 300);
}

}  // namespace
}  // namespace keyward::crypto
