// SPDX-License-Identifier: Apache-2.0
#include "core/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace keyward::core {
namespace {

const Error kError{ErrorCode::kNotFound, "NoSuchEntity", "gone", {"/a", 1, 2}};

Result<int> Half(int value) {
  if (value % 2 != 0) return Error{ErrorCode::kInvalidArgument, "Odd", std::to_string(value)};
  return value / 2;
}

TEST(Result, HoldsAValue) {
  Result<std::string> result(std::string("text"));
  EXPECT_TRUE(result.has_value());
  EXPECT_TRUE(static_cast<bool>(result));
  EXPECT_EQ(*result, "text");
  EXPECT_EQ(result->size(), 4u);
  result.value() += "!";
  EXPECT_EQ(std::as_const(result).value(), "text!");
  EXPECT_EQ(result.value_or("other"), "text!");
}

TEST(Result, HoldsAnError) {
  const Result<std::string> result(kError);
  EXPECT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(result.error().name, "NoSuchEntity");
  EXPECT_EQ(result.error().place.pointer, "/a");
  EXPECT_EQ(result.value_or("other"), "other");
}

TEST(Result, MovesItsValueOut) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
  const std::unique_ptr<int> owned = *std::move(result);
  EXPECT_EQ(*owned, 7);
  EXPECT_FALSE(std::is_copy_constructible_v<Result<std::unique_ptr<int>>>);
  EXPECT_TRUE(std::is_nothrow_move_constructible_v<Result<std::unique_ptr<int>>>);
}

TEST(Result, ChainsUntilTheFirstError) {
  EXPECT_EQ(Half(8).and_then(Half).and_then(Half).value(), 1);
  const Result<int> failed = Half(6).and_then(Half).and_then(Half);
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().message, "3");
  EXPECT_EQ(
      Half(6)
          .transform([](int half) { return std::string(static_cast<std::size_t>(half), 'x'); })
          .value(),
      "xxx");
  int calls = 0;
  const Result<int> kept = Half(7).transform([&calls](int half) {
    ++calls;
    return half;
  });
  EXPECT_EQ(kept.error().name, "Odd");
  EXPECT_EQ(calls, 0);
}

TEST(Result, OfAnErrorConvertsToAnyResult) {
  const auto convert = []() -> Result<std::string> {
    Result<int> number = Half(1);
    if (!number) return number.error();
    return std::string();
  };
  EXPECT_EQ(convert().error().name, "Odd");
}

TEST(ResultOfVoid, IsSuccessOrAnError) {
  const Result<void> good;
  EXPECT_TRUE(good.has_value());
  EXPECT_TRUE(static_cast<bool>(good));
  Result<void> bad(kError);
  EXPECT_FALSE(bad.has_value());
  EXPECT_EQ(bad.error().message, "gone");
  const Error moved = std::move(bad).error();
  EXPECT_EQ(moved.name, "NoSuchEntity");
}

TEST(ResultDeathTest, ReadingWhatIsNotThereIsAsserted) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  const Result<int> bad(kError);
  const Result<int> good(1);
  EXPECT_DEBUG_DEATH((void)bad.value(), "has_value");
  EXPECT_DEBUG_DEATH((void)good.error(), "has_value");
}

}  // namespace
}  // namespace keyward::core
