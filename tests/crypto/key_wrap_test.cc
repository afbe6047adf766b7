// SPDX-License-Identifier: Apache-2.0
#include "crypto/key_wrap.h"

#include <gtest/gtest.h>

#include <atomic>
#include <initializer_list>
#include <string>
#include <thread>
#include <vector>

namespace keyward::crypto {
namespace {

SecretBytes Secret(std::size_t size, char fill = 's') {
  return *SecretBytes::Copy(AsBytes(std::string(size, fill)));
}

template <typename Wrapper>
Wrapper Made(char fill = 'k') {
  return *Wrapper::Create(*Wrapper::Key::Copy(AsBytes(std::string(32, fill))));
}

template <typename Wrapper>
class KeyWrapTest : public ::testing::Test {};
using Wrappers = ::testing::Types<AesKeyWrap, AesKeyWrapPadded>;
TYPED_TEST_SUITE(KeyWrapTest, Wrappers);

TYPED_TEST(KeyWrapTest, UnwrapsWhatItWrappedAgainAndAgain) {
  const TypeParam wrapper = Made<TypeParam>();
  for (const std::size_t size : std::initializer_list<std::size_t>{16, 24, 32, 1024, 65'536}) {
    const auto wrapped = wrapper.Wrap(Secret(size));
    ASSERT_TRUE(wrapped.has_value()) << size;
    EXPECT_EQ(wrapped->size(), size + 8);
    const auto key = wrapper.Unwrap(AsBytes(*wrapped));
    ASSERT_TRUE(key.has_value()) << size;
    EXPECT_TRUE(key->Equals(Secret(size)));
  }
}

TYPED_TEST(KeyWrapTest, EveryChangeIsRefusedAndTheContextStaysGood) {
  const TypeParam wrapper = Made<TypeParam>();
  const std::string wrapped = *wrapper.Wrap(Secret(32));
  const auto expect_refused = [&](const TypeParam& with, const std::string& text) {
    const auto key = with.Unwrap(AsBytes(text));
    ASSERT_FALSE(key.has_value());
    EXPECT_EQ(core::Describe(key.error()), core::Describe(InvalidCiphertext()));
  };
  for (std::size_t bit = 0; bit < wrapped.size() * 8; ++bit) {
    std::string changed = wrapped;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    expect_refused(wrapper, changed);
  }
  for (std::size_t size = 0; size < wrapped.size(); ++size) {
    expect_refused(wrapper, wrapped.substr(0, size));
  }
  expect_refused(wrapper, wrapped + std::string(8, 'x'));
  expect_refused(wrapper, std::string(65'536 + 16, 'x'));
  expect_refused(Made<TypeParam>('x'), wrapped);
  EXPECT_TRUE(wrapper.Unwrap(AsBytes(wrapped)).has_value());
}

TYPED_TEST(KeyWrapTest, ManyThreadsShareOneObject) {
  const TypeParam wrapper = Made<TypeParam>();
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  threads.reserve(12);
  for (int number = 0; number < 12; ++number) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) {
        const auto wrapped = wrapper.Wrap(Secret(32));
        if (!wrapped) return;
        const auto key = wrapper.Unwrap(AsBytes(*wrapped));
        if (key && key->Equals(Secret(32))) ++good;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 12 * 100);
}

TEST(AesKeyWrap, LengthsAreChecked) {
  const auto wrapper = Made<AesKeyWrap>();
  for (const std::size_t size : std::initializer_list<std::size_t>{0, 1, 8, 15, 17, 31, 65'544}) {
    const auto wrapped = wrapper.Wrap(Secret(size));
    ASSERT_FALSE(wrapped.has_value()) << size;
    EXPECT_EQ(wrapped.error().name, "ValidationException");
  }
}

TEST(AesKeyWrapPadded, TakesEveryLengthFromOneByte) {
  const auto wrapper = Made<AesKeyWrapPadded>();
  for (std::size_t size = 1; size <= 100; ++size) {
    const auto wrapped = wrapper.Wrap(Secret(size));
    ASSERT_TRUE(wrapped.has_value()) << size;
    EXPECT_EQ(wrapped->size(), (size + 7) / 8 * 8 + 8);
    EXPECT_TRUE(wrapper.Unwrap(AsBytes(*wrapped))->Equals(Secret(size))) << size;
  }
  EXPECT_FALSE(wrapper.Wrap(Secret(0)).has_value());
  EXPECT_FALSE(wrapper.Wrap(Secret(65'537)).has_value());
}

// The two modes do not open each other's texts.
TEST(AesKeyWrap, ModesAreApart) {
  const auto plain = Made<AesKeyWrap>();
  const auto padded = Made<AesKeyWrapPadded>();
  EXPECT_FALSE(plain.Unwrap(AsBytes(*padded.Wrap(Secret(32)))).has_value());
  EXPECT_FALSE(padded.Unwrap(AsBytes(*plain.Wrap(Secret(32)))).has_value());
}

}  // namespace
}  // namespace keyward::crypto
