// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "cli/store_args.h"
#include "core/result.h"
#include "store/keyring/seal.h"

// Seals, from what the command line and the environment say of them. Errors: those of
// ReadPassphrase, PassphraseSeal and KeyFileSeal; kInvalidArgument "InvalidInput" when --key-file
// is missing.
namespace keyward::cli {

using SealPointer = std::unique_ptr<store::keyring::Seal>;

// The seal that a keyring is closed with: of the kind that was named, else of `kind`, which is the
// keyring's own.
core::Result<SealPointer> OpenSeal(const StoreArgs& args, store::keyring::SealKind kind);

// The seal to close a new keyring with: of the kind that was named, else a key file when one was
// given, else a passphrase. A key file that does not exist is made.
core::Result<SealPointer> MakeSeal(const StoreArgs& args);
// The same from --new-seal, --new-key-file and the new passphrase's sources.
core::Result<SealPointer> MakeNextSeal(const StoreArgs& args);

}  // namespace keyward::cli
