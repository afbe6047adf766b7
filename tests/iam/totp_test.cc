// SPDX-License-Identifier: Apache-2.0
#include "iam/totp.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "crypto/hotp.h"

namespace keyward::iam {
namespace {

const std::string kSeed = "12345678901234567890";

crypto::Bytes Seed() { return crypto::AsBytes(kSeed); }

std::optional<std::int64_t> Find(std::initializer_list<std::string_view> codes,
                                 const TotpWindow& window) {
  const core::Result<std::optional<std::int64_t>> found =
      FindTotp(Seed(), {codes.begin(), codes.size()}, window);
  EXPECT_TRUE(found);
  return found ? *found : std::nullopt;
}

// RFC 6238, appendix B, SHA-1: eight digits.
TEST(Totp, CodesAreThoseOfTheStandard) {
  const struct {
    std::int64_t seconds;
    std::uint32_t code;
  } cases[] = {{59, 94287082},         {1111111109, 7081804},  {1111111111, 14050471},
               {1234567890, 89005924}, {2000000000, 69279037}, {20000000000, 65353130}};
  for (const auto& row : cases) {
    const std::int64_t step =
        TotpStepAt(std::chrono::sys_seconds(std::chrono::seconds(row.seconds)));
    EXPECT_EQ(*crypto::Hotp(Seed(), static_cast<std::uint64_t>(step), 8), row.code);
    std::string six = std::to_string(row.code % 1'000'000);
    six.insert(0, 6 - six.size(), '0');
    EXPECT_EQ(*TotpCode(Seed(), step), six);
  }
}

// RFC 4226, appendix D: six digits.
TEST(Totp, CounterCodesAreThoseOfTheStandard) {
  constexpr std::array<std::uint32_t, 10> kCodes = {755224, 287082, 359152, 969429, 338314,
                                                    254676, 287922, 162583, 399871, 520489};
  for (std::size_t i = 0; i < kCodes.size(); ++i) EXPECT_EQ(*crypto::Hotp(Seed(), i, 6), kCodes[i]);
  EXPECT_FALSE(crypto::Hotp(Seed(), 0, 5));
  EXPECT_FALSE(crypto::Hotp(Seed(), 0, 9));
  EXPECT_FALSE(crypto::Hotp({}, 0, 6));
}

TEST(Totp, ConsecutiveCodesAreFoundInTheWindow) {
  EXPECT_EQ(Find({"359152", "969429"}, {.around = 3, .within = 0}), 3);
  EXPECT_EQ(Find({"359152", "969429"}, {.around = 5, .within = 2}), 3);
  EXPECT_EQ(Find({"359152", "969429"}, {.around = 1, .within = 2}), 3);
  EXPECT_EQ(Find({"359152", "969429"}, {.around = 6, .within = 2}), std::nullopt);
  EXPECT_EQ(Find({"359152", "969429"}, {.around = 0, .within = 2}), std::nullopt);
  EXPECT_EQ(Find({"969429", "359152"}, {.around = 3, .within = 5}), std::nullopt);
  EXPECT_EQ(Find({"359152", "338314"}, {.around = 3, .within = 5}), std::nullopt);
  EXPECT_EQ(Find({"254676"}, {.around = 4, .within = 1}), 5);
  EXPECT_EQ(Find({"25467"}, {.around = 4, .within = 1}), std::nullopt);
}

TEST(Totp, NoCodeIsTakenTwice) {
  EXPECT_EQ(Find({"359152", "969429"}, {.around = 3, .within = 0, .after = 1}), 3);
  EXPECT_EQ(Find({"359152", "969429"}, {.around = 3, .within = 0, .after = 2}), std::nullopt);
  EXPECT_EQ(Find({"969429"}, {.around = 3, .within = 0, .after = 3}), std::nullopt);
}

// RFC 4648, section 10.
TEST(Base32, IsThatOfTheStandard) {
  EXPECT_EQ(Base32Encode(""), "");
  EXPECT_EQ(Base32Encode("fooba"), "MZXW6YTB");
  EXPECT_EQ(Base32Encode("12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

}  // namespace
}  // namespace keyward::iam
