// SPDX-License-Identifier: Apache-2.0
#include "policy/match/truth.h"

#include <gtest/gtest.h>

namespace keyward::policy::match {
namespace {

using enum Truth;
using language::Effect;

struct Row {
  Truth a;
  Truth b;
  Truth both;
  Truth either;
};

// Kleene's strong logic.
constexpr Row kTable[] = {
    {kFalse, kFalse, kFalse, kFalse},
    {kFalse, kUndefined, kFalse, kUndefined},
    {kFalse, kTrue, kFalse, kTrue},
    {kUndefined, kFalse, kFalse, kUndefined},
    {kUndefined, kUndefined, kUndefined, kUndefined},
    {kUndefined, kTrue, kUndefined, kTrue},
    {kTrue, kFalse, kFalse, kTrue},
    {kTrue, kUndefined, kUndefined, kTrue},
    {kTrue, kTrue, kTrue, kTrue},
};

TEST(Truth, IsKleenes) {
  for (const Row& row : kTable) {
    EXPECT_EQ(And(row.a, row.b), row.both);
    EXPECT_EQ(Or(row.a, row.b), row.either);
    EXPECT_EQ(Not(And(row.a, row.b)), Or(Not(row.a), Not(row.b))) << "De Morgan";
  }
  EXPECT_EQ(Not(kTrue), kFalse);
  EXPECT_EQ(Not(kFalse), kTrue);
  EXPECT_EQ(Not(kUndefined), kUndefined);
  EXPECT_EQ(ToTruth(true), kTrue);
  EXPECT_EQ(ToTruth(false), kFalse);
}

TEST(Holds, UndefinedMatchesADenyAndNoAllow) {
  EXPECT_TRUE(Holds(kTrue, Effect::kAllow));
  EXPECT_FALSE(Holds(kUndefined, Effect::kAllow));
  EXPECT_FALSE(Holds(kFalse, Effect::kAllow));
  EXPECT_TRUE(Holds(kTrue, Effect::kDeny));
  EXPECT_TRUE(Holds(kUndefined, Effect::kDeny));
  EXPECT_FALSE(Holds(kFalse, Effect::kDeny));
}

}  // namespace
}  // namespace keyward::policy::match
