// SPDX-License-Identifier: Apache-2.0
#include "server/audit/chain.h"

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/constant_time.h"

namespace keyward::server::audit {
namespace {

constexpr std::string_view kRatchetLabel = "keyward/audit/ratchet/v1";
constexpr std::string_view kMacLabel = "keyward/audit/mac/v1";

core::Result<crypto::Hmac> MacKeyOf(const Key& key) {
  core::Result<crypto::SecretBytes> derived = crypto::HmacOnceSecret(
      crypto::HashAlgorithm::kSha256, key.bytes(), crypto::AsBytes(kMacLabel));
  if (!derived) return derived.error();
  return crypto::Hmac::Create(crypto::HashAlgorithm::kSha256, *derived);
}

core::Result<Key> Next(const Key& key) {
  return crypto::HmacOnceSecret(crypto::HashAlgorithm::kSha256, key.bytes(),
                                crypto::AsBytes(kRatchetLabel))
      .and_then(Key::From);
}

core::Error Damaged(std::string message) {
  return {core::ErrorCode::kDataLoss, "AuditLogDamaged", std::move(message)};
}

core::Error WrongSequence(std::uint64_t found, std::uint64_t expected) {
  const std::string numbers =
      ": its number is " + std::to_string(found) + ", expected " + std::to_string(expected);
  return Damaged(
      (found > expected ? "lines are missing before it" : "the line is repeated or out of place") +
      numbers);
}

}  // namespace

Chain::Chain(Position position, std::uint64_t turns, std::uint64_t lines, Key key,
             crypto::Hmac hmac)
    : position_(position),
      turns_(turns),
      lines_(lines),
      key_(std::move(key)),
      hmac_(std::move(hmac)) {}

core::Result<Chain> Chain::Create(Key root) { return At({}, 0, 0, std::move(root)); }

core::Result<Chain> Chain::At(Position position, std::uint64_t turns, std::uint64_t lines,
                              Key key) {
  core::Result<crypto::Hmac> hmac = MacKeyOf(key);
  if (!hmac) return hmac.error();
  return Chain(position, turns, lines, std::move(key), *std::move(hmac));
}

core::Result<Mac> Chain::MacOf(std::string_view covered) const {
  const std::array<crypto::Bytes, 2> parts = {crypto::Bytes(position_.mac),
                                              crypto::AsBytes(covered)};
  Mac mac;
  core::Result<void> computed = hmac_.ComputeInto(parts, mac);
  if (!computed) return computed.error();
  return mac;
}

core::Result<std::string> Chain::Append(LineKind kind, std::string_view entry,
                                        std::string_view event) {
  if (!IsEntry(entry) || !IsEvent(event) || entry.empty() == (kind == LineKind::kChange)) {
    return core::Error{core::ErrorCode::kInvalidArgument, "InvalidAuditRecord",
                       "an audit record is one line with a JSON object"};
  }
  std::string covered = RenderCovered({.sequence = position_.count + 1,
                                       .key = turns_,
                                       .kind = kind,
                                       .entry = entry,
                                       .event = event});
  core::Result<Mac> mac = MacOf(covered);
  if (!mac) return mac.error();
  position_ = {position_.count + 1, *mac};
  ++lines_;
  return CloseLine(std::move(covered), *mac);
}

core::Result<void> Chain::Accept(const ParsedLine& parsed) {
  const Line& line = parsed.line;
  if (line.sequence != position_.count + 1) {
    return WrongSequence(line.sequence, position_.count + 1);
  }
  if (line.key != turns_) {
    if (line.key != turns_ + 1 || lines_ == 0) {
      return Damaged("the line is under key " + std::to_string(line.key) + " after key " +
                     std::to_string(turns_));
    }
    if (core::Result<void> turned = Turn(); !turned) return turned;
  }
  core::Result<Mac> mac = MacOf(parsed.covered);
  if (!mac) return mac.error();
  if (!crypto::ConstantTimeEquals(*mac, line.mac)) {
    return Damaged("the line, or the one before it, was changed, or neither is of this log");
  }
  position_ = {line.sequence, *mac};
  ++lines_;
  return {};
}

core::Result<void> Chain::Turn() {
  if (lines_ == 0) return {};
  core::Result<Key> next = Next(key_);
  if (!next) return next.error();
  core::Result<crypto::Hmac> hmac = MacKeyOf(*next);
  if (!hmac) return hmac.error();
  key_ = *std::move(next);  // the former is wiped
  hmac_ = *std::move(hmac);
  ++turns_;
  lines_ = 0;
  return {};
}

}  // namespace keyward::server::audit
