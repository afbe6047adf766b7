// SPDX-License-Identifier: Apache-2.0
#include "tests/store/conformance.h"

#include <gmock/gmock.h>

#include <chrono>
#include <limits>
#include <utility>

namespace keyward::store {

using testing::ElementsAre;
using testing::IsEmpty;

void Conformance::Open(Revision history) {
  auto opened = GetParam().open(directory_.path(), history);
  ASSERT_TRUE(opened) << core::Describe(opened.error());
  store_ = *std::move(opened);
}

void Conformance::Reopen(Revision history) {
  store_.reset();
  Open(history);
}

Revision Conformance::Write(std::string_view key, std::string_view value) {
  return Commit({{}, {Put{std::string(key), std::string(value)}}}).revision;
}

Revision Conformance::Erase(std::string_view key) {
  return Commit({{}, {Delete{std::string(key)}}}).revision;
}

TxnResult Conformance::Commit(Txn txn) {
  auto result = store().Commit(std::move(txn));
  EXPECT_TRUE(result) << core::Describe(result.error());
  return result ? *result : TxnResult{};
}

std::optional<KeyValue> Conformance::Get(std::string_view key) {
  auto found = store().Get(key);
  EXPECT_TRUE(found) << core::Describe(found.error());
  return found ? *found : std::nullopt;
}

std::string Conformance::Value(std::string_view key) {
  const std::optional<KeyValue> found = Get(key);
  return found ? found->value : "";
}

RangePage Conformance::Range(std::string_view prefix, std::size_t limit, std::string_view after) {
  auto page = store().Range(prefix, limit, after);
  EXPECT_TRUE(page) << core::Describe(page.error());
  return page ? *page : RangePage{};
}

std::vector<std::string> Conformance::Keys(std::string_view prefix) {
  std::vector<std::string> keys;
  for (KeyValue& item : Range(prefix).items) keys.push_back(std::move(item.key));
  return keys;
}

std::unique_ptr<ChangeStream> Conformance::Watch(std::string_view prefix, Revision from) {
  auto stream = store().Watch(prefix, from);
  EXPECT_TRUE(stream) << core::Describe(stream.error());
  return stream ? *std::move(stream) : nullptr;
}

WatchEvent Conformance::NextChange(ChangeStream& stream) {
  auto event = stream.Next(std::chrono::seconds(10));
  EXPECT_TRUE(event) << core::Describe(event.error());
  if (!event) return {};
  EXPECT_FALSE(event->changes.empty()) << "nothing came; the stream is at " << event->revision;
  return *event;
}

TEST_P(Conformance, EmptyStoreHasNothingAtRevisionZero) {
  EXPECT_EQ(Get("a"), std::nullopt);
  EXPECT_THAT(Range("").items, IsEmpty());
  EXPECT_EQ(*store().CurrentRevision(), 0u);
}

TEST_P(Conformance, PutKeepsCreateRevisionAndMovesModRevision) {
  EXPECT_EQ(Write("a", "1"), 1u);
  EXPECT_EQ(Write("b", "x"), 2u);
  EXPECT_EQ(Write("a", "2"), 3u);
  EXPECT_EQ(Get("a"), (KeyValue{"a", "2", 1, 3}));
  EXPECT_EQ(Get("b"), (KeyValue{"b", "x", 2, 2}));
}

TEST_P(Conformance, PutOfTheSameValueIsAChange) {
  Write("a", "1");
  EXPECT_EQ(Write("a", "1"), 2u);
}

TEST_P(Conformance, RecordMadeAgainHasNewCreateRevision) {
  Write("a", "1");
  EXPECT_EQ(Erase("a"), 2u);
  EXPECT_EQ(Get("a"), std::nullopt);
  Write("a", "2");
  EXPECT_EQ(Get("a"), (KeyValue{"a", "2", 3, 3}));
}

TEST_P(Conformance, DeleteOfNothingChangesNothing) {
  Write("a", "1");
  const TxnResult result = Commit({{}, {Delete{"b"}}});
  EXPECT_TRUE(result.committed);
  EXPECT_EQ(result.revision, 1u);
  EXPECT_EQ(*store().CurrentRevision(), 1u);
}

TEST_P(Conformance, TransactionIsOneRevision) {
  Write("old", "1");
  EXPECT_EQ(Commit({{}, {Put{"a", "1"}, Delete{"old"}, Put{"b", "2"}}}).revision, 2u);
  EXPECT_EQ(Get("a")->mod_revision, 2u);
  EXPECT_EQ(Get("b")->mod_revision, 2u);
  EXPECT_EQ(Get("old"), std::nullopt);
}

TEST_P(Conformance, CompareThatHoldsLetsTheTransactionThrough) {
  const Revision a = Write("a", "1");
  const TxnResult result = Commit({{{"a", a}, {"b", 0}}, {Put{"b", "2"}}});
  EXPECT_TRUE(result.committed);
  EXPECT_THAT(result.conflicts, IsEmpty());
}

TEST_P(Conformance, CompareThatFailsTellsWhatIsThereAndChangesNothing) {
  const Revision a = Write("a", "1");
  const TxnResult result =
      Commit({{{"a", a + 7}, {"gone", 3}, {"absent", 0}}, {Put{"a", "2"}, Put{"c", "3"}}});
  EXPECT_FALSE(result.committed);
  EXPECT_EQ(result.revision, 1u);
  EXPECT_THAT(result.conflicts, ElementsAre(Conflict{"a", a}, Conflict{"gone", 0}));
  EXPECT_EQ(Value("a"), "1");
  EXPECT_EQ(Get("c"), std::nullopt);
}

TEST_P(Conformance, CompareAloneReadsWithoutChanging) {
  const Revision a = Write("a", "1");
  EXPECT_TRUE(Commit({{{"a", a}}, {}}).committed);
  EXPECT_FALSE(Commit({{{"a", a + 1}}, {}}).committed);
  EXPECT_EQ(*store().CurrentRevision(), 1u);
}

TEST_P(Conformance, KeysAndValuesAreAnyBytes) {
  const std::string key("\0\xFF\0k\x80", 5);
  std::string value;
  for (int i = 0; i < 256; ++i) value += static_cast<char>(i);
  Write(key, value);
  EXPECT_EQ(Value(key), value);
  EXPECT_EQ(Get(key.substr(0, 4)), std::nullopt);
  Write("empty", "");
  EXPECT_EQ(Get("empty")->value, "");
}

TEST_P(Conformance, RangeIsInByteOrder) {
  const std::vector<std::string> keys = {std::string("\0", 1),
                                         std::string("\0\0", 2),
                                         "A",
                                         "a",
                                         std::string("a\0", 2),
                                         "a/b",
                                         "a\x7F",
                                         "a\x80",
                                         "a\xFF",
                                         "a\xFF\xFF",
                                         "b",
                                         "\xFF",
                                         "\xFF\xFF",
                                         "\xFF\xFF\x01"};
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) Write(*key, "v");
  EXPECT_EQ(Keys(""), keys);
}

