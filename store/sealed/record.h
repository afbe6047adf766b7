// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "crypto/deriving_aead.h"
#include "crypto/random.h"
#include "crypto/secret_bytes.h"
#include "store/keyring/keyring.h"

namespace keyward::store::sealed {

// A sealed value (docs/formats/store.md; frozen; integers big-endian):
//
//   offset  bytes  what
//        0      1  format version, 1
//        1      4  number of the data key
//        5      8  sequence: no other write of the installation has it
//       13    n+76 DerivingAead under the data key, label "keyward/store/record/v1"
//
// Associated data: the 13 bytes before, then the store key. So a value opens only where it was put.
inline constexpr std::uint8_t kRecordVersion = 1;
inline constexpr std::size_t kRecordHeaderBytes = 13;
inline constexpr std::size_t kRecordOverhead = kRecordHeaderBytes + crypto::DerivingAead::kOverhead;

struct RecordHeader {
  std::uint32_t data_key = 0;
  std::uint64_t sequence = 0;
};

// Errors: kDataLoss "StoreDamaged" naming `key`.
core::Result<RecordHeader> ReadRecordHeader(std::string_view key, std::string_view sealed);

// Seals under the current data key, opens under any. Thread-safe; never changes.
class RecordCipher {
 public:
  static core::Result<RecordCipher> Create(const keyring::Keyring& keyring);

  core::Result<std::string> Seal(std::string_view key, std::string_view value,
                                 std::uint64_t sequence, crypto::Random& random) const;

  // Errors: kDataLoss "StoreDamaged" naming `key` whatever is wrong with the value;
  // "DataKeyUnknown" when its data key is not in the keyring.
  core::Result<std::string> Open(std::string_view key, std::string_view sealed) const;
  core::Result<crypto::SecretBytes> OpenSecret(std::string_view key, std::string_view sealed) const;

 private:
  struct Cipher {
    std::uint32_t number;
    crypto::DerivingAead aead;
  };
  explicit RecordCipher(std::vector<Cipher> ciphers) : ciphers_(std::move(ciphers)) {}
  core::Result<const crypto::DerivingAead*> Find(std::string_view key, std::uint32_t number) const;

  std::vector<Cipher> ciphers_;  // ascending; the last is current
};

}  // namespace keyward::store::sealed
