// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/hmac.h"
#include "crypto/secret_bytes.h"
#include "server/audit/line.h"

namespace keyward::server::audit {

inline constexpr std::size_t kKeyBytes = 32;
using Key = crypto::SecretArray<kKeyBytes>;

// How far the log has come.
struct Position {
  std::uint64_t count = 0;  // lines, and so the last one's sequence number
  Mac mac = {};             // of the last line; zeros before the first

  bool operator==(const Position&) const = default;
};

// A chain of lines under keys that only turn forward.
//
//   K(0)   is the root;  K(i+1) = HMAC-SHA-256(K(i), "keyward/audit/ratchet/v1")
//   mac(n) = HMAC-SHA-256(HMAC-SHA-256(K(i), "keyward/audit/mac/v1"), mac(n-1) || covered(n))
//
// with mac(0) = 32 zeros and covered(n) the line up to its MAC, which names n and i. Property: who
// has neither K(0) nor a key up to K(i) makes no line under K(i), and so changes, drops, moves or
// repeats none: each line vouches for all before it. Turn() wipes K(i); from K(i+1) it cannot be
// found. Not thread-safe; const members from many threads.
class Chain {
 public:
  static core::Result<Chain> Create(Key root);
  // Goes on where another stood. `lines` is how many there are under the key so far.
  static core::Result<Chain> At(Position position, std::uint64_t turns, std::uint64_t lines,
                                Key key);

  // Makes the next line, with its line end. Errors: kInvalidArgument when entry or event cannot
  // stand in a line (IsEntry, IsEvent).
  core::Result<std::string> Append(LineKind kind, std::string_view entry, std::string_view event);

  // Takes the next line as it was written. Turns when the line is under the next key: never
  // further, since a key without a line is not turned. Errors: kDataLoss "AuditLogDamaged", which
  // says what is wrong; the chain is then as before, or turned.
  core::Result<void> Accept(const ParsedLine& parsed);

  // Goes to the next key and wipes the present one. Nothing is done while it has no line.
  core::Result<void> Turn();

  const Position& position() const { return position_; }
  std::uint64_t turns() const { return turns_; }
  std::uint64_t lines_under_key() const { return lines_; }
  const Key& key() const { return key_; }

 private:
  Chain(Position position, std::uint64_t turns, std::uint64_t lines, Key key, crypto::Hmac hmac);
  core::Result<Mac> MacOf(std::string_view covered) const;

  Position position_;
  std::uint64_t turns_;
  std::uint64_t lines_;
  Key key_;
  crypto::Hmac hmac_;  // under the MAC key of key_
};

}  // namespace keyward::server::audit
