// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "store/store.h"

namespace keyward::store {

// What every engine checks before it does anything, so that all refuse the same. Errors are those
// of Store. Thread-safe.
core::Result<void> CheckKey(std::string_view key);
core::Result<void> CheckRange(std::string_view prefix, std::size_t limit, std::string_view after);
core::Result<void> CheckTxn(const Txn& txn);
// The same, with room for what sealing adds to each value.
core::Result<void> CheckSealedTxn(const Txn& txn);

// A key as it may stand in a message: bytes that are not printable ASCII, and backticks, as \xHH;
// at most 256 characters.
std::string KeyText(std::string_view key);

// The keys that begin with a prefix and come after a key are exactly those in [begin, end).
struct KeySpan {
  std::string begin;
  std::string end;  // "" is no bound
};
KeySpan SpanOf(std::string_view prefix, std::string_view after);

// Returns the first key after all that begin with `prefix`; "" when there is none, which is so when
// the prefix is empty or all 0xFF.
std::string PrefixEnd(std::string_view prefix);

}  // namespace keyward::store
