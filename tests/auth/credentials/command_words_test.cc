// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/command_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace keyward::auth::testing {
namespace {

struct WordsCase {
  const char* command;
  std::vector<std::string> words;  // none: refused
};

TEST(SplitCommand, FollowsTheQuotes) {
  const WordsCase cases[] = {
      {"helper", {"helper"}},
      {"  /bin/helper \t --profile dev ", {"/bin/helper", "--profile", "dev"}},
      {R"("/opt/my helper" 'a "b" c' "it's")", {"/opt/my helper", "a \"b\" c", "it's"}},
      {R"(a\ b "c\"d" 'e\f')", {"a b", "c\"d", "e\\f"}},
      {R"(helper "" '')", {"helper", "", ""}},
      {R"(pre"fix"ed)", {"prefixed"}},
      {"helper $HOME; rm -rf * | cat `x` > y",
       {"helper", "$HOME;", "rm", "-rf", "*", "|", "cat", "`x`", ">", "y"}},
      {"", {}},
      {"   ", {}},
      {"\"\"", {}},
      {"helper 'open", {}},
      {"helper \"open", {}},
      {"helper \\", {}},
  };
  for (const WordsCase& c : cases) {
    const auto words = SplitCommand(c.command);
    if (c.words.empty()) {
      ASSERT_FALSE(words) << c.command;
      EXPECT_EQ(words.error().name, "InvalidCommand");
    } else {
      ASSERT_TRUE(words) << c.command;
      EXPECT_THAT(*words, ::testing::ElementsAreArray(c.words));
    }
  }
}

}  // namespace
}  // namespace keyward::auth::testing
