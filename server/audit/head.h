// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/random.h"
#include "crypto/secret_bytes.h"
#include "server/audit/chain.h"
#include "store/store.h"

// What the sealed store holds of the log.
namespace keyward::server::audit {

// The key that the chain begins with: 32 bytes. Whoever has it can forge the whole log: it is for
// the verifier, and may be taken out of the store (`keyward audit root`).
inline constexpr std::string_view kRootKey = "audit/root";

// Where the chain stands (frozen; integers big-endian):
//
//   offset  bytes  what
//        0      1  format version, 1
//        1      8  lines in the log
//        9     32  MAC of the last
//       41      8  turns of the ratchet
//       49      8  lines under the present key
//       57     32  the present key
inline constexpr std::string_view kHeadKey = "audit/head";
inline constexpr std::size_t kHeadBytes = 89;

// The bytes hold a key: wipe them (crypto/wipe.h) when they are not handed to the store, which
// does.
std::string EncodeHead(const Chain& chain);
// Errors: kDataLoss "StoreDamaged".
core::Result<Chain> DecodeHead(std::string_view bytes);
core::Result<Chain> DecodeHead(const crypto::SecretBytes& bytes);

struct StoredHead {
  Chain chain;
  store::Revision revision = 0;  // of the record
};

// Reads the head; makes it together with a root when the store has neither. Errors: kDataLoss
// "StoreDamaged", also when there is a root and no head; kAborted "AuditLogTaken" when another made
// them meanwhile; those of the store.
core::Result<StoredHead> LoadHead(store::Store& store, crypto::Random& random);

}  // namespace keyward::server::audit
