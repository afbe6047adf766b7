// SPDX-License-Identifier: Apache-2.0
#include "crypto/secret_arena.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstring>
#include <initializer_list>
#include <random>
#include <set>
#include <thread>
#include <vector>

#include "tests/crypto/process_memory.h"

namespace keyward::crypto {
namespace {

constexpr std::size_t kLimit = std::size_t{1} << 20;

TEST(SecretArena, FreshMemoryIsZeroAndFreedMemoryIsWiped) {
  SecretArena arena(kLimit);
  for (const std::size_t size :
       std::initializer_list<std::size_t>{1, 31, 32, 33, 100, 4095, 4096, 4097, 70'000}) {
    auto block = arena.Allocate(size);
    ASSERT_TRUE(block.has_value()) << size;
    EXPECT_EQ(std::count(block->data, block->data + size, 0), static_cast<std::ptrdiff_t>(size));
    std::memset(block->data, 0xA5, size);
    const std::uint8_t* const address = block->data;
    arena.Free(*block);
    EXPECT_EQ(block->data, nullptr);
    if (size <= SecretArena::kPageSize) {
      EXPECT_EQ(testing::ReadMemory(address, size), std::string(size, '\0')) << size;
    }
  }
  EXPECT_EQ(arena.usage().blocks, 0U);
}

TEST(SecretArena, BlocksDoNotOverlapWhateverTheOrder) {
  SecretArena arena(kLimit);
  std::mt19937 choices(1);
  std::vector<std::pair<SecretBlock, std::uint8_t>> live;
  for (int step = 0; step < 20'000; ++step) {
    if (live.size() > 200 || (!live.empty() && choices() % 2 == 0)) {
      std::swap(live[choices() % live.size()], live.back());
      auto& [block, mark] = live.back();
      ASSERT_EQ(std::count(block.data, block.data + block.size, mark),
                static_cast<std::ptrdiff_t>(block.size));
      arena.Free(block);
      live.pop_back();
      continue;
    }
    auto block = arena.Allocate(1 + choices() % 2048);
    ASSERT_TRUE(block.has_value());
    const auto mark = static_cast<std::uint8_t>(choices());
    std::memset(block->data, mark, block->size);
    live.emplace_back(*block, mark);
  }
  for (auto& [block, mark] : live) arena.Free(block);
}

TEST(SecretArena, LimitReachedAnswersExhaustedAndFreedPagesServeEverySize) {
  SecretArena arena(2 * SecretArena::kRegionSize);
  std::vector<SecretBlock> blocks;
  for (auto block = arena.Allocate(32); block; block = arena.Allocate(32)) blocks.push_back(*block);
  EXPECT_EQ(blocks.size(), 2 * SecretArena::kRegionSize / 32);
  const auto refused = arena.Allocate(5000);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, core::ErrorCode::kResourceExhausted);
  EXPECT_EQ(refused.error().name, "SecretMemoryExhausted");
  for (SecretBlock& block : blocks) arena.Free(block);
  blocks.clear();
  for (auto block = arena.Allocate(4096); block; block = arena.Allocate(4096)) {
    blocks.push_back(*block);
  }
  EXPECT_EQ(blocks.size(), 2 * SecretArena::kRegionSize / 4096);
  for (SecretBlock& block : blocks) arena.Free(block);
}

TEST(SecretArena, GuardPagesSurroundARegion) {
  SecretArena arena(kLimit);
  auto block = arena.Allocate(4096);
  ASSERT_TRUE(block.has_value());
  // The first page of the first region: what lies before it may not be read.
  const std::string before = testing::MappingFlags(block->data - 1);
  EXPECT_EQ(before.find(" rd "), std::string::npos) << before;
  const std::string after = testing::MappingFlags(block->data + SecretArena::kRegionSize);
  EXPECT_EQ(after.find(" rd "), std::string::npos) << after;
  arena.Free(*block);
}

// Ends the process with 0 when an arena that may lock nothing refuses. Root may lock without a
// limit.
[[noreturn]] void ExitWithRefusal() {
  const rlimit none = {0, 0};
  if (setrlimit(RLIMIT_MEMLOCK, &none) != 0) _exit(2);
  if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0) _exit(3);
  SecretArena arena(kLimit);
  const auto small = arena.Allocate(32);
  const auto large = arena.Allocate(10'000);
  const bool refused = !small && !large && small.error().name == "SecretMemoryExhausted" &&
                       arena.usage().mapped_bytes == 0;
  _exit(refused ? 0 : 1);
}

TEST(SecretArenaDeathTest, MemoryThatCannotBeLockedIsRefused) {
#if defined(__SANITIZE_ADDRESS__) || defined(KEYWARD_TSAN)
  GTEST_SKIP() << "the sanitizers make mlock do nothing";
#endif
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(ExitWithRefusal(), ::testing::ExitedWithCode(0), "");
}

TEST(SecretArena, ManyThreadsShareIt) {
  SecretArena arena(kLimit);
  std::vector<std::thread> threads;
  threads.reserve(12);
  for (std::uint8_t mark = 1; mark <= 4; ++mark) {
    threads.emplace_back([&arena, mark] {
      for (std::size_t i = 0; i < 2000; ++i) {
        auto block = arena.Allocate(1 + i % 300);
        ASSERT_TRUE(block.has_value());
        std::memset(block->data, mark, block->size);
        ASSERT_EQ(block->data[block->size - 1], mark);
        arena.Free(*block);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(arena.usage().blocks, 0U);
}

}  // namespace
}  // namespace keyward::crypto
