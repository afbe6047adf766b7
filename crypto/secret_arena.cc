// SPDX-License-Identifier: Apache-2.0
#include "crypto/secret_arena.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <utility>

#include "crypto/wipe.h"

#if defined(__SANITIZE_ADDRESS__)
#define KEYWARD_POISON_SECRETS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KEYWARD_POISON_SECRETS 1
#endif
#endif
#if defined(KEYWARD_POISON_SECRETS)
#include <sanitizer/asan_interface.h>
#endif

namespace keyward::crypto {

// 4 KiB of a region, cut into slots of one size while it is in use.
struct SecretPage {
  std::uint8_t* base = nullptr;
  std::array<std::uint64_t, 2> taken = {};  // a bit for each slot
  std::uint32_t used = 0;
  std::uint32_t size_class = 0;
  SecretPage* previous = nullptr;
  SecretPage* next = nullptr;
};

struct SecretArena::Region {
  std::uint8_t* base = nullptr;
  std::array<SecretPage, kRegionSize / kPageSize> pages;
};

namespace {

void Poison([[maybe_unused]] const void* data, [[maybe_unused]] std::size_t size) {
#if defined(KEYWARD_POISON_SECRETS)
  ASAN_POISON_MEMORY_REGION(data, size);
#endif
}

void Unpoison([[maybe_unused]] const void* data, [[maybe_unused]] std::size_t size) {
#if defined(KEYWARD_POISON_SECRETS)
  ASAN_UNPOISON_MEMORY_REGION(data, size);
#endif
}

std::size_t SystemPage() {
  static const auto kSize = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return kSize;
}

std::size_t RoundedToPages(std::size_t size) {
  return (size + SystemPage() - 1) / SystemPage() * SystemPage();
}

core::Error Exhausted(const char* why) {
  return {core::ErrorCode::kResourceExhausted, "SecretMemoryExhausted", why};
}

// Maps `size` protected bytes, a multiple of the page size, between two guard pages.
core::Result<std::uint8_t*> MapProtected(std::size_t size) {
  const std::size_t guard = SystemPage();
  const std::size_t whole = size + 2 * guard;
  void* mapped = mmap(nullptr, whole, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return Exhausted("no address space is left for secrets");
  std::uint8_t* const base = static_cast<std::uint8_t*>(mapped) + guard;
  const char* failed = nullptr;
  if (mprotect(base, size, PROT_READ | PROT_WRITE) != 0) {
    failed = "memory for secrets cannot be made accessible";
  } else if (madvise(base, size, MADV_DONTDUMP) != 0 || madvise(base, size, MADV_DONTFORK) != 0) {
    failed = "memory for secrets cannot be kept out of core dumps and forks";
  } else if (mlock(base, size) != 0) {
    failed = "memory for secrets cannot be locked: raise RLIMIT_MEMLOCK (`ulimit -l`)";
  }
  if (failed == nullptr) return base;
  munmap(mapped, whole);
  return Exhausted(failed);
}

void Unmap(std::uint8_t* base, std::size_t size) {
  Unpoison(base, size);
  munmap(base - SystemPage(), size + 2 * SystemPage());
}

std::uint32_t ClassOf(std::size_t size) {
  const std::size_t slot = std::bit_ceil(std::max(size, SecretArena::kMinSlot));
  return static_cast<std::uint32_t>(std::countr_zero(slot) -
                                    std::countr_zero(SecretArena::kMinSlot));
}

std::size_t SlotSize(std::uint32_t size_class) { return SecretArena::kMinSlot << size_class; }

std::uint32_t SlotsIn(std::uint32_t size_class) {
  return static_cast<std::uint32_t>(SecretArena::kPageSize / SlotSize(size_class));
}

// Precondition: the page has a free slot.
std::uint32_t TakeSlot(SecretPage& page) {
  const std::uint32_t word = ~page.taken[0] != 0 ? 0 : 1;
  const auto bit = static_cast<std::uint32_t>(std::countr_one(page.taken[word]));
  page.taken[word] |= std::uint64_t{1} << bit;
  ++page.used;
  return word * 64 + bit;
}

}  // namespace

SecretArena::SecretArena(std::size_t limit) : limit_(limit) {}

SecretArena::~SecretArena() {
  assert(blocks_ == 0);
  for (const auto& region : regions_) Unmap(region->base, kRegionSize);
}

SecretArena& SecretArena::Instance() {
  static auto* const kArena = new SecretArena(kDefaultLimit);
  return *kArena;
}

void SecretArena::Push(SecretPage*& list, SecretPage* page) {
  page->previous = nullptr;
  page->next = list;
  if (list != nullptr) list->previous = page;
  list = page;
}

void SecretArena::Remove(SecretPage*& list, SecretPage* page) {
  (page->previous != nullptr ? page->previous->next : list) = page->next;
  if (page->next != nullptr) page->next->previous = page->previous;
}

// Adds a region's pages to the idle ones. The lock is held.
core::Result<void> SecretArena::Grow() {
  if (limit_ - mapped_ < kRegionSize)
    return Exhausted("the limit of memory for secrets is reached");
  auto region = std::make_unique<Region>();
  regions_.reserve(regions_.size() + 1);
  core::Result<std::uint8_t*> base = MapProtected(kRegionSize);
  if (!base) return std::move(base).error();
  region->base = *base;
  Poison(region->base, kRegionSize);
  mapped_ += kRegionSize;
  for (std::size_t i = region->pages.size(); i-- > 0;) {
    region->pages[i].base = region->base + i * kPageSize;
    Push(idle_, &region->pages[i]);
  }
  regions_.push_back(std::move(region));
  return {};
}

core::Result<SecretBlock> SecretArena::Allocate(std::size_t size) {
  if (size == 0) return SecretBlock{};
  if (size > kPageSize) return AllocateLarge(size);
  const std::uint32_t size_class = ClassOf(size);
  const std::lock_guard lock(mutex_);
  if (partial_[size_class] == nullptr) {
    if (idle_ == nullptr) {
      core::Result<void> grown = Grow();
      if (!grown) return std::move(grown).error();
    }
    SecretPage* const fresh = idle_;
    Remove(idle_, fresh);
    fresh->size_class = size_class;
    Push(partial_[size_class], fresh);
  }
  SecretPage* const page = partial_[size_class];
  const std::uint32_t slot = TakeSlot(*page);
  if (page->used == SlotsIn(size_class)) Remove(partial_[size_class], page);
  ++blocks_;
  std::uint8_t* const data = page->base + slot * SlotSize(size_class);
  Unpoison(data, size);
  return SecretBlock{data, size, page};
}

core::Result<SecretBlock> SecretArena::AllocateLarge(std::size_t size) {
  const std::size_t rounded = RoundedToPages(size);
  {
    const std::lock_guard lock(mutex_);
    if (rounded > limit_ - mapped_) {
      return Exhausted("the limit of memory for secrets is reached");
    }
    mapped_ += rounded;
    ++blocks_;
  }
  core::Result<std::uint8_t*> base = MapProtected(rounded);
  if (base) return SecretBlock{*base, size, nullptr};
  const std::lock_guard lock(mutex_);
  mapped_ -= rounded;
  --blocks_;
  return std::move(base).error();
}

void SecretArena::Free(SecretBlock& block) noexcept {
  const SecretBlock freed = std::exchange(block, {});
  if (freed.data == nullptr) return;
  Wipe(MutableBytes(freed.data, freed.size));
  if (freed.page == nullptr) {
    Unmap(freed.data, RoundedToPages(freed.size));
    const std::lock_guard lock(mutex_);
    mapped_ -= RoundedToPages(freed.size);
    --blocks_;
    return;
  }
  Poison(freed.data, freed.size);
  const std::lock_guard lock(mutex_);
  SecretPage& page = *freed.page;
  SecretPage*& list = partial_[page.size_class];
  const auto slot = static_cast<std::uint32_t>(static_cast<std::size_t>(freed.data - page.base) /
                                               SlotSize(page.size_class));
  page.taken[slot / 64] &= ~(std::uint64_t{1} << (slot % 64));
  if (page.used-- == SlotsIn(page.size_class)) Push(list, &page);
  if (page.used == 0) {
    Remove(list, &page);
    Push(idle_, &page);
  }
  --blocks_;
}

SecretArena::Usage SecretArena::usage() const {
  const std::lock_guard lock(mutex_);
  return {mapped_, blocks_};
}

}  // namespace keyward::crypto
