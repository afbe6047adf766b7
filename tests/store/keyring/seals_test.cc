// SPDX-License-Identifier: Apache-2.0
//
// The seals that hold their root key themselves: passphrase and key file.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <utility>

#include "crypto/errors.h"
#include "store/keyring/key_file_seal.h"
#include "store/keyring/passphrase_seal.h"
#include "tests/crypto/fixed_random.h"
#include "tests/store/temp_directory.h"

namespace keyward::store::keyring {
namespace {

using testing::HasSubstr;
using testing::Not;

// The cheapest that is allowed.
constexpr crypto::Argon2idParameters kCheap = {.passes = 2, .memory_kib = 19 * 1024};

crypto::SecretBytes Secret(std::string_view text) {
  return *crypto::SecretBytes::Copy(crypto::AsBytes(text));
}

PassphraseSeal Passphrase(std::string_view text) {
  return *PassphraseSeal::Create(Secret(text), kCheap);
}

KeyringKey SomeKey() {
  crypto::testing::FixedRandom random(7);
  return *KeyringKey::Generate(random);
}

template <typename T>
std::string NameOf(const core::Result<T>& result) {
  return result ? "" : result.error().name;
}

TEST(PassphraseSeal, UnwrapsWhatItWrapped) {
  crypto::testing::FixedRandom random;
  const KeyringKey key = SomeKey();
  auto wrapped = Passphrase("correct horse battery").Wrap(key, random);
  ASSERT_TRUE(wrapped);
  auto unwrapped = Passphrase("correct horse battery").Unwrap(*wrapped);
  ASSERT_TRUE(unwrapped);
  EXPECT_TRUE(unwrapped->Equals(key));
}

TEST(PassphraseSeal, EachWrappingHasItsOwnSalt) {
  crypto::testing::FixedRandom random;
  const PassphraseSeal seal = Passphrase("correct horse battery");
  EXPECT_NE(seal.Wrap(SomeKey(), random)->wrapped, seal.Wrap(SomeKey(), random)->wrapped);
}

TEST(PassphraseSeal, ParametersTellTheCostThatWasPaid) {
  crypto::testing::FixedRandom random;
  auto wrapped = Passphrase("correct horse battery").Wrap(SomeKey(), random);
  ASSERT_TRUE(wrapped);
  ASSERT_EQ(wrapped->parameters.size(), 24u);
  EXPECT_EQ(wrapped->parameters.substr(16), std::string("\x00\x00\x4c\x00\x00\x00\x00\x02", 8));
  EXPECT_EQ(wrapped->wrapped.size(), 40u);
}

TEST(PassphraseSeal, WhateverIsWrongGivesOneError) {
  crypto::testing::FixedRandom random;
  auto good = Passphrase("correct horse battery").Wrap(SomeKey(), random);
  ASSERT_TRUE(good);
  const PassphraseSeal right = Passphrase("correct horse battery");
  EXPECT_EQ(NameOf(Passphrase("correct horse batterz").Unwrap(*good)),
            crypto::InvalidCiphertext().name);
  WrappedKey other_salt = *good;
  other_salt.parameters[0] = static_cast<char>(other_salt.parameters[0] ^ 1);
  EXPECT_EQ(NameOf(right.Unwrap(other_salt)), crypto::InvalidCiphertext().name);
  WrappedKey edited = *good;
  edited.wrapped[0] = static_cast<char>(edited.wrapped[0] ^ 1);
  EXPECT_EQ(NameOf(right.Unwrap(edited)), crypto::InvalidCiphertext().name);
}

TEST(PassphraseSeal, ParametersOutOfBoundsAreRefusedAtNoOtherCost) {
  crypto::testing::FixedRandom random;
  auto good = Passphrase("correct horse battery").Wrap(SomeKey(), random);
  ASSERT_TRUE(good);
  const std::string salt = good->parameters.substr(0, 16);
  const struct {
    const char* name;
    std::string parameters;
  } kCases[] = {
      {"None", ""},
      {"TooLong", good->parameters + "x"},
      {"TooMuchMemory", salt + std::string("\x7f\xff\xff\xff\x00\x00\x00\x02", 8)},
      {"TooLittleMemory", salt + std::string("\x00\x00\x00\x08\x00\x00\x00\x02", 8)},
      {"TooManyPasses", salt + std::string("\x00\x00\x4c\x00\x7f\xff\xff\xff", 8)},
      {"NoPass", salt + std::string("\x00\x00\x4c\x00\x00\x00\x00\x00", 8)},
  };
  for (const auto& test : kCases) {
    EXPECT_EQ(NameOf(Passphrase("correct horse battery").Unwrap({test.parameters, good->wrapped})),
              crypto::InvalidCiphertext().name)
        << test.name;
  }
}

TEST(PassphraseSeal, ShortAndLongPassphrasesAreRefused) {
  EXPECT_EQ(NameOf(PassphraseSeal::Create(Secret("eleven char"))), "InvalidPassphrase");
  EXPECT_EQ(NameOf(PassphraseSeal::Create(Secret("twelve chars"))), "");
  EXPECT_EQ(NameOf(PassphraseSeal::Create(Secret(std::string(1024, 'p')))), "");
  EXPECT_EQ(NameOf(PassphraseSeal::Create(Secret(std::string(1025, 'p')))), "InvalidPassphrase");
}

class KeyFile : public testing::Test {
 protected:
  std::string path() const { return temp_.path() + "/root.key"; }
  core::Error ReadError() {
    auto seal = KeyFileSeal::Read(path());
    return seal ? core::Error{} : seal.error();
  }
  void WriteOwn(const std::string& text) {
    WriteWhole(path(), text);
    ::chmod(path().c_str(), 0600);
  }

