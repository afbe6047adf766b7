// SPDX-License-Identifier: Apache-2.0
// Opening, rotation, anchors, wrong secrets.
#include "store/local/installation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "store/local/inspect.h"
#include "tests/store/local/installed.h"

namespace keyward::store {
namespace {

using std::chrono::seconds;

TEST(Installation, KeepsWhatWasWrittenThroughRotationAndRekey) {
  Installed installed;
  const local::Options data = installed.data();
  Must(local::Initialize(data, installed.seal()));
  installed.Write(data, {{"k", "before"}});
  EXPECT_EQ(Must(local::Rotate(data, installed.seal())), 2u);
  installed.Write(data, {{"l", "after"}});
  const keyring::PassphraseSeal next = CheapSeal("correct horse battery");
  Must(local::Rekey(data, installed.seal(), next));
  EXPECT_EQ(ErrorName(local::Open(data, installed.seal())), "SealMismatch");
  const auto store = Must(local::Open(data, next));
  EXPECT_EQ(Must(store->Get("k"))->value, "before");
  EXPECT_EQ(Must(store->Get("l"))->value, "after");
}

TEST(Installation, StatusAndStatNeedNoSecret) {
  Installed installed;
  const local::Options data = installed.data();
  Must(local::Initialize(data, installed.seal()));
  installed.Write(data, {{"one", "12345"}, {"three", ""}});
  Must(local::Rotate(data, installed.seal()));
  installed.Write(data, {{"five", "x"}});
  const auto open = Must(local::Open(data, installed.seal()));  // a service that has the store
  const local::Status status = Must(local::ReadStatus(data.directory));
  EXPECT_EQ(status.keyring.seal, keyring::SealKind::kKeyFile);
  EXPECT_EQ(status.keyring.generation, 2u);
  EXPECT_EQ(status.revision, 3u);
  EXPECT_GT(status.bytes, 4096u);
  const local::Stat stat = Must(local::ReadStat(data.directory));
  EXPECT_EQ(stat.records, 3u);
  EXPECT_EQ(stat.key_bytes, 12u);
  EXPECT_EQ(stat.value_bytes, 6u + 3 * 89);
  EXPECT_EQ(stat.largest_value_bytes, 5u + 89);
  EXPECT_THAT(stat.records_by_data_key,
              testing::ElementsAre(testing::Pair(1u, 2u), testing::Pair(2u, 1u)));
}

TEST(Installation, IsInitializedOnce) {
  Installed installed;
  Must(local::Initialize(installed.data(), installed.seal()));
  EXPECT_EQ(local::Initialize(installed.data(), installed.seal()).error().name,
            "AlreadyInitialized");
  EXPECT_EQ(ErrorName(local::Open(installed.At("elsewhere"), installed.seal())), "StoreNotFound");
  EXPECT_EQ(ErrorName(local::ReadStatus(installed.Path("elsewhere"))), "StoreNotFound");
}

TEST(Installation, SecondProcessIsRefused) {
  Installed installed;
  const local::Options data = installed.data();
  Must(local::Initialize(data, installed.seal()));
  const auto store = Must(local::Open(data, installed.seal()));
  const auto second = local::Open(data, installed.seal());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().name, "StoreLocked");
  EXPECT_THAT(second.error().message, testing::HasSubstr(data.directory));
}

class AnchoredTest : public testing::Test {
 protected:
  AnchoredTest() {
    Must(local::Initialize(anchored(), installed_.seal()));
    installed_.Write(anchored(), {{"k", "one"}});
    std::filesystem::copy(installed_.Path("data"), installed_.Path("older"));
    installed_.Write(anchored(), {{"k", "two"}});
  }
  local::Options anchored() const { return installed_.At("data", "anchor"); }
  local::Options older() const { return installed_.At("older", "anchor"); }

