// SPDX-License-Identifier: Apache-2.0
#include "server/node/page_key.h"

#include <optional>
#include <string>
#include <utility>

#include "crypto/bytes.h"

namespace keyward::server::node {
namespace {

using Key = crypto::DerivingAead::Key;
using store::sealed::SealedStore;

core::Result<std::optional<Key>> LoadKey(SealedStore& store) {
  core::Result<std::optional<store::sealed::SecretRecord>> record = store.GetSecret(kPageKey);
  if (!record) return std::move(record).error();
  if (!*record) return std::optional<Key>();
  core::Result<Key> key = Key::From(std::move((*record)->value));
  if (key) return std::optional<Key>(*std::move(key));
  return core::Error{core::ErrorCode::kDataLoss, "StoreDamaged",
                     "record `" + std::string(kPageKey) + "` is no key"};
}

// Whoever else made it first wins.
core::Result<void> MakeKey(SealedStore& store, crypto::Random& random) {
  core::Result<Key> key = Key::Generate(random);
  if (!key) return std::move(key).error();
  store::Txn txn;
  txn.compares.push_back({std::string(kPageKey), 0});
  txn.ops.emplace_back(
      store::Put{std::string(kPageKey), std::string(crypto::AsText(key->Expose()))});
  core::Result<store::TxnResult> done = store.Commit(std::move(txn));
  if (!done) return std::move(done).error();
  return {};
}

}  // namespace

core::Result<api::PageTokens> LoadPageTokens(SealedStore& store, crypto::Random& random) {
  core::Result<std::optional<Key>> key = LoadKey(store);
  if (key && !*key) {
    if (core::Result<void> made = MakeKey(store, random); !made) return made.error();
    key = LoadKey(store);
  }
  if (!key) return std::move(key).error();
  if (*key) return api::PageTokens::Create(**key);
  return core::Error{core::ErrorCode::kAborted, "ConcurrentModification",
                     "the key of the page tokens was removed while it was made"};
}

}  // namespace keyward::server::node
