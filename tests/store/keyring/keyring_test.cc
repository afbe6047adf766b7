// SPDX-License-Identifier: Apache-2.0
#include "store/keyring/keyring.h"

#include <gmock/gmock.h>

#include <chrono>
#include <set>
#include <string>
#include <utility>

#include "tests/crypto/fixed_random.h"
#include "tests/store/sealed/fixed_seal.h"

namespace keyward::store::keyring {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

class KeyringTest : public testing::Test {
 protected:
  Keyring Make() { return *Keyring::Create(seal_, random_, clock_); }
  std::string BytesOf(const Keyring& keyring) { return *keyring.Serialize(random_); }
  std::string OpenError(const std::string& bytes, const Seal& seal) {
    auto opened = Keyring::Open(bytes, seal);
    return opened ? "" : opened.error().name;
  }

  crypto::testing::FixedRandom random_;
  core::FixedClock clock_{core::Clock::TimePoint(seconds(1'700'000'000))};
  FixedSeal seal_;
};

TEST_F(KeyringTest, NewKeyringHasOneDataKeyOfNow) {
  const Keyring keyring = Make();
  ASSERT_EQ(keyring.data_keys().size(), 1u);
  EXPECT_EQ(keyring.data_keys()[0].number, 1u);
  EXPECT_EQ(keyring.data_keys()[0].created, 1'700'000'000);
  EXPECT_EQ(keyring.header().generation, 1u);
  EXPECT_EQ(keyring.header().seal, SealKind::kKeyFile);
  EXPECT_FALSE(keyring.integrity_key().Equals(keyring.data_keys()[0].key));
}

TEST_F(KeyringTest, OpensAsItWasWritten) {
  Keyring keyring = Make();
  clock_.Set(core::Clock::TimePoint(seconds(1'700'000'100)));
  ASSERT_TRUE(keyring.Rotate(random_, clock_));
  auto opened = Keyring::Open(BytesOf(keyring), FixedSeal());
  ASSERT_TRUE(opened) << core::Describe(opened.error());
  EXPECT_EQ(opened->header().installation, keyring.header().installation);
  EXPECT_EQ(opened->header().generation, 2u);
  EXPECT_TRUE(opened->integrity_key().Equals(keyring.integrity_key()));
  ASSERT_EQ(opened->data_keys().size(), 2u);
  EXPECT_EQ(opened->data_keys()[1].number, 2u);
  EXPECT_EQ(opened->data_keys()[1].created, 1'700'000'100);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(opened->data_keys()[i].key.Equals(keyring.data_keys()[i].key));
  }
}

TEST_F(KeyringTest, BytesHoldNoKey) {
  const Keyring keyring = Make();
  const std::string bytes = BytesOf(keyring);
  for (const auto* key : {&keyring.integrity_key(), &keyring.data_keys()[0].key}) {
    EXPECT_EQ(bytes.find(crypto::AsText(key->Expose())), std::string::npos);
  }
}

TEST_F(KeyringTest, WrongSecretAndDamageGiveOneErrorAtOneCost) {
  const std::string bytes = BytesOf(Make());
  const FixedSeal wrong(0x22);
  auto refused = Keyring::Open(bytes, wrong);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, core::ErrorCode::kPermissionDenied);
  EXPECT_EQ(refused.error().name, "UnsealFailed");
  EXPECT_EQ(wrong.unwraps(), 1);
  // The version has an answer of its own, and so does the kind of seal where it is another's.
  const std::set<std::string> other = {"UnsealFailed", "SealMismatch", "KeyringTooNew"};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = bytes;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      const FixedSeal right;
      auto opened = Keyring::Open(damaged, right);
      ASSERT_FALSE(opened) << "byte " << i << ", bit " << bit;
      if (i == 8 || i == 9) {
        EXPECT_TRUE(other.contains(opened.error().name)) << opened.error().name;
        continue;
      }
      EXPECT_EQ(core::Describe(opened.error()), core::Describe(refused.error()));
      EXPECT_EQ(right.unwraps(), 1) << "byte " << i << " costs something else";
    }
  }
}

TEST_F(KeyringTest, CutOffAnywhereGivesTheSameError) {
  const std::string bytes = BytesOf(Make());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const FixedSeal right;
    auto opened = Keyring::Open(std::string_view(bytes).substr(0, size), right);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().name, "UnsealFailed") << size;
    EXPECT_EQ(right.unwraps(), 1) << size;
  }
  EXPECT_EQ(OpenError(bytes + "x", FixedSeal()), "UnsealFailed");
}

TEST_F(KeyringTest, OtherVersionIsNamedWithoutAskingTheSeal) {
  std::string bytes = BytesOf(Make());
  bytes[8] = 2;
  const FixedSeal right;
  auto opened = Keyring::Open(bytes, right);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().name, "KeyringTooNew");
  EXPECT_EQ(right.unwraps(), 0);
}

TEST_F(KeyringTest, AnotherKindOfSealIsNamed) {
  const std::string bytes = BytesOf(Make());
  auto opened = Keyring::Open(bytes, FixedSeal(0x11, SealKind::kPassphrase));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().name, "SealMismatch");
  EXPECT_THAT(opened.error().message, HasSubstr("sealed by a keyfile"));
}

TEST_F(KeyringTest, RekeyTakesTheNewSealAndShutsOutTheOld) {
  Keyring keyring = Make();
  const std::string before = BytesOf(keyring);
  const FixedSeal other(0x22);
  ASSERT_TRUE(keyring.Rekey(other, random_));
  const std::string after = BytesOf(keyring);
  EXPECT_EQ(OpenError(after, seal_), "UnsealFailed");
  auto opened = Keyring::Open(after, other);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->header().generation, 2u);
  EXPECT_TRUE(opened->data_keys()[0].key.Equals(keyring.data_keys()[0].key));
  // The keyring key is a new one: the old header with the new ring opens with neither.
  const std::size_t header = before.size() - (32 + 4 + 44 + 76);
  const std::string mixed = before.substr(0, header) + after.substr(header);
  EXPECT_EQ(OpenError(mixed, seal_), "UnsealFailed");
}

TEST_F(KeyringTest, HeaderIsReadWithoutASecret) {
  const Keyring keyring = Make();
  auto header = Keyring::ReadHeader(BytesOf(keyring));
  ASSERT_TRUE(header);
  EXPECT_EQ(header->seal, SealKind::kKeyFile);
  EXPECT_EQ(header->installation, keyring.header().installation);
  EXPECT_EQ(header->generation, 1u);
}

TEST_F(KeyringTest, RotationStopsAtTheLimit) {
  Keyring keyring = Make();
  for (std::size_t i = 1; i < kMaxDataKeys; ++i) ASSERT_TRUE(keyring.Rotate(random_, clock_));
  auto refused = keyring.Rotate(random_, clock_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().name, "TooManyDataKeys");
  auto opened = Keyring::Open(BytesOf(keyring), seal_);
  ASSERT_TRUE(opened) << core::Describe(opened.error());
  EXPECT_EQ(opened->data_keys().back().number, kMaxDataKeys);
}

}  // namespace
}  // namespace keyward::store::keyring
