// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/deriving_aead.h"
#include "crypto/hmac.h"
#include "crypto/random.h"
#include "store/engine.h"
#include "store/keyring/keyring.h"

namespace keyward::store::sealed {

// A sum of keyed hashes, modulo 2^256, least significant part first: of a set, whatever the order
// in which it came to be. The hashes are never written down and the sum only sealed, so nobody
// without the key can tell which other set has the same one.
// Source: Clarke et al., "Incremental Multiset Hash Functions and Their Application to Memory
// Integrity Checking", ASIACRYPT 2003, MSet-Add-Hash.
using SetSum = std::array<std::uint64_t, 4>;
void Add(SetSum& sum, const SetSum& element);
void Subtract(SetSum& sum, const SetSum& element);

// What a store says of itself as a whole.
struct LedgerState {
  keyring::InstallationId installation = {};
  std::uint64_t epoch = 1;               // goes up when an older state is restored on purpose
  std::uint64_t keyring_generation = 0;  // of the keyring that belongs to it
  Revision revision = 0;
  std::uint64_t records = 0;
  std::uint64_t sequence = 0;  // the highest that a record was sealed with
  bool anchored = false;       // opens only beside its anchor
  SetSum sum = {};

  bool operator==(const LedgerState&) const = default;
};

// The keys of the ledger, and its bytes (frozen; integers big-endian):
//
//   offset  bytes  what
//        0      1  format version, 1
//        1    165  DerivingAead under the integrity key, label "keyward/store/ledger/v1";
//        associated
//                  data: the byte before
//
// Sealed (89 bytes): installation (16), epoch (8), keyring generation (8), revision (8), records
// (8), sequence (8), flags (1: bit 0 = anchored), sum (32, as one number).
//
// The hash of a record is HMAC-SHA-256, under CounterKdf(integrity key, "keyward/store/set/v1"), of
// create revision (8), mod revision (8), length of the key (4), key, the sealed value's first 73
// bytes and its last 16 (header, nonce, IV, commitment; tag), taken as one number. Thread-safe.
class LedgerCipher {
 public:
  static core::Result<LedgerCipher> Create(const keyring::Keyring& keyring);

  core::Result<std::string> Seal(const LedgerState& state, crypto::Random& random) const;
  // Errors: kDataLoss "StoreDamaged" whatever is wrong with it.
  core::Result<LedgerState> Open(std::string_view bytes) const;

  // Errors: kDataLoss "StoreDamaged" naming the key when the value is no sealed value.
  core::Result<SetSum> Hash(std::string_view key, const RecordState& record) const;

 private:
  LedgerCipher(crypto::DerivingAead aead, crypto::Hmac hash)
      : aead_(std::move(aead)), hash_(std::move(hash)) {}

  crypto::DerivingAead aead_;
  crypto::Hmac hash_;
};

}  // namespace keyward::store::sealed
