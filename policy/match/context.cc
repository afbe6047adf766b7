// SPDX-License-Identifier: Apache-2.0
#include "policy/match/context.h"

#include <algorithm>

#include "core/encoding.h"
#include "policy/match/hash.h"

namespace keyward::policy::match {

Context::Entry& Context::Slot(std::string_view key) {
  for (std::size_t i = 0; i < size_; ++i) {
    if (entries_[i].key == key) return entries_[i];
  }
  if (size_ == entries_.size()) entries_.emplace_back();
  Entry& entry = entries_[size_++];
  entry.key = key;
  entry.folded.assign(key);
  for (char& c : entry.folded) c = core::AsciiLower(c);
  entry.hash = Hash(entry.folded);
  return entry;
}

void Context::MarkAmbiguous(const Entry& changed) {
  const auto same_key = [&changed](const Entry& entry) {
    return entry.hash == changed.hash && entry.folded == changed.folded;
  };
  std::size_t with_values = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    if (same_key(entries_[i]) && !entries_[i].values.empty()) ++with_values;
  }
  for (std::size_t i = 0; i < size_; ++i) {
    if (same_key(entries_[i]))
      entries_[i].ambiguous = with_values > 1 && !entries_[i].values.empty();
  }
}

void Context::Set(std::string_view key, std::string_view value) {
  Entry& entry = Slot(key);
  entry.values.resize(1);
  entry.values[0] = value;
  entry.multivalued = false;
  MarkAmbiguous(entry);
}

void Context::SetMultivalued(std::string_view key, std::span<const std::string> values) {
  Entry& entry = Slot(key);
  entry.values.assign(values.begin(), values.end());
  entry.multivalued = true;
  MarkAmbiguous(entry);
}

const Context::Entry* Context::Find(std::string_view folded, std::uint64_t hash) const {
  for (std::size_t i = 0; i < size_; ++i) {
    const Entry& entry = entries_[i];
    if (entry.hash == hash && entry.folded == folded && !entry.values.empty()) return &entry;
  }
  return nullptr;
}

const Context::Entry* Context::Find(std::string_view key) const {
  const std::string folded = core::AsciiLower(key);
  return Find(folded, Hash(folded));
}

bool Context::has_ambiguous_keys() const {
  return std::any_of(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(size_),
                     [](const Entry& entry) { return entry.ambiguous; });
}

}  // namespace keyward::policy::match
