// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/result.h"
#include "crypto/hmac.h"
#include "store/keyring/keyring.h"
#include "store/sealed/ledger_cipher.h"

namespace keyward::store::sealed {

// A file on another path that remembers how far the store has come: enough to tell an older state
// of it, or another line of its history, from the one that was last seen.
//
// 113 bytes (frozen; integers big-endian): magic "KWANCHOR" (8), format version 1 (1), installation
// (16), epoch (8), revision (8), keyring generation (8), digest of the state (32), and HMAC-SHA-256
// of all before (32). MAC and digest are under CounterKdf(integrity key,
// "keyward/store/anchor/v1"); the digest is the HMAC of "state", epoch (8), revision (8), keyring
// generation (8), records (8), and the set's sum (32).
//
// Errors of all: kUnavailable "AnchorUnreadable"; kDataLoss "AnchorDamaged"; each names the file.
// Thread-safe, but for Write against itself.
class Anchor {
 public:
  static core::Result<Anchor> Create(std::string path, const keyring::Keyring& keyring);

  // Puts the state in the place of the former, durably and whole. Errors: kUnavailable
  // "AnchorUnwritable".
  core::Result<void> Write(const LedgerState& state) const;

  // What to make of it when there is no file.
  enum class Absent : std::uint8_t { kRefused, kFine };

  // Compares a store's state with what the anchor remembers. Passes: the same state; one of its
  // epoch whose revision and keyring are not older, and one of them is later; a later epoch.
  // Errors: kNotFound "AnchorNotFound"; kDataLoss "StoreRolledBack" when the store is older or of
  // another line; kFailedPrecondition "AnchorMismatch" when it is another installation's.
  core::Result<void> Check(const LedgerState& state, Absent absent = Absent::kRefused) const;

  // The epoch that it remembers; nothing when there is no file.
  core::Result<std::optional<std::uint64_t>> Epoch() const;

  const std::string& path() const { return path_; }

 private:
  struct Point;
  Anchor(std::string path, crypto::Hmac mac) : path_(std::move(path)), mac_(std::move(mac)) {}
  core::Result<std::optional<Point>> Read() const;
  core::Result<crypto::Digest> DigestOf(const LedgerState& state) const;

  std::string path_;
  crypto::Hmac mac_;
};

}  // namespace keyward::store::sealed
