// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "policy/catalog/action_index.h"
#include "policy/catalog/facts.h"

namespace keyward::policy::catalog {

// Lists of small records that never move: the spans it hands out live as long as the pool.
template <typename T>
class Pool {
 public:
  std::span<const T> Add(std::span<const T> items) {
    if (items.empty()) return {};
    if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < items.size()) {
      blocks_.emplace_back().reserve(items.size() > kBlock ? items.size() : kBlock);
    }
    std::vector<T>& block = blocks_.back();
    const std::size_t at = block.size();
    block.insert(block.end(), items.begin(), items.end());
    return std::span<const T>(block).subspan(at);
  }

 private:
  static constexpr std::size_t kBlock = 16384;
  std::vector<std::vector<T>> blocks_;
};

// What a Catalog holds. Built once, then immutable; never copied or moved, as its parts point at
// each other.
struct Data {
  Data() = default;
  Data(const Data&) = delete;
  Data& operator=(const Data&) = delete;

  std::string bytes;  // the file, if this owns it; every name points into it
  std::string_view package;
  std::string_view version;
  std::string_view license;
  std::vector<ConditionKey> globals;
  std::vector<Service> services;
  std::vector<ConditionKey> keys;
  std::vector<ResourceType> types;
  std::vector<Action> actions;
  ActionIndex index;
  Pool<std::string_view> arns;
  Pool<const ConditionKey*> key_refs;
  Pool<TypeUse> type_refs;
};

// Parses a data file (docs/formats/catalog.md). With `bytes` in static storage, the result points
// into it. Errors: those of Catalog::Parse.
core::Result<std::shared_ptr<const Data>> ParseStatic(std::string_view bytes);
core::Result<std::shared_ptr<const Data>> ParseOwnedBytes(std::string bytes);

}  // namespace keyward::policy::catalog
