// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/result.h"
#include "store/engine.h"
#include "store/keyring/keyring.h"
#include "store/sealed/anchor.h"
#include "store/sealed/ledger_cipher.h"

namespace keyward::store::sealed {

struct Options;

// The two side values of a sealed store, open.
struct Opened {
  keyring::Keyring keyring;
  LedgerCipher cipher;
  LedgerState state;
};

// Opens both, and checks that they belong together. Errors: those of Keyring::Open; kDataLoss
// "StoreDamaged", and "KeyringRolledBack" when the keyring is older than the ledger.
core::Result<Opened> OpenTogether(std::string_view keyring_bytes, std::string_view ledger_bytes,
                                  const keyring::Seal& seal);

// The same of an engine, whose revision must be the ledger's. Errors: kFailedPrecondition
// "NotInitialized" when it has no keyring.
core::Result<Opened> OpenMetas(Engine& engine, const keyring::Seal& seal);

// Returns the anchor that the options name: checked, or made when the store had none before, which
// `opened` and the engine's ledger then say. Errors: those of Anchor; kFailedPrecondition
// "AnchorRequired". Nobody else may use the engine.
core::Result<std::optional<Anchor>> OpenAnchor(Engine& engine, Opened& opened,
                                               const Options& options);

// The deliberate way when an anchor was lost or is to lie elsewhere: makes the one that the options
// name remember the present state, whatever it had, or, when they name none, lets the store open
// without. Nobody else may use the engine.
core::Result<void> ResetAnchor(Engine& engine, Opened& opened, const Options& options);

}  // namespace keyward::store::sealed
