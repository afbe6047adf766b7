// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "core/result.h"

namespace keyward::crypto {

struct SecretPage;

// A piece of the arena. `page` is the arena's own note of where it came from.
struct SecretBlock {
  std::uint8_t* data = nullptr;
  std::size_t size = 0;
  SecretPage* page = nullptr;
};

// The memory behind SecretBytes. Of interest to SecretBytes and its tests only.
//
// Why not sodium_malloc: it maps four pages a secret and makes some ten system calls to take and
// give back each (tens of microseconds), and locks 4 KiB for a 32-byte key, so that the usual
// RLIMIT_MEMLOCK of 8 MiB is used up by two thousand keys. Why not OpenSSL's secure heap: its size
// is fixed at the start, it falls back to plain memory in silence, and whoever else initialises it
// first decides for all.
//
// So: regions of 64 KiB, each between two inaccessible guard pages, locked (mlock), left out of
// core dumps (MADV_DONTDUMP) and not handed to forked children (MADV_DONTFORK: a lock is not
// inherited, and a child that goes on using the parent's keys faults instead of using zeros).
// Regions are cut into 4 KiB pages and each page into slots of one size, a power of two from 32
// bytes; a page that empties serves any size again. Bookkeeping lies outside the arena. Bigger
// secrets get a mapping of their own. Freeing wipes. Regions are kept for reuse, so the arena is as
// large as its peak, and never larger than its limit; where locking fails, allocating fails:
// nothing falls back to plain memory. Under AddressSanitizer free slots are poisoned.
//
// Thread-safe.
class SecretArena {
 public:
  static constexpr std::size_t kRegionSize = std::size_t{64} << 10;
  static constexpr std::size_t kPageSize = 4096;
  static constexpr std::size_t kMinSlot = 32;
  // Enough for two million 32-byte keys in the process; RLIMIT_MEMLOCK is the usual lower limit.
  static constexpr std::size_t kDefaultLimit = std::size_t{256} << 20;

  explicit SecretArena(std::size_t limit);
  // Precondition: every block was freed.
  ~SecretArena();
  SecretArena(const SecretArena&) = delete;
  SecretArena& operator=(const SecretArena&) = delete;

  // The process's arena. Never destroyed, so that secrets in static objects may be freed late.
  static SecretArena& Instance();

  // Returns `size` zero bytes; an empty block for none. Errors: kResourceExhausted named
  // "SecretMemoryExhausted" when the limit is reached or the memory cannot be protected.
  core::Result<SecretBlock> Allocate(std::size_t size);

  // Wipes the block and takes it back; leaves `block` empty.
  void Free(SecretBlock& block) noexcept;

  // Locked bytes mapped now, and blocks handed out.
  struct Usage {
    std::size_t mapped_bytes = 0;
    std::size_t blocks = 0;
  };
  Usage usage() const;

 private:
  static constexpr std::size_t kClasses = 8;  // 32, 64, … 4096
  struct Region;

  core::Result<SecretBlock> AllocateLarge(std::size_t size);
  core::Result<void> Grow();
  static void Push(SecretPage*& list, SecretPage* page);
  static void Remove(SecretPage*& list, SecretPage* page);

  mutable std::mutex mutex_;
  const std::size_t limit_;
  std::size_t mapped_ = 0;
  std::size_t blocks_ = 0;
  std::vector<std::unique_ptr<Region>> regions_;
  SecretPage* idle_ = nullptr;                      // pages of no class
  std::array<SecretPage*, kClasses> partial_ = {};  // pages of a class with a slot to spare
};

}  // namespace keyward::crypto
