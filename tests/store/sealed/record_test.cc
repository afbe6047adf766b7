// SPDX-License-Identifier: Apache-2.0
#include "store/sealed/record.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>

#include "tests/crypto/fixed_random.h"
#include "tests/store/sealed/fixed_seal.h"

namespace keyward::store::sealed {
namespace {

using testing::HasSubstr;
using testing::Not;

class RecordTest : public testing::Test {
 protected:
  RecordTest() : keyring_(*keyring::Keyring::Create(FixedSeal(), random_, clock_)) {}

  RecordCipher Cipher() { return *RecordCipher::Create(keyring_); }
  std::string Seal(std::string_view key, std::string_view value, std::uint64_t sequence = 9) {
    return *Cipher().Seal(key, value, sequence, random_);
  }
  // The error's name, for both ways to open; they must agree.
  std::string OpenError(std::string_view key, std::string_view sealed) {
    auto plain = Cipher().Open(key, sealed);
    auto secret = Cipher().OpenSecret(key, sealed);
    EXPECT_EQ(plain.has_value(), secret.has_value());
    if (plain) return "";
    EXPECT_EQ(plain.error().message, secret.error().message);
    EXPECT_THAT(plain.error().message, HasSubstr("`" + std::string(key) + "`"));
    return plain.error().name;
  }

  crypto::testing::FixedRandom random_;
  core::FixedClock clock_{core::Clock::TimePoint()};
  keyring::Keyring keyring_;
};

TEST_F(RecordTest, OpensUnderItsKeyOnly) {
  for (const std::string& value : {std::string(), std::string("v"), std::string(70'000, 'v')}) {
    const std::string sealed = Seal("users/alice", value);
    EXPECT_EQ(sealed.size(), value.size() + kRecordOverhead);
    EXPECT_EQ(*Cipher().Open("users/alice", sealed), value);
    EXPECT_TRUE(Cipher().OpenSecret("users/alice", sealed)->Equals(crypto::AsBytes(value)));
    EXPECT_EQ(OpenError("users/bob", sealed), "StoreDamaged");
    EXPECT_EQ(OpenError("users/alic", sealed), "StoreDamaged");
  }
}

TEST_F(RecordTest, HeaderTellsKeyAndSequence) {
  const std::string sealed = Seal("k", "v", 0x0102030405060708);
  auto header = ReadRecordHeader("k", sealed);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->data_key, 1u);
  EXPECT_EQ(header->sequence, 0x0102030405060708u);
}

TEST_F(RecordTest, AnyBitChangedIsFoundAndNothingIsTold) {
  const std::string sealed = Seal("k", "the plaintext");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = sealed;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      const std::string name = OpenError("k", damaged);
      EXPECT_EQ(name, i >= 1 && i < 5 ? "DataKeyUnknown" : "StoreDamaged") << i;
    }
  }
}

TEST_F(RecordTest, AnyLengthButItsOwnIsFound) {
  const std::string sealed = Seal("k", "the plaintext");
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_EQ(OpenError("k", std::string_view(sealed).substr(0, size)), "StoreDamaged") << size;
  }
  EXPECT_EQ(OpenError("k", sealed + "x"), "StoreDamaged");
}

TEST_F(RecordTest, OldDataKeysStillOpenAndTheNewestSeals) {
  const std::string old = Seal("k", "old");
  ASSERT_TRUE(keyring_.Rotate(random_, clock_));
  const std::string now = Seal("k", "new");
  EXPECT_EQ(ReadRecordHeader("k", now)->data_key, 2u);
  EXPECT_EQ(*Cipher().Open("k", old), "old");
  EXPECT_EQ(*Cipher().Open("k", now), "new");
  // Number 2 in the header does not make a value of key 2.
  std::string moved = old;
  moved[4] = 2;
  EXPECT_EQ(OpenError("k", moved), "StoreDamaged");
}

TEST_F(RecordTest, KeysInMessagesAreMadePrintable) {
  auto opened = Cipher().Open(std::string_view("a\n`\xff", 4), "");
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("`a\\x0a\\x60\\xff`"));
  EXPECT_THAT(opened.error().message, Not(HasSubstr("\n")));
}

}  // namespace
}  // namespace keyward::store::sealed
