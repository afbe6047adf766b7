// SPDX-License-Identifier: Apache-2.0
// Whatever is done to a log is found, and the line is named.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/audit/log_fixture.h"

namespace keyward::server::audit {
namespace {

using testing::HasSubstr;

// Twelve lines under four keys.
class DamageTest : public testing::Test {
 protected:
  static std::string Join(const std::vector<std::string>& lines) {
    return Written{lines, {}}.text();
  }
  // The line at fault, from 1; 0 when there is none.
  std::uint64_t FaultOf(const std::string& text) const {
    const Report report = VerifyText(text, log_.head);
    return report.fault ? report.fault->line : 0;
  }

  const Written log_ = WriteLines(12, 3);
};

TEST_F(DamageTest, WholeLogIsWhole) {
  const Report report = VerifyText(log_.text(), log_.head);
  EXPECT_FALSE(report.fault) << report.fault->message;
  EXPECT_EQ(report.lines, 12u);
  EXPECT_EQ(report.files, 1u);
}

TEST_F(DamageTest, EverySingleBitIsFoundAndItsLineNamed) {
  const std::string text = log_.text();
  std::uint64_t line = 1;
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string edited = text;
      edited[at] = static_cast<char>(edited[at] ^ (1 << bit));
      ASSERT_EQ(FaultOf(edited), line) << "byte " << at << " bit " << bit;
    }
    if (text[at] == '\n') ++line;
  }
}

TEST_F(DamageTest, EveryDroppedLineIsFound) {
  for (std::size_t i = 0; i < log_.lines.size(); ++i) {
    std::vector<std::string> lines = log_.lines;
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i));
    const Report report = VerifyText(Join(lines), log_.head);
    ASSERT_TRUE(report.fault);
    EXPECT_EQ(report.fault->line, i + 1);
    EXPECT_THAT(report.fault->message, HasSubstr(i == 11 ? "the log ends with line number 11"
                                                         : "lines are missing before it"));
  }
}

TEST_F(DamageTest, EverySwapAndEveryRepeatIsFound) {
  for (std::size_t i = 0; i < log_.lines.size(); ++i) {
    for (std::size_t j = i + 1; j < log_.lines.size(); ++j) {
      std::vector<std::string> lines = log_.lines;
      std::swap(lines[i], lines[j]);
      EXPECT_EQ(FaultOf(Join(lines)), i + 1);
    }
    for (std::size_t j = i; j < log_.lines.size(); ++j) {
      std::vector<std::string> lines = log_.lines;
      lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(j + 1), log_.lines[i]);
      EXPECT_EQ(FaultOf(Join(lines)), j + 2) << "line " << i + 1 << " again after " << j + 1;
    }
  }
}

TEST_F(DamageTest, TailCutAnywhereIsFound) {
  const std::string text = log_.text();
  for (std::size_t size = 0; size < text.size(); ++size) {
    const std::string cut = text.substr(0, size);
    ASSERT_EQ(FaultOf(cut), CountOf(cut, "\n") + 1) << size << " bytes left";
  }
}

TEST_F(DamageTest, CutInsideAndAddedBytesAreFound) {
  const std::string text = log_.text();
  for (std::size_t at = 0; at < text.size(); ++at) {
    EXPECT_NE(FaultOf(text.substr(0, at) + text.substr(at + 1)), 0u) << "byte " << at;
    EXPECT_NE(FaultOf(text.substr(0, at) + " " + text.substr(at)), 0u) << "byte " << at;
  }
  EXPECT_EQ(FaultOf(text + "\n"), 13u);
  EXPECT_EQ(FaultOf(text + "{}\n"), 13u);
}

TEST_F(DamageTest, LinesPastTheHeadAreOfTheChainOrFound) {
  const Position head = WriteLines(5, 3).head;
  EXPECT_FALSE(VerifyText(log_.text(), head).fault);
  std::vector<std::string> lines = log_.lines;
  lines[8][10] = '7';
  EXPECT_EQ(VerifyText(Join(lines), head).fault->line, 9u);
}

TEST_F(DamageTest, AnotherLogsHeadIsNotThisLogs) {
  Position head = log_.head;
  head.mac[0] ^= 1;
  const Report report = VerifyText(log_.text(), head);
  ASSERT_TRUE(report.fault);
  EXPECT_EQ(report.fault->line, 12u);
  EXPECT_THAT(report.fault->message, HasSubstr("not the one that the store remembers"));
}

TEST_F(DamageTest, LineWithoutEndIsBounded) {
  const Report report = VerifyText(std::string(4 * kMaxLineBytes, 'x'), log_.head);
  ASSERT_TRUE(report.fault);
  EXPECT_EQ(report.fault->message, "the line is too long");
}

}  // namespace
}  // namespace keyward::server::audit
