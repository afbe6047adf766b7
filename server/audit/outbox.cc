// SPDX-License-Identifier: Apache-2.0
#include "server/audit/outbox.h"

#include <algorithm>

#include "api/audit_event.h"
#include "core/encoding.h"
#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "server/audit/line.h"

namespace keyward::server::audit {
namespace {

constexpr std::size_t kMaxEventIdBytes = 128;
constexpr std::uint64_t kCountModulus = 10'000'000'000;

std::string Padded(std::uint64_t number, std::size_t digits) {
  const std::string text = std::to_string(number);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

}  // namespace

std::string MakeOutboxKey(core::Clock::TimePoint time, std::uint64_t count,
                          std::string_view event_id) {
  const auto nanoseconds = std::max<std::int64_t>(time.time_since_epoch().count(), 0);
  std::string key(api::kOutboxPrefix);
  key += Padded(static_cast<std::uint64_t>(nanoseconds), 20) + "-";
  key += Padded(count % kCountModulus, 10) + "-";
  for (const char c : event_id.substr(0, kMaxEventIdBytes)) {
    key.push_back(IsEntry({&c, 1}) ? c : '_');
  }
  return key;
}

std::string EntryOf(std::string_view outbox_key) {
  const std::string_view entry = outbox_key.substr(api::kOutboxPrefix.size());
  if (!entry.empty() && IsEntry(entry) && !entry.starts_with("sha256.")) return std::string(entry);
  const crypto::Sha256Digest hash = crypto::Sha256(crypto::AsBytes(outbox_key));
  return "sha256." + core::HexEncode(crypto::AsText(hash));
}

std::string EventOf(std::string record) {
  if (IsEvent(record)) return record;
  return R"({"unreadable":")" + core::Base64Encode(record) + "\"}";
}

}  // namespace keyward::server::audit
