// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "crypto/random.h"
#include "crypto/secret_bytes.h"
#include "store/engine.h"
#include "store/keyring/keyring.h"
#include "store/keyring/seal.h"

namespace keyward::store::sealed {

struct Options {
  // A file on another disk, best of another machine (store/sealed/anchor.h); "" is none. A store
  // that has once been anchored opens only with its anchor.
  std::string anchor = {};
  // Values kept open in memory; 0 keeps none. Counted with their keys.
  std::size_t cache_bytes = std::size_t{32} << 20;
  // Both must live as long as the store.
  crypto::Random& random;
  const core::Clock& clock;
};

// A record whose value is kept in locked memory.
struct SecretRecord {
  crypto::SecretBytes value;
  Revision create_revision = 0;
  Revision mod_revision = 0;
};

// A store whose values nobody reads who has only its files. Keys, sizes and times of writing are
// visible there: docs/threat-model.md.
//
// Beyond Store: a value that was changed, or moved to another key, is never returned: kDataLoss
// "StoreDamaged", which names the key. A record that was put back to an older value, or removed, in
// the files is found by Check (store/sealed/check.h); a whole older store, when it is opened beside
// its anchor. Commit answers kUnavailable "AnchorUnwritable" when the anchor could not be kept up.
// The plaintext in a Txn is wiped when Commit returns.
//
// A read answers from memory what was read before and not changed since, and stays linearizable:
// a commit drops what it changes before it is acknowledged. Thread-safe.
class SealedStore : public Store {
 public:
  // Makes the keyring and the ledger of an empty store, and its anchor if there is to be one.
  // Errors: kAlreadyExists "AlreadyInitialized" when there is a keyring; kFailedPrecondition
  // "StoreNotEmpty" when there are records without one; kAlreadyExists "AnchorExists"; those of
  // Engine, of Anchor and of the seal.
  static core::Result<void> Initialize(Engine& engine, const keyring::Seal& seal,
                                       const Options& options);

  // Opens the keyring with the seal, and checks that keyring, ledger, revision and anchor belong
  // together. An anchor that is named for the first time is made. Errors: kFailedPrecondition
  // "NotInitialized"; those of Keyring::Open; kDataLoss "StoreDamaged", "KeyringRolledBack"; those
  // of Anchor::Check; kFailedPrecondition "AnchorRequired" when the store has an anchor and
  // `options` names none.
  static core::Result<std::unique_ptr<SealedStore>> Open(std::unique_ptr<Engine> engine,
                                                         const keyring::Seal& seal,
                                                         const Options& options);

  // As Get, past the cache and into locked memory.
  virtual core::Result<std::optional<SecretRecord>> GetSecret(std::string_view key) = 0;

  // Seals later writes under a new data key. Returns its number. See Keyring::Rotate.
  virtual core::Result<std::uint32_t> RotateDataKey() = 0;
  // Changes the seal. See Keyring::Rekey.
  virtual core::Result<void> Rekey(const keyring::Seal& seal) = 0;

  // Goes up when an older state is restored on purpose: what was promised in an earlier epoch may
  // be gone.
  virtual std::uint64_t epoch() const = 0;
  virtual const keyring::InstallationId& installation() const = 0;
};

}  // namespace keyward::store::sealed
