// SPDX-License-Identifier: Apache-2.0
#include "crypto/aead.h"

#include <gtest/gtest.h>

#include <atomic>
#include <initializer_list>
#include <string>
#include <thread>
#include <vector>

#include "tests/crypto/fixed_random.h"

namespace keyward::crypto {
namespace {

using testing::FixedRandom;

template <typename Aead>
class AeadTest : public ::testing::Test {
 protected:
  using Nonce = typename Aead::Nonce;

  Aead Made() { return *Aead::Create(*Aead::Key::Generate(random_)); }
  Nonce MadeNonce() { return RandomArray<Aead::kNonceSize>(random_); }
  std::string Sealed(const Aead& aead, const Nonce& nonce, Bytes aad, std::string_view text) {
    std::string out(text.size() + Aead::kTagSize, '\0');
    const MutableBytes view(reinterpret_cast<std::uint8_t*>(out.data()), out.size());
    EXPECT_TRUE(aead.Seal(nonce, aad, AsBytes(text), view).has_value());
    return out;
  }

  FixedRandom random_;
};
using Aeads = ::testing::Types<Aes256Gcm, XChaCha20Poly1305>;
TYPED_TEST_SUITE(AeadTest, Aeads);

TYPED_TEST(AeadTest, OpensWhatItSealed) {
  const TypeParam aead = this->Made();
  for (const std::size_t size :
       std::initializer_list<std::size_t>{0, 1, 15, 16, 17, 4096, 70'000}) {
    const std::string text(size, 'p');
    const auto nonce = this->MadeNonce();
    const std::string sealed = this->Sealed(aead, nonce, AsBytes("aad"), text);
    const auto opened = aead.OpenSecret(nonce, AsBytes("aad"), AsBytes(sealed));
    ASSERT_TRUE(opened.has_value()) << size;
    EXPECT_TRUE(opened->Equals(AsBytes(text)));
  }
}

TYPED_TEST(AeadTest, EveryChangeIsRefusedWithOneErrorAndTheOutputIsWiped) {
  const TypeParam aead = this->Made();
  const auto nonce = this->MadeNonce();
  const std::string sealed = this->Sealed(aead, nonce, AsBytes("aad"), "plaintext");
  const auto refused = [](const core::Result<void>& result) {
    return !result && result.error().name == "InvalidCiphertextException" &&
           result.error().code == core::ErrorCode::kInvalidArgument &&
           result.error().message == InvalidCiphertext().message;
  };
  std::vector<std::uint8_t> out(9);
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    std::fill(out.begin(), out.end(), std::uint8_t{0xFF});
    EXPECT_TRUE(refused(aead.Open(nonce, AsBytes("aad"), AsBytes(changed), out))) << bit;
    EXPECT_EQ(out, std::vector<std::uint8_t>(9)) << bit;
  }
  auto other_nonce = nonce;
  other_nonce[0] ^= 1;
  EXPECT_TRUE(refused(aead.Open(other_nonce, AsBytes("aad"), AsBytes(sealed), out)));
  EXPECT_TRUE(refused(aead.Open(nonce, AsBytes("aae"), AsBytes(sealed), out)));
  EXPECT_TRUE(refused(aead.Open(nonce, Bytes(), AsBytes(sealed), out)));
  EXPECT_TRUE(refused(this->Made().Open(nonce, AsBytes("aad"), AsBytes(sealed), out)));
  EXPECT_TRUE(aead.Open(nonce, AsBytes("aad"), AsBytes(sealed), out).has_value());
}

TYPED_TEST(AeadTest, TooShortIsRefused) {
  const TypeParam aead = this->Made();
  for (std::size_t size = 0; size < TypeParam::kTagSize; ++size) {
    const std::string sealed(size, 'x');
    const auto opened = aead.OpenSecret(this->MadeNonce(), Bytes(), AsBytes(sealed));
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().name, "InvalidCiphertextException");
  }
}

TYPED_TEST(AeadTest, OutputOfTheWrongSizeIsRefused) {
  const TypeParam aead = this->Made();
  std::vector<std::uint8_t> out(100);
  const auto nonce = this->MadeNonce();
  const auto name = [](const core::Result<void>& result) { return result.error().name; };
  EXPECT_EQ(name(aead.Seal(nonce, {}, AsBytes("12345"), MutableBytes(out).first(20))),
            "ValidationException");
  EXPECT_EQ(name(aead.Seal(nonce, {}, AsBytes("12345"), MutableBytes(out).first(22))),
            "ValidationException");
  EXPECT_EQ(name(aead.Open(nonce, {}, MutableBytes(out).first(21), MutableBytes(out).first(4))),
            "ValidationException");
}

TYPED_TEST(AeadTest, SealsAndOpensInPlace) {
  const TypeParam aead = this->Made();
  const auto nonce = this->MadeNonce();
  const std::string text(1000, 'p');
  const std::string expected = this->Sealed(aead, nonce, {}, text);
  std::vector<std::uint8_t> buffer(text.begin(), text.end());
  buffer.resize(text.size() + TypeParam::kTagSize);
  const MutableBytes view(buffer);
  ASSERT_TRUE(aead.Seal(nonce, {}, view.first(text.size()), view).has_value());
  EXPECT_EQ(AsText(view), expected);
  ASSERT_TRUE(aead.Open(nonce, {}, view, view.first(text.size())).has_value());
  EXPECT_EQ(AsText(view.first(text.size())), text);
}

TYPED_TEST(AeadTest, ManyThreadsShareOneObject) {
  const TypeParam aead = this->Made();
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  threads.reserve(12);
  for (std::uint8_t number = 0; number < 12; ++number) {
    threads.emplace_back([&, number] {
      typename TypeParam::Nonce nonce = {number};
      std::vector<std::uint8_t> sealed(64 + TypeParam::kTagSize);
      for (std::uint8_t i = 0; i < 200; ++i) {
        nonce[1] = i;
        const std::vector<std::uint8_t> text(64, i);
        if (!aead.Seal(nonce, AsBytes("aad"), text, sealed)) return;
        const auto opened = aead.OpenSecret(nonce, AsBytes("aad"), sealed);
        if (opened && opened->Equals(Bytes(text))) ++good;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 12 * 200);
}

}  // namespace
}  // namespace keyward::crypto
