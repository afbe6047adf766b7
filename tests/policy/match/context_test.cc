// SPDX-License-Identifier: Apache-2.0
#include "policy/match/context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "policy/match/hash.h"

namespace keyward::policy::match {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Context, FindsKeysInAnyCase) {
  Context context;
  context.Set("aws:PrincipalTag/Team", "Red");
  for (const char* key :
       {"aws:PrincipalTag/Team", "AWS:PRINCIPALTAG/TEAM", "aws:principaltag/team"}) {
    const Context::Entry* entry = context.Find(key);
    ASSERT_NE(entry, nullptr) << key;
    EXPECT_EQ(entry->key, "aws:PrincipalTag/Team");
    EXPECT_THAT(entry->values, ElementsAre("Red"));
    EXPECT_FALSE(entry->multivalued);
    EXPECT_FALSE(entry->ambiguous);
  }
  EXPECT_EQ(context.Find("aws:PrincipalTag/Tea"), nullptr);
  EXPECT_EQ(context.Find(""), nullptr);
  const std::string folded = "aws:principaltag/team";
  EXPECT_EQ(context.Find(folded, Hash(folded)), context.Find("aws:PrincipalTag/Team"));
}

TEST(Context, FoldsAsciiOnly) {
  Context context;
  context.Set("aws:PrincipalTag/\xC3\x89", "x");
  EXPECT_NE(context.Find("AWS:principaltag/\xC3\x89"), nullptr);
  EXPECT_EQ(context.Find("aws:PrincipalTag/\xC3\xA9"), nullptr);
}

TEST(Context, TheSameSpellingReplacesItsValue) {
  Context context;
  const std::vector<std::string> many = {"a", "b"};
  context.Set("aws:a", "1");
  context.SetMultivalued("aws:a", many);
  EXPECT_THAT(context.Find("aws:a")->values, ElementsAre("a", "b"));
  EXPECT_TRUE(context.Find("aws:a")->multivalued);
  context.Set("aws:a", "2");
  EXPECT_THAT(context.Find("aws:a")->values, ElementsAre("2"));
  EXPECT_FALSE(context.Find("aws:a")->multivalued);
  EXPECT_EQ(context.entries().size(), 1u);
  EXPECT_FALSE(context.has_ambiguous_keys());
}

TEST(Context, AnEmptyMultivaluedKeyIsAbsent) {
  Context context;
  context.SetMultivalued("aws:TagKeys", {});
  EXPECT_EQ(context.Find("aws:TagKeys"), nullptr);
  EXPECT_EQ(context.entries().size(), 1u);
  context.Set("aws:empty", "");
  EXPECT_NE(context.Find("aws:empty"), nullptr) << "an empty value is a value";
}

TEST(Context, TwoSpellingsAreAmbiguousWhateverTheyHold) {
  Context context;
  context.Set("aws:PrincipalTag/Dept", "a");
  context.Set("aws:other", "x");
  EXPECT_FALSE(context.has_ambiguous_keys());
  context.Set("aws:PrincipalTag/dept", "a");
  EXPECT_TRUE(context.has_ambiguous_keys());
  ASSERT_NE(context.Find("aws:PrincipalTag/DEPT"), nullptr);
  EXPECT_TRUE(context.Find("aws:PrincipalTag/DEPT")->ambiguous);
  EXPECT_FALSE(context.Find("aws:other")->ambiguous);
  context.Set("aws:PrincipalTag/Dept", "b");
  EXPECT_TRUE(context.Find("aws:PrincipalTag/Dept")->ambiguous) << "still";
  for (const Context::Entry& entry : context.entries()) {
    EXPECT_EQ(entry.ambiguous, entry.key != "aws:other") << entry.key;
  }
}

TEST(Context, ThreeSpellingsAreAmbiguous) {
  Context context;
  context.Set("a:kk", "1");
  context.Set("a:kK", "2");
  context.Set("a:Kk", "3");
  for (const Context::Entry& entry : context.entries()) EXPECT_TRUE(entry.ambiguous);
}

TEST(Context, SpellingsWithoutValuesAreAbsentAndMakeNothingAmbiguous) {
  const std::vector<std::string> one = {"x"};
  Context context;
  context.SetMultivalued("a:K", {});
  context.Set("a:k", "x");
  EXPECT_FALSE(context.has_ambiguous_keys());
  EXPECT_THAT(context.Find("A:K")->values, ElementsAre("x"));
  context.SetMultivalued("a:K", one);
  EXPECT_TRUE(context.has_ambiguous_keys());
  EXPECT_TRUE(context.Find("a:k")->ambiguous);
  context.SetMultivalued("a:K", {});
  EXPECT_FALSE(context.has_ambiguous_keys());
  EXPECT_FALSE(context.Find("a:k")->ambiguous);
}

TEST(Context, ClearForgetsEverything) {
  Context context;
  const std::vector<std::string> many = {"a", "b", "c"};
  context.SetMultivalued("a:k", many);
  context.Set("a:K", "x");
  context.Clear();
  EXPECT_THAT(context.entries(), IsEmpty());
  EXPECT_EQ(context.Find("a:k"), nullptr);
  EXPECT_FALSE(context.has_ambiguous_keys());
  context.Set("b:k", "y");
  EXPECT_EQ(context.Find("a:k"), nullptr);
  const Context::Entry* entry = context.Find("b:k");
  ASSERT_NE(entry, nullptr);
  EXPECT_THAT(entry->values, ElementsAre("y")) << "nothing of the request before";
  EXPECT_FALSE(entry->multivalued);
  EXPECT_FALSE(entry->ambiguous);
  EXPECT_FALSE(context.has_ambiguous_keys());
  context.Set("a:K", "z");
  EXPECT_FALSE(context.Find("a:k")->ambiguous);
}

TEST(Hash, TellsLengthsAndBytesApart) {
  EXPECT_EQ(Hash("aws:username"), Hash(std::string("aws:username")));
  EXPECT_NE(Hash(""), Hash(std::string(1, '\0')));
  EXPECT_NE(Hash(std::string(8, '\0')), Hash(std::string(9, '\0')));
  EXPECT_NE(Hash("abcdefgh1"), Hash("abcdefgh2"));
  EXPECT_NE(Hash("1abcdefgh"), Hash("2abcdefgh"));
}

}  // namespace
}  // namespace keyward::policy::match