TEST_P(Conformance, RangeFindsExactlyThePrefix) {
  for (const std::string& key :
       {std::string("a"), std::string("a\0", 2), std::string("a\xFF"), std::string("a\xFF\xFF"),
        std::string("b"), std::string("\xFF"), std::string("\xFF\x01"), std::string("\xFF\xFF")}) {
    Write(key, "v");
  }
  EXPECT_THAT(Keys("a"), ElementsAre("a", std::string("a\0", 2), "a\xFF", "a\xFF\xFF"));
  EXPECT_THAT(Keys("a\xFF"), ElementsAre("a\xFF", "a\xFF\xFF"));
  EXPECT_THAT(Keys("\xFF"), ElementsAre("\xFF", "\xFF\x01", "\xFF\xFF"));
  EXPECT_THAT(Keys("\xFF\xFF"), ElementsAre("\xFF\xFF"));
  EXPECT_THAT(Keys(std::string("a\0", 2)), ElementsAre(std::string("a\0", 2)));
  EXPECT_THAT(Keys("c"), IsEmpty());
}

TEST_P(Conformance, RangeGoesOnAfterAKeyWhetherItExistsOrNot) {
  for (const char* key : {"k/1", "k/2", "k/3", "l"}) Write(key, "v");
  const RangePage first = Range("k/", 2);
  EXPECT_EQ(first.items.size(), 2u);
  EXPECT_TRUE(first.more);
  EXPECT_EQ(first.revision, 4u);
  const RangePage second = Range("k/", 2, "k/2");
  EXPECT_EQ(second.items.size(), 1u);
  EXPECT_EQ(second.items[0].key, "k/3");
  EXPECT_FALSE(second.more);
  EXPECT_EQ(Range("k/", 10, "k/11").items.size(), 2u);
  EXPECT_EQ(Range("k/", 10, "a").items.size(), 3u);
  EXPECT_THAT(Range("k/", 10, "k/3").items, IsEmpty());
  EXPECT_THAT(Range("k/", 10, "zzz").items, IsEmpty());
  EXPECT_FALSE(Range("k/", 3).more);
}

