// SPDX-License-Identifier: Apache-2.0
#include "store/local/installation.h"

#include <optional>
#include <string>
#include <utility>

#include "store/engine.h"
#include "store/local/keyring_bytes.h"
#include "store/local/throttled.h"
#include "store/sealed/anchor.h"
#include "store/sealed/setup.h"
#include "store/sqlite/sqlite_store.h"

namespace keyward::store::local {
namespace {

core::Result<std::unique_ptr<Engine>> OpenEngine(const Options& options, bool create) {
  sqlite::Options engine;
  engine.directory = options.directory;
  engine.create = create;
  return sqlite::Open(engine);
}

sealed::Options ForSealed(const Options& options) {
  return {.anchor = options.anchor,
          .cache_bytes = options.cache_bytes,
          .random = options.random,
          .clock = options.clock};
}

// Calls `unseal` with the open engine, as an attempt at the seal's secret.
core::Result<void> WithEngine(
    const Options& options, const keyring::Seal& seal,
    const std::function<core::Result<void>(std::unique_ptr<Engine>)>& unseal) {
  core::Result<std::unique_ptr<Engine>> engine = OpenEngine(options, false);
  if (!engine) return engine.error();
  core::Result<std::string> keyring =
      RequireKeyring((*engine)->Meta(kKeyringMeta), options.directory);
  if (!keyring) return keyring.error();
  return Throttled(options, seal, *keyring, [&] { return unseal(*std::move(engine)); });
}

// Refuses a file at the anchor's path that is not this store's, or knows better.
core::Result<void> CheckPlace(const Options& options, const sealed::Opened& opened) {
  if (options.anchor.empty()) return {};
  core::Result<sealed::Anchor> anchor = sealed::Anchor::Create(options.anchor, opened.keyring);
  if (!anchor) return anchor.error();
  return anchor->Check(opened.state, sealed::Anchor::Absent::kFine);
}

}  // namespace

core::Result<void> Initialize(const Options& options, const keyring::Seal& seal) {
  core::Result<std::unique_ptr<Engine>> engine = OpenEngine(options, true);
  if (!engine) return engine.error();
  return sealed::SealedStore::Initialize(**engine, seal, ForSealed(options));
}

core::Result<std::unique_ptr<sealed::SealedStore>> Open(const Options& options,
                                                        const keyring::Seal& seal) {
  std::unique_ptr<sealed::SealedStore> store;
  core::Result<void> opened =
      WithEngine(options, seal, [&](std::unique_ptr<Engine> engine) -> core::Result<void> {
        core::Result<std::unique_ptr<sealed::SealedStore>> made =
            sealed::SealedStore::Open(std::move(engine), seal, ForSealed(options));
        if (!made) return made.error();
        store = *std::move(made);
        return {};
      });
  if (!opened) return opened.error();
  return {std::move(store)};
}

core::Result<std::uint32_t> Rotate(const Options& options, const keyring::Seal& seal) {
  core::Result<std::unique_ptr<sealed::SealedStore>> store = Open(options, seal);
  if (!store) return store.error();
  return (*store)->RotateDataKey();
}

core::Result<void> Rekey(const Options& options, const keyring::Seal& seal,
                         const keyring::Seal& next) {
  core::Result<std::unique_ptr<sealed::SealedStore>> store = Open(options, seal);
  if (!store) return store.error();
  return (*store)->Rekey(next);
}

core::Result<void> SetAnchor(const Options& options, const keyring::Seal& seal) {
  return WithEngine(options, seal, [&](std::unique_ptr<Engine> engine) -> core::Result<void> {
    core::Result<sealed::Opened> opened = sealed::OpenMetas(*engine, seal);
    if (!opened) return opened.error();
    if (core::Result<void> good = CheckPlace(options, *opened); !good) return good;
    return sealed::ResetAnchor(*engine, *opened, ForSealed(options));
  });
}

}  // namespace keyward::store::local
