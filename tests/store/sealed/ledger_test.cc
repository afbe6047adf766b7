// SPDX-License-Identifier: Apache-2.0
#include "store/sealed/ledger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "store/sealed/record.h"
#include "tests/crypto/fixed_random.h"
#include "tests/store/sealed/fixed_seal.h"

namespace keyward::store::sealed {
namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

TEST(SetSum, CarriesAndBorrowsThroughAllParts) {
  SetSum sum = {kMost, kMost, kMost, 5};
  Add(sum, {1, 0, 0, 0});
  EXPECT_EQ(sum, (SetSum{0, 0, 0, 6}));
  Subtract(sum, {1, 0, 0, 0});
  EXPECT_EQ(sum, (SetSum{kMost, kMost, kMost, 5}));
  Add(sum, {kMost, kMost, kMost, kMost});
  EXPECT_EQ(sum, (SetSum{kMost - 1, kMost, kMost, 5}));
  Subtract(sum, {kMost, kMost, kMost, kMost});
  EXPECT_EQ(sum, (SetSum{kMost, kMost, kMost, 5}));
}

TEST(SetSum, SubtractingUndoesAddingInAnyOrder) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 1000; ++round) {
    std::vector<SetSum> elements(8);
    SetSum sum = {};
    for (SetSum& element : elements) {
      for (std::uint64_t& part : element) part = random() % 4 == 0 ? kMost : random();
      Add(sum, element);
    }
    std::shuffle(elements.begin(), elements.end(), random);
    for (const SetSum& element : elements) Subtract(sum, element);
    EXPECT_EQ(sum, SetSum{});
  }
}

class Observer final : public CommitObserver {
 public:
  void Changing(std::string_view key) override { ++open[std::string(key)]; }
  void Settled(std::string_view key) override { --open[std::string(key)]; }
  void Committed(const LedgerState& state) override { last = state; }

  std::map<std::string, int> open;
  std::optional<LedgerState> last;
};

class LedgerTest : public testing::Test {
 protected:
  struct Row {
    std::string value;
    Revision create = 0;
    Revision mod = 0;
    bool operator==(const Row&) const = default;
  };
  using Rows = std::map<std::string, Row>;

  LedgerTest()
      : keyring_(*keyring::Keyring::Create(FixedSeal(), random_, clock_)),
        cipher_(*LedgerCipher::Create(keyring_)),
        records_(*RecordCipher::Create(keyring_)) {}

  static RecordState StateOf(const Row& row) { return {row.value, row.create, row.mod}; }

  SetSum SumOf(const Rows& rows) {
    SetSum sum = {};
    for (const auto& [key, row] : rows) Add(sum, *cipher_.Hash(key, StateOf(row)));
    return sum;
  }

  crypto::testing::FixedRandom random_;
  core::FixedClock clock_{core::Clock::TimePoint()};
  keyring::Keyring keyring_;
  LedgerCipher cipher_;
  RecordCipher records_;
};

TEST_F(LedgerTest, StateOpensAsItWasSealedAndNotOtherwise) {
  const LedgerState state = {.installation = {1, 2, 3},
                             .epoch = 4,
                             .keyring_generation = 5,
                             .revision = 6,
                             .records = 7,
                             .sequence = 8,
                             .anchored = true,
                             .sum = {9, 10, 11, 12}};
  const std::string sealed = *cipher_.Seal(state, random_);
  EXPECT_EQ(sealed.size(), 166u);
  EXPECT_EQ(*cipher_.Open(sealed), state);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string damaged = sealed;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    auto opened = cipher_.Open(damaged);
    ASSERT_FALSE(opened) << i;
    EXPECT_EQ(opened.error().name, "StoreDamaged");
    EXPECT_FALSE(cipher_.Open(std::string_view(sealed).substr(0, i)));
  }
}

TEST_F(LedgerTest, HashDependsOnEachPart) {
  const std::string value = *records_.Seal("k", "value", 1, random_);
  const SetSum hash = *cipher_.Hash("k", {value, 1, 2});
  EXPECT_EQ(*cipher_.Hash("k", {value, 1, 2}), hash);
  EXPECT_NE(*cipher_.Hash("j", {value, 1, 2}), hash);
  EXPECT_NE(*cipher_.Hash("k", {value, 0, 2}), hash);
  EXPECT_NE(*cipher_.Hash("k", {value, 1, 3}), hash);
  const std::string again = *records_.Seal("k", "value", 1, random_);
  EXPECT_NE(*cipher_.Hash("k", {again, 1, 2}), hash);
  EXPECT_FALSE(cipher_.Hash("k", {"not sealed", 1, 2}));
}

// Random batches, some of them failing before their commit, against a model.
TEST_F(LedgerTest, FollowsAnyHistoryWithFailures) {
  Observer observer;
  SetLedger ledger(*LedgerCipher::Create(keyring_), {}, random_, observer);
  std::mt19937_64 dice(11);
  Rows rows;
  Revision revision = 0;
  std::uint64_t sequence = 0;
  for (int batch = 0; batch < 500; ++batch) {
    Rows next = rows;
    ledger.Begin();
    const int changes = 1 + static_cast<int>(dice() % 5);
    for (int i = 0; i < changes; ++i) {
      const std::string key = "k" + std::to_string(dice() % 12);
      RecordChange change{key, {}, {}};
      const auto found = next.find(key);
      const Row before = found == next.end() ? Row{} : found->second;
      if (found != next.end()) change.before = StateOf(before);
      Row after;
      if (dice() % 3 != 0) {
        after = {*records_.Seal(key, std::to_string(dice()), ++sequence, random_),
                 found == next.end() ? revision + 1 : before.create, revision + 1};
        change.after = StateOf(after);
        next[key] = after;
      } else {
        if (found == next.end()) continue;
        next.erase(key);
      }
      ASSERT_TRUE(ledger.Note(change));
    }
    auto sealed = ledger.Finish(revision + 1);
    ASSERT_TRUE(sealed);
    if (dice() % 4 == 0) continue;  // the engine failed; it begins anew
    ledger.Committed();
    rows = std::move(next);
    ++revision;
    EXPECT_EQ(*cipher_.Open(*sealed), ledger.state());
    EXPECT_EQ(observer.last, ledger.state());
    EXPECT_EQ(ledger.state().sum, SumOf(rows));
    EXPECT_EQ(ledger.state().records, rows.size());
    EXPECT_EQ(ledger.state().revision, revision);
  }
  ledger.Begin();
  for (const auto& [key, open] : observer.open) EXPECT_EQ(open, 0) << key;
}

TEST_F(LedgerTest, ValueThatIsNotSealedFailsItsTransaction) {
  Observer observer;
  SetLedger ledger(*LedgerCipher::Create(keyring_), {}, random_, observer);
  ledger.Begin();
  auto noted = ledger.Note({"k", RecordState{"damaged", 1, 1}, {}});
  ASSERT_FALSE(noted);
  EXPECT_EQ(noted.error().name, "StoreDamaged");
}

}  // namespace
}  // namespace keyward::store::sealed