TEST_P(Conformance, PageOfLargeValuesEndsEarly) {
  for (int i = 0; i < 6; ++i) Write("k" + std::to_string(i), std::string(kMaxValueBytes, 'v'));
  std::vector<std::string> keys;
  RangePage page;
  do {
    page = Range("k", kMaxPageItems, keys.empty() ? "" : keys.back());
    ASSERT_FALSE(page.items.empty());
    EXPECT_LE(page.items.size(), 4u);
    for (const KeyValue& item : page.items) keys.push_back(item.key);
  } while (page.more);
  EXPECT_EQ(keys.size(), 6u);
}

TEST_P(Conformance, LimitsAreHeldAndWhatFitsIsTaken) {
  const std::string longest(kMaxKeyBytes, 'k');
  const std::string largest(kMaxValueBytes, '\xFF');
  Write(longest, largest);
  EXPECT_EQ(Value(longest), largest);
  EXPECT_EQ(NameOf(store().Get("")), "InvalidKey");
  EXPECT_EQ(NameOf(store().Get(longest + "k")), "InvalidKey");
  EXPECT_EQ(NameOf(store().Commit({{}, {Put{"", "v"}}})), "InvalidKey");
  EXPECT_EQ(NameOf(store().Commit({{}, {Delete{""}}})), "InvalidKey");
  EXPECT_EQ(NameOf(store().Commit({{{"", 0}}, {}})), "InvalidKey");
  EXPECT_EQ(NameOf(store().Commit({{}, {Put{longest + "k", "v"}}})), "InvalidKey");
  const std::string too_large = largest + std::string(kMaxSealBytes + 1, 'v');
  EXPECT_EQ(NameOf(store().Commit({{}, {Put{"k", too_large}}})), "InvalidTransaction");
  EXPECT_EQ(NameOf(store().Range("", 0, "")), "InvalidLimit");
  EXPECT_EQ(NameOf(store().Range("", kMaxPageItems + 1, "")), "InvalidLimit");
  EXPECT_EQ(NameOf(store().Range(longest + "k", 1, "")), "InvalidKey");
  EXPECT_EQ(NameOf(store().Range("", 1, longest + "k")), "InvalidKey");
  EXPECT_EQ(NameOf(store().Watch(longest + "k", 0)), "InvalidKey");
  EXPECT_EQ(*store().CurrentRevision(), 1u);
}

TEST_P(Conformance, TransactionOfMostOperationsIsTakenAndOneMoreIsNot) {
  Txn txn;
  for (std::size_t i = 0; i < kMaxTxnOps; ++i) {
    txn.ops.emplace_back(Put{"k" + std::to_string(i), "v"});
    txn.compares.push_back({"k" + std::to_string(i), 0});
  }
  EXPECT_TRUE(Commit(txn).committed);
  EXPECT_EQ(Keys("k").size(), kMaxTxnOps);
  Txn more = txn;
  more.compares.clear();
  more.ops.emplace_back(Put{"more", "v"});
  EXPECT_EQ(NameOf(store().Commit(more)), "InvalidTransaction");
  more = txn;
  more.compares.push_back({"more", 0});
  EXPECT_EQ(NameOf(store().Commit(more)), "InvalidTransaction");
}

TEST_P(Conformance, OneKeyTwiceInATransactionIsRefused) {
  EXPECT_EQ(NameOf(store().Commit({{}, {Put{"k", "1"}, Delete{"k"}}})), "InvalidTransaction");
  EXPECT_EQ(NameOf(store().Commit({{{"k", 0}, {"k", 1}}, {}})), "InvalidTransaction");
}

TEST_P(Conformance, EverythingIsThereAfterReopening) {
  Write("a", "1");
  Write("b", std::string(100'000, 'b'));
  Erase("a");
  Commit({{}, {Put{"c", "3"}, Put{"a", "again"}}});
  Reopen();
  EXPECT_EQ(Get("a"), (KeyValue{"a", "again", 4, 4}));
  EXPECT_EQ(Get("b"), (KeyValue{"b", std::string(100'000, 'b'), 2, 2}));
  EXPECT_EQ(*store().CurrentRevision(), 4u);
  Erase("c");
  Reopen();
  EXPECT_EQ(Get("c"), std::nullopt);
  EXPECT_EQ(Write("d", "4"), 6u);
}

}  // namespace keyward::store
