// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace keyward::policy::match {

// The condition context of a request: keys with the values that conditions and variables read.
//
// Made for the tens of keys that a request carries: finding one takes time linear in their number.
// Names are case-insensitive (ASCII), the part after a `/` or a second `:` too. Values are compared
// as the operators say. Not thread-safe while it is filled; afterwards safe to read from any
// thread.
class Context {
 public:
  struct Entry {
    std::string key;         // as given
    std::string folded;      // lower-case
    std::uint64_t hash = 0;  // of `folded`
    bool multivalued = false;
    bool ambiguous = false;           // another key with values differs from this one only in case
    std::vector<std::string> values;  // one, or any number of a multivalued key
  };

  // Adds a single-valued key, or replaces the value that stands under the very same spelling.
  void Set(std::string_view key, std::string_view value);
  // The same for a multivalued key. No values at all counts as an absent key.
  void SetMultivalued(std::string_view key, std::span<const std::string> values);
  // Forgets every key; memory is kept for the next request.
  void Clear() { size_ = 0; }

  // Finds the key whatever its case. Null when it is absent or multivalued without values. When two
  // spellings are present the result's `ambiguous` is set.
  const Entry* Find(std::string_view folded, std::uint64_t hash) const;
  // The same from any spelling.
  const Entry* Find(std::string_view key) const;

  std::span<const Entry> entries() const { return {entries_.data(), size_}; }
  // Whether any two keys that have values differ only in case.
  bool has_ambiguous_keys() const;

 private:
  Entry& Slot(std::string_view key);
  void MarkAmbiguous(const Entry& changed);

  std::vector<Entry> entries_;
  std::size_t size_ = 0;
};

}  // namespace keyward::policy::match
