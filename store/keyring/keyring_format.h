// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "store/keyring/keyring.h"

namespace keyward::store::keyring {

// The bytes of a keyring, format version 1 (docs/formats/keyring.md; frozen; integers big-endian):
//
//   offset  bytes  what
//        0      8  magic, "KWKEYRNG"
//        8      1  format version, 1
//        9      1  kind of seal
//       10     16  installation
//       26      8  generation
//       34    2+p  length of the seal's parameters, and they
//           + 2+w  length of the wrapped keyring key, and it
//           + n+76 the ring, by DerivingAead under the keyring key with label
//                  "keyward/store/keyring/v1"; associated data: all bytes before
//
// The ring: integrity key (32), number of data keys (4), then of each, ascending: number (4),
// created (8), key (32).

struct KeyringParts {
  KeyringHeader header;
  std::string_view bound;  // the bytes before the ring
  std::string_view sealed_ring;
};

// Errors: kFailedPrecondition "KeyringTooNew" for another version; InvalidCiphertext() for all
// else.
core::Result<KeyringParts> SplitKeyring(std::string_view bytes);

std::string WriteHeader(const KeyringHeader& header);

struct RingKeys {
  crypto::SecretArray<32> integrity_key;
  std::vector<DataKey> data_keys;
};

// Errors: InvalidCiphertext(), or that of memory.
core::Result<RingKeys> ReadRing(const crypto::SecretBytes& ring);

core::Result<crypto::SecretBytes> WriteRing(const crypto::SecretArray<32>& integrity_key,
                                            std::span<const DataKey> data_keys);

}  // namespace keyward::store::keyring