  TempDirectory temp_;
  crypto::testing::FixedRandom random_;
};

TEST_F(KeyFile, GeneratedFileIsPrivateAndOpensWhatItWrapped) {
  auto made = KeyFileSeal::Generate(path(), random_);
  ASSERT_TRUE(made) << core::Describe(made.error());
  struct stat status = {};
  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(ReadWhole(path()).size(), 65u);
  const KeyringKey key = SomeKey();
  auto wrapped = made->Wrap(key, random_);
  ASSERT_TRUE(wrapped);
  EXPECT_EQ(wrapped->parameters, "");
  auto read = KeyFileSeal::Read(path());
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->Unwrap(*wrapped)->Equals(key));
  EXPECT_EQ(NameOf(read->Unwrap({"x", wrapped->wrapped})), crypto::InvalidCiphertext().name);
}

TEST_F(KeyFile, AnotherFilesKeyOpensNothing) {
  auto made = KeyFileSeal::Generate(path(), random_);
  ASSERT_TRUE(made);
  auto wrapped = made->Wrap(SomeKey(), random_);
  auto other = KeyFileSeal::Generate(path() + "2", random_);
  ASSERT_TRUE(other);
  EXPECT_EQ(NameOf(other->Unwrap(*wrapped)), crypto::InvalidCiphertext().name);
}

TEST_F(KeyFile, ExistingFileIsNotOverwritten) {
  WriteOwn("precious");
  EXPECT_EQ(NameOf(KeyFileSeal::Generate(path(), random_)), "KeyFileExists");
  EXPECT_EQ(ReadWhole(path()), "precious");
}

TEST_F(KeyFile, WhatOthersMayReadIsRefused) {
  ASSERT_TRUE(KeyFileSeal::Generate(path(), random_));
  for (mode_t mode : {0640u, 0604u, 0620u, 0602u, 0644u}) {
    ::chmod(path().c_str(), mode);
    EXPECT_EQ(ReadError().name, "KeyFilePermissions") << std::oct << mode;
    EXPECT_THAT(ReadError().message, HasSubstr(path()));
  }
  ::chmod(path().c_str(), 0400);
  EXPECT_EQ(ReadError().name, "");
}

TEST_F(KeyFile, ContentThatIsNoKeyIsRefusedWithoutBeingTold) {
  const std::string hex(64, 'a');
  const struct {
    const char* name;
    std::string text;
    const char* error;
  } kCases[] = {
      {"Digits", hex, ""},
      {"DigitsAndNewline", hex + "\n", ""},
      {"Empty", "", "InvalidKeyFile"},
      {"TooShort", hex.substr(2), "InvalidKeyFile"},
      {"TooLong", hex + "aa", "InvalidKeyFile"},
      {"TwoNewlines", hex + "\n\n", "InvalidKeyFile"},
      {"NotHex", "secret-secret-" + hex.substr(14), "InvalidKeyFile"},
  };
  for (const auto& test : kCases) {
    WriteOwn(test.text);
    EXPECT_EQ(ReadError().name, test.error) << test.name;
    EXPECT_THAT(ReadError().message, Not(HasSubstr("secret"))) << test.name;
  }
}

TEST_F(KeyFile, MissingFileAndDirectoryAreNamed) {
  EXPECT_EQ(ReadError().name, "KeyFileNotFound");
  std::filesystem::create_directory(path());
  ::chmod(path().c_str(), 0700);
  EXPECT_EQ(ReadError().name, "KeyFileUnreadable");
  EXPECT_EQ(NameOf(KeyFileSeal::Generate(temp_.path() + "/no/root.key", random_)),
            "KeyFileUnwritable");
}

}  // namespace
}  // namespace keyward::store::keyring
