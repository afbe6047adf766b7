// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace keyward::crypto {

// The contexts of one object, for reuse by any thread: up to kSlots are kept, more live for one
// use. Internal to crypto/. Thread-safe and lock-free; a thread begins at a slot of its own, so
// that busy threads do not take each other's, and makes a context only when no idle one is left.
template <typename T>
class Pool {
 private:
  enum class State : std::uint8_t { kEmpty, kIdle, kBusy };
  struct alignas(64) Slot {  // a cache line, so that threads do not share one
    std::atomic<State> state{State::kEmpty};
    std::unique_ptr<T> context;  // belongs to whoever made the slot busy
  };

 public:
  Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // A context that is free again when the lease ends.
  class Lease {
   public:
    explicit Lease(Slot* slot) : slot_(slot), holder_(&slot->context) {}
    explicit Lease(std::unique_ptr<T> own) : own_(std::move(own)), holder_(&own_) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
      if (slot_ == nullptr) return;
      slot_->state.store(*holder_ == nullptr ? State::kEmpty : State::kIdle,
                         std::memory_order_release);
    }
    explicit operator bool() const { return *holder_ != nullptr; }
    T* operator->() const { return holder_->get(); }

   private:
    Slot* slot_ = nullptr;
    std::unique_ptr<T> own_;
    const std::unique_ptr<T>* holder_;
  };

  // An idle context, or `make()`'s; the lease is empty when that gives none.
  template <typename Make>
  Lease Take(Make&& make) {
    if (Slot* idle = Seize(State::kIdle)) return Lease(idle);
    Slot* const empty = Seize(State::kEmpty);
    if (empty == nullptr) return Lease(std::forward<Make>(make)());
    empty->context = std::forward<Make>(make)();
    return Lease(empty);
  }

 private:
  // A context takes one to two KiB; more threads than this at once under one key are rare, and only
  // pay for a context of their own.
  static constexpr std::size_t kSlots = 8;

  // Makes a slot busy that was in the state `wanted`; null when there is none.
  Slot* Seize(State wanted) {
    const std::size_t first = ThreadSlot();
    for (std::size_t i = 0; i < kSlots; ++i) {
      Slot& slot = slots_[(first + i) % kSlots];
      State expected = wanted;
      if (slot.state.load(std::memory_order_relaxed) == wanted &&
          slot.state.compare_exchange_strong(expected, State::kBusy, std::memory_order_acquire,
                                             std::memory_order_relaxed)) {
        return &slot;
      }
    }
    return nullptr;
  }

  static std::size_t ThreadSlot() {
    static std::atomic<std::size_t> next{0};
    static thread_local const std::size_t kSlot = next.fetch_add(1, std::memory_order_relaxed);
    return kSlot;
  }

  std::array<Slot, kSlots> slots_;
};

}  // namespace keyward::crypto
