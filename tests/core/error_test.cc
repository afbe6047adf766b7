// SPDX-License-Identifier: Apache-2.0
#include "core/error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace keyward::core {
namespace {

TEST(ErrorCode, EveryOneHasItsOwnName) {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::kInternal); ++code) {
    const std::string_view name = ErrorCodeName(static_cast<ErrorCode>(code));
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_TRUE(std::all_of(name.begin(), name.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || c == '_';
    })) << name;
  }
  EXPECT_EQ(names.size(), 12u);
  EXPECT_EQ(ErrorCodeName(ErrorCode::kInvalidArgument), "invalid_argument");
  EXPECT_EQ(ErrorCodeName(ErrorCode::kDataLoss), "data_loss");
}

struct DescribeCase {
  Error error;
  std::string_view text;
};

const DescribeCase kDescriptions[] = {
    {{ErrorCode::kNotFound, "NoSuchEntity", "there is no user `bob`", {}},
     "NoSuchEntity: there is no user `bob`"},
    {{ErrorCode::kDataLoss, "", "the record is damaged", {}}, "data_loss: the record is damaged"},
    {{ErrorCode::kInvalidArgument, "MalformedJson", "trailing text", {"", 3, 7}},
     "MalformedJson: trailing text (line 3, column 7)"},
    {{ErrorCode::kInvalidArgument, "X", "y", {"/Statement/0", 3, 7}},
     "X: y (line 3, column 7, at `/Statement/0`)"},
    {{ErrorCode::kInvalidArgument, "X", "y", {"/a~1b", 0, 0}}, "X: y (at `/a~1b`)"},
};

TEST(Describe, NamesWhatIsKnown) {
  for (const DescribeCase& row : kDescriptions) EXPECT_EQ(Describe(row.error), row.text);
  EXPECT_EQ(DescribePlace({}), "");
  EXPECT_EQ(DescribePlace({"", 1, 2}), "line 1, column 2");
}

}  // namespace
}  // namespace keyward::core
