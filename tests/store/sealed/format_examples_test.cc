// SPDX-License-Identifier: Apache-2.0
//
// The worked examples of docs/formats/keyring.md and store.md, made by another program after those
// pages: what ours reads in them, and that ours writes the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/encoding.h"
#include "store/keyring/keyring_format.h"
#include "store/sealed/anchor.h"
#include "store/sealed/ledger_cipher.h"
#include "store/sealed/record.h"
#include "tests/store/sealed/fixed_seal.h"
#include "tests/store/temp_directory.h"

namespace keyward::store::sealed {
namespace {

// The bytes of the block "```hex NAME" of a page.
std::string Block(const std::string& page, const std::string& name) {
  const char* root = std::getenv("KEYWARD_SOURCE_DIR");
  const std::string path =
      (root == nullptr ? std::string() : std::string(root) + "/") + "docs/formats/" + page;
  const std::string text = ReadWhole(path);
  const std::string fence = "```hex " + name + "\n";
  const std::size_t at = text.find(fence);
  EXPECT_NE(at, std::string::npos) << path << " has no block " << name;
  if (at == std::string::npos) return "";
  const std::size_t begin = at + fence.size();
  std::string digits = text.substr(begin, text.find("```", begin) - begin);
  std::erase(digits, '\n');
  return core::HexDecode(digits).value_or("");
}

std::string Keyring() {
  return Block("keyring.md", "keyring-header") + Block("keyring.md", "sealed-ring");
}

keyring::Keyring OpenKeyring() { return *keyring::Keyring::Open(Keyring(), FixedSeal()); }

// Nonce and IV of the examples.
class ExampleRandom final : public crypto::Random {
 public:
  void Fill(crypto::MutableBytes out) override {
    ASSERT_EQ(out.size(), 28u);
    for (std::size_t i = 0; i < 16; ++i) out[i] = static_cast<std::uint8_t>(0xA0 + i);
    for (std::size_t i = 0; i < 12; ++i) out[16 + i] = static_cast<std::uint8_t>(0xC0 + i);
  }
};

std::string Counting(std::uint8_t first, std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(first + i));
  return bytes;
}

LedgerState State(const LedgerCipher& cipher) {
  LedgerState state;
  std::ranges::copy(crypto::AsBytes(Counting(0, 16)), state.installation.begin());
  state.epoch = 1;
  state.keyring_generation = 1;
  state.revision = 3;
  state.records = 1;
  state.sequence = 7;
  state.anchored = true;
  state.sum = *cipher.Hash("users/alice", {Block("store.md", "record"), 3, 3});
  return state;
}

TEST(KeyringExample, OpensAsThePageSaysAndIsWrittenTheSame) {
  auto keyring = keyring::Keyring::Open(Keyring(), FixedSeal());
  ASSERT_TRUE(keyring) << core::Describe(keyring.error());
  EXPECT_EQ(crypto::AsText(keyring->header().installation), Counting(0, 16));
  EXPECT_EQ(keyring->header().generation, 1u);
  EXPECT_TRUE(keyring->integrity_key().bytes().Equals(crypto::AsBytes(Counting(0x40, 32))));
  ASSERT_EQ(keyring->data_keys().size(), 1u);
  EXPECT_EQ(keyring->data_keys()[0].number, 1u);
  EXPECT_EQ(keyring->data_keys()[0].created, 1'700'000'000);
  EXPECT_TRUE(keyring->data_keys()[0].key.bytes().Equals(crypto::AsBytes(Counting(0x60, 32))));
  ExampleRandom random;
  EXPECT_EQ(*keyring->Serialize(random), Keyring());
  auto ring = keyring::WriteRing(keyring->integrity_key(), keyring->data_keys());
  ASSERT_TRUE(ring);
  EXPECT_TRUE(ring->Equals(crypto::AsBytes(Block("keyring.md", "ring"))));
}

TEST(RecordExample, OpensAsThePageSaysAndIsSealedTheSame) {
  const auto cipher = RecordCipher::Create(OpenKeyring());
  const std::string sealed = Block("store.md", "record");
  EXPECT_EQ(*cipher->Open("users/alice", sealed), "hello");
  ExampleRandom random;
  EXPECT_EQ(*cipher->Seal("users/alice", "hello", 7, random), sealed);
}

TEST(LedgerExample, OpensAsThePageSaysAndIsSealedTheSame) {
  const auto cipher = LedgerCipher::Create(OpenKeyring());
  const LedgerState state = State(*cipher);
  EXPECT_EQ(Block("store.md", "ledger-state").substr(57), Block("store.md", "hash"));
  auto opened = cipher->Open(Block("store.md", "ledger"));
  ASSERT_TRUE(opened) << core::Describe(opened.error());
  EXPECT_EQ(*opened, state);
  ExampleRandom random;
  EXPECT_EQ(*cipher->Seal(state, random), Block("store.md", "ledger"));
}

TEST(AnchorExample, IsWrittenAsThePageSaysAndPasses) {
  const keyring::Keyring keyring = OpenKeyring();
  const LedgerState state = State(*LedgerCipher::Create(keyring));
  const TempDirectory temp;
  const auto anchor = Anchor::Create(temp.path() + "/anchor", keyring);
  ASSERT_TRUE(anchor->Write(state));
  EXPECT_EQ(ReadWhole(anchor->path()), Block("store.md", "anchor"));
  EXPECT_TRUE(anchor->Check(state));
}

}  // namespace
}  // namespace keyward::store::sealed
