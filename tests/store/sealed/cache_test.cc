// SPDX-License-Identifier: Apache-2.0
#include "store/sealed/cache.h"

#include <gtest/gtest.h>

#include <string>

namespace keyward::store::sealed {
namespace {

constexpr std::size_t kRoom = std::size_t{1} << 20;

KeyValue Record(const std::string& key, const std::string& value, Revision revision = 1) {
  return {key, value, 1, revision};
}

TEST(RecordCache, AnswersWithWhatWasFilledIn) {
  RecordCache cache(kRoom);
  EXPECT_EQ(cache.Find("k"), std::nullopt);
  cache.Fill(Record("k", "v"), cache.Take("k"));
  EXPECT_EQ(cache.Find("k"), Record("k", "v"));
  EXPECT_EQ(cache.Find("other"), std::nullopt);
}

TEST(RecordCache, ChangeDropsAndKeepsOutWhatWasReadBefore) {
  RecordCache cache(kRoom);
  cache.Fill(Record("k", "old"), cache.Take("k"));
  const RecordCache::Ticket before = cache.Take("k");
  cache.Changing("k");
  EXPECT_EQ(cache.Find("k"), std::nullopt);
  const RecordCache::Ticket meanwhile = cache.Take("k");
  cache.Fill(Record("k", "old"), before);
  cache.Fill(Record("k", "old"), meanwhile);
  EXPECT_EQ(cache.Find("k"), std::nullopt);
  cache.Settled("k");
  cache.Fill(Record("k", "old"), before);
  cache.Fill(Record("k", "old"), meanwhile);
  EXPECT_EQ(cache.Find("k"), std::nullopt);
  cache.Fill(Record("k", "new", 2), cache.Take("k"));
  EXPECT_EQ(cache.Find("k"), Record("k", "new", 2));
}

TEST(RecordCache, TwoChangesAtOnceBothHaveToSettle) {
  RecordCache cache(kRoom);
  cache.Changing("k");
  cache.Changing("k");
  cache.Settled("k");
  cache.Fill(Record("k", "v"), cache.Take("k"));
  EXPECT_EQ(cache.Find("k"), std::nullopt);
  cache.Settled("k");
  cache.Fill(Record("k", "v"), cache.Take("k"));
  EXPECT_NE(cache.Find("k"), std::nullopt);
}

TEST(RecordCache, StaysWithinItsBytesAndKeepsWhatIsUsed) {
  RecordCache cache(kRoom);
  const std::string value(1000, 'v');
  cache.Fill(Record("hot", value), cache.Take("hot"));
  for (int i = 0; i < 10'000; ++i) {
    const std::string key = "cold/" + std::to_string(i);
    cache.Fill(Record(key, value), cache.Take(key));
    ASSERT_NE(cache.Find("hot"), std::nullopt) << i;
  }
  std::size_t kept = 0;
  for (int i = 0; i < 10'000; ++i) kept += cache.Find("cold/" + std::to_string(i)) ? 1 : 0;
  EXPECT_GT(kept, 100u);
  EXPECT_LE(kept * value.size(), kRoom);
}

TEST(RecordCache, WhatIsTooLargeForItIsLeftOutAndZeroKeepsNothing) {
  RecordCache cache(kRoom);
  cache.Fill(Record("k", std::string(kRoom, 'v')), cache.Take("k"));
  EXPECT_EQ(cache.Find("k"), std::nullopt);
  RecordCache none(0);
  none.Fill(Record("k", "v"), none.Take("k"));
  EXPECT_EQ(none.Find("k"), std::nullopt);
}

}  // namespace
}  // namespace keyward::store::sealed
