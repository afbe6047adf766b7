// SPDX-License-Identifier: Apache-2.0
#include "crypto/deriving_aead.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <initializer_list>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/encoding.h"
#include "crypto/aead.h"
#include "crypto/kdf.h"
#include "tests/crypto/fixed_random.h"

namespace keyward::crypto {
namespace {

using testing::CountingRandom;
using testing::FixedRandom;

constexpr std::string_view kLabel = "keyward/test/v1";
constexpr std::string_view kPlaintext = "attack at dawn";
constexpr std::string_view kAad = "record 7";

DerivingAead::Key KeyOf(char fill) {
  return *DerivingAead::Key::Copy(AsBytes(std::string(32, fill)));
}
DerivingAead Made(char fill = 'k', std::string_view label = kLabel) {
  return *DerivingAead::Create(KeyOf(fill), label);
}

// The worked example: computed by worked_example.py, which shares no code with ours.
TEST(DerivingAead, WorkedExample) {
  CountingRandom random;
  const auto sealed = Made().Seal(random, AsBytes(kAad), AsBytes(kPlaintext));
  ASSERT_TRUE(sealed.has_value());
  EXPECT_EQ(
      core::HexEncode(*sealed),
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b23cfde842b9b632f5e4e88de2bdfc98d528c"
      "3aa5a7026c0331ff165983f4d970a98615bee9b449428cd4513b999b4a80a60977f011254491ad6cb3f8eac4");
}

TEST(DerivingAead, IsMadeOfItsParts) {
  FixedRandom random;
  const std::string sealed = *Made().Seal(random, AsBytes(kAad), AsBytes(kPlaintext));
  const Bytes bytes = AsBytes(sealed);
  const auto derived = CounterKdf(KeyOf('k').bytes(), kLabel, bytes.first(16), 64);
  EXPECT_TRUE(std::ranges::equal(derived->Expose().last(32), bytes.subspan(28, 32)));
  const auto gcm = Aes256Gcm::Create(*Aes256Gcm::Key::Copy(derived->Expose().first(32)));
  Aes256Gcm::Nonce iv;
  std::ranges::copy(bytes.subspan(16, 12), iv.begin());
  const auto opened = gcm->OpenSecret(iv, AsBytes(kAad), bytes.subspan(60));
  ASSERT_TRUE(opened.has_value());
  EXPECT_TRUE(opened->Equals(AsBytes(kPlaintext)));
}

TEST(DerivingAead, OpensWhatItSealed) {
  FixedRandom random;
  const DerivingAead aead = Made();
  for (const std::size_t size : std::initializer_list<std::size_t>{0, 1, 32, 4096, 65'536}) {
    const std::string text(size, 'p');
    const auto sealed = aead.Seal(random, AsBytes(kAad), AsBytes(text));
    ASSERT_TRUE(sealed.has_value());
    EXPECT_EQ(sealed->size(), size + DerivingAead::kOverhead);
    const auto opened = Made().OpenSecret(AsBytes(kAad), AsBytes(*sealed));
    ASSERT_TRUE(opened.has_value()) << size;
    EXPECT_TRUE(opened->Equals(AsBytes(text)));
  }
}

TEST(DerivingAead, EveryChangeIsRefusedWithOneError) {
  FixedRandom random;
  const DerivingAead aead = Made();
  const std::string sealed = *aead.Seal(random, AsBytes(kAad), AsBytes(kPlaintext));
  const auto expect_refused = [](const DerivingAead& with, std::string_view aad,
                                 const std::string& text) {
    const auto opened = with.OpenSecret(AsBytes(aad), AsBytes(text));
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(core::Describe(opened.error()), core::Describe(InvalidCiphertext()));
  };
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    expect_refused(aead, kAad, changed);
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    expect_refused(aead, kAad, sealed.substr(0, size));
  }
  expect_refused(aead, kAad, sealed + "x");
  expect_refused(aead, "record 8", sealed);
  expect_refused(Made('x'), kAad, sealed);
  expect_refused(Made('k', "keyward/test/v2"), kAad, sealed);
}

// A text that AES-256-GCM opens, but whose commitment is another key's, is refused.
TEST(DerivingAead, CommitmentOfAnotherKeyIsRefused) {
  CountingRandom random;
  std::string sealed = *Made('k').Seal(random, AsBytes(kAad), AsBytes(kPlaintext));
  const std::string other = *Made('x').Seal(random, AsBytes(kAad), AsBytes(kPlaintext));
  std::copy_n(other.begin() + 28, 32, sealed.begin() + 28);
  std::vector<std::uint8_t> out(kPlaintext.size(), 0xFF);
  EXPECT_FALSE(Made('k').Open(AsBytes(kAad), AsBytes(sealed), out).has_value());
  EXPECT_EQ(out, std::vector<std::uint8_t>(kPlaintext.size()));
}

TEST(DerivingAead, EqualPlaintextsSealDifferently) {
  SystemRandom random;
  const DerivingAead aead = Made();
  std::set<std::string> nonces;
  for (int i = 0; i < 100; ++i) nonces.insert(aead.Seal(random, {}, {})->substr(0, 28));
  EXPECT_EQ(nonces.size(), 100U);
}

TEST(DerivingAead, LabelsAreChecked) {
  const auto made = [](std::string_view label) {
    return DerivingAead::Create(KeyOf('k'), label).has_value();
  };
  EXPECT_TRUE(made("a"));
  EXPECT_TRUE(made(std::string(64, 'a')));
  EXPECT_FALSE(made(""));
  EXPECT_FALSE(made(std::string(65, 'a')));
  EXPECT_FALSE(made("a b"));
  EXPECT_FALSE(made("a\x80"));
  EXPECT_FALSE(made(std::string_view("a\0b", 3)));
}

TEST(DerivingAead, ManyThreadsShareOneObject) {
  const DerivingAead aead = Made();
  SystemRandom random;
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  threads.reserve(12);
  for (int number = 0; number < 12; ++number) {
    threads.emplace_back([&] {
      for (std::size_t i = 0; i < 200; ++i) {
        const std::string text(i, 'p');
        const auto sealed = aead.Seal(random, AsBytes(kAad), AsBytes(text));
        if (!sealed) return;
        const auto opened = aead.OpenSecret(AsBytes(kAad), AsBytes(*sealed));
        if (opened && opened->Equals(AsBytes(text))) ++good;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 12 * 200);
}

}  // namespace
}  // namespace keyward::crypto
