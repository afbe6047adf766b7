// SPDX-License-Identifier: Apache-2.0
#include "crypto/secret_bytes.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "crypto/wipe.h"
#include "tests/crypto/fixed_random.h"
#include "tests/crypto/process_memory.h"

namespace keyward::crypto {
namespace {

using testing::FixedRandom;
using testing::MappingFlags;
using testing::ReadMemory;

#if defined(__SANITIZE_ADDRESS__) || defined(KEYWARD_TSAN)
constexpr bool kLockingIsStubbed = true;  // the sanitizers make mlock do nothing
#else
constexpr bool kLockingIsStubbed = false;
#endif

constexpr std::string_view kText = "correct horse battery staple";

SecretBytes Made(std::string_view text = kText) { return *SecretBytes::Copy(AsBytes(text)); }

template <typename T, typename = void>
struct Prints : std::false_type {};
template <typename T>
struct Prints<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<const T&>())>>
    : std::true_type {};

static_assert(!std::is_copy_constructible_v<SecretBytes> &&
              !std::is_copy_assignable_v<SecretBytes>);
static_assert(std::is_nothrow_move_constructible_v<SecretBytes>);
static_assert(!std::is_default_constructible_v<SecretBytes>);
static_assert(!std::is_convertible_v<SecretBytes, Bytes>);
static_assert(!std::is_convertible_v<Bytes, SecretBytes>);
static_assert(!Prints<SecretBytes>::value && !Prints<SecretArray<32>>::value);

TEST(SecretBytes, DestroyedWipesItsMemory) {
  const std::uint8_t* address = nullptr;
  {
    const SecretBytes secret = Made();
    address = secret.Expose().data();
    ASSERT_EQ(ReadMemory(address, kText.size()), kText);
  }
  EXPECT_EQ(ReadMemory(address, kText.size()), std::string(kText.size(), '\0'));
}

TEST(SecretBytes, LargeOneDestroyedIsUnmapped) {
  const std::uint8_t* address = nullptr;
  {
    const SecretBytes secret = Made(std::string(100'000, 'x'));
    address = secret.Expose().data();
    ASSERT_EQ(ReadMemory(address + 99'999, 1), "x");
  }
  EXPECT_EQ(MappingFlags(address), "");
}

TEST(SecretBytes, MovedFromIsEmptyAndNothingIsCopied) {
  SecretBytes source = Made();
  const std::uint8_t* const address = source.Expose().data();
  const SecretBytes target = std::move(source);
  // NOLINTNEXTLINE(bugprone-use-after-move,clang-analyzer-cplusplus.Move): what the test is about
  EXPECT_TRUE(source.empty() && source.Expose().empty());
  EXPECT_EQ(target.Expose().data(), address);
}

TEST(SecretBytes, MovedIntoWipesWhatItHeld) {
  SecretBytes target = Made("what was there before");
  const std::uint8_t* const address = target.Expose().data();
  target = Made();
  EXPECT_EQ(ReadMemory(address, 21), std::string(21, '\0'));
  EXPECT_TRUE(target.Equals(AsBytes(kText)));
}

TEST(SecretBytes, MovedIntoItselfStays) {
  SecretBytes secret = Made();
  SecretBytes& same = secret;
  secret = std::move(same);
  EXPECT_TRUE(secret.Equals(AsBytes(kText)));
}

TEST(SecretBytes, MemoryIsLockedAndKeptOutOfDumpsAndForks) {
  for (const std::size_t size : std::initializer_list<std::size_t>{32, 4096, 100'000}) {
    const SecretBytes secret = Made(std::string(size, 'x'));
    const std::string flags = MappingFlags(secret.Expose().data());
    EXPECT_NE(flags.find(" dd "), std::string::npos) << size << flags;
    EXPECT_NE(flags.find(" dc "), std::string::npos) << size << flags;
    if (!kLockingIsStubbed) {
      EXPECT_NE(flags.find(" lo "), std::string::npos) << size << flags;
    }
  }
}

TEST(SecretBytes, ForkedChildHasNoSecrets) {
  const SecretBytes secret = Made();
  const std::uint8_t* const address = secret.Expose().data();
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) _exit(ReadMemory(address, kText.size()).empty() ? 0 : 1);
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST(SecretBytes, ComparesContents) {
  struct Case {
    const char* name;
    std::string_view other;
    bool equal;
  };
  constexpr Case kCases[] = {
      {"Same", kText, true},
      {"FirstByteDiffers", "Correct horse battery staple", false},
      {"LastByteDiffers", "correct horse battery staplf", false},
      {"Shorter", "correct horse battery stapl", false},
      {"Longer", "correct horse battery staples", false},
      {"Empty", "", false},
  };
  const SecretBytes secret = Made();
  for (const Case& c : kCases) {
    EXPECT_EQ(secret.Equals(AsBytes(c.other)), c.equal) << c.name;
    EXPECT_EQ(secret.Equals(Made(c.other)), c.equal) << c.name;
  }
}

TEST(SecretBytes, CloneIsAnotherPlaceWithTheSameBytes) {
  const SecretBytes secret = Made();
  const auto clone = secret.Clone();
  ASSERT_TRUE(clone.has_value());
  EXPECT_TRUE(clone->Equals(secret));
  EXPECT_NE(clone->Expose().data(), secret.Expose().data());
}

TEST(SecretBytes, EmptyOneTakesNoMemory) {
  const auto before = SecretArena::Instance().usage().blocks;
  const SecretBytes secret = Made("");
  EXPECT_TRUE(secret.empty());
  EXPECT_TRUE(secret.Equals(Bytes()));
  EXPECT_EQ(SecretArena::Instance().usage().blocks, before);
}

TEST(SecretBytes, TooLargeIsRefused) {
  FixedRandom random;
  const auto made = SecretBytes::Generate(SecretBytes::kMaxSize + 1, random);
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code, core::ErrorCode::kInvalidArgument);
}

TEST(SecretBytes, FailedBuildWipesAndPassesTheErrorOn) {
  const std::uint8_t* address = nullptr;
  const auto made = SecretBytes::Build(64, [&](MutableBytes out) -> core::Result<void> {
    address = out.data();
    std::fill(out.begin(), out.end(), std::uint8_t{'x'});
    return InvalidInput("no");
  });
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().message, "no");
  EXPECT_EQ(ReadMemory(address, 64), std::string(64, '\0'));
}

TEST(SecretArray, WrongLengthRefused) {
  for (const std::size_t size : std::initializer_list<std::size_t>{0, 31, 33}) {
    const auto made = SecretArray<32>::Copy(AsBytes(std::string(size, 'x')));
    ASSERT_FALSE(made.has_value()) << size;
    EXPECT_EQ(made.error().name, "ValidationException");
  }
  EXPECT_TRUE(SecretArray<32>::Copy(AsBytes(std::string(32, 'x'))).has_value());
}

TEST(Wipe, StringIsEmptyAndItsBufferZero) {
  std::string text(kText);
  const char* const address = text.data();
  Wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(ReadMemory(address, kText.size()), std::string(kText.size(), '\0'));
}

TEST(SystemRandom, FillsEveryByteAndDoesNotRepeat) {
  SystemRandom random;
  std::vector<std::uint8_t> seen(1000, 0);
  for (int round = 0; round < 8; ++round) {
    std::vector<std::uint8_t> bytes(1000);
    random.Fill(bytes);
    for (std::size_t i = 0; i < bytes.size(); ++i) seen[i] |= bytes[i];
  }
  // A byte stays zero in eight rounds with probability 2^-64.
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 0), 0);
  EXPECT_NE(RandomArray<32>(random), RandomArray<32>(random));
}

}  // namespace
}  // namespace keyward::crypto
