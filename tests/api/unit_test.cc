// SPDX-License-Identifier: Apache-2.0
#include "api/unit.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/api/memory_store.h"

namespace keyward::api {
namespace {

using Outcome = Unit::Outcome;

class UnitTest : public testing::Test {
 protected:
  void Write(const std::string& key, const std::string& value) {
    ASSERT_TRUE(store_.Commit({{}, {store::Put{key, value}}}));
  }
  std::string Value(const std::string& key) {
    auto found = store_.Get(key);
    return *found ? (*found)->value : "-";
  }

  MemoryStore store_;
};

TEST_F(UnitTest, SeesItsOwnChangesAndCommitsThemTogether) {
  Write("a", "1");
  Unit unit(store_);
  EXPECT_EQ(*unit.Get("a"), "1");
  EXPECT_FALSE(unit.changes_anything());
  unit.Put("a", "2");
  unit.Put("b", "3");
  unit.Delete("c");
  EXPECT_EQ(*unit.Get("a"), "2");
  EXPECT_EQ(*unit.Get("c"), std::nullopt);
  EXPECT_EQ(Value("a"), "1");
  EXPECT_TRUE(unit.changes_anything());
  EXPECT_EQ(*unit.Commit(), Outcome::kCommitted);
  EXPECT_EQ(Value("a") + Value("b"), "23");
}

TEST_F(UnitTest, ChangeOfWhatItReadIsAConflictAndChangesNothing) {
  const struct {
    const char* name;
    const char* read;
    const char* changed;
    Outcome outcome;
  } kCases[] = {
      {"ReadAndChanged", "a", "a", Outcome::kConflict},
      {"ReadAsAbsentAndMade", "new", "new", Outcome::kConflict},
      {"OtherChanged", "a", "other", Outcome::kCommitted},
  };
  for (const auto& test : kCases) {
    Write("a", "1");
    ASSERT_TRUE(store_.Commit({{}, {store::Delete{"new"}, store::Delete{"mine"}}}));
    Unit unit(store_);
    static_cast<void>(unit.Get(test.read));
    unit.Put("mine", "x");
    Write(test.changed, "2");
    EXPECT_EQ(*unit.Commit(), test.outcome) << test.name;
    EXPECT_EQ(Value("mine"), test.outcome == Outcome::kCommitted ? "x" : "-") << test.name;
  }
}

TEST_F(UnitTest, ReadsTheSameTwiceWhateverHappensMeanwhile) {
  Write("a", "1");
  Unit unit(store_);
  EXPECT_EQ(*unit.Get("a"), "1");
  Write("a", "2");
  EXPECT_EQ(*unit.Get("a"), "1");
  unit.Put("b", "x");
  EXPECT_EQ(*unit.Commit(), Outcome::kConflict);
}

TEST_F(UnitTest, ErrorsOfTheStoreComeThrough) {
  store_.Break();
  Unit unit(store_);
  EXPECT_EQ(unit.Get("a").error().name, "StoreFailed");
  EXPECT_EQ(unit.Range("", 1).error().name, "StoreFailed");
  unit.Put("a", "1");
  EXPECT_EQ(unit.Commit().error().name, "StoreFailed");
}

}  // namespace
}  // namespace keyward::api
