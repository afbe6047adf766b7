// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "core/result.h"
#include "store/keyring/seal.h"
#include "store/local/options.h"
#include "store/sealed/sealed_store.h"

// The embedded installation, for who runs it: one process at a time, under the directory's lock.
//
// Errors of all: those of sqlite::Open (kFailedPrecondition "StoreLocked", kNotFound
// "StoreNotFound", kDataLoss "StoreDamaged"…), of Throttled (store/local/throttled.h) and of
// SealedStore::Open.
namespace keyward::store::local {

// Makes the directory (its last part), an empty store, its keyring and its anchor. Errors: those of
// SealedStore::Initialize.
core::Result<void> Initialize(const Options& options, const keyring::Seal& seal);

// Opens the store. Nothing is made but an anchor that is named for the first time.
core::Result<std::unique_ptr<sealed::SealedStore>> Open(const Options& options,
                                                        const keyring::Seal& seal);

// Adds a data key, under which later writes are sealed, and returns its number.
core::Result<std::uint32_t> Rotate(const Options& options, const keyring::Seal& seal);

// Puts `next` in the place of the seal.
core::Result<void> Rekey(const Options& options, const keyring::Seal& seal,
                         const keyring::Seal& next);

// The deliberate way when the anchor was lost or is to lie elsewhere: from now on the store is kept
// with the anchor that `options` name, or with none. A file that is there must be this store's
// anchor and agree with it, so that nobody passes over a store that was rolled back; remove the
// file first to do so. Errors: those of Anchor::Check.
core::Result<void> SetAnchor(const Options& options, const keyring::Seal& seal);

}  // namespace keyward::store::local