  Installed installed_;
};

TEST_F(AnchoredTest, WholeOlderStoreIsFound) {
  EXPECT_EQ(installed_.Read(anchored(), "k"), "two");
  EXPECT_EQ(installed_.Read(older(), "k"), "StoreRolledBack");
  const sealed::CheckReport report = Must(local::Check(older(), installed_.seal()));
  ASSERT_EQ(report.faults, 1u);
  EXPECT_EQ(report.findings[0].name, "StoreRolledBack");
  EXPECT_THAT(report.findings[0].message, testing::HasSubstr(installed_.Path("anchor")));
  EXPECT_EQ(Must(local::Check(anchored(), installed_.seal())).faults, 0u);
}

TEST_F(AnchoredTest, OpensOnlyBesideItsAnchor) {
  EXPECT_EQ(installed_.Read(installed_.data(), "k"), "AnchorRequired");
  EXPECT_EQ(ErrorName(local::Check(installed_.data(), installed_.seal())), "AnchorRequired");
  EXPECT_EQ(installed_.Read(installed_.At("data", "other"), "k"), "AnchorNotFound");
  EXPECT_EQ(Must(local::Check(installed_.At("data", "other"), installed_.seal())).findings[0].name,
            "AnchorNotFound");
}

TEST_F(AnchoredTest, LostAnchorIsMadeAnewOnPurpose) {
  std::filesystem::remove(installed_.Path("anchor"));
  EXPECT_EQ(installed_.Read(anchored(), "k"), "AnchorNotFound");
  Must(local::SetAnchor(anchored(), installed_.seal()));
  EXPECT_EQ(installed_.Read(anchored(), "k"), "two");
  EXPECT_EQ(installed_.Read(older(), "k"), "StoreRolledBack");
}

TEST_F(AnchoredTest, AnchorMovesAndGoes) {
  Must(local::SetAnchor(installed_.At("data", "moved"), installed_.seal()));
  EXPECT_EQ(installed_.Read(installed_.At("data", "moved"), "k"), "two");
  Must(local::SetAnchor(installed_.data(), installed_.seal()));
  EXPECT_EQ(installed_.Read(installed_.data(), "k"), "two");
}

TEST_F(AnchoredTest, AnchorThatKnowsBetterIsNotReplaced) {
  const std::string before = ReadWhole(installed_.Path("anchor"));
  EXPECT_EQ(local::SetAnchor(older(), installed_.seal()).error().name, "StoreRolledBack");
  WriteWhole(installed_.Path("foreign"), "somebody else's file");
  EXPECT_EQ(local::SetAnchor(installed_.At("data", "foreign"), installed_.seal()).error().name,
            "AnchorDamaged");
  EXPECT_EQ(ReadWhole(installed_.Path("foreign")), "somebody else's file");
  EXPECT_EQ(ReadWhole(installed_.Path("anchor")), before);
  EXPECT_EQ(installed_.Read(anchored(), "k"), "two");
}

class PassphraseTest : public testing::Test {
 protected:
  PassphraseTest() { Must(local::Initialize(installed_.data(), right_)); }
  core::Result<std::unique_ptr<sealed::SealedStore>> Open(const keyring::Seal& seal) {
    return local::Open(installed_.data(), seal);
  }
  std::string data() const { return installed_.Path("data"); }

  Installed installed_;
  keyring::PassphraseSeal right_ = CheapSeal("correct horse battery");
  keyring::PassphraseSeal wrong_ = CheapSeal("incorrect horse");
};

TEST_F(PassphraseTest, WrongOneLooksLikeADamagedKeyring) {
  const auto wrong = Open(wrong_);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().name, "UnsealFailed");
  const std::string good = QuerySql(data(), "SELECT value FROM meta WHERE name = 'keyring'");
  // The magic, the seal's parameters, the wrapped key, the ring: whatever is damaged.
  for (const std::size_t at : {std::size_t{0}, std::size_t{40}, std::size_t{70}, good.size() - 1}) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    RunSql(data(), "UPDATE meta SET value = ?1 WHERE name = 'keyring'", bad);
    installed_.clock().Set(installed_.clock().Now() + seconds(100));
    const auto damaged = Open(right_);
    ASSERT_FALSE(damaged) << at;
    EXPECT_EQ(core::Describe(damaged.error()), core::Describe(wrong.error())) << at;
    EXPECT_EQ(damaged.error().code, wrong.error().code);
  }
}

TEST_F(PassphraseTest, TriesAreSlowedDown) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ErrorName(Open(wrong_)), "UnsealFailed");
  EXPECT_EQ(ErrorName(Open(wrong_)), "UnsealThrottled");
  EXPECT_EQ(ErrorName(Open(right_)), "UnsealThrottled");
  // Whatever command tries: the count is one.
  EXPECT_EQ(ErrorName(local::Check(installed_.data(), right_)), "UnsealThrottled");
  EXPECT_EQ(ErrorName(local::Rotate(installed_.data(), right_)), "UnsealThrottled");
  installed_.clock().Set(installed_.clock().Now() + seconds(1));
  EXPECT_EQ(ErrorName(Open(right_)), "");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ErrorName(Open(wrong_)), "UnsealFailed");
}

TEST_F(PassphraseTest, AnchorThatCannotBeWrittenLeavesNoKeyring) {
  const local::Options options = installed_.At("other", "no/such/place");
  EXPECT_EQ(ErrorName(local::Initialize(options, right_)), "AnchorUnwritable");
  EXPECT_EQ(ErrorName(local::Open(installed_.At("other"), right_)), "NotInitialized");
  Must(local::Initialize(installed_.At("other", "anchor"), right_));
  EXPECT_EQ(ErrorName(local::Open(installed_.At("other"), right_)), "AnchorRequired");
}

TEST_F(PassphraseTest, OnlyGuessesCount) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(ErrorName(Open(installed_.seal())), "SealMismatch");
    EXPECT_EQ(ErrorName(local::Open(installed_.At("data", "no/such/place"), right_)),
              "AnchorUnwritable");
  }
  EXPECT_FALSE(std::filesystem::exists(data() + "/unseal-attempts"));
}

TEST_F(PassphraseTest, AttemptThatCannotBeCountedIsNotMade) {
  std::filesystem::create_directory(data() + "/unseal-attempts");
  EXPECT_THAT(ErrorName(Open(right_)), testing::Not(""));
}

TEST(KeyFile, IsNotThrottled) {
  Installed installed;
  Must(local::Initialize(installed.data(), installed.seal()));
  crypto::SystemRandom random;
  const auto other = Must(keyring::KeyFileSeal::Generate(installed.Path("other"), random));
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(ErrorName(local::Open(installed.data(), other)), "UnsealFailed");
  }
  EXPECT_EQ(ErrorName(local::Open(installed.data(), installed.seal())), "");
}

}  // namespace
}  // namespace keyward::store
