// SPDX-License-Identifier: Apache-2.0
#include "store/validate.h"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "core/encoding.h"

namespace keyward::store {
namespace {

core::Error Invalid(std::string_view name, std::string message) {
  return {core::ErrorCode::kInvalidArgument, std::string(name), std::move(message)};
}

bool HasTwins(std::vector<std::string_view> keys) {
  std::ranges::sort(keys);
  return std::ranges::adjacent_find(keys) != keys.end();
}

core::Result<void> CheckKeys(const std::vector<std::string_view>& keys, std::string_view what) {
  if (keys.size() > kMaxTxnOps) {
    return Invalid("InvalidTransaction", "a transaction has at most " + std::to_string(kMaxTxnOps) +
                                             " " + std::string(what));
  }
  for (std::string_view key : keys) {
    if (core::Result<void> good = CheckKey(key); !good) return good;
  }
  if (keys.size() > 1 && HasTwins(keys)) {
    return Invalid("InvalidTransaction", "two " + std::string(what) + " name one key");
  }
  return {};
}

core::Result<void> CheckTxnWith(const Txn& txn, std::size_t seal_bytes) {
  std::vector<std::string_view> keys;
  keys.reserve(std::max(txn.compares.size(), txn.ops.size()));
  std::size_t bytes = 0;
  for (const Compare& compare : txn.compares) keys.push_back(compare.key);
  if (core::Result<void> good = CheckKeys(keys, "compares"); !good) return good;
  for (std::string_view key : keys) bytes += key.size();
  keys.clear();
  for (const auto& op : txn.ops) {
    keys.push_back(std::visit([](const auto& o) { return std::string_view(o.key); }, op));
    bytes += keys.back().size();
    const Put* put = std::get_if<Put>(&op);
    if (put == nullptr) continue;
    bytes += put->value.size();
    if (put->value.size() > kMaxValueBytes + seal_bytes) {
      return Invalid("InvalidTransaction",
                     "a value has at most " + std::to_string(kMaxValueBytes) + " bytes");
    }
  }
  if (core::Result<void> good = CheckKeys(keys, "operations"); !good) return good;
  if (bytes > kMaxTxnBytes + kMaxTxnOps * seal_bytes) {
    return Invalid("InvalidTransaction", "a transaction's keys and values have at most " +
                                             std::to_string(kMaxTxnBytes) + " bytes together");
  }
  return {};
}

}  // namespace

core::Result<void> CheckKey(std::string_view key) {
  if (key.empty()) return Invalid("InvalidKey", "a key must not be empty");
  if (key.size() > kMaxKeyBytes) {
    return Invalid("InvalidKey", "a key has at most " + std::to_string(kMaxKeyBytes) + " bytes");
  }
  return {};
}

core::Result<void> CheckRange(std::string_view prefix, std::size_t limit, std::string_view after) {
  if (prefix.size() > kMaxKeyBytes || after.size() > kMaxKeyBytes) {
    return Invalid("InvalidKey", "a key has at most " + std::to_string(kMaxKeyBytes) + " bytes");
  }
  if (limit == 0 || limit > kMaxPageItems) {
    return Invalid("InvalidLimit", "a page has 1 to " + std::to_string(kMaxPageItems) + " items");
  }
  return {};
}

core::Result<void> CheckTxn(const Txn& txn) { return CheckTxnWith(txn, 0); }

core::Result<void> CheckSealedTxn(const Txn& txn) { return CheckTxnWith(txn, kMaxSealBytes); }

std::string KeyText(std::string_view key) {
  constexpr std::size_t kMaxText = 256;
  std::string text;
  for (char c : key) {
    if (text.size() >= kMaxText) return text.append("...");
    if (c >= ' ' && c <= '~' && c != '`') {
      text.push_back(c);
    } else {
      text.append("\\x").append(core::HexEncode({&c, 1}));
    }
  }
  return text;
}

std::string PrefixEnd(std::string_view prefix) {
  const std::size_t last = prefix.find_last_not_of('\xFF');
  if (last == std::string_view::npos) return "";
  std::string end(prefix.substr(0, last + 1));
  end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

KeySpan SpanOf(std::string_view prefix, std::string_view after) {
  KeySpan span{std::string(prefix), PrefixEnd(prefix)};
  if (after.empty()) return span;
  // KEY followed by a zero byte is the first key after KEY.
  std::string next = std::string(after).append(1, '\0');
  if (next > span.begin) span.begin = std::move(next);
  return span;
}

}  // namespace keyward::store
