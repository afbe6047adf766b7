// SPDX-License-Identifier: Apache-2.0
//
// Reads the names of the tests of this program: every numbered rule has rows.
#include <gtest/gtest.h>

#include <array>
#include <string_view>

namespace keyward::policy::rules {
namespace {

constexpr int kRules = 37;
constexpr int kMinRows = 2;  // one on each side of the rule

// The rule that a test's name begins with, as in "Forms/R16_…" or "R18_…"; 0 when there is none.
int RuleOf(std::string_view name) {
  name = name.substr(name.rfind('/') + 1);
  const auto digit = [name](std::size_t at) { return name[at] >= '0' && name[at] <= '9'; };
  if (name.size() < 4 || name[0] != 'R' || !digit(1) || !digit(2) || name[3] != '_') return 0;
  return (name[1] - '0') * 10 + (name[2] - '0');
}

TEST(Coverage, EveryRuleHasRows) {
  std::array<int, kRules + 1> rows{};
  const testing::UnitTest& all = *testing::UnitTest::GetInstance();
  for (int i = 0; i < all.total_test_suite_count(); ++i) {
    const testing::TestSuite& suite = *all.GetTestSuite(i);
    for (int j = 0; j < suite.total_test_count(); ++j) {
      const int rule = RuleOf(suite.GetTestInfo(j)->name());
      ASSERT_LE(rule, kRules) << suite.GetTestInfo(j)->name();
      ++rows[static_cast<std::size_t>(rule)];
    }
  }
  for (int rule = 1; rule <= kRules; ++rule) {
    EXPECT_GE(rows[static_cast<std::size_t>(rule)], kMinRows) << "rule " << rule;
    RecordProperty("rule_" + std::to_string(rule), rows[static_cast<std::size_t>(rule)]);
  }
}

}  // namespace
}  // namespace keyward::policy::rules
